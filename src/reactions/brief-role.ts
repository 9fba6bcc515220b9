/** Whoever gets a role is told in private what it does. */

import { roleBriefCard } from '../chat/views/index.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const briefRole = reaction({
  name: 'brief-role',
  on: ['RoleAssigned'],
  async react({ id, event, incident }, reach) {
    const { role, person } = event.data;
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      await platform.whisper(ref, id, person, roleBriefCard(incident, role), 'direct');
    }
  },
});
