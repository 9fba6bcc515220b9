/** `update`: a status update, on the cadence that severity asks for. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';

export const update = inIncident({
  name: 'update',
  aliases: ['announce'],
  summary: 'Post a status update',
  group: 'lead',
  usage: '<text>',
  example: 'update Sessions revoked at 14:07; checking what was read before',
  input: z.object({ text: Words, audience: z.enum(['members', 'stakeholders']).default('members') }),
  words: (text) => ({ text }),
  form: () => ({
    command: 'update',
    title: 'Status update',
    submit: 'Post',
    fields: [
      {
        name: 'text',
        label: 'Update',
        kind: 'long',
        required: true,
        hint: 'What changed, what is next, when you speak again',
      },
      {
        name: 'audience',
        label: 'For',
        kind: 'select',
        required: true,
        value: 'members',
        options: [
          { value: 'members', label: 'Members' },
          { value: 'stakeholders', label: 'Stakeholders' },
        ],
      },
    ],
  }),
  run: (input, { by }) => say(by, { type: 'PostUpdate', ...input }, 'Posted.'),
});
