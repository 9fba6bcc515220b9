/** A method that answers `ok: false`: Slack's error code and whatever stands beside it. */

export interface Refusal {
  readonly refusal: string;
  readonly beside: Readonly<Record<string, unknown>>;
}

/** Throw what this answers. */
export function refuse(code: string, beside: Readonly<Record<string, unknown>> = {}): Error & Refusal {
  return Object.assign(new Error(code), { refusal: code, beside });
}

export function isRefusal(fault: unknown): fault is Refusal {
  return typeof fault === 'object' && fault !== null && 'refusal' in fault;
}
