/** The one error class: a stable code, a sentence with the value seen, and what to do about it. */

/** Each has a row in `docs/errors.md`. */
export type ErrorCode =
  | 'config_invalid'
  | 'body_invalid'
  | 'body_too_large'
  | 'credential_missing'
  | 'credential_invalid'
  | 'not_found'
  | 'not_allowed'
  | 'conflict'
  | 'rate_limited'
  | 'store_unavailable'
  | 'queue_unavailable'
  | 'playbook_invalid'
  | 'action_unknown'
  | 'guard_refused'
  | 'vendor_failed'
  | 'outcome_unknown'
  | 'evidence_kept'
  | 'evidence_missing'
  | 'bundle_invalid'
  | 'drill_failed'
  | 'internal';

export class CordonError extends Error {
  override readonly name = 'CordonError';
  readonly code: ErrorCode;
  /** What would make it work, as an instruction. */
  readonly remedy: string;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** Further faults of the same input, one sentence each. */
  readonly details: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly remedy: string;
      readonly retryable?: boolean;
      readonly details?: readonly string[];
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? [];
  }
}
