/** `tick`: an item is done. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood, say, Words } from '../define.ts';
import { taskField } from '../fields.ts';
import { firstWord, taskOf } from '../words.ts';

export const tick = inIncident({
  name: 'tick',
  aliases: ['done', 'check'],
  summary: 'Tick an item off',
  group: 'work',
  usage: '<task> [note]',
  example: 'tick t3',
  input: z.object({ task: Words, note: Maybe }),
  words(text, incident) {
    if (taskOf(text, incident)) return { task: text };
    const [id, note] = firstWord(text);
    return { task: id, note };
  },
  form: (incident, preset) => ({
    command: 'tick',
    title: 'Tick an item off',
    submit: 'Tick',
    fields: [
      taskField(incident, preset, ({ state }) => state === 'open'),
      { name: 'note', label: 'Note', kind: 'text', required: false, value: preset.note ?? '' },
    ],
  }),
  run({ task: id, note }, { by, incident }) {
    const task = taskOf(id, incident);
    if (!task) return misunderstood(`No task, or more than one, fits ${id}.`);
    return say(by, { type: 'TickTask', taskId: task.taskId, ...(note ? { note } : {}) }, `${task.taskId} is done.`);
  },
});
