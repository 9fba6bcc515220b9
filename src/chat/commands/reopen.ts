/** `reopen`: it is not over. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';
import { reasonField } from '../fields.ts';
import { splitReason } from '../words.ts';

export const reopen = inIncident({
  name: 'reopen',
  summary: 'Open a closed incident again',
  group: 'finish',
  usage: 'because <reason>',
  example: 'reopen because the same address came back',
  input: z.object({ reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { reason: reason ?? head };
  },
  form: (_incident, preset) => ({
    command: 'reopen',
    title: 'Reopen',
    submit: 'Reopen',
    fields: [reasonField(preset)],
  }),
  run: ({ reason }, { by }) => say(by, { type: 'ReopenIncident', reason }, 'Open again.'),
});
