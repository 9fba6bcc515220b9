/** The conversation points to the Room and to the playbook. */

import { linksOf } from '../chat/links.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const setLinks = reaction({
  name: 'set-links',
  on: ['ConversationOpened', 'ConversationRestored', 'PlaybookAttached', 'PlatformBridged', 'PlatformRestored'],
  async react({ incident }, reach) {
    for (const { platform, ref } of conversationsOf(incident, reach.sides))
      await platform.setLinks(ref, linksOf(incident, reach.baseUrl), incident.version);
  },
});
