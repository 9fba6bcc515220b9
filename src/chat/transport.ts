/** What is left to a vendor's adapter for outgoing things once the courier decides what goes, and when. */

import type { Severity } from '../incident/policy.ts';
import type { Placement, Shown } from './outbox.ts';
import type { ConversationSpec, Opened } from './platform.ts';

/** Where a placement goes. */
export interface Place {
  readonly incidentId: string;
  /** Number of the incident: buttons outside its conversation must name it. */
  readonly number: number;
  readonly conversation: string;
  /** Id of the incident's roster. */
  readonly roster: string;
  /** Asked before each call, after it waited for its turn: throws when nothing more may go there. */
  check(): Promise<void>;
}

/**
 * Throws `CordonError`: a retryable one when the platform does not answer or asks to wait, and the call is made again
 * later; any other when what was asked can never be done, and is left.
 */
export interface Transport {
  /** Makes the conversation, or adopts the one an earlier attempt made. `severity` is the incident's now: it may change while this waits. */
  open(spec: ConversationSpec, severity: () => Severity): Promise<Opened>;
  /** Shows the placement, or a part of it: posts or edits, looking first for what an earlier attempt may have posted. */
  show(place: Place, placement: Placement): Promise<Shown>;
}
