/** `rename`: changes the title, which only members see. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';

export const rename = inIncident({
  name: 'rename',
  aliases: ['title', 'retitle'],
  summary: 'Change the title',
  group: 'lead',
  usage: '<title>',
  example: 'rename Stolen session of role web-prod',
  input: z.object({ title: Words }),
  words: (title) => ({ title }),
  form: (incident) => ({
    command: 'rename',
    title: 'Change the title',
    submit: 'Rename',
    fields: [{ name: 'title', label: 'Title', kind: 'text', required: true, value: incident.title }],
  }),
  run: ({ title }, { by }) => say(by, { type: 'RetitleIncident', title }, 'Renamed.'),
});
