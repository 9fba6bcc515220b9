/** The platform contract: what a surface must be able to do. The Room, Slack and Teams implement it. */

import type { Person } from '../incident/actor.ts';
import type { Card } from './card.ts';

/** One place where an incident is talked about. */
export interface ConversationRef {
  readonly incidentId: string;
  /** The platform's own id of it. */
  readonly conversation: string;
}

export interface ConversationSpec {
  readonly incidentId: string;
  /** Deterministic: a retry finds and adopts the conversation of this name instead of making a second. */
  readonly name: string;
  readonly topic: string;
  readonly restricted: boolean;
}

/**
 * Every method is idempotent: called again with the same arguments it changes nothing and doubles nothing.
 * Failures are `CordonError` with `vendor_failed`, saying whether a retry can help.
 */
export interface ChatPlatform {
  readonly id: 'room' | 'slack' | 'teams';
  openConversation(spec: ConversationSpec): Promise<{ readonly conversation: string; readonly link?: string }>;
  setTopic(ref: ConversationRef, topic: string): Promise<void>;
  setMembers(ref: ConversationRef, members: readonly Person[]): Promise<void>;
  /** Posts the card under its key, or edits what stands there. An older `version` never overwrites a newer one. */
  put(ref: ConversationRef, card: Card, version: number): Promise<void>;
  /** Posts one line to everybody. `deliveryId` makes a retry find the line instead of repeating it. */
  say(ref: ConversationRef, deliveryId: string, text: string): Promise<void>;
  /** Posts to one person in private: an ephemeral or direct message. */
  whisper(ref: ConversationRef, deliveryId: string, to: Person, card: Card): Promise<void>;
  /** Keeps the announcement for outsiders current. The card must have been built for the audience `outsider`. */
  announce(incidentId: string, card: Card, version: number): Promise<void>;
  archive(ref: ConversationRef): Promise<void>;
  unarchive(ref: ConversationRef): Promise<void>;
}
