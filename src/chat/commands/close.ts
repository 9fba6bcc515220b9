/** `close`: ends the incident. What is still contained must be released, or accepted by name. */

import { z } from 'zod';
import { isContained } from '../../incident/action-states.ts';
import { inIncident, say, Words } from '../define.ts';

export const close = inIncident({
  name: 'close',
  aliases: ['resolve', 'end'],
  summary: 'Close the incident',
  group: 'finish',
  usage: '<how it ended>',
  example: 'close Sessions revoked, key replaced, nothing was read',
  /** Fields `accept:a1` of the form carry the reason for leaving that control in place. */
  input: z.looseObject({ resolution: Words }),
  words: (text) => ({ resolution: text.replace(/^because\s+/i, '') }),
  form: (incident, preset) => ({
    command: 'close',
    title: `Close ${incident.codename}`,
    submit: 'Close',
    fields: [
      { name: 'resolution', label: 'How it ended', kind: 'long', required: true, value: preset.resolution ?? '' },
      ...incident.actions
        .filter((action) => isContained(action) && !action.accepted)
        .map(({ actionId, title, target }) => ({
          name: `accept:${actionId}`,
          label: `Leave ${actionId} ${title} ${target.id} in place, because`,
          kind: 'text' as const,
          required: false,
          hint: 'Empty refuses the closing until it is released',
        })),
    ],
  }),
  run({ resolution, ...rest }, { by }) {
    const accept = Object.entries(rest).flatMap(([name, reason]) =>
      name.startsWith('accept:') && typeof reason === 'string' && reason.trim()
        ? [{ actionId: name.slice('accept:'.length), reason: reason.trim() }]
        : [],
    );
    return say(by, { type: 'CloseIncident', resolution, accept }, 'Closed. The post-mortem is being written.');
  },
});
