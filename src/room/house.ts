/** What the Room's pages ask of the house. */

import type { FastifyRequest } from 'fastify';
import type { Answer, Said } from '../chat/answer.ts';
import type { Card } from '../chat/card.ts';
import type { IncidentRow, Surroundings } from '../chat/command.ts';
import type { Person } from '../incident/actor.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { TocEntry } from '../postmortem/formats/html.ts';
import type { RoomMessage } from './memory.ts';

export type Row = IncidentRow & { readonly nextClockAt?: string; readonly approvalsWaiting: number };

/** An incident for one reader. An outsider of a restricted one gets a card built for outsiders, and nothing else. */
export type View =
  | {
      readonly audience: 'member';
      readonly incident: Incident;
      readonly events: readonly IncidentEvent[];
      readonly messages: readonly RoomMessage[];
      readonly isMember: boolean;
    }
  | { readonly audience: 'outsider'; readonly number: number; readonly card: Card };

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

export interface PostmortemPage {
  readonly codename: string;
  readonly fragment: string;
  /** To take away: Markdown, and one self-contained page. */
  readonly markdown: string;
  readonly html: string;
  readonly toc: readonly TocEntry[];
  readonly chainHead: string;
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
  rows(person: Person): Promise<readonly Row[]>;
  view(number: number, person: Person): Promise<View | undefined>;
  say(person: Person, number: number | undefined, said: Said): Promise<Answer>;
  form(person: Person, number: number | undefined, words: string): Promise<Answer>;
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
  postmortem(number: number, person: Person): Promise<PostmortemPage | undefined>;
  /** The bundle as a stream, for members. */
  bundle(
    number: number,
    person: Person,
  ): Promise<{ readonly fileName: string; readonly body: NodeJS.ReadableStream } | undefined>;
  settings(): readonly { readonly name: string; readonly value: string; readonly from: string }[];
  subscribe(listener: (change: Change) => void): () => void;
  requireFormToken(request: FastifyRequest): void;
}
