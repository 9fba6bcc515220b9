/** What somebody said → what it comes to: words or a form's fields meet in the same checked input. Pure. */

import { z } from 'zod';
import { emptyIncident } from '../incident/empty.ts';
import type { Incident } from '../incident/incident.ts';
import type { Said } from './answer.ts';
import type { Asker, ChatCommand, Outcome, Surroundings } from './command.ts';
import { COMMANDS, findCommand } from './commands/index.ts';
import { firstWord, nearest } from './words.ts';

export interface Occasion {
  readonly by: Asker;
  readonly around: Surroundings;
  /** The incident of the conversation it was said in, or the one that was addressed by number. */
  readonly incident: Incident | undefined;
}

/** A word that could be a command's: what is shown back is never longer. */
const LONGEST_VERB = 40;

/** Never throws. A near miss suggests the verb; missing input opens the form where there is one. */
export function interpret(said: Said, occasion: Occasion): Outcome {
  if ('command' in said) {
    const command = findCommand(said.command);
    return command ? checked(command, said.fields, occasion, false) : unknown(said.command, occasion);
  }
  const [verb, rest] = firstWord(said.words);
  if (!verb) return bare(occasion);
  const command = findCommand(verb);
  if (!command) return unknown(verb, occasion);
  if (command.scope === 'incident' && !occasion.incident) return nowhere(command, occasion);
  return checked(command, command.words(rest, occasion.incident), occasion, true);
}

/** The form of a command, filled with what the words of a button already say. Undefined where it has none. */
export function formFor(words: string, { around, incident }: Occasion): Outcome | undefined {
  const [verb, rest] = firstWord(words);
  const command = findCommand(verb);
  if (!command?.form || (command.scope === 'incident' && !incident)) return undefined;
  return { kind: 'ask', form: command.form(around, incident, presetOf(command.words(rest, incident))) };
}

/**
 * Whether words lack what their command needs, so that its form opens: as far as they tell by themselves, for surfaces
 * that must open a window before there is time to look at the incident.
 */
export function opensForm(words: string): boolean {
  const [verb, rest] = firstWord(words.trim().replace(/^#?\d{1,9}\s+/, ''));
  const command = findCommand(verb);
  return command?.form !== undefined && !command.input.safeParse(command.words(rest, emptyIncident(''))).success;
}

function checked(command: ChatCommand, raw: unknown, occasion: Occasion, typed: boolean): Outcome {
  const { by, around, incident } = occasion;
  if (command.scope === 'incident' && !incident) return nowhere(command, occasion);
  const read = command.input.safeParse(raw);
  if (!read.success) {
    if (typed && command.form) return { kind: 'ask', form: command.form(around, incident, presetOf(raw)) };
    return withUsage(command, { kind: 'usage', problem: faultsOf(read.error), usage: '' }, around);
  }
  const outcome = command.run(read.data, by, around, incident);
  return outcome.kind === 'usage' ? withUsage(command, outcome, around) : outcome;
}

function withUsage(
  command: ChatCommand,
  outcome: Extract<Outcome, { kind: 'usage' }>,
  { prefix }: Surroundings,
): Outcome {
  const usage = `${prefix} ${command.name} ${command.usage}`.trim();
  return { ...outcome, usage: `Say: ${usage}. For example: ${prefix} ${command.example}` };
}

function faultsOf(error: z.ZodError): string {
  const faults = error.issues.map((issue) => `${issue.path.join('.') || 'what was said'} ${faultOf(issue)}`);
  return `Not understood: ${[...new Set(faults)].join('; ')}.`;
}

/** In words for people; what a schema says of itself is for programmers. */
function faultOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int' ? 'is not a number' : 'is missing';
    case 'too_small':
      return issue.origin === 'string' ? 'is missing' : `is at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `is longer than ${issue.maximum} characters` : `is at most ${issue.maximum}`;
    case 'invalid_value':
      return `is one of ${issue.values.join(', ')}`;
    default:
      return issue.message;
  }
}

function presetOf(raw: unknown): Readonly<Record<string, string>> {
  const record = z.record(z.string(), z.unknown()).safeParse(raw);
  if (!record.success) return {};
  return Object.fromEntries(
    Object.entries(record.data).flatMap(([name, value]) =>
      typeof value === 'string' && value !== ''
        ? [[name, value]]
        : typeof value === 'boolean' && value
          ? [[name, 'true']]
          : [],
    ),
  );
}

function bare({ around, incident, by }: Occasion): Outcome {
  const command = findCommand('status');
  return command ? command.run({}, by, around, incident) : unknown('', { around, incident, by });
}

function unknown(verb: string, { around }: Occasion): Outcome {
  const near = nearest(
    verb.slice(0, LONGEST_VERB).toLowerCase(),
    COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const meant = near ? ` Did you mean ${near}?` : '';
  return {
    kind: 'usage',
    problem: `There is no command ${verb.slice(0, LONGEST_VERB)}.${meant}`,
    usage: `What can be said: ${around.prefix} help`,
  };
}

/** Outside an incident's conversation it answers usefully instead of doing nothing. */
function nowhere(command: ChatCommand, { around }: Occasion): Outcome {
  const mine = around.incidents.filter(({ status, member }) => status === 'open' && member);
  const where =
    mine.length > 0
      ? ` Yours are open: ${mine.map(({ number, codename }) => `#${number} ${codename}`).join(', ')}.`
      : '';
  const example = mine[0]?.number ?? 42;
  return {
    kind: 'usage',
    problem: `${command.name} speaks to an incident, and this is not the conversation of one.${where}`,
    usage: `Name it by number: ${around.prefix} ${example} ${command.example}`,
  };
}
