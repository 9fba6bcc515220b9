/** `invite`: brings somebody in. They become a member and are told in private what they joined. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { personOf } from '../words.ts';

export const invite = inIncident({
  name: 'invite',
  aliases: ['add-member'],
  summary: 'Bring somebody in',
  group: 'lead',
  usage: '@person',
  example: 'invite @responder-3',
  input: z.object({ person: Words }),
  words: (person) => ({ person }),
  form: () => ({
    command: 'invite',
    title: 'Bring somebody in',
    submit: 'Invite',
    fields: [{ name: 'person', label: 'Who', kind: 'person', required: true }],
  }),
  run({ person: name }, { by, around, incident }) {
    const person = personOf(name, around, incident);
    if (!person) return misunderstood(`Nobody here is called ${name}, or several are.`);
    return say(by, { type: 'AddMember', person, how: 'invited' }, `${person.name} is in.`);
  },
});
