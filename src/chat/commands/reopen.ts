/** `reopen`: it is not over. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';
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
  form: () => ({
    command: 'reopen',
    title: 'Reopen',
    submit: 'Reopen',
    fields: [{ name: 'reason', label: 'Why', kind: 'text', required: true }],
  }),
  run: ({ reason }, { by }) => say(by, { type: 'ReopenIncident', reason }, 'Open again.'),
});
