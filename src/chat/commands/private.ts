/** `private`: restricts the incident to its members, or opens it. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';
import { reasonField } from '../fields.ts';
import { splitReason } from '../words.ts';

export const restrict = inIncident({
  name: 'private',
  aliases: ['restrict', 'visibility'],
  summary: 'Restrict to members, or open to everybody here',
  group: 'lead',
  usage: '[open] because <reason>',
  example: 'private because customer data is involved',
  input: z.object({ to: z.enum(['restricted', 'open']), reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { to: /^(open|off|public)$/i.test(head) ? 'open' : 'restricted', reason };
  },
  form: (incident, preset) => ({
    command: 'private',
    title: 'Who may see this incident',
    submit: 'Set',
    fields: [
      {
        name: 'to',
        label: 'Visible to',
        kind: 'select',
        required: true,
        value: preset.to ?? incident.visibility,
        options: [
          { value: 'restricted', label: 'Members only' },
          { value: 'open', label: 'Everybody here' },
        ],
      },
      reasonField(preset),
    ],
  }),
  run: ({ to, reason }, { by }) => say(by, { type: 'SetVisibility', to, reason }, `Now ${to}.`),
});
