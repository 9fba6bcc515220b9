/** The conversations' members are the incident's members. */

import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const syncMembers = reaction({
  name: 'sync-members',
  on: [
    'MemberJoined',
    'MemberLeft',
    'ConversationOpened',
    'ConversationRestored',
    'PlatformBridged',
    'PlatformRestored',
  ],
  async react({ incident }, reach) {
    for (const { platform, ref } of conversationsOf(incident, reach.sides))
      await platform.setMembers(ref, incident.members, incident.version);
  },
});
