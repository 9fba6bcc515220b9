/** `untick`: an item is not done after all. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { taskField } from '../fields.ts';
import { taskOf } from '../words.ts';

export const untick = inIncident({
  name: 'untick',
  aliases: ['undo', 'uncheck'],
  summary: 'Open an item again',
  group: 'work',
  usage: '<task>',
  example: 'untick t3',
  input: z.object({ task: Words }),
  words: (task) => ({ task }),
  form: (incident, preset) => ({
    command: 'untick',
    title: 'Open an item again',
    submit: 'Open',
    fields: [taskField(incident, preset, ({ state }) => state !== 'open')],
  }),
  run({ task: id }, { by, incident }) {
    const task = taskOf(id, incident);
    if (!task) return misunderstood(`No task, or more than one, fits ${id}.`);
    return say(by, { type: 'UntickTask', taskId: task.taskId }, `${task.taskId} is open again.`);
  },
});
