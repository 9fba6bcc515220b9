/**
 * What the receiving half of a platform asks of the house: somebody said, clicked, marked, joined or left. The vendor
 * stays outside: accounts, conversations and messages are named by the platform's ids.
 */

import type { Person } from '../incident/actor.ts';
import type { Loss } from '../incident/bridge-events.ts';
import type { Answer, Said } from './answer.ts';
import type { Card } from './card.ts';
import type { Utterance } from './talk.ts';

/** A message of a conversation, as a person wrote it. */
export interface TalkMessage {
  readonly id: string;
  readonly author: Person;
  readonly text: string;
  /** RFC 3339. */
  readonly sentAt: string;
  readonly permalink?: string;
  /** Platform's ids of the files that came with it. */
  readonly files: readonly string[];
}

/** Where something was said; undefined outside any incident. */
export type Whereabouts = string | undefined;

/** What people did to a conversation as a whole: taken away, brought back, or given another name. */
export type Fate = Loss | 'back' | { readonly renamed: string };

/** A conversation of an open incident, as the incident knows it. */
export interface KnownConversation {
  readonly conversation: string;
  readonly name: string;
  readonly archived: boolean;
}

export interface SurfaceHouse {
  readonly prefix: string;
  say(by: Person, where: Whereabouts, said: Said): Promise<Answer>;
  form(by: Person, where: Whereabouts, words: string): Promise<Answer>;
  /** Puts a message on the timeline with its own time, and its files into evidence. Twice is once. */
  capture(by: Person, where: string, message: TalkMessage): Promise<Answer>;
  /** Puts what somebody said on another side on the timeline: `message` is the one that shows it here. */
  captureMirrored(by: Person, where: string, message: string): Promise<Answer>;
  /**
   * Somebody said or edited something: it is shown on the other sides. Twice, late or in another order is no matter.
   * Never for what Cordon itself wrote: the adapter knows its own messages.
   */
  heard(where: string, utterance: Utterance): Promise<void>;
  /** A message was deleted. */
  unsaid(where: string, message: string): Promise<void>;
  /** Takes a captured message back, as a new event. */
  withdraw(by: Person, where: string, message: string): Promise<Answer>;
  /** Files that somebody dropped into the conversation go into evidence. */
  drop(by: Person, where: string, files: readonly string[]): Promise<void>;
  /** Somebody is in the conversation now. A member who let them in speaks for them; else the alarm is raised. */
  joined(where: string, who: Person, letInBy?: Person): Promise<void>;
  left(where: string, who: Person): Promise<void>;
  /** Somebody did something to the conversation itself; undefined where the platform does not say who. */
  befell(where: string, fate: Fate, by: Person | undefined): Promise<void>;
  /** Conversations of all open incidents that are carried there. */
  conversations(): Promise<readonly KnownConversation[]>;
  /** What waits for a person: approvals, tasks, incidents, clocks. */
  home(by: Person): Promise<Card>;
  /** Incidents by number or a part of the codename, as outsiders may see them; the newest first. */
  find(text: string): Promise<readonly Card[]>;
  /** The card that a message of the conversation shows, as it stands for everybody and for one reader now. */
  cardFor(
    by: Person,
    where: string,
    message: string,
  ): Promise<{ readonly everybody: Card; readonly reader: Card } | undefined>;
  /** Number of the conversation's incident. */
  numberOf(where: string): Promise<number | undefined>;
  /** Somebody's screen may show otherwise than it is: the card of that message is drawn again. */
  redraw(where: string, message: string): Promise<void>;
}

/** Who is who on a platform. Kept by the store. */
export interface Accounts {
  personOf(account: string): Promise<Person | undefined>;
  peopleOf(accounts: readonly string[]): Promise<ReadonlyMap<string, Person>>;
  accountOf(personId: string): Promise<string | undefined>;
  accountsOf(personIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Remembers, and makes the person known here. */
  know(account: string, person: Person): Promise<Person>;
}

export interface Received {
  readonly id: string;
  readonly body: unknown;
  readonly receivedAt: Date;
}

/** What came in, kept before it is acknowledged. Kept by the store. */
export interface Receipts {
  /** False when it was there already. It is nobody else's until the lease ends. */
  keep(id: string, what: string, body: unknown, leaseMs: number): Promise<boolean>;
  done(id: string): Promise<void>;
  /** It is taken up again after a pause that grows, or not at all. Answers whether it is a dead letter now. */
  failed(id: string, problem: string, forGood: boolean): Promise<boolean>;
  renew(ids: readonly string[], leaseMs: number): Promise<void>;
  /** What waits and is nobody's: a process ended over it, or it failed before. */
  take(leaseMs: number): Promise<readonly Received[]>;
  /** Drops what is too old to come again. */
  forget(): Promise<void>;
}
