/** Whoever joins is told in private, in five lines, what they joined. */

import { catchUpCard } from '../chat/views/index.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const catchUp = reaction({
  name: 'catch-up',
  on: ['MemberJoined'],
  async react({ id, event, incident }, reach) {
    const { person } = event.data;
    for (const { platform, ref } of conversationsOf(incident, reach)) {
      await platform.whisper(ref, id, person, catchUpCard(incident, person, new Date()));
    }
  },
});
