/** Cards say what is true now: edited in place, the newest state wins, bursts coalesce. */

import { urgencyOf } from '../chat/urgency.ts';
import { actionCard, announcementCard, checklistCard, summaryCard } from '../chat/views/index.ts';
import { ROOM } from '../incident/sides.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const refreshCards = reaction({
  name: 'refresh-cards',
  on: 'every',
  async react({ event, incident }, reach) {
    // A later event of the same incident brings a delivery of its own, which will say all that this one would.
    if (event.seq < incident.version) return;
    const at = new Date();
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      const room = platform.id === ROOM ? undefined : `${reach.baseUrl}/incidents/${incident.number}`;
      await platform.put(ref, summaryCard(incident, at, room), incident.version, 'refresh');
      if (incident.tasks.some(({ phase }) => phase === incident.phase)) {
        await platform.put(ref, checklistCard(incident, incident.phase, at), incident.version, 'refresh');
      }
      for (const action of incident.actions)
        await platform.put(ref, actionCard(incident, action, at), incident.version, urgencyOf(event, action.actionId));
      await platform.announce(incident.id, announcementCard(incident), incident.version);
    }
  },
});
