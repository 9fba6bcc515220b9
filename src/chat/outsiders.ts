/** What outsiders of a restricted incident may say, and all that they get to see of it. */

import { audienceOf } from '../incident/confidentiality.ts';
import { emptyIncident } from '../incident/empty.ts';
import type { Incident } from '../incident/incident.ts';
import type { Answer, Said } from './answer.ts';
import type { Outcome } from './command.ts';
import { findCommand } from './commands/index.ts';
import { formFor, interpret, type Occasion } from './interpret.ts';
import { announcementCard } from './views/index.ts';
import { firstWord } from './words.ts';

export function isOutside({ by, incident }: Occasion): boolean {
  return incident !== undefined && audienceOf(by.id, incident) === 'outsider';
}

/**
 * What an outsider says never meets the incident, so that no card, form, refusal or suggestion can tell of it:
 * commands for anywhere are run without it, and of all others only `access` is run at all.
 */
export function heard(said: Said, at: Occasion, asks = false): Outcome {
  const { incident } = at;
  if (!incident || !isOutside(at)) return understood(said, at, asks);
  const command = findCommand('words' in said ? firstWord(said.words)[0] || 'status' : said.command);
  if (command?.name === 'status') return { kind: 'show', card: announcementCard(incident) };
  if (command?.name === 'access') {
    const outcome = understood(said, { ...at, incident: threshold(incident) }, asks);
    return outcome.kind === 'usage' ? NOTHING : outcome;
  }
  return command?.scope === 'incident' ? NOTHING : understood(said, { ...at, incident: undefined }, asks);
}

/** A button with `asks` opens the form even where the words would do. */
function understood(said: Said, at: Occasion, asks: boolean): Outcome {
  const form = asks && 'words' in said ? formFor(said.words, at) : undefined;
  return form ?? interpret(said, at);
}

/** Comes to the one refusal. */
const NOTHING: Outcome = { kind: 'do', commands: [] };

/** As much of an incident as somebody who asks to be let in may touch. */
function threshold(incident: Incident): Incident {
  const { id, version, number, codename, severity, phase, visibility } = incident;
  return { ...emptyIncident(id), version, number, codename, severity, phase, visibility };
}

/** Said by outsiders of a restricted incident; everything else they say to one is refused in the same words. */
const FOR_OUTSIDERS = new Set(['RequestAccess']);

/** The second wall: what comes of it is carried out only when outsiders may say it. */
export function hiddenFrom(outcome: Outcome, at: Occasion): Answer | undefined {
  const { incident } = at;
  if (!incident || !isOutside(at)) return undefined;
  const forMembers = ['attach-playbook', 'merge', 'external'].includes(outcome.kind);
  const asking = outcome.kind === 'do' && outcome.commands.length > 0;
  const mayAsk = asking && outcome.commands.every(({ type }) => FOR_OUTSIDERS.has(type));
  if (mayAsk || (!forMembers && outcome.kind !== 'do')) return undefined;
  return {
    kind: 'refused',
    code: 'not_a_member',
    reason: `You are not a member of #${incident.number} ${incident.codename}.`,
    remedy: 'Request access; any member can allow it.',
  };
}
