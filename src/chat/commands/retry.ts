/** `retry`: plans an action again. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { actionField } from '../fields.ts';
import { actionOf } from '../words.ts';

export const retry = inIncident({
  name: 'retry',
  aliases: ['replan'],
  summary: 'Plan an action again',
  group: 'contain',
  usage: '<action>',
  example: 'retry a1',
  input: z.object({ action: Words }),
  words: (action) => ({ action }),
  form: (incident, preset) => ({
    command: 'retry',
    title: 'Plan again',
    submit: 'Plan again',
    fields: [actionField(incident, preset)],
  }),
  run({ action: id }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    return say(by, { type: 'RetryAction', actionId: action.actionId }, 'It is being planned again.');
  },
});
