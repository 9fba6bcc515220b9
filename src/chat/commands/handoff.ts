/** `handoff`: passes a role on, with what the next one must know. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { firstWord, personOf, roleOf } from '../words.ts';

export const handoff = inIncident({
  name: 'handoff',
  aliases: ['handover', 'hand-off'],
  summary: 'Hand a role to somebody, with the state of affairs',
  group: 'lead',
  usage: '<role> @person <what they must know>',
  example: 'handoff commander @responder-2 Isolation holds; waiting for the snapshot',
  input: z.object({ role: Words, person: Words, handover: Words }),
  words(text) {
    const [role, rest] = firstWord(text);
    const [person, handover] = firstWord(rest);
    return { role, person, handover };
  },
  form: (incident, preset) => ({
    command: 'handoff',
    title: 'Hand a role on',
    submit: 'Hand off',
    fields: [
      {
        name: 'role',
        label: 'Role',
        kind: 'select',
        required: true,
        value: roleOf(preset.role ?? 'commander', incident)?.id ?? '',
        options: incident.policy.roles.map(({ id, title }) => ({ value: id, label: title })),
      },
      { name: 'person', label: 'To', kind: 'person', required: true, value: preset.person?.replace(/^@/, '') ?? '' },
      { name: 'handover', label: 'What they must know', kind: 'long', required: true, hint: 'Done, open, worrying' },
    ],
  }),
  run({ role: name, person: who, handover }, { by, around, incident }) {
    const role = roleOf(name, incident);
    const person = personOf(who, around, incident);
    if (!role) return misunderstood(`There is no role ${name}.`);
    if (!person) return misunderstood(`Nobody here is called ${who}, or several are.`);
    return say(by, { type: 'HandOffRole', role: role.id, person, handover }, `${person.name} is ${role.title}.`);
  },
});
