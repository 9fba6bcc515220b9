/** `evidence`: the inventory; collect more, hold it for the law, lift that, keep it for longer, let it go at last. */

import { z } from 'zod';
import type { Incident } from '../../incident/incident.ts';
import type { Field, Form } from '../card.ts';
import type { Asker, Outcome } from '../command.ts';
import { inIncident, lacks, Maybe, misunderstood, type Preset, say } from '../define.ts';
import { fixedField, reasonField } from '../fields.ts';
import { evidenceCard } from '../views/index.ts';
import { firstWord, momentOf, pieces, splitReason } from '../words.ts';

/** What the collectors collect; the evidence room says the same, and a test holds the two together. */
export const KINDS = [
  'alert-payload',
  'bucket-configuration',
  'chat-file',
  'cloudtrail-logs',
  'cloudtrail-window',
  'cluster-description',
  'console-output',
  'database-description',
  'disk-snapshot',
  'function-description',
  'iam-snapshot',
  'instance-description',
  'memory-image',
] as const;

const ORDERS = ['hold', 'lift', 'keep', 'dispose'] as const;
type Order = (typeof ORDERS)[number];

export const evidence = inIncident({
  name: 'evidence',
  aliases: ['collect'],
  summary: 'Show, collect, hold or keep evidence',
  group: 'record',
  usage:
    '[request <kind> <subject> | hold <id|all> because <reason> | lift <id|all> because <reason> | keep <id|all> until <day> because <reason> | dispose <id|due> because <reason>]',
  example: 'evidence request cloudtrail-window role/web-prod',
  input: z
    .object({
      verb: z.enum(['show', 'request', ...ORDERS]).default('show'),
      kind: Maybe,
      subject: Maybe,
      what: Maybe,
      until: Maybe,
      reason: Maybe,
    })
    .superRefine(({ verb, kind, subject, what, until, reason }, context) => {
      if (verb === 'show') return;
      const needed = verb === 'request' ? { kind, subject } : { what, ...(verb === 'keep' ? { until } : {}), reason };
      for (const [name, value] of Object.entries(needed)) if (!value) lacks(context, name);
    }),
  words(text) {
    const [verb, rest] = firstWord(text);
    if (!verb) return {};
    const order = ORDERS.find((one) => one === verb.toLowerCase());
    if (order) return orderWords(order, rest);
    const [kind, ...subject] = pieces(/^(request|collect|get)$/i.test(verb) ? rest : text);
    return { verb: 'request', kind, subject: subject.join(' ') };
  },
  form: (incident, preset) => {
    const order = ORDERS.find((one) => one === preset.verb);
    return order ? orderForm(order, incident, preset) : collectForm(incident, preset);
  },
  run({ verb, kind, subject, what = '', until = '', reason = '' }, { by, incident, around }) {
    if (verb === 'show') return { kind: 'show', card: evidenceCard(incident, around.at) };
    if (verb === 'request') return collect(by, incident, kind, subject);
    // Held and kept is all there is; let go of is what is due.
    const one = (verb === 'dispose' ? /^due$/i : /^all$/i).test(what) ? {} : { evidenceId: what.toLowerCase() };
    switch (verb) {
      case 'hold':
        return say(by, { type: 'HoldEvidence', ...one, reason }, 'Held.');
      case 'lift':
        return say(by, { type: 'LiftHold', ...one, reason }, 'The hold is lifted.');
      case 'dispose':
        return say(by, { type: 'DisposeEvidence', ...one, reason }, disposing(by, incident, one.evidenceId));
      case 'keep': {
        const day = momentOf(until, around.at);
        if (!day) return misunderstood(`${until} is not a day: 2036-01-31.`);
        return say(by, { type: 'ExtendRetention', ...one, until: day, reason }, `Kept until ${day.slice(0, 10)}.`);
      }
    }
  },
});

/** A second person confirms by saying the same. */
function disposing(by: Asker, { evidence }: Incident, evidenceId: string | undefined): string {
  const confirms = evidence.some(
    ({ evidenceId: id, disposal: one }) =>
      (evidenceId ?? id) === id && one && !one.confirmed && !one.refused && one.asked.by.id !== by.id,
  );
  return confirms
    ? 'Confirmed. The vault lets it go, or says why not.'
    : `Asked for. A second person confirms it within a week: evidence dispose ${evidenceId ?? 'due'} because …`;
}

/** `e1 until 2036-01-31 because …` */
function orderWords(verb: Order, text: string) {
  const { head, reason } = splitReason(text);
  const [what, rest] = firstWord(head);
  return { verb, what, until: rest.replace(/^until\s+/i, ''), reason };
}

function collect(by: Asker, incident: Incident, kind: string | undefined, subject: string | undefined): Outcome {
  const known = KINDS.find((one) => one === kind);
  if (!known) return misunderstood(`${kind} is not a kind of evidence. Kinds: ${KINDS.join(', ')}.`);
  const of = incident.scope.find(
    ({ kind: type, id }) => subject === `${type}/${id}` || subject === id || subject === `${type} ${id}`,
  );
  if (!of) return misunderstood(`${subject} is not in the scope; add it first: scope add <kind> <id> because …`);
  return say(by, { type: 'RequestEvidence', kind: known, subject: `${of.kind}/${of.id}` }, 'It is being collected.');
}

function collectForm(incident: Incident, preset: Preset): Form {
  const kinds = KINDS.map((kind) => ({ value: kind, label: kind.replaceAll('-', ' ') }));
  const things = incident.scope.map(({ kind, id }) => ({ value: `${kind}/${id}`, label: `${kind} ${id}` }));
  return {
    command: 'evidence',
    title: 'Collect evidence',
    submit: 'Collect',
    fields: [
      fixedField('verb', 'request', 'Collect'),
      choice('kind', 'What', KINDS.find((kind) => kind === preset.kind) ?? '', kinds),
      choice('subject', 'Of', preset.subject ?? '', things),
    ],
  };
}

const ORDER_TITLES: Readonly<Record<Order, string>> = {
  hold: 'Legal hold',
  lift: 'Lift a legal hold',
  keep: 'Keep evidence for longer',
  dispose: 'Dispose of evidence past its retention',
};

const SUBMITS: Readonly<Record<Order, string>> = { hold: 'Hold', lift: 'Lift', keep: 'Keep', dispose: 'Dispose' };

function orderForm(order: Order, incident: Incident, preset: Preset): Form {
  const held = order === 'lift';
  const gone = order === 'dispose';
  const pieces = incident.evidence
    .filter(({ state, ordered }) => state !== 'disposed' && (!held || ordered?.hold))
    .map(({ evidenceId, kind, subject }) => ({ value: evidenceId, label: `${evidenceId} ${kind} of ${subject}` }));
  const all = gone
    ? { value: 'due', label: 'All that is past its retention' }
    : { value: 'all', label: 'All evidence, also what is collected later' };
  const until = preset.until ?? '';
  const day: Field = { name: 'until', label: 'Until', kind: 'date', required: true, value: until };
  return {
    command: 'evidence',
    title: ORDER_TITLES[order],
    submit: SUBMITS[order],
    fields: [
      fixedField('verb', order, ORDER_TITLES[order]),
      choice('what', 'What', preset.what ?? '', [all, ...pieces]),
      ...(order === 'keep' ? [day] : []),
      reasonField(preset),
    ],
  };
}

function choice(name: string, label: string, value: string, options: readonly { value: string; label: string }[]) {
  return { name, label, kind: 'select', required: true, value, options } as const;
}
