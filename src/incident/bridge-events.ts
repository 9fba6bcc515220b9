/** The facts and commands of an incident's sides and their conversations: part of `EventData` and `CommandData`, kept apart for their number. */

import type { Person } from './actor.ts';
import type { Timestamp } from './timestamp.ts';

/** Another incident. */
export interface Elsewhere {
  readonly number: number;
  readonly codename: string;
}

/** How people take a conversation away: by hand, on the platform. */
export type Loss = 'archived' | 'deleted' | 'removed';

export interface BridgeEventData {
  ConversationOpened: {
    readonly platform: string;
    readonly conversation: string;
    readonly name: string;
    readonly link?: string;
    /** False where others than the incident's members can read it; absent where it cannot be otherwise than private. */
    readonly isPrivate?: boolean;
  };
  ConversationFailed: { readonly platform: string; readonly problem: string; readonly remedy: string };
  ConversationArchived: { readonly platform: string; readonly conversation: string };
  /** Somebody archived or deleted the conversation, or took Cordon out of it. Who it was is not always told. */
  ConversationLost: {
    readonly platform: string;
    readonly conversation: string;
    readonly how: Loss;
    readonly person?: Person;
  };
  ConversationRestored: { readonly platform: string; readonly conversation: string; readonly person?: Person };
  ConversationRenamed: {
    readonly platform: string;
    readonly conversation: string;
    readonly name: string;
    readonly before: string;
    readonly person?: Person;
  };
  /** From now on, or again, a side of the incident. */
  PlatformBridged: { readonly platform: string };
  PlatformUnbridged: { readonly platform: string; readonly reason: string };
  /** One person holds the platform for compromised. A second one has until then to confirm it. */
  CompromiseReported: { readonly platform: string; readonly reason: string; readonly until: Timestamp };
  /** Nothing of the incident goes there any more, and nothing that is said there counts. */
  PlatformCutOff: {
    readonly platform: string;
    readonly reason: string;
    readonly how: 'two_people' | 'break_glass' | 'elsewhere';
    /** Who said it first, where two people threw the switch. */
    readonly reportedBy?: Person;
    /** The incident that declared it, for all of them. */
    readonly elsewhere?: Elsewhere;
  };
  PlatformRestored: { readonly platform: string; readonly reason: string; readonly elsewhere?: Elsewhere };
}

export interface BridgeCommandData {
  RecordConversation: {
    readonly platform: string;
    readonly conversation: string;
    readonly name: string;
    readonly link?: string;
    readonly isPrivate?: boolean;
  };
  RecordConversationFailure: { readonly platform: string; readonly problem: string; readonly remedy: string };
  RecordArchive: { readonly platform: string; readonly conversation: string };
  /** What people did to the conversation by hand; absent where the platform does not say who. */
  RecordLoss: {
    readonly platform: string;
    readonly conversation: string;
    readonly how: Loss;
    readonly person?: Person;
  };
  RecordReturn: { readonly platform: string; readonly conversation: string; readonly person?: Person };
  RecordRename: {
    readonly platform: string;
    readonly conversation: string;
    readonly name: string;
    readonly person?: Person;
  };
  Bridge: { readonly platform: string };
  Unbridge: { readonly platform: string; readonly reason: string };
  /** `alone` breaks the glass: the commander does not wait for a second person. */
  ReportCompromise: { readonly platform: string; readonly reason: string; readonly alone: boolean };
  RestorePlatform: { readonly platform: string; readonly reason: string };
  /** Another incident declares the platform compromised, or no longer does. */
  RecordCutOff: { readonly platform: string; readonly elsewhere: Elsewhere };
  RecordRestoration: { readonly platform: string; readonly elsewhere: Elsewhere };
}
