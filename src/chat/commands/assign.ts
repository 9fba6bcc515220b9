/** `assign`: gives a role or a task to a person. */

import { z } from 'zod';
import type { Incident } from '../../incident/incident.ts';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { personOf, roleOf, taskOf } from '../words.ts';

export const assign = inIncident({
  name: 'assign',
  aliases: ['give'],
  summary: 'Give a role or a task to somebody',
  group: 'lead',
  usage: '<role|task> @person',
  example: 'assign scribe @responder-2',
  input: z.object({ what: Words, person: Words }),
  words(text, incident) {
    const match = /^([^@]*\S)\s+(@.*)$/.exec(text.trim()) ?? /^(.*\S)\s+(\S+)$/.exec(text.trim());
    // A role alone, of two words, is not a role and a person.
    if (!match || roleOf(text, incident)) return { what: text };
    return { what: match[1], person: match[2] };
  },
  form: (incident, preset) => ({
    command: 'assign',
    title: preset.what ? `Assign ${preset.what}` : 'Assign a role or a task',
    submit: 'Assign',
    fields: [
      {
        name: 'what',
        label: 'Role or task',
        kind: 'select',
        required: true,
        value: whatOf(preset.what ?? '', incident),
        options: [
          ...incident.policy.roles.map(({ id, title }) => ({ value: id, label: title })),
          ...incident.tasks
            .filter(({ state }) => state === 'open')
            .map(({ taskId, text }) => ({ value: taskId, label: `${taskId} ${text}` })),
        ],
      },
      { name: 'person', label: 'To', kind: 'person', required: true },
    ],
  }),
  run({ what, person: name }, { by, around, incident }) {
    const person = personOf(name, around, incident);
    if (!person) return misunderstood(`Nobody here is called ${name}, or several are.`);
    const role = roleOf(what, incident);
    if (role) return say(by, { type: 'AssignRole', role: role.id, person }, `${person.name} is ${role.title}.`);
    const task = taskOf(what, incident);
    if (!task) return misunderstood(`${what} is neither a role nor a task here.`);
    return say(by, { type: 'AssignTask', taskId: task.taskId, person }, `${task.taskId} is ${person.name}'s.`);
  },
});

function whatOf(what: string, incident: Incident): string {
  return roleOf(what, incident)?.id ?? taskOf(what, incident)?.taskId ?? '';
}
