/** Carries out what was said, and answers. Every surface, button, form and API call comes this way. */

import type { Person } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import type { Refusal } from '../incident/decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import { unheard } from '../incident/sides.ts';
import type { Answer, Said } from './answer.ts';
import type { Form } from './card.ts';
import type { Asker, Declaration, Outcome, Surroundings } from './command.ts';
import type { Occasion } from './interpret.ts';
import { heard, hiddenFrom, isOutside } from './outsiders.ts';
import { type ExternalText, externalCard } from './views/index.ts';
import { firstWord } from './words.ts';

/** What the house does for a conversation. */
export interface ConverseHouse {
  handle(incidentId: string, command: IncidentCommand): Promise<Handled>;
  /** Said again under the same `request`, it is the same incident, attachment or drill. */
  declare(declaration: Declaration, by: Asker, request?: string): Promise<Incident>;
  attachPlaybook(incidentId: string, slug: string, by: Asker, request?: string): Promise<Handled>;
  startDrill(slug: string, by: Asker, request?: string): Promise<{ readonly number: number; readonly text: string }>;
  /** What would leave of the incident, and who said that it may. */
  external(incidentId: string): Promise<ExternalText>;
  surroundings(by: Person): Promise<Surroundings>;
  incident(id: string): Promise<Incident | undefined>;
  incidentByNumber(number: number): Promise<Incident | undefined>;
}

export type Handled =
  | { readonly accepted: readonly IncidentEvent[]; readonly refused?: undefined; readonly incident: Incident }
  | { readonly refused: Refusal; readonly accepted?: undefined; readonly incident: Incident };

export interface Converse {
  /** `incidentId` is the incident of the conversation it was said in, if any. */
  say(by: Asker, incidentId: string | undefined, said: Said): Promise<Answer>;
  /** The form that a button with `asks` opens. */
  form(by: Asker, incidentId: string | undefined, words: string, only?: number): Promise<Answer>;
}

export function createConverse(house: ConverseHouse): Converse {
  return {
    say: async (by, incidentId, said) => {
      const here = await addressed(house, by, incidentId, said);
      return 'at' in here ? carryOut(house, heard(here.said, here.at), here) : here;
    },
    form: async (by, incidentId, words, only) => {
      const said = only === undefined ? { words } : { words, only };
      const here = await addressed(house, by, incidentId, said);
      return 'at' in here ? carryOut(house, heard(here.said, here.at, true), here) : here;
    },
  };
}

/** What was said, freed of its address, and the incident it speaks to. */
interface Addressed {
  readonly said: Said;
  readonly at: Occasion;
  /** Number that was named; a form that it opens names it as well, for it may be sent from anywhere. */
  readonly named?: number;
}

/** `42 tick t3` speaks to #42 wherever it is said; so does a form whose command reads `42 tick`. */
const ADDRESS = /^#?(\d{1,9})(?:\s+([\s\S]*))?$/;

async function addressed(
  house: ConverseHouse,
  by: Asker,
  incidentId: string | undefined,
  said: Said,
): Promise<Addressed | Answer> {
  const around = within(await house.surroundings(by), said.only);
  const text = 'words' in said ? withoutPrefix(said.words, around.prefix) : said.command.trim();
  const [, number, rest = text] = ADDRESS.exec(text) ?? [];
  const own = number === undefined ? text : rest === text ? '' : rest;
  const bare: Said = 'words' in said ? { ...said, words: own } : { ...said, command: own };
  if (number === undefined) {
    const incident = incidentId ? await house.incident(incidentId) : undefined;
    return { said: bare, at: { by, around, incident } };
  }
  const incident = await house.incidentByNumber(Number(number));
  if (!incident || (said.only ?? incident.number) !== incident.number)
    return refusal('unknown_incident', `There is no incident #${number}.`, 'List them with: list.');
  return { said: bare, at: { by, around, incident }, named: incident.number };
}

/** Somebody whose session is for one incident knows of no other. */
function within(around: Surroundings, only: number | undefined): Surroundings {
  if (only === undefined) return around;
  return { ...around, incidents: around.incidents.filter(({ number }) => number === only) };
}

/** What begins or touches another incident. */
const ELSEWHERE: ReadonlySet<Outcome['kind']> = new Set(['declare', 'start-drill', 'merge']);

/** A leading prefix is not part of the words: people type it out of habit, on a surface of another one too. */
function withoutPrefix(words: string, prefix: string): string {
  const text = words.trim();
  for (const one of [prefix, '/incident', '@cordon']) {
    const [first, rest] = firstWord(text);
    if (first.toLowerCase() === one.toLowerCase()) return rest;
  }
  return text;
}

async function carryOut(house: ConverseHouse, outcome: Outcome, { said, at, named }: Addressed): Promise<Answer> {
  const { by, incident } = at;
  const { request } = said;
  const unsaid = incident && unheard(by, incident);
  if (unsaid) return { kind: 'refused', ...unsaid };
  if (said.only !== undefined && ELSEWHERE.has(outcome.kind))
    return refusal('not_allowed', 'Your link leads to one incident alone.', 'Sign in to do more.');
  const hidden = hiddenFrom(outcome, at);
  if (hidden) return hidden;
  switch (outcome.kind) {
    case 'do':
      return incident
        ? doAll(house, incident, { ...outcome, commands: requested(outcome.commands, request) }, isOutside(at))
        : refusal('unknown_incident', 'No incident was named.', 'Name one by its number.');
    case 'show':
      return { kind: 'card', card: outcome.card };
    case 'ask':
      return { kind: 'form', form: named === undefined ? outcome.form : addressedForm(outcome.form, named) };
    case 'usage':
      return outcome;
    case 'declare': {
      const made = await house.declare(outcome.declaration, by, request);
      return { kind: 'done', text: `#${made.number} ${made.codename} is open.`, number: made.number, events: [] };
    }
    case 'attach-playbook': {
      if (!incident) return refusal('unknown_incident', 'No incident was named.', 'Name one by its number.');
      return answered(await house.attachPlaybook(incident.id, outcome.slug, by, request), 'Attached.');
    }
    case 'start-drill': {
      const { number, text } = await house.startDrill(outcome.slug, by, request);
      return { kind: 'done', text, number, events: [] };
    }
    case 'external':
      return external(house, outcome, at, request);
    case 'merge':
      return merge(house, outcome, at, request);
  }
}

/** What was shown is what is approved: where it says something else by now, it is shown again. */
async function external(
  house: ConverseHouse,
  { approve }: Extract<Outcome, { kind: 'external' }>,
  { by, incident, around }: Occasion,
  request: string | undefined,
): Promise<Answer> {
  if (!incident) return refusal('unknown_incident', 'No incident was named.', 'Name one by its number.');
  if (!incident.postmortem)
    return refusal('not_closed', 'The external version is written with the post-mortem.', 'Close the incident first.');
  const version = await house.external(incident.id);
  if (approve === undefined) return { kind: 'card', card: externalCard(incident, version, around) };
  if (approve.length < FEWEST_DIGITS || !version.sha256.startsWith(approve.toLowerCase())) {
    const remedy = 'Read it again: postmortem external.';
    return refusal('text_changed', 'The external version does not say what you read any more.', remedy);
  }
  const named = request === undefined ? {} : { request };
  const command = { type: 'ApproveExternal', sha256: version.sha256, by, ...named } as const;
  return answered(await house.handle(incident.id, command), 'Approved: this text may be sent.');
}

/** Of a hash, for somebody to say what they read. */
const FEWEST_DIGITS = 8;

/** Each command of one request by its own name. */
function requested(commands: readonly IncidentCommand[], request: string | undefined): readonly IncidentCommand[] {
  return request === undefined
    ? commands
    : commands.map((command, index) => ({ ...command, request: `${request} ${index}` }));
}

function addressedForm(form: Form, number: number): Form {
  return { ...form, command: `${number} ${form.command}` };
}

async function doAll(
  house: ConverseHouse,
  incident: Incident,
  { commands, then }: Extract<Outcome, { kind: 'do' }>,
  outside: boolean,
): Promise<Answer> {
  const events: IncidentEvent[] = [];
  for (const command of commands) {
    const { accepted, refused } = await house.handle(incident.id, command);
    if (refused) return { kind: 'refused', ...refused };
    events.push(...accepted);
  }
  return {
    kind: 'done',
    text: events.length > 0 ? (then ?? 'Done.') : 'It is so already.',
    number: incident.number,
    events: outside ? [] : events,
  };
}

async function merge(
  house: ConverseHouse,
  { into, reason }: Extract<Outcome, { kind: 'merge' }>,
  { by, incident }: Occasion,
  request: string | undefined,
): Promise<Answer> {
  const named = request === undefined ? {} : { request };
  const other = await house.incidentByNumber(into);
  if (!incident || !other)
    return refusal('unknown_incident', `There is no incident #${into}.`, 'List them with: list.');
  if (!isMember(other, by))
    return refusal('not_a_member', `You are not a member of #${into}.`, 'Request access first.');
  if (other.status !== 'open')
    return refusal('closed', `#${into} is ${other.status}.`, `Reopen it first: ${into} reopen because …`);
  const { id: incidentId, number, codename } = other;
  const survivor = { incidentId, number, codename };
  const merged = await house.handle(incident.id, { type: 'MergeInto', ...survivor, reason, by, ...named });
  if (merged.refused) return { kind: 'refused', ...merged.refused };
  const absorbed = await house.handle(other.id, {
    type: 'AbsorbIncident',
    incidentId: incident.id,
    number: incident.number,
    codename: incident.codename,
    by,
    ...named,
  });
  if (absorbed.refused) return { kind: 'refused', ...absorbed.refused };
  return answered(merged, `Merged into #${number} ${codename}.`);
}

function answered(handled: Handled, text: string): Answer {
  if (handled.refused) return { kind: 'refused', ...handled.refused };
  return { kind: 'done', text, number: handled.incident.number, events: handled.accepted };
}

function refusal(code: string, reason: string, remedy: string): Answer {
  return { kind: 'refused', code, reason, remedy };
}
