/** Carries out what was said, and answers. Every surface, button, form and API call comes this way. */

import type { Person } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import type { Refusal } from '../incident/decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import type { Answer, Said } from './answer.ts';
import type { Form } from './card.ts';
import type { Asker, Declaration, Outcome, Surroundings } from './command.ts';
import type { Occasion } from './interpret.ts';
import { heard, hiddenFrom, isOutside } from './outsiders.ts';
import { firstWord } from './words.ts';

/** What the house does for a conversation. */
export interface ConverseHouse {
  handle(incidentId: string, command: IncidentCommand): Promise<Handled>;
  declare(declaration: Declaration, by: Asker): Promise<Incident>;
  attachPlaybook(incidentId: string, slug: string, by: Asker): Promise<Handled>;
  startDrill(slug: string, by: Asker): Promise<{ readonly number: number; readonly text: string }>;
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
  form(by: Asker, incidentId: string | undefined, words: string): Promise<Answer>;
}

export function createConverse(house: ConverseHouse): Converse {
  return {
    say: async (by, incidentId, said) => {
      const here = await addressed(house, by, incidentId, said);
      return 'at' in here ? carryOut(house, heard(here.said, here.at), here) : here;
    },
    form: async (by, incidentId, words) => {
      const here = await addressed(house, by, incidentId, { words });
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
  const around = await house.surroundings(by);
  const text = 'words' in said ? withoutPrefix(said.words, around.prefix) : said.command.trim();
  const [, number, rest = text] = ADDRESS.exec(text) ?? [];
  const own = number === undefined ? text : rest === text ? '' : rest;
  const bare: Said = 'words' in said ? { words: own } : { ...said, command: own };
  if (number === undefined) {
    const incident = incidentId ? await house.incident(incidentId) : undefined;
    return { said: bare, at: { by, around, incident } };
  }
  const incident = await house.incidentByNumber(Number(number));
  if (!incident) return refusal('unknown_incident', `There is no incident #${number}.`, 'List them with: list.');
  return { said: bare, at: { by, around, incident }, named: incident.number };
}

/** A leading prefix is not part of the words: people type it out of habit, on a surface of another one too. */
function withoutPrefix(words: string, prefix: string): string {
  const text = words.trim();
  for (const one of [prefix, '/incident', '@cordon']) {
    const [first, rest] = firstWord(text);
    if (first.toLowerCase() === one.toLowerCase()) return rest;
  }
  return text;
}

async function carryOut(house: ConverseHouse, outcome: Outcome, { at, named }: Addressed): Promise<Answer> {
  const { by, incident } = at;
  const hidden = hiddenFrom(outcome, at);
  if (hidden) return hidden;
  switch (outcome.kind) {
    case 'do':
      return incident
        ? doAll(house, incident, outcome, isOutside(at))
        : refusal('unknown_incident', 'No incident was named.', 'Name one by its number.');
    case 'show':
      return { kind: 'card', card: outcome.card };
    case 'ask':
      return { kind: 'form', form: named === undefined ? outcome.form : addressedForm(outcome.form, named) };
    case 'usage':
      return outcome;
    case 'declare': {
      const made = await house.declare(outcome.declaration, by);
      return { kind: 'done', text: `#${made.number} ${made.codename} is open.`, number: made.number, events: [] };
    }
    case 'attach-playbook': {
      if (!incident) return refusal('unknown_incident', 'No incident was named.', 'Name one by its number.');
      return answered(await house.attachPlaybook(incident.id, outcome.slug, by), 'Attached.');
    }
    case 'start-drill': {
      const { number, text } = await house.startDrill(outcome.slug, by);
      return { kind: 'done', text, number, events: [] };
    }
    case 'merge':
      return merge(house, outcome, at);
  }
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
): Promise<Answer> {
  const other = await house.incidentByNumber(into);
  if (!incident || !other)
    return refusal('unknown_incident', `There is no incident #${into}.`, 'List them with: list.');
  if (!isMember(other, by))
    return refusal('not_a_member', `You are not a member of #${into}.`, 'Request access first.');
  if (other.status !== 'open')
    return refusal('closed', `#${into} is ${other.status}.`, `Reopen it first: ${into} reopen because …`);
  const { id: incidentId, number, codename } = other;
  const merged = await house.handle(incident.id, { type: 'MergeInto', incidentId, number, codename, reason, by });
  if (merged.refused) return { kind: 'refused', ...merged.refused };
  const absorbed = await house.handle(other.id, {
    type: 'AbsorbIncident',
    incidentId: incident.id,
    number: incident.number,
    codename: incident.codename,
    by,
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
