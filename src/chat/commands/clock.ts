/** `clock`: regulatory clocks. Deadlines are data to be checked by Legal, not legal advice. */

import { z } from 'zod';
import type { EventData } from '../../incident/events.ts';
import type { Asker, Outcome } from '../command.ts';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { clockTime } from '../durations.ts';
import { fixedField } from '../fields.ts';
import { clocksCard } from '../views/index.ts';
import { firstWord, momentOf } from '../words.ts';

interface Regime {
  readonly title: string;
  readonly anchor: EventData['ClockStarted']['anchor'];
  readonly hours: number;
}

/** GDPR Art. 33(1); NIS2 Art. 23(4)(a) and (b); DORA Art. 19 with RTS 2025/301; SEC Form 8-K Item 1.05 (four business days). */
const REGIMES: ReadonlyMap<string, Regime> = new Map<string, Regime>([
  ['gdpr', { title: 'GDPR notification', anchor: 'awareness', hours: 72 }],
  ['nis2-early', { title: 'NIS2 early warning', anchor: 'awareness', hours: 24 }],
  ['nis2', { title: 'NIS2 notification', anchor: 'awareness', hours: 72 }],
  ['dora', { title: 'DORA initial notification', anchor: 'classification', hours: 4 }],
  ['sec', { title: 'SEC Form 8-K', anchor: 'materiality', hours: 96 }],
  ['hipaa', { title: 'HIPAA breach notice', anchor: 'discovery', hours: 60 * 24 }],
]);

export const clock = inIncident({
  name: 'clock',
  aliases: ['clocks', 'deadline'],
  summary: 'Show, start or stop notification clocks',
  group: 'record',
  usage: '[start <regime> [from <time>] | stop <clock> sent|not-required <proof>]',
  example: 'clock start gdpr',
  input: z
    .object({
      verb: z.enum(['show', 'start', 'stop']).default('show'),
      what: Maybe,
      from: Maybe,
      outcome: Maybe,
      proof: Maybe,
    })
    .superRefine(({ verb, what, outcome, proof }, context) => {
      if (verb !== 'show' && !what) lacks(context, 'what');
      if (verb === 'stop' && !outcome) lacks(context, 'outcome');
      if (verb === 'stop' && !proof) lacks(context, 'proof');
    }),
  words(text) {
    const [verb, rest] = firstWord(text);
    const [what, more] = firstWord(rest);
    if (/^start$/i.test(verb)) return { verb: 'start', what, from: more.replace(/^from\s+/i, '') };
    if (!/^stop$/i.test(verb)) return {};
    const [outcome, proof] = firstWord(more);
    return { verb: 'stop', what, outcome, proof };
  },
  form: (incident, preset) =>
    preset.verb === 'stop'
      ? {
          command: 'clock',
          title: `Stop ${preset.what ?? 'a clock'}`,
          submit: 'Stop',
          fields: [
            fixedField('verb', 'stop', 'Stop'),
            {
              name: 'what',
              label: 'Clock',
              kind: 'select',
              required: true,
              value: preset.what ?? '',
              options: incident.clocks
                .filter(({ stopped }) => !stopped)
                .map(({ clockId, title }) => ({ value: clockId, label: title })),
            },
            {
              name: 'outcome',
              label: 'Outcome',
              kind: 'select',
              required: true,
              value: 'sent',
              options: [
                { value: 'sent', label: 'Sent' },
                { value: 'not-required', label: 'Not required' },
              ],
            },
            { name: 'proof', label: 'Proof or reason', kind: 'text', required: true },
          ],
        }
      : {
          command: 'clock',
          title: 'Start a clock',
          submit: 'Start',
          fields: [
            fixedField('verb', 'start', 'Start'),
            {
              name: 'what',
              label: 'Regime',
              kind: 'select',
              required: true,
              value: REGIMES.has(preset.what ?? '') ? (preset.what ?? '') : 'gdpr',
              options: [...REGIMES].map(([value, { title, hours }]) => ({
                value,
                label: `${title} (${hours} h)`,
              })),
            },
            { name: 'from', label: 'Since', kind: 'text', required: false, hint: 'UTC; empty for now' },
          ],
        },
  run({ verb, what, from, outcome, proof }, { by, incident, around }) {
    if (verb === 'show') return { kind: 'show', card: clocksCard(incident, around.at) };
    if (verb === 'stop') return stop(by, what, outcome ?? '', proof ?? '');
    const regime = what ? REGIMES.get(what.toLowerCase()) : undefined;
    if (!what || !regime) return misunderstood(`A clock is one of ${[...REGIMES.keys()].join(', ')}.`);
    const startedAt = from ? momentOf(from, around.at) : around.at.toISOString();
    if (!startedAt) return misunderstood(`${from} is not a time.`);
    const dueAt = new Date(Date.parse(startedAt) + regime.hours * 3_600_000).toISOString();
    const { title, anchor } = regime;
    return say(
      by,
      { type: 'StartClock', regime: what.toLowerCase(), title, anchor, startedAt, dueAt },
      `${title} is due ${clockTime(dueAt, around.at)}.`,
    );
  },
});

function stop(by: Asker, clockId: string | undefined, said: string, proof: string): Outcome {
  const outcome = /^sent$/i.test(said) ? 'sent' : /^not[-_]?required$/i.test(said) ? 'not_required' : undefined;
  if (!clockId || !outcome)
    return misunderstood('A clock stops as sent or as not-required, with the proof or the reason.');
  return say(by, { type: 'StopClock', clockId, outcome, proof }, `${clockId} is stopped.`);
}
