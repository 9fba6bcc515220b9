/** When a platform is cut off, members are sent one-time links into the Room, by e-mail and on the other platforms; so is whoever joins meanwhile. */

import { movedCard } from '../chat/views/index.ts';
import { ROOM } from '../incident/sides.ts';
import { conversationsOf } from './each-platform.ts';
import { follow, reaction } from './reaction.ts';

/** Hours in which a link can be used. */
const LIFETIME_HOURS = 4;

export const sendPasses = reaction({
  name: 'send-passes',
  on: ['PlatformCutOff', 'MemberJoined'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    if (!incident.severed.some(({ how }) => how === 'compromised')) return;
    const joined = event.type === 'MemberJoined' ? event.data.person.id : undefined;
    const people = incident.members.filter(({ id }) => id === (joined ?? id));
    // Of the occasion's own time, so that another attempt is the same link.
    const expiresAt = new Date(Date.parse(event.recordedAt) + LIFETIME_HOURS * 3_600_000).toISOString();
    const pass = { number: incident.number, occasion: event.id, expiresAt };
    const others = conversationsOf(incident, reach.sides).filter(({ platform }) => platform.id !== ROOM);
    const missed: string[] = [];
    for (const person of people) {
      for (const { platform, ref } of others) await platform.admit(ref, person, movedCard(incident, expiresAt), pass);
      const mailed = await reach.sides.mailPass(incident, person, pass);
      if (mailed === 'no_address' && others.length === 0) missed.push(person.name);
    }
    const text = `No link into the Room could be mailed to ${missed.join(', ')}: no mail server or address is configured. The operator makes one: npm run cordon -- sign-in PERSON`;
    if (missed.length > 0 && !incident.entries.some((entry) => entry.text === text))
      await follow(delivery, reach, { type: 'AddNote', text });
  },
});
