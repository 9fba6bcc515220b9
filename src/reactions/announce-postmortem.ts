/** The post-mortem is posted where people talked; then the conversation is archived. */

import { closureCard } from '../chat/views/index.ts';
import { conversationsOf } from './each-platform.ts';
import { follow, reaction } from './reaction.ts';

export const announcePostmortem = reaction({
  name: 'announce-postmortem',
  on: ['PostmortemWritten'],
  async react(delivery, reach) {
    const { incident } = delivery;
    if (incident.status !== 'closed') return;
    for (const { platform, ref } of conversationsOf(incident, reach)) {
      await platform.put(ref, closureCard(incident, reach.baseUrl), incident.version);
      await platform.archive(ref);
      await follow(delivery, reach, { type: 'RecordArchive', platform: platform.id, conversation: ref.conversation });
    }
  },
});
