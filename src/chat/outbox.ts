/**
 * What a platform with rates, outages and lost answers is to show: kept durably, by conversation and key, until the
 * platform shows it. Pure data; the store keeps it, the courier carries it.
 */

import type { Person } from '../incident/actor.ts';
import type { Severity } from '../incident/policy.ts';
import type { Card } from './card.ts';
import type { ConversationLink, ConversationSpec, Line, Opened, Pass, Privately, SharedFile } from './platform.ts';
import type { Priority } from './shaping.ts';

/** What stands, or is to stand, under one key of a conversation. */
export type Item =
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'links'; readonly links: readonly ConversationLink[] }
  | { readonly kind: 'members'; readonly members: readonly Person[] }
  /** Whoever is in the platform's own group for the incident's roster is to become a member. */
  | { readonly kind: 'group' }
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'line'; readonly line: Line }
  | {
      readonly kind: 'whisper';
      readonly to: Person;
      readonly card: Card;
      readonly how: Privately;
      /** The courier adds the link when it carries it: the secret is kept nowhere. */
      readonly pass?: Pass;
    }
  | { readonly kind: 'file'; readonly file: SharedFile }
  /** Where everybody sees it: in the channel for announcements, or the one it names. */
  | { readonly kind: 'announcement'; readonly card: Card; readonly channel?: string }
  | { readonly kind: 'archived'; readonly archived: boolean };

export interface Placement {
  readonly key: string;
  readonly item: Item;
  readonly version: number;
  readonly urgency: Priority;
  /** Ids of the messages that show it already, on the platform. */
  readonly messages: readonly string[];
  /** Fingerprint of what was shown last: the same again needs no call. */
  readonly shown?: string;
  /** Set when an earlier attempt may have reached the platform: look before repeating. */
  readonly begunAt?: Date;
  readonly wantedAt: Date;
}

/** A conversation with something to do, ours for a while. */
export interface Claim {
  readonly spec: ConversationSpec;
  readonly conversation?: string;
  readonly attempts: number;
}

export interface Shown {
  readonly messages: readonly string[];
  readonly shown: string;
  /** There is more of it: it goes on from here once everything more urgent has gone. */
  readonly unfinished?: boolean;
}

/** Kept by the store for one platform. */
export interface Outbox {
  /** Wants a conversation, once. Answers the one there is. */
  want(spec: ConversationSpec): Promise<Opened | undefined>;
  /** Wants something shown. An older version never overwrites a newer one; the same version changes nothing. */
  put(incidentId: string, wanted: Pick<Placement, 'key' | 'item' | 'version' | 'urgency'>): Promise<void>;
  /** Wants it drawn anew, though nothing about it changed: somebody's screen may show otherwise. */
  again(incidentId: string, key: string): Promise<void>;
  /** Wants shown what was left with a problem: what stood in its way is gone. */
  retry(incidentId: string): Promise<void>;
  /** Wants everything of that key looked at again as it stands, in conversations that are not archived. */
  recheck(key: string): Promise<void>;
  /** What is wanted under keys that begin so. */
  standing(incidentId: string, prefix: string): Promise<readonly Pick<Placement, 'key' | 'item'>[]>;
  /** Conversations with something to do, the worst incident first, for nobody else until the lease ends. */
  claim(limit: number, leaseMs: number): Promise<readonly Claim[]>;
  renew(incidentIds: readonly string[], leaseMs: number): Promise<void>;
  /** How bad these incidents are now. */
  severities(incidentIds: readonly string[]): Promise<ReadonlyMap<string, Severity>>;
  /** Gives a conversation back, to be claimed again no sooner than in `pauseMs`; `failed` counts the attempts. */
  release(incidentId: string, pauseMs: number, failed: boolean): Promise<void>;
  opened(incidentId: string, opened: Opened): Promise<void>;
  /** What is to be shown and may be, oldest first. */
  pending(incidentId: string): Promise<readonly Placement[]>;
  /** Whether it may go there still: not to a platform that nothing of the incident goes to any more. Notices always may. */
  may(incidentId: string, key: string): Promise<boolean>;
  begin(incidentId: string, key: string): Promise<void>;
  shown(incidentId: string, placement: Pick<Placement, 'key' | 'version'>, shown: Shown): Promise<void>;
  /** It cannot be shown: it is left, with the reason, until a newer version is wanted. */
  dropped(incidentId: string, placement: Pick<Placement, 'key' | 'version'>, problem: string): Promise<void>;
  /** The incident of a conversation. */
  incidentOf(conversation: string): Promise<string | undefined>;
  conversationOf(incidentId: string): Promise<string | undefined>;
  /** Key of the card that a message of the conversation shows. */
  keyOf(incidentId: string, message: string): Promise<string | undefined>;
}
