/** The chat command contract: slash words, a form, a button, a click and an API call all meet in one `run`. */

import type { z } from 'zod';
import type { Actor, Person } from '../incident/actor.ts';
import type { CommandData, IncidentCommand } from '../incident/commands.ts';
import type { CapturedMessage, Mode, Visibility } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Severity } from '../incident/policy.ts';
import type { Destination } from '../incident/postmortem-commands.ts';
import type { ProviderOf } from '../incident/scope.ts';
import type { Card, Form } from './card.ts';

/** A row of the list of incidents, as much of it as the asker may see. */
export interface IncidentRow {
  readonly id: string;
  readonly number: number;
  readonly codename: string;
  /** Absent for outsiders of a restricted incident. */
  readonly title?: string;
  readonly severity: Severity;
  readonly phase: string;
  readonly status: string;
  readonly mode: Mode;
  readonly commander?: string;
  readonly declaredAt: string;
  readonly member: boolean;
}

/** What a command may know beside the incident, read for this one call. */
export interface Surroundings {
  readonly at: Date;
  readonly people: readonly Person[];
  readonly incidents: readonly IncidentRow[];
  readonly actions: readonly ActionOffer[];
  /** Which cloud an account of the incident is in; never a real one in a drill. */
  readonly providerOf: ProviderOf;
  readonly playbooks: readonly { readonly slug: string; readonly title: string; readonly incidentType: string }[];
  readonly storylines: readonly { readonly slug: string; readonly title: string }[];
  /** Templates of the post-mortem; the first is the order of the house. */
  readonly templates: readonly { readonly title: string; readonly choice: CommandData['ChooseTemplate'] }[];
  /** Sections of the post-mortem that people may write in. */
  readonly sections: readonly { readonly id: string; readonly title: string }[];
  /** Places that post-mortems are published to, and trackers that follow-ups go to; the first tracker is the usual one. */
  readonly publishers: readonly Destination[];
  readonly trackers: readonly Destination[];
  /** Platforms that are connected here, the Room first. */
  readonly platforms: readonly string[];
  readonly baseUrl: string;
  /** The word people type first: `/incident` or `@Cordon`. */
  readonly prefix: string;
}

/** An action of the catalogue, as far as a person choosing one must know it. */
export interface ActionOffer {
  /** Verb and noun; the same on every provider. */
  readonly name: string;
  readonly title: string;
  readonly provider: string;
  /** Kind of entity it acts on. */
  readonly targetKind: string;
  readonly tier: number;
  readonly effect: string;
}

export interface Asker extends Actor {
  readonly kind: 'person';
}

/** What a chat command comes to. The surface carries it out and shows the answer. */
export type Outcome =
  /** Said to the incident in this order; the first refusal ends it. `then` is shown in private on success. */
  | { readonly kind: 'do'; readonly commands: readonly IncidentCommand[]; readonly then?: string }
  | { readonly kind: 'show'; readonly card: Card }
  | { readonly kind: 'ask'; readonly form: Form }
  | { readonly kind: 'usage'; readonly problem: string; readonly usage: string }
  | { readonly kind: 'declare'; readonly declaration: Declaration }
  /** `slug` names a playbook to attach or a storyline to play; both need more than the chat room may import. */
  | { readonly kind: 'attach-playbook'; readonly slug: string }
  | { readonly kind: 'start-drill'; readonly slug: string }
  /** The external version is shown; with the beginning of its hash, it is approved as it was shown. */
  | { readonly kind: 'external'; readonly approve?: string }
  /** `into` is the number of another incident. */
  | { readonly kind: 'merge'; readonly into: number; readonly reason: string };

/** An incident opened by hand. Title and the rest are confidential to members. */
export interface Declaration {
  readonly title: string;
  readonly severity: Severity;
  readonly incidentType: string;
  readonly playbook?: string;
  readonly visibility: Visibility;
  readonly mode: Mode;
  readonly summary?: string;
  readonly detectedAt?: string;
  /** The message it was declared from. */
  readonly message?: CapturedMessage;
}

export interface ChatCommand<Input = unknown> {
  readonly name: string;
  readonly aliases: readonly string[];
  /** What it is for, in one line of the help. */
  readonly summary: string;
  /** Heading of the help it stands under. */
  readonly group: 'start' | 'lead' | 'work' | 'contain' | 'record' | 'finish';
  /** Arguments as the help shows them: `<role> @person`. */
  readonly usage: string;
  readonly example: string;
  /** Whether it needs an incident: `anywhere` works outside an incident's conversation too. */
  readonly scope: 'incident' | 'anywhere';
  readonly input: z.ZodType<Input>;
  /** The words after the command's name → what `input` is then asked to check. */
  words(text: string, incident: Incident | undefined): unknown;
  /** The form shown when it is called without what it needs, or by a button with `asks`. */
  form?(around: Surroundings, incident: Incident | undefined, preset: Readonly<Record<string, string>>): Form;
  run(input: Input, by: Asker, around: Surroundings, incident: Incident | undefined): Outcome;
}
