/** A side that joins late says since when it is one, before anything else: what was said until then is read in the Room. */

import { sinceCard } from '../chat/views/index.ts';
import { ROOM } from '../incident/sides.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const greetSide = reaction({
  name: 'greet-side',
  on: ['PlatformBridged', 'PlatformRestored', 'ConversationOpened'],
  async react({ event, incident }, reach) {
    const since = incident.bridgedAt?.[event.data.platform];
    if (since === undefined || event.data.platform === ROOM) return;
    for (const { platform, ref } of conversationsOf(incident, reach.sides))
      if (platform.id === event.data.platform)
        await platform.put(ref, sinceCard(incident, since, reach.baseUrl), incident.version, 'urgent');
  },
});
