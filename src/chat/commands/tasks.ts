/** `tasks`: the checklist of the phase, or one item of it with what it is for. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood } from '../define.ts';
import { checklistCard, taskCard } from '../views/index.ts';
import { taskOf } from '../words.ts';

export const tasks = inIncident({
  name: 'tasks',
  aliases: ['checklist', 'todo', 'why'],
  summary: 'Show the checklist of this phase, or what one item is for',
  group: 'work',
  usage: '[<task>]',
  example: 'tasks',
  input: z.object({ task: Maybe }),
  words: (text) => ({ task: text }),
  run({ task: id }, { incident, around }) {
    if (!id) return { kind: 'show', card: checklistCard(incident, incident.phase, around.at) };
    const task = taskOf(id, incident);
    return task
      ? { kind: 'show', card: taskCard(incident, task, around.at) }
      : misunderstood(`There is no task ${id} here.`);
  },
});
