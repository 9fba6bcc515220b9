/** A reopened incident gets its conversation back. */

import { conversationsOf } from './each-platform.ts';
import { follow, reaction } from './reaction.ts';

export const reopenChannel = reaction({
  name: 'reopen-channel',
  on: ['IncidentReopened'],
  async react(delivery, reach) {
    const { incident } = delivery;
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      await platform.unarchive(ref, incident.version);
      const known = incident.conversations.find((one) => one.platform === platform.id);
      if (!known) continue;
      const { name, conversation, link } = known;
      const at = link ? { link } : {};
      await follow(delivery, reach, { type: 'RecordConversation', platform: platform.id, conversation, name, ...at });
    }
  },
});
