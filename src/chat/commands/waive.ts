/** `waive`: goes on without evidence that a plan asks for, with the reason; a follow-up reviews it. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood, say, Words } from '../define.ts';
import { actionField, reasonField } from '../fields.ts';
import { actionOf, firstWord, splitReason } from '../words.ts';

export const waive = inIncident({
  name: 'waive',
  summary: 'Go on without evidence that a plan asks for',
  group: 'contain',
  usage: '<action> <kind …> because <reason>',
  example: 'waive a1 disk-snapshot because encryption is spreading now',
  input: z.object({ action: Words, kinds: Maybe, reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    const [action, kinds] = firstWord(head);
    return { action, kinds, reason };
  },
  form: (incident, preset) => ({
    command: 'waive',
    title: `Waive evidence for ${preset.action ?? 'an action'}`,
    intro: 'What is not collected now may be gone for ever.',
    submit: 'Waive',
    fields: [
      actionField(incident, preset, ({ plan }) => (plan?.evidence.length ?? 0) > 0),
      {
        name: 'kinds',
        label: 'Evidence',
        kind: 'text',
        required: false,
        value: preset.kinds ?? '',
        hint: 'Empty for all that the plan asks for',
      },
      reasonField(preset),
    ],
  }),
  run({ action: id, kinds, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    const needed = action.plan?.evidence.map(({ kind }) => kind) ?? [];
    const named = kinds ? kinds.split(/[\s,]+/) : needed;
    const strange = named.find((kind) => !needed.includes(kind));
    if (strange)
      return misunderstood(`${id} does not ask for ${strange}; it asks for ${needed.join(', ') || 'nothing'}.`);
    return say(by, { type: 'WaiveEvidence', actionId: action.actionId, kinds: named, reason }, 'Waived.');
  },
});
