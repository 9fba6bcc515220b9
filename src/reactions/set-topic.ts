/** The topic says how bad, which phase, who leads. */

import { topicOf } from '../chat/topic.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const setTopic = reaction({
  name: 'set-topic',
  on: [
    'PhaseEntered',
    'SeverityChanged',
    'SeverityConfirmed',
    'RoleAssigned',
    'RoleReleased',
    'IncidentClosed',
    'IncidentReopened',
    'PlatformBridged',
    'PlatformRestored',
  ],
  async react({ incident }, reach) {
    for (const { platform, ref } of conversationsOf(incident, reach.sides))
      await platform.setTopic(ref, topicOf(incident), incident.version);
  },
});
