/** What the HTTP floor asks of the house. `open-house` hands it in; nothing here knows another surface. */

import type { FastifyPluginAsync } from 'fastify';
import type { AlertRequest } from '../alerts/source.ts';
import type { Log } from '../base/log.ts';
import type { Person } from '../incident/actor.ts';
import type { Refusal } from '../incident/decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Figures } from '../insight/figures.ts';
import type { MeasuredIncident } from '../insight/measures.ts';
import type { Selected } from '../insight/selection.ts';

export type Scope = 'alerts' | 'read' | 'write' | 'admin';

/** Who holds a bearer token. `admin` may act as somebody else; `write` acts as the token itself. */
export interface TokenHolder {
  readonly name: string;
  readonly scope: Scope;
}

/** The answer of the intake: sent as it is. */
export interface IntakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type CommandAnswer =
  | { readonly kind: 'done'; readonly text: string; readonly number: number; readonly events: readonly IncidentEvent[] }
  | ({ readonly kind: 'refused' } & Refusal)
  | { readonly kind: 'card'; readonly card: unknown }
  | { readonly kind: 'form'; readonly form: unknown }
  | { readonly kind: 'usage'; readonly problem: string; readonly usage: string };

/** A document in one of its formats. */
export interface Rendered {
  readonly mediaType: string;
  readonly fileName: string;
  readonly body: string | Uint8Array | NodeJS.ReadableStream;
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** One gauge of `/metrics`, read when scraped. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A host that shows pages in a frame of its own. */
export interface Framing {
  /** Sources for `frame-ancestors`. */
  readonly ancestors: readonly string[];
  /** Whether sessions of the host count now: not while it is held for compromised. */
  isTrusted(): Promise<boolean>;
  /**
   * Who is behind the token of the host, and the number of the one incident that the session is for, if it is for one
   * alone. Throws `credential_invalid` and `not_allowed`.
   */
  enter(token: string, back: string): Promise<{ readonly person: Person; readonly only?: number }>;
}

export interface HttpHouse {
  readonly log: Log;
  readonly baseUrl: () => string;
  /** `local`: pick or name a person, loopback only. `link`: one-time links made by the operator. */
  readonly signIn: 'local' | 'link';
  /** Signs session cookies; at least 32 characters. */
  readonly sessionSecret: string;
  /** A host that may show the pages in a frame of its own; without one nobody may. */
  readonly framing: Framing | undefined;
  /** Pages mounted at `/`. */
  readonly pages: FastifyPluginAsync;
  token(bearer: string): Promise<TokenHolder | undefined>;
  intake(source: string, request: AlertRequest, drill: string | undefined, trusted: boolean): Promise<IntakeAnswer>;
  /** `unknown` when there is no such tracker, or its credential is wrong. */
  hearTracker(
    name: string,
    news: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string },
  ): Promise<'heard' | 'unknown'>;
  /** What a runner says of an order. Throws where it is not believed, or speaks of none. */
  hearRunner(
    name: string,
    news: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string },
  ): Promise<void>;
  incidents(): Promise<readonly unknown[]>;
  incident(number: number): Promise<unknown>;
  events(number: number): Promise<readonly unknown[] | undefined>;
  /** `external`: three sections that hold nothing internal. */
  postmortem(number: number, format: string, version: 'internal' | 'external'): Promise<Rendered | undefined>;
  bundle(number: number): Promise<Rendered | undefined>;
  say(by: Person, incident: number | undefined, text: string): Promise<CommandAnswer>;
  person(id: string): Promise<Person | undefined>;
  addPerson(name: string): Promise<Person>;
  /** Spends a one-time sign-in link. */
  spendLink(secret: string): Promise<Person | undefined>;
  /** Spends a pass: for a member of the incident it was made for, and nobody else. */
  spendPass(secret: string): Promise<{ readonly person: Person; readonly number: number } | undefined>;
  readiness(): Promise<Readiness>;
  gauges(): Promise<readonly Gauge[]>;
  figures(selected: Selected): Promise<Figures>;
  measured(): Promise<readonly MeasuredIncident[]>;
  deadLetters(): Promise<readonly unknown[]>;
  retryDead(id: string): Promise<boolean>;
}
