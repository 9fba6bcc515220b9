/** What the Room must remember of its conversations: its own records, kept by the store and handed in by `main`. */

import type { Card } from '../chat/card.ts';
import type { Person } from '../incident/actor.ts';

export interface RoomMessage {
  /** UUIDv7; doubles as the order. */
  readonly id: string;
  readonly incidentId: string;
  /** Absent when Cordon speaks. */
  readonly author?: Person;
  readonly text: string;
  readonly at: string;
  /** Set on whispers: nobody else may read it. */
  readonly to?: string;
  readonly card?: Card;
  /** Where it was said, when that was not here. */
  readonly origin?: { readonly platform: string; readonly message: string };
  /** Names of files that came with it. */
  readonly files?: readonly string[];
  readonly state?: 'edited' | 'gone';
}

export interface RoomMemory {
  /** Makes the conversation or finds the one that is there; the incident's id is its id. */
  open(incidentId: string, name: string, topic: string): Promise<void>;
  setTopic(incidentId: string, topic: string): Promise<void>;
  setMembers(incidentId: string, people: readonly Person[]): Promise<void>;
  setArchived(incidentId: string, archived: boolean): Promise<void>;
  conversation(
    incidentId: string,
  ): Promise<{ readonly name: string; readonly topic: string; readonly archived: boolean } | undefined>;
  /** Keeps the card with the highest version under its key. */
  putCard(incidentId: string, card: Card, version: number): Promise<void>;
  cards(incidentId: string): Promise<readonly { readonly card: Card; readonly version: number; readonly at: string }[]>;
  /** Stores the message once; a second call with the same id changes nothing. */
  post(message: RoomMessage): Promise<void>;
  /** Newest last; whispers only for `reader`. `before` is a message id for paging back. */
  messages(
    incidentId: string,
    reader: string,
    options: { readonly before?: string; readonly limit: number },
  ): Promise<readonly RoomMessage[]>;
  message(incidentId: string, id: string): Promise<RoomMessage | undefined>;
  putAnnouncement(incidentId: string, card: Card, version: number): Promise<void>;
  announcements(): Promise<readonly { readonly incidentId: string; readonly card: Card }[]>;
}
