/** `severity`: confirms or changes it, with a reason. */

import { z } from 'zod';
import { inIncident, say, Words } from '../define.ts';
import { reasonField } from '../fields.ts';
import { splitReason } from '../words.ts';

export const severity = inIncident({
  name: 'severity',
  aliases: ['sev', 'priority'],
  summary: 'Confirm or change the severity',
  group: 'lead',
  usage: '<1-4> because <reason>',
  example: 'severity 1 because production credentials are in use',
  input: z.object({ to: z.coerce.number().int().min(1).max(4), reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { to: head.replace(/^sev-?/i, ''), reason };
  },
  form: (incident, preset) => ({
    command: 'severity',
    title: 'Severity',
    submit: 'Set',
    fields: [
      {
        name: 'to',
        label: 'Severity',
        kind: 'select',
        required: true,
        value: preset.to ?? String(incident.severity),
        options: [1, 2, 3, 4].map((one) => ({ value: String(one), label: `SEV-${one}` })),
      },
      reasonField(preset),
    ],
  }),
  run: ({ to, reason }, { by }) => say(by, { type: 'SetSeverity', to: to as 1 | 2 | 3 | 4, reason }, `SEV-${to}.`),
});
