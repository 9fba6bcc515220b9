/** `plan`: an action in full: calls, prior state, blast radius, evidence, undo. */

import { z } from 'zod';
import { inIncident, misunderstood, Words } from '../define.ts';
import { actionField } from '../fields.ts';
import { actionCard } from '../views/index.ts';
import { actionOf } from '../words.ts';

export const plan = inIncident({
  name: 'plan',
  aliases: ['details'],
  summary: 'Read the plan of an action',
  group: 'contain',
  usage: '<action>',
  example: 'plan a1',
  input: z.object({ action: Words }),
  words: (action) => ({ action }),
  form: (incident, preset) => ({
    command: 'plan',
    title: 'Read a plan',
    submit: 'Read',
    fields: [actionField(incident, preset)],
  }),
  run({ action: id }, { incident, around }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    return { kind: 'show', card: actionCard(incident, action, around.at) };
  },
});
