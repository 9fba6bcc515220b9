/** `tasks`: the checklist of the phase. */

import { z } from 'zod';
import { inIncident } from '../define.ts';
import { checklistCard } from '../views/index.ts';

export const tasks = inIncident({
  name: 'tasks',
  aliases: ['checklist', 'todo'],
  summary: 'Show the checklist of this phase',
  group: 'work',
  usage: '',
  example: 'tasks',
  input: z.object({}),
  words: () => ({}),
  run: (_input, { incident, around }) => ({ kind: 'show', card: checklistCard(incident, incident.phase, around.at) }),
});
