/** `task`: adds one, or says when one is due. */

import { z } from 'zod';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { clockTime } from '../durations.ts';
import { taskField } from '../fields.ts';
import { firstWord, minutesOf, momentOf, personOf, taskOf } from '../words.ts';

export const task = inIncident({
  name: 'task',
  aliases: ['add-task'],
  summary: 'Add a task, or set when one is due',
  group: 'work',
  usage: '<text> [@person]   |   task due <task> <30m|14:05>',
  example: 'task Ask the vendor for their access logs @responder-2',
  input: z
    .object({ text: Maybe, why: Maybe, person: Maybe, due: Maybe, task: Maybe })
    .superRefine(({ text, due, task: id }, context) => {
      if (!id && !text) lacks(context, 'text');
      if (id && !due) lacks(context, 'due');
    }),
  words(text) {
    const [verb, rest] = firstWord(text);
    if (/^due$/i.test(verb)) {
      const [id, due] = firstWord(rest);
      return { task: id, due };
    }
    const match = /^(.*\S)\s+@(\S+)$/.exec(text.replace(/^add\s+/i, ''));
    return match ? { text: match[1], person: match[2] } : { text: text.replace(/^add\s+/i, '') };
  },
  form: (incident, preset) =>
    preset.task
      ? {
          command: 'task',
          title: 'When it is due',
          submit: 'Set',
          fields: [
            taskField(incident, preset, ({ state }) => state === 'open'),
            { name: 'due', label: 'Due in', kind: 'text', required: true, hint: HINT },
          ],
        }
      : {
          command: 'task',
          title: 'Add a task',
          submit: 'Add',
          fields: [
            { name: 'text', label: 'What is to be done', kind: 'text', required: true, value: preset.text ?? '' },
            { name: 'person', label: 'By', kind: 'person', required: false },
            { name: 'due', label: 'Due in', kind: 'text', required: false, hint: HINT },
          ],
        },
  run({ text = '', why, person: name, due, task: id }, { by, around, incident }) {
    const dueAt = due ? dueOf(due, around.at) : undefined;
    if (due && !dueAt) return misunderstood(`${due} is not a time.`);
    if (id) {
      const known = taskOf(id, incident);
      if (!known || !dueAt) return misunderstood(`There is no task ${id}, or no time was given.`);
      return say(
        by,
        { type: 'SetTaskDue', taskId: known.taskId, dueAt },
        `${known.taskId} is due ${clockTime(dueAt, around.at)}.`,
      );
    }
    const person = name ? personOf(name, around, incident) : undefined;
    if (name && !person) return misunderstood(`Nobody here is called ${name}, or several are.`);
    const rest = { ...(why ? { why } : {}), ...(person ? { person } : {}), ...(dueAt ? { dueAt } : {}) };
    return say(by, { type: 'AddTask', text, ...rest }, 'Added.');
  },
});

const HINT = '30m, 2h, or a time in UTC';

function dueOf(text: string, at: Date): string | undefined {
  const minutes = minutesOf(text);
  if (minutes !== undefined) return new Date(at.getTime() + minutes * 60_000).toISOString();
  const moment = momentOf(text, at);
  if (!moment) return undefined;
  const past = Date.parse(moment) < at.getTime();
  return past && /^\d{1,2}:/.test(text) ? new Date(Date.parse(moment) + 86_400_000).toISOString() : moment;
}
