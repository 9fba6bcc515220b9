/** `evidence`: the inventory; `evidence request <kind> <subject>` collects more. */

import { z } from 'zod';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { evidenceCard } from '../views/index.ts';
import { pieces } from '../words.ts';

/** What the collectors collect; the evidence room says the same, and a test holds the two together. */
export const KINDS = [
  'alert-payload',
  'cloudtrail-window',
  'iam-snapshot',
  'instance-description',
  'disk-snapshot',
  'bucket-configuration',
] as const;

export const evidence = inIncident({
  name: 'evidence',
  aliases: ['collect'],
  summary: 'Show the evidence, or collect more',
  group: 'record',
  usage: '[request <kind> <subject>]',
  example: 'evidence request cloudtrail-window role/web-prod',
  input: z
    .object({ request: z.boolean().default(false), kind: Maybe, subject: Maybe })
    .superRefine(({ request, kind, subject }, context) => {
      if (request && !kind) lacks(context, 'kind');
      if (kind && !subject) lacks(context, 'subject');
    }),
  words(text) {
    const [verb, kind, ...rest] = pieces(text);
    if (!verb) return {};
    return /^(request|collect|get)$/i.test(verb)
      ? { request: true, kind, subject: rest.join(' ') }
      : { kind: verb, subject: [kind, ...rest].join(' ') };
  },
  form: (incident, preset) => ({
    command: 'evidence',
    title: 'Collect evidence',
    submit: 'Collect',
    fields: [
      {
        name: 'kind',
        label: 'What',
        kind: 'select',
        required: true,
        value: KINDS.find((kind) => kind === preset.kind) ?? '',
        options: KINDS.map((kind) => ({ value: kind, label: kind.replaceAll('-', ' ') })),
      },
      {
        name: 'subject',
        label: 'Of',
        kind: 'select',
        required: true,
        value: preset.subject ?? '',
        options: incident.scope.map(({ kind, id }) => ({ value: `${kind}/${id}`, label: `${kind} ${id}` })),
      },
    ],
  }),
  run({ kind, subject }, { by, incident }) {
    if (!kind) return { kind: 'show', card: evidenceCard(incident) };
    const known = KINDS.find((one) => one === kind);
    if (!known) return misunderstood(`${kind} is not a kind of evidence. Kinds: ${KINDS.join(', ')}.`);
    const of = incident.scope.find(
      ({ kind: type, id }) => subject === `${type}/${id}` || subject === id || subject === `${type} ${id}`,
    );
    if (!of) return misunderstood(`${subject} is not in the scope; add it first: scope add <kind> <id> because …`);
    return say(by, { type: 'RequestEvidence', kind: known, subject: `${of.kind}/${of.id}` }, 'It is being collected.');
  },
});
