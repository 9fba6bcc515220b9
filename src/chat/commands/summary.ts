/** `summary`: what is known, in a few sentences. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';

export const summary = inIncident({
  name: 'summary',
  aliases: ['describe'],
  summary: 'Say what is known; it stands on the card',
  group: 'lead',
  usage: '<text>',
  example: 'summary The role web-prod is used from outside; its sessions are being revoked',
  input: z.object({ text: Words }),
  words: (text) => ({ text }),
  form: (incident) => ({
    command: 'summary',
    title: 'What is known',
    submit: 'Save',
    fields: [{ name: 'text', label: 'Summary', kind: 'long', required: true, value: incident.summary }],
  }),
  run: ({ text }, { by }) => say(by, { type: 'WriteSummary', text }, 'The summary stands on the card.'),
});
