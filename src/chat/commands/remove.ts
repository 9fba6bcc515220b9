/** `remove`: takes a member out of the incident. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { personOf } from '../words.ts';

export const remove = inIncident({
  name: 'remove',
  aliases: ['kick'],
  summary: 'Take somebody out of the incident',
  group: 'lead',
  usage: '@person',
  example: 'remove @responder-3',
  input: z.object({ person: Words }),
  words: (person) => ({ person }),
  form: (incident) => ({
    command: 'remove',
    title: 'Take somebody out',
    submit: 'Remove',
    fields: [
      {
        name: 'person',
        label: 'Who',
        kind: 'select',
        required: true,
        options: incident.members.map(({ id, name }) => ({ value: id, label: name })),
      },
    ],
  }),
  run({ person: name }, { by, around, incident }) {
    const person = personOf(name, around, incident);
    if (!person) return misunderstood(`Nobody here is called ${name}, or several are.`);
    return say(by, { type: 'RemoveMember', person }, `${person.name} is out.`);
  },
});
