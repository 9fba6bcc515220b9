/** Whoever joins is told in private, once, what they joined: as soon as there is a conversation to be told in. */

import { catchUpCard } from '../chat/views/index.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import { conversationsOf } from './each-platform.ts';
import { type Reach, reaction } from './reaction.ts';

export const catchUp = reaction({
  name: 'catch-up',
  on: ['MemberJoined', 'ConversationOpened'],
  async react({ event, incident }, reach) {
    const people = event.type === 'MemberJoined' ? [event.data.person] : incident.members;
    for (const person of people) await tell(person, incident, reach);
  },
});

/** Joining and opening come in either order, and each looks: the same id for both makes it one message. */
async function tell(person: Person, incident: Incident, reach: Reach): Promise<void> {
  for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
    await platform.whisper(ref, `catch-up.${incident.id}`, person, catchUpCard(incident, person, new Date()), 'beside');
  }
}
