/** Everybody on the roster becomes a member. */

import { follow, reaction } from './reaction.ts';

export const inviteRoster = reaction({
  name: 'invite-roster',
  on: ['IncidentDeclared'],
  async react(delivery, reach) {
    const people = delivery.event.data.roster.members;
    await follow(delivery, reach, { type: 'AddMembers', people, how: 'roster' });
  },
});
