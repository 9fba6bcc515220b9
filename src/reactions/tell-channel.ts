/** What everybody must know is one line in the channel; the cards follow by themselves. */

import { lineFor } from '../chat/lines.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const tellChannel = reaction({
  name: 'tell-channel',
  on: [
    'PhaseEntered',
    'SeverityChanged',
    'RoleAssigned',
    'RoleReleased',
    'UpdatePosted',
    'ActionHolding',
    'ActionNotHolding',
    'ActionFailed',
    'ActionReleased',
    'ApprovalsVoided',
    'ApprovalExpired',
    'IncidentMerged',
    'IncidentReopened',
  ],
  async react({ id, event, incident }, reach) {
    const line = lineFor(event, incident);
    if (line === undefined) return;
    for (const { platform, ref } of conversationsOf(incident, reach)) await platform.say(ref, id, line);
  },
});
