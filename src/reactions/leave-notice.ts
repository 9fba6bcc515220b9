/** Where nothing of the incident goes any more a notice is left that tells nothing of it. */

import { everyConversationOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

/** An attacker may read it: neither what happened nor where work goes on. */
const NOTICE = 'Cordon no longer writes here. Members know where to go on.';

export const leaveNotice = reaction({
  name: 'leave-notice',
  on: ['PlatformUnbridged', 'PlatformCutOff'],
  async react({ id, event, incident }, reach) {
    for (const { platform, ref } of everyConversationOf(incident, reach.sides))
      if (platform.id === event.data.platform) await platform.notice(ref, id, NOTICE);
  },
});
