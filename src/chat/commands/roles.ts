/** `roles`: who holds what; `roles release <role>` lays one down. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood, say } from '../define.ts';
import { rolesCard } from '../views/index.ts';
import { firstWord, roleOf } from '../words.ts';

export const roles = inIncident({
  name: 'roles',
  aliases: ['role', 'who'],
  summary: 'Show who holds which role, or lay one down',
  group: 'lead',
  usage: '[release <role>]',
  example: 'roles',
  input: z.object({ release: Maybe }),
  words(text) {
    const [verb, rest] = firstWord(text);
    return /^(release|drop|leave)$/i.test(verb) ? { release: rest } : {};
  },
  run({ release }, { by, incident }) {
    if (!release) return { kind: 'show', card: rolesCard(incident) };
    const role = roleOf(release, incident);
    if (!role) return misunderstood(`There is no role ${release}.`);
    return say(by, { type: 'ReleaseRole', role: role.id }, `${role.title} is free.`);
  },
});
