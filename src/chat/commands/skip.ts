/** `skip`: consciously not doing an item, with the reason. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { reasonField, taskField } from '../fields.ts';
import { splitReason, taskOf } from '../words.ts';

export const skip = inIncident({
  name: 'skip',
  summary: 'Leave an item undone, with the reason',
  group: 'work',
  usage: '<task> because <reason>',
  example: 'skip t4 because the instance is gone already',
  input: z.object({ task: Words, reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { task: head, reason };
  },
  form: (incident, preset) => ({
    command: 'skip',
    title: `Skip ${preset.task ?? 'a task'}`,
    submit: 'Skip',
    fields: [taskField(incident, preset, ({ state }) => state === 'open'), reasonField(preset, 'Why it is not done')],
  }),
  run({ task: id, reason }, { by, incident }) {
    const task = taskOf(id, incident);
    if (!task) return misunderstood(`No task, or more than one, fits ${id}.`);
    return say(by, { type: 'SkipTask', taskId: task.taskId, reason }, `${task.taskId} is skipped.`);
  },
});
