/** The platform contract: what a surface must be able to do. The Room, Slack and Teams implement it. */

import type { Person } from '../incident/actor.ts';
import type { Severity } from '../incident/policy.ts';
import type { Card } from './card.ts';
import type { Priority } from './shaping.ts';

/** One place where an incident is talked about. */
export interface ConversationRef {
  readonly incidentId: string;
  /** The platform's own id of it. */
  readonly conversation: string;
}

export interface ConversationSpec {
  readonly incidentId: string;
  readonly number: number;
  /** Deterministic: a retry finds and adopts the conversation of this name instead of making a second. */
  readonly name: string;
  readonly topic: string;
  /** What the conversation is for. Holds no restricted fact. */
  readonly purpose: string;
  readonly restricted: boolean;
  /** Where a platform makes only so many a minute, the worst comes first. */
  readonly severity: Severity;
  /** Id of the incident's roster, for platforms that have groups of their own. */
  readonly roster: string;
}

/** A conversation as it was made or adopted. */
export interface Opened {
  readonly conversation: string;
  /** The name it got: the one wanted, or one near to it where somebody else had that. */
  readonly name: string;
  readonly link?: string;
  /** False where others than its members can read it: no restricted incident goes there. */
  readonly isPrivate?: boolean;
}

/** A place that members look at beside the conversation. */
export interface ConversationLink {
  readonly label: string;
  readonly url: string;
}

/** A file for the members of a conversation. Its name holds no restricted fact. */
export interface SharedFile {
  readonly name: string;
  readonly title: string;
  readonly mediaType: string;
  readonly text: string;
}

/** A file that somebody dropped into a conversation. */
export interface FetchedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Uint8Array;
}

/** One line to everybody. Notifications show the preview alone. */
export interface Line {
  readonly text: string;
  /** Never a restricted fact. */
  readonly preview: string;
  /** Place in the incident's log of what it tells: workers write lines down in any order, and they are told in this one. */
  readonly seq: number;
  /** When that happened, RFC 3339. */
  readonly at: string;
}

/** What a one-time link into the Room is for; its secret is made of it. */
export interface Pass {
  /** Of the incident it leads to. */
  readonly number: number;
  /** Id of the event it is given for. */
  readonly occasion: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** How a card reaches one person: beside the talk, or in a direct message, where it stays. */
export type Privately = 'beside' | 'direct';

/**
 * Every method is idempotent: called again with the same arguments it changes nothing and doubles nothing. What is
 * wanted bears the version of the incident it was drawn from; an older one never overwrites a newer one.
 * Failures are `CordonError` with `vendor_failed`, saying whether a retry can help.
 */
export interface ChatPlatform {
  readonly id: 'room' | 'slack' | 'teams';
  /** Undefined when it takes its time: the conversation is told to the house once there is one. */
  openConversation(spec: ConversationSpec): Promise<Opened | undefined>;
  setTopic(ref: ConversationRef, topic: string, version: number): Promise<void>;
  setLinks(ref: ConversationRef, links: readonly ConversationLink[], version: number): Promise<void>;
  setMembers(ref: ConversationRef, members: readonly Person[], version: number): Promise<void>;
  /** Posts the card under its key, or edits what stands there. */
  put(ref: ConversationRef, card: Card, version: number, urgency: Priority): Promise<void>;
  /** Posts one line to everybody. `deliveryId` makes a retry find the line instead of repeating it. */
  say(ref: ConversationRef, deliveryId: string, line: Line, urgency: Priority): Promise<void>;
  /** Posts what tells nothing of the incident: it goes even where nothing else of it may. */
  notice(ref: ConversationRef, id: string, text: string): Promise<void>;
  /** Posts to one person alone. */
  whisper(ref: ConversationRef, deliveryId: string, to: Person, card: Card, how: Privately): Promise<void>;
  /** Posts to one person alone, with a link of their own into the Room that works once. */
  admit(ref: ConversationRef, to: Person, card: Card, pass: Pass): Promise<void>;
  /** Posts a file that the members of the conversation can read, and nobody else. */
  share(ref: ConversationRef, deliveryId: string, file: SharedFile): Promise<void>;
  /** The bytes of a file of a conversation, by the platform's id. */
  fetchFile(id: string, signal: AbortSignal): Promise<FetchedFile>;
  /** Keeps the announcement for outsiders current. The card must have been built for the audience `outsider`. */
  announce(incidentId: string, card: Card, version: number): Promise<void>;
  /**
   * Posts a card in a channel of the platform that is no incident's, by name or id. `ref` carries it: a conversation of
   * an incident that everybody may know of. The Room has no such channels.
   */
  bulletin(ref: ConversationRef, deliveryId: string, channel: string, card: Card): Promise<void>;
  archive(ref: ConversationRef, version: number): Promise<void>;
  unarchive(ref: ConversationRef, version: number): Promise<void>;
}
