/** What `decide` answers: facts, or a refusal that says what would make it possible. A refusal is not an error. */

import type { Fact } from './events.ts';

export interface Refusal {
  /** Stable, snake_case, named after the rule. */
  readonly code: string;
  /** One sentence of why, shown unchanged on every surface. */
  readonly reason: string;
  /** One sentence of what would make it possible. */
  readonly remedy: string;
}

/** An empty list of facts means that what was asked holds already. */
export type Decision =
  | { readonly accepted: readonly Fact[]; readonly refused?: undefined }
  | { readonly refused: Refusal; readonly accepted?: undefined };

export function accept(...facts: readonly Fact[]): Decision {
  return { accepted: facts };
}

export function refuse(code: string, reason: string, remedy: string): Decision {
  return { refused: { code, reason, remedy } };
}
