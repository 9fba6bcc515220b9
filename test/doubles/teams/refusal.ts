/** How Graph and the connector say no: a status, and an error with code and message. */

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refuse(status: number, code: string, message: string, headers?: Refusal['headers']): never {
  throw { status, code, message, ...(headers ? { headers } : {}) } satisfies Refusal;
}

export function isRefusal(fault: unknown): fault is Refusal {
  return typeof fault === 'object' && fault !== null && 'status' in fault && 'code' in fault && 'message' in fault;
}
