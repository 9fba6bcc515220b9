/** An incident gets its conversation on every connected platform, or on one it is bridged to: at once, or when it is made there. */

import { CordonError } from '../base/errors.ts';
import { channelName } from '../chat/channel-name.ts';
import { purposeOf, topicOf } from '../chat/topic.ts';
import type { Incident } from '../incident/incident.ts';
import { severance } from '../incident/sides.ts';
import { follow, reaction } from './reaction.ts';

export const openChannel = reaction({
  name: 'open-channel',
  on: ['IncidentDeclared', 'PlatformBridged', 'PlatformRestored'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    const asked = event.type === 'IncidentDeclared' ? undefined : event.data.platform;
    for (const platform of reach.sides.platforms.filter(({ id }) => id === (asked ?? id) && isMissing(incident, id))) {
      const name = channelName(incident);
      try {
        const opened = await platform.openConversation({
          incidentId: incident.id,
          number: incident.number,
          severity: incident.severity,
          roster: incident.roster,
          name,
          topic: topicOf(incident),
          purpose: purposeOf(incident),
          restricted: incident.visibility === 'restricted',
        });
        if (opened) await follow(delivery, reach, { type: 'RecordConversation', platform: platform.id, ...opened });
      } catch (fault) {
        if (!(fault instanceof CordonError) || fault.retryable) throw fault;
        const { message: problem, remedy } = fault;
        await follow(delivery, reach, { type: 'RecordConversationFailure', platform: platform.id, problem, remedy });
      }
    }
  },
});

function isMissing(incident: Incident, platform: string): boolean {
  return !severance(incident, platform) && !incident.conversations.some((one) => one.platform === platform);
}
