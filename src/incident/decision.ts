/** What `decide` answers: facts, or a refusal that says what would make it possible. A refusal is not an error. */

import type { Fact } from './events.ts';
import type { ActionState } from './incident.ts';

export interface Refusal {
  /** Stable, snake_case, named after the rule: a `RefusalCode` where the core says it. */
  readonly code: string;
  /** One sentence of why, shown unchanged on every surface. */
  readonly reason: string;
  /** One sentence of what would make it possible. */
  readonly remedy: string;
}

/** Every code the core refuses with. `action_<state>` means that the action's state does not allow it. */
export type RefusalCode =
  | `action_${ActionState}`
  | 'already_collected'
  | 'already_done'
  | 'already_open'
  | 'approval_expired'
  | 'clock_running'
  | 'closed'
  | 'compromised'
  | 'disposed'
  | 'edit_open'
  | 'gate_open'
  | 'held'
  | 'held_with_all'
  | 'in_command'
  | 'in_the_future'
  | 'irreversible'
  | 'machine_only'
  | 'marks_left'
  | 'merge_with_itself'
  | 'merged'
  | 'never_shortened'
  | 'no_plan'
  | 'no_reviewer'
  | 'no_role'
  | 'no_such_time'
  | 'no_such_way'
  | 'not_a_member'
  | 'not_a_reviewer'
  | 'not_authorized'
  | 'not_closed'
  | 'not_collected'
  | 'not_due'
  | 'not_holder'
  | 'not_in_review'
  | 'not_lead'
  | 'not_legal'
  | 'not_owner'
  | 'not_requested'
  | 'not_reviewed'
  | 'out_of_scope'
  | 'nothing_to_settle'
  | 'own_document'
  | 'own_request'
  | 'people_only'
  | 'plan_changed'
  | 'proof_missing'
  | 'reason_missing'
  | 'role_held'
  | 'role_vacant'
  | 'roles_apart'
  | 'room_stays'
  | 'severed'
  | 'still_contained'
  | 'still_running'
  | 'target_not_allowed'
  | 'target_not_typed'
  | 'too_late'
  | 'too_long'
  | 'too_open'
  | 'unknown_action'
  | 'unknown_clock'
  | 'unknown_comment'
  | 'unknown_edit'
  | 'unknown_entry'
  | 'unknown_evidence'
  | 'unknown_follow_up'
  | 'unknown_incident'
  | 'unknown_role'
  | 'unknown_task'
  | 'unknown_version';

/** An empty list of facts means that what was asked holds already. */
export type Decision =
  | { readonly accepted: readonly Fact[]; readonly refused?: undefined }
  | { readonly refused: Refusal; readonly accepted?: undefined };

export function accept(...facts: readonly Fact[]): Decision {
  return { accepted: facts };
}

export function refuse(code: RefusalCode, reason: string, remedy: string): Decision {
  return { refused: refusal(code, reason, remedy) };
}

export function refusal(code: RefusalCode, reason: string, remedy: string): Refusal {
  return { code, reason, remedy };
}
