/** A declared incident gets its conversation on every connected platform. */

import { CordonError } from '../base/errors.ts';
import { channelName } from '../chat/channel-name.ts';
import { topicOf } from '../chat/topic.ts';
import { follow, reaction } from './reaction.ts';

export const openChannel = reaction({
  name: 'open-channel',
  on: ['IncidentDeclared'],
  async react(delivery, reach) {
    const { incident } = delivery;
    for (const platform of reach.platforms) {
      if (incident.conversations.some((one) => one.platform === platform.id)) continue;
      const name = channelName(incident);
      try {
        const opened = await platform.openConversation({
          incidentId: incident.id,
          name,
          topic: topicOf(incident),
          restricted: incident.visibility === 'restricted',
        });
        await follow(delivery, reach, { type: 'RecordConversation', platform: platform.id, name, ...opened });
      } catch (fault) {
        if (!(fault instanceof CordonError) || fault.retryable) throw fault;
        const { message: problem, remedy } = fault;
        await follow(delivery, reach, { type: 'RecordConversationFailure', platform: platform.id, problem, remedy });
      }
    }
  },
});
