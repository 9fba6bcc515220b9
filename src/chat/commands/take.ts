/** `take`: takes a role; without one, command. */

import { z } from 'zod';
import { inIncident, misunderstood, say } from '../define.ts';
import { roleOf } from '../words.ts';

export const take = inIncident({
  name: 'take',
  aliases: ['claim', 'ack'],
  summary: 'Take a role',
  group: 'lead',
  usage: '[role]',
  example: 'take commander',
  input: z.object({ role: z.string().trim().default('commander') }),
  words: (text) => (text.trim() ? { role: text.trim() } : {}),
  run({ role }, { by, incident }) {
    const wanted = roleOf(role, incident);
    if (!wanted) {
      return misunderstood(`There is no role ${role}. Roles: ${incident.policy.roles.map(({ id }) => id).join(', ')}.`);
    }
    return say(by, { type: 'TakeRole', role: wanted.id }, `You are ${wanted.title}.`);
  },
});
