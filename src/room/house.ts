/** What the Room's pages ask of the house. */

import type { FastifyRequest } from 'fastify';
import type { Answer, Said } from '../chat/answer.ts';
import type { Card } from '../chat/card.ts';
import type { IncidentRow, Surroundings } from '../chat/command.ts';
import type { Person } from '../incident/actor.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { FollowUp, Incident } from '../incident/incident.ts';
import type { Figures } from '../insight/figures.ts';
import type { Selected } from '../insight/selection.ts';
import type { SectionDifference } from '../postmortem/differences.ts';
import type { RenderedPart } from '../postmortem/parts.ts';
import type { ImportFields } from './import-fields.ts';
import type { RoomMessage } from './memory.ts';

export type Row = IncidentRow & { readonly nextClockAt?: string; readonly approvalsWaiting: number };

/** An incident for one reader. An outsider of a restricted one gets a card built for outsiders, and nothing else. */
export type View =
  | {
      readonly audience: 'member';
      readonly incident: Incident;
      readonly events: readonly IncidentEvent[];
      readonly messages: readonly RoomMessage[];
      readonly similar: readonly SimilarRow[];
      readonly isMember: boolean;
    }
  | { readonly audience: 'outsider'; readonly number: number; readonly card: Card };

/** Another incident like the one shown. Its title and state only for those who may open it. */
export interface SimilarRow {
  readonly number: number;
  readonly codename: string;
  readonly why: string;
  readonly title?: string;
  readonly status?: string;
}

export interface FindingRow {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly type: string;
  readonly severity: string;
  readonly count: number;
  readonly lastSeenAt: string;
  readonly disposition: string;
  readonly why: string;
  readonly incident?: number;
  /** Of findings that wait for a person: incidents that the reader may open. */
  readonly similar: readonly SimilarRow[];
}

export interface PlaybookPage {
  readonly slug: string;
  readonly title: string;
  readonly version: string;
  readonly summary: string;
  readonly phases: readonly {
    readonly title: string;
    readonly items: readonly {
      readonly text: string;
      readonly kind: string;
      readonly role: string;
      readonly required: boolean;
      readonly why: string;
    }[];
  }[];
}

export interface QueuePage {
  readonly backend: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly open: number;
  readonly oldestSeconds: number;
  readonly dead: readonly {
    readonly id: string;
    readonly reaction: string;
    readonly problem: string;
    readonly attempts: number;
    readonly createdAt: string;
  }[];
}

/** The document for one reader, as it is or as of an earlier position in the log. */
export interface PostmortemPage {
  readonly incident: Incident;
  readonly parts: readonly RenderedPart[];
  /** Sequence number of the last event it was compiled from. */
  readonly position: number;
  /** Where the log ends now. */
  readonly newest: number;
  /** Hash of the event at `position`. */
  readonly chainHead: string;
  readonly isMember: boolean;
  /** What copies can be taken away as. */
  readonly formats: readonly { readonly extension: string; readonly label: string }[];
}

/** A version of the document that was compiled and kept. */
export interface VersionRow {
  readonly version: number;
  readonly position: number;
  readonly at: string;
  readonly by: string;
  /** What came new in it. */
  readonly why: string;
}

export interface FollowUpRow extends FollowUp {
  readonly number: number;
  readonly codename: string;
}

/** A change somebody should look at; empty means: look at everything. */
export interface Change {
  readonly incidentId?: string | undefined;
  readonly number?: number | undefined;
}

export interface RoomHouse {
  readonly baseUrl: () => string;
  readonly prefix: string;
  readonly signIn: 'local' | 'link';
  /** Path of the page by which people enter where another host frames the Room. */
  readonly framedDoor: string | undefined;
  rows(person: Person): Promise<readonly Row[]>;
  /** `entries` is how much of the talk is read, counted from the newest. */
  view(number: number, person: Person, entries: number): Promise<View | undefined>;
  /** Whether the person may read the incident now: asked again before an open page is told of a change. */
  mayRead(number: number, person: Person): Promise<boolean>;
  say(person: Person, number: number | undefined, said: Said): Promise<Answer>;
  /** `only` is the number of the one incident that the session is for. */
  form(person: Person, number: number | undefined, words: string, only?: number): Promise<Answer>;
  post(person: Person, number: number, text: string): Promise<void>;
  /** Marks a message for the timeline, with its own time. */
  mark(person: Person, number: number, messageId: string): Promise<Answer>;
  surroundings(person: Person): Promise<Surroundings>;
  people(): Promise<readonly Person[]>;
  findings(person: Person): Promise<readonly FindingRow[]>;
  /** Opens an incident for a finding that waits for a person; its number. */
  declareFinding(person: Person, id: string): Promise<number>;
  dismissFinding(person: Person, id: string, reason: string): Promise<void>;
  playbooks(): readonly PlaybookPage[];
  storylines(): readonly { readonly slug: string; readonly title: string; readonly briefing: string }[];
  queue(): Promise<QueuePage>;
  retryDead(id: string): Promise<boolean>;
  /** Undefined where there is none yet, and for outsiders. */
  postmortem(number: number, person: Person, at?: number): Promise<PostmortemPage | undefined>;
  /** A copy to take away; undefined for a format there is not. */
  postmortemCopy(
    number: number,
    person: Person,
    extension: string,
    /** Position in the log, or the version for readers outside as it is now. */
    at?: number | 'external',
  ): Promise<{ readonly mediaType: string; readonly fileName: string; readonly body: string | Uint8Array } | undefined>;
  versions(
    number: number,
    person: Person,
  ): Promise<{ readonly codename: string; readonly rows: readonly VersionRow[] } | undefined>;
  differences(
    number: number,
    person: Person,
    between: { readonly from: number; readonly to: number },
  ): Promise<{ readonly codename: string; readonly sections: readonly SectionDifference[] } | undefined>;
  /** Of every incident the person may read. */
  followUps(person: Person): Promise<readonly FollowUpRow[]>;
  /** The bundle as a stream, for members. */
  bundle(
    number: number,
    person: Person,
  ): Promise<{ readonly fileName: string; readonly body: NodeJS.ReadableStream } | undefined>;
  /** `behind` incidents are not worked out yet. */
  figures(selected: Selected): Promise<Figures & { readonly behind: number }>;
  /** Throws `body_invalid` with every fault of the files. */
  importIncident(
    person: Person,
    asked: ImportFields,
    files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ): Promise<{ readonly number: number }>;
  settings(): readonly { readonly name: string; readonly value: string; readonly from: string }[];
  subscribe(listener: (change: Change) => void): () => void;
  requireFormToken(request: FastifyRequest): void;
}
