/** Carries out what was said, and answers. Every surface, button, form and API call comes this way. */

import type { Person } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import { audienceOf } from '../incident/confidentiality.ts';
import type { Refusal } from '../incident/decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Answer, Said } from './answer.ts';
import type { Asker, Declaration, Outcome, Surroundings } from './command.ts';
import { formFor, interpret, type Occasion } from './interpret.ts';
import { announcementCard } from './views/index.ts';

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

/** Said by outsiders of a restricted incident; everything else is for members. */
const FOR_OUTSIDERS = new Set(['RequestAccess']);

export function createConverse(house: ConverseHouse): Converse {
  async function occasion(
    by: Asker,
    incidentId: string | undefined,
    said: Said,
  ): Promise<{ said: Said; at: Occasion } | Answer> {
    const around = await house.surroundings(by);
    const addressed = 'words' in said ? /^#?(\d+)\s*([\s\S]*)$/.exec(said.words.trim()) : null;
    if (!addressed) {
      const incident = incidentId ? await house.incident(incidentId) : undefined;
      return { said, at: { by, around, incident } };
    }
    const incident = await house.incidentByNumber(Number(addressed[1]));
    if (!incident)
      return refusal('unknown_incident', `There is no incident #${addressed[1]}.`, 'List them with: list.');
    return { said: { words: addressed[2] ?? '' }, at: { by, around, incident } };
  }

  return {
    say: async (by, incidentId, said) => {
      const here = await occasion(by, incidentId, stripped(said));
      return 'at' in here ? carryOut(house, interpret(here.said, here.at), here.at) : here;
    },
    form: async (by, incidentId, words) => {
      const here = await occasion(by, incidentId, { words: stripped({ words }).words });
      if (!('at' in here)) return here;
      const asked = 'words' in here.said ? formFor(here.said.words, here.at) : undefined;
      return carryOut(house, asked ?? interpret(here.said, here.at), here.at);
    },
  };
}

/** A leading prefix is not part of the words: people type it out of habit. */
function stripped<T extends Said>(said: T): T {
  return 'words' in said ? { ...said, words: said.words.replace(/^\s*(\/incident|@cordon)\b/i, '').trim() } : said;
}

async function carryOut(house: ConverseHouse, outcome: Outcome, at: Occasion): Promise<Answer> {
  const { by, incident } = at;
  const hidden = hiddenFrom(outcome, at);
  if (hidden) return hidden;
  switch (outcome.kind) {
    case 'do':
      return incident
        ? doAll(house, incident, outcome.commands, outcome.then)
        : refusal('unknown_incident', 'No incident was named.', 'Name one by its number.');
    case 'show':
      return { kind: 'card', card: outcome.card };
    case 'ask':
      return { kind: 'form', form: outcome.form };
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

/** An outsider learns nothing of a restricted incident: not by a card, not by a form, not by a refusal's words. */
function hiddenFrom(outcome: Outcome, { by, incident }: Occasion): Answer | undefined {
  if (!incident || audienceOf(by.id, incident) === 'member') return undefined;
  const asking = outcome.kind === 'do' && outcome.commands.every(({ type }) => FOR_OUTSIDERS.has(type));
  const asked = outcome.kind === 'ask' && outcome.form.command === 'access';
  const elsewhere = outcome.kind === 'declare' || outcome.kind === 'start-drill';
  if (asking || asked || elsewhere) return undefined;
  if (outcome.kind === 'show') return { kind: 'card', card: announcementCard(incident) };
  return refusal(
    'not_a_member',
    `You are not a member of #${incident.number} ${incident.codename}.`,
    'Request access; any member can allow it.',
  );
}

async function doAll(
  house: ConverseHouse,
  incident: Incident,
  commands: readonly IncidentCommand[],
  then: string | undefined,
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
    events,
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
  if (audienceOf(by.id, other) !== 'member')
    return refusal('not_a_member', `You are not a member of #${into}.`, 'Request access first.');
  const { id: incidentId, number, codename } = other;
  const merged = await house.handle(incident.id, { type: 'MergeInto', incidentId, number, codename, reason, by });
  if (merged.refused) return { kind: 'refused', ...merged.refused };
  await house.handle(other.id, {
    type: 'AbsorbIncident',
    incidentId: incident.id,
    number: incident.number,
    codename: incident.codename,
    by,
  });
  return answered(merged, `Merged into #${number} ${codename}.`);
}

function answered(handled: Handled, text: string): Answer {
  if (handled.refused) return { kind: 'refused', ...handled.refused };
  return { kind: 'done', text, number: handled.incident.number, events: handled.accepted };
}

function refusal(code: string, reason: string, remedy: string): Answer {
  return { kind: 'refused', code, reason, remedy };
}
