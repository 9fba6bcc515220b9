/** How a chat command is written: its input is what a form's fields or its words come to; `run` gets it checked. */

import { z } from 'zod';
import type { CommandData, CommandType, IncidentCommand } from '../incident/commands.ts';
import type { Incident } from '../incident/incident.ts';
import type { Form } from './card.ts';
import type { Asker, ChatCommand, Outcome, Surroundings } from './command.ts';

/** Everything a command may look at while it runs. */
export interface Here {
  readonly by: Asker;
  readonly around: Surroundings;
  readonly incident: Incident;
}

interface Head {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly group: ChatCommand['group'];
  readonly usage: string;
  readonly example: string;
}

interface InIncident<Input> extends Head {
  readonly input: z.ZodType<Input>;
  words(text: string, incident: Incident): unknown;
  form?(incident: Incident, preset: Preset, around: Surroundings): Form;
  run(input: Input, here: Here): Outcome;
}

interface Anywhere<Input> extends Head {
  readonly input: z.ZodType<Input>;
  words(text: string): unknown;
  form?(around: Surroundings, preset: Preset): Form;
  run(input: Input, by: Asker, around: Surroundings, incident: Incident | undefined): Outcome;
}

export type Preset = Readonly<Record<string, string>>;

/** A command that speaks to the incident of its conversation. */
export function inIncident<Input>(definition: InIncident<Input>): ChatCommand<Input> {
  const { form, words, run, aliases, ...head } = definition;
  return {
    ...head,
    aliases: aliases ?? [],
    scope: 'incident',
    words: (text, incident) => (incident ? words(text, incident) : {}),
    ...(form ? { form: (around, incident, preset) => form(mustBe(incident), preset, around) } : {}),
    run: (input, by, around, incident) => run(input, { by, around, incident: mustBe(incident) }),
  };
}

/** A command that works outside any incident too. */
export function anywhere<Input>(definition: Anywhere<Input>): ChatCommand<Input> {
  const { form, aliases, ...rest } = definition;
  return {
    ...rest,
    aliases: aliases ?? [],
    scope: 'anywhere',
    ...(form ? { form: (around, _incident, preset) => form(around, preset) } : {}),
  };
}

/** `interpret` never runs a command of scope `incident` without one. */
function mustBe(incident: Incident | undefined): Incident {
  if (incident) return incident;
  throw new TypeError('a command of scope incident was run without one');
}

/** Says commands to the incident in order; `then` is what the asker reads when all were accepted. */
export function say<T extends CommandType>(
  by: Asker,
  command: { readonly type: T } & CommandData[T],
  then?: string,
): Outcome {
  const spoken = { ...command, by } as unknown as IncidentCommand;
  return { kind: 'do', commands: [spoken], ...(then ? { then } : {}) };
}

/** Several things said in this order; the first refusal ends it. */
export function sayAll(commands: readonly IncidentCommand[], then?: string): Outcome {
  return { kind: 'do', commands, ...(then ? { then } : {}) };
}

/** What was said cannot be understood. How to say it is added from the command's own table row. */
export function misunderstood(problem: string): Outcome {
  return { kind: 'usage', problem, usage: '' };
}

/** Text of one line or more, as people type it. */
export const Words = z.string().trim().min(1).max(4000);
export const Maybe = z
  .string()
  .trim()
  .max(4000)
  .optional()
  .transform((text) => text || undefined);

/** Notes that something is needed beside what was said: the form is opened, or the answer names it. */
export function lacks(context: z.RefinementCtx, name: string): void {
  context.addIssue({ code: 'custom', path: [name], message: 'is missing' });
}
