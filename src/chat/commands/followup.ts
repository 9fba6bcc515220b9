/** `followup`: what is to be done after; or that one is done, or consciously not. */

import { z } from 'zod';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { fixedField } from '../fields.ts';
import { followUpsCard } from '../views/index.ts';
import { firstWord, personOf, splitReason } from '../words.ts';

export const followup = inIncident({
  name: 'followup',
  aliases: ['follow-up', 'ai'],
  summary: 'Add a follow-up, or say what became of one',
  group: 'finish',
  usage: '[<text> [@person] | done <f1> | reject <f1> because <reason>]',
  example: 'followup Replace the access key by a role @responder-2',
  input: z
    .object({
      verb: z.enum(['show', 'add', 'done', 'reject']).default('show'),
      text: Maybe,
      person: Maybe,
      reason: Maybe,
      kind: z.enum(['detect', 'prevent', 'respond', 'recover']).default('prevent'),
    })
    .superRefine(({ verb, text, reason }, context) => {
      if (verb !== 'show' && !text) lacks(context, 'text');
      if (verb === 'reject' && !reason) lacks(context, 'reason');
    }),
  words(text) {
    const [verb, rest] = firstWord(text);
    if (!verb) return {};
    const { head, reason } = splitReason(rest);
    // Only an id makes it an outcome: `Reject unsigned requests` is a follow-up like any other.
    if (/^(done|reject)$/i.test(verb) && /^f\d+$/i.test(head))
      return { verb: verb.toLowerCase(), text: head.toLowerCase(), reason };
    const what = text.replace(/^add\s+/i, '');
    const match = /^(.*\S)\s+@(\S+)$/.exec(what);
    return { verb: 'add', text: match?.[1] ?? what, person: match?.[2] };
  },
  form: (_incident, preset) => ({
    command: 'followup',
    title: 'Add a follow-up',
    submit: 'Add',
    fields: [
      fixedField('verb', 'add', 'Add'),
      {
        name: 'text',
        label: 'What is to be done',
        kind: 'text',
        required: true,
        value: preset.text ?? '',
        hint: 'Verb first, specific, bounded',
      },
      { name: 'person', label: 'Owner', kind: 'person', required: false },
      {
        name: 'kind',
        label: 'To',
        kind: 'select',
        required: true,
        value: 'prevent',
        options: ['detect', 'prevent', 'respond', 'recover'].map((one) => ({ value: one, label: one })),
      },
    ],
  }),
  run({ verb, text = '', person: name, reason, kind }, { by, around, incident }) {
    if (verb === 'show') return { kind: 'show', card: followUpsCard(incident) };
    if (verb === 'done') return say(by, { type: 'FinishFollowUp', followUpId: text }, `${text} is done.`);
    if (verb === 'reject')
      return say(
        by,
        { type: 'RejectFollowUp', followUpId: text, reason: reason ?? '' },
        `${text} is kept as not done.`,
      );
    const owner = name ? personOf(name, around, incident) : undefined;
    if (name && !owner) return misunderstood(`Nobody here is called ${name}, or several are.`);
    return say(by, { type: 'AddFollowUp', text, kind, ...(owner ? { owner } : {}) }, 'Added.');
  },
});
