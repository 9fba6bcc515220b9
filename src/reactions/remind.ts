/** A reminder goes to whoever can act; to the channel only when nobody can. */

import { lineAbout } from '../chat/lines.ts';
import { nagCard } from '../chat/views/index.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const remind = reaction({
  name: 'remind',
  on: ['NagRaised'],
  async react({ id, event, incident }, reach) {
    const { to, text } = event.data;
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      if (to.length === 0) await platform.say(ref, id, lineAbout(event, incident, text), 'normal');
      for (const person of to) await platform.whisper(ref, id, person, nagCard(incident, event.data), 'direct');
    }
  },
});
