/** What everybody must know is one line in the channel; the cards follow by themselves. */

import { CordonError } from '../base/errors.ts';
import { lineAbout, lineFor } from '../chat/lines.ts';
import { isUrgent } from '../chat/urgency.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { ROOM } from '../incident/sides.ts';
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
    'ActionAuthorized',
    'ActionHolding',
    'ActionNotHolding',
    'ActionFailed',
    'ActionReleased',
    'ApprovalsVoided',
    'ApprovalExpired',
    'IncidentMerged',
    'IncidentReopened',
    'ConversationLost',
    'ConversationRestored',
    'ConversationRenamed',
    'PlatformBridged',
    'PlatformUnbridged',
    'CompromiseReported',
    'PlatformCutOff',
    'PlatformRestored',
  ],
  async react({ id, event, incident }, reach) {
    const text = lineFor(event, incident);
    if (text === undefined) return;
    if (!isRoomOpen(incident)) throw notOpenYet();
    const urgency = isUrgent(event.type) ? 'urgent' : 'normal';
    const hidden = hiddenFrom(event);
    for (const { platform, ref } of conversationsOf(incident, reach.sides))
      if (platform.id !== hidden) await platform.say(ref, id, lineAbout(event, incident, text), urgency);
  },
});

/** The one side that is not told, if there is one. */
function hiddenFrom({ type, data }: IncidentEvent): string | undefined {
  switch (type) {
    // Whoever has the platform must not read there that it is known.
    case 'CompromiseReported':
    // Where people took the conversation away, nobody reads.
    case 'ConversationLost':
    // It is greeted in words of its own.
    case 'PlatformBridged':
    case 'PlatformRestored':
      return data.platform;
    default:
      return undefined;
  }
}

/** A line is on no card, so it waits for the Room, which opens at once. What opens later elsewhere starts with the cards. */
function isRoomOpen({ conversations }: Incident): boolean {
  return conversations.some(({ platform }) => platform === ROOM);
}

function notOpenYet(): CordonError {
  return new CordonError('not_found', 'The conversation of the incident is not open yet.', {
    remedy: 'Wait: it is said as soon as it is.',
    retryable: true,
  });
}
