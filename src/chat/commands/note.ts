/** `note`: a line for the timeline, back-dated when it was said or done earlier. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood, say, Words } from '../define.ts';
import { momentOf } from '../words.ts';

export const note = inIncident({
  name: 'note',
  aliases: ['log', 'add'],
  summary: 'Put a line on the timeline',
  group: 'record',
  usage: '[at 14:05] <text>',
  example: 'note at 14:05 The owner of the account confirmed by phone that this is not theirs',
  input: z.object({ text: Words, at: Maybe }),
  words(text) {
    const match = /^at\s+((?:\d{4}-\d{2}-\d{2}[ T])?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)\s+([\s\S]+)$/i.exec(text);
    return match ? { at: match[1], text: match[2] } : { text };
  },
  form: () => ({
    command: 'note',
    title: 'Put a line on the timeline',
    submit: 'Add',
    fields: [
      { name: 'text', label: 'What happened', kind: 'long', required: true },
      {
        name: 'at',
        label: 'When',
        kind: 'text',
        required: false,
        hint: 'UTC: 14:05, or 2026-01-31 14:05; empty for now',
      },
    ],
  }),
  run({ text, at: when }, { by, around }) {
    const occurredAt = when ? momentOf(when, around.at) : undefined;
    if (when && !occurredAt) return misunderstood(`${when} is not a time.`);
    return say(by, { type: 'AddNote', text, ...(occurredAt ? { occurredAt } : {}) }, 'On the timeline.');
  },
});
