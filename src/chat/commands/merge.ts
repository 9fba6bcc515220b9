/** `merge`: this incident is part of another one. */

import { z } from 'zod';
import { inIncident, Words } from '../define.ts';
import { reasonField } from '../fields.ts';
import { splitReason } from '../words.ts';

export const merge = inIncident({
  name: 'merge',
  aliases: ['duplicate'],
  summary: 'Merge this incident into another',
  group: 'lead',
  usage: '<number> because <reason>',
  example: 'merge 41 because it is the same role',
  input: z.object({ into: z.coerce.number().int().positive(), reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { into: head.replace(/^(into\s+)?#?/i, ''), reason };
  },
  form: (_incident, preset) => ({
    command: 'merge',
    title: 'Merge into another incident',
    submit: 'Merge',
    fields: [
      { name: 'into', label: 'Number of the other', kind: 'text', required: true, value: preset.into ?? '' },
      reasonField(preset),
    ],
  }),
  run: ({ into, reason }) => ({ kind: 'merge', into, reason }),
});
