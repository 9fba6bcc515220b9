/**
 * What Teams tells of conversations beside what is said in them: people who come and go, channels and chats that are
 * renamed, deleted and restored, and whole teams.
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
 */

import type { Fate } from '../../chat/surface.ts';
import type { Person } from '../../incident/actor.ts';
import { rootless } from '../bot.ts';
import { nameInTopic } from '../chats.ts';
import type { TeamState } from '../standing.ts';
import { askingOf } from './asking.ts';
import type { Desk } from './desk.ts';
import { hearMembership } from './membership.ts';
import type { UpdateActivity } from './payloads.ts';
import { isBot } from './words.ts';

/** What a team is like after it. */
const TEAM_STATES: Readonly<Record<string, TeamState>> = {
  teamArchived: 'archived',
  teamUnarchived: 'there',
  teamDeleted: 'deleted',
  teamHardDeleted: 'deleted',
  teamRestored: 'there',
};

export async function hearUpdate(desk: Desk, activity: UpdateActivity): Promise<void> {
  const { channel, team } = activity.channelData ?? {};
  const state = stateAfter(desk, activity);
  if (state && team?.aadGroupId) {
    const by = await doerOf(desk, activity);
    return desk.lookAround({ team: team.aadGroupId, state, ...(by ? { by } : {}) });
  }
  const [where, fate] = channel
    ? [channel.id, fateOfChannel(activity)]
    : [activity.conversation.id, fateOfChat(activity)];
  if (!fate) return hearMembership(desk, activity);
  if ((await desk.house.numberOf(rootless(where))) === undefined) return;
  await desk.house.befell(rootless(where), fate, await doerOf(desk, activity));
}

/** The app is added to a team and taken out of it as a member of it. */
function stateAfter({ appId }: Desk, { channelData, membersAdded, membersRemoved }: UpdateActivity) {
  if (!channelData?.team) return undefined;
  const isOurs = (members: UpdateActivity['membersAdded']) => members.some(({ id }) => isBot(id, appId));
  if (isOurs(membersRemoved)) return 'removed';
  if (isOurs(membersAdded)) return 'there';
  return TEAM_STATES[channelData.eventType ?? ''];
}

function fateOfChannel({ channelData }: UpdateActivity): Fate | undefined {
  switch (channelData?.eventType) {
    case 'channelDeleted':
      return 'deleted';
    case 'channelRestored':
      return 'back';
    case 'channelRenamed':
      return channelData.channel?.name ? { renamed: channelData.channel.name } : undefined;
    default:
      return undefined;
  }
}

/** Who leads and how bad it is stands in a chat's topic as well: its name comes first. */
function fateOfChat({ topicName }: UpdateActivity): Fate | undefined {
  return topicName ? { renamed: nameInTopic(topicName) } : undefined;
}

/** Undefined where it was the app itself, or nobody is named. */
async function doerOf(desk: Desk, activity: UpdateActivity): Promise<Person | undefined> {
  if (isBot(activity.from.id, desk.appId)) return undefined;
  return (await askingOf(desk, activity).catch(() => undefined))?.by;
}
