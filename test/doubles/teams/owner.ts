/** An owner of a team: renames, deletes and restores channels, archives the team, takes the app away. Teams tells the bot of it, or not. */

import { randomUUID } from 'node:crypto';
import type { Kernel } from './kernel.ts';
import type { Conversation, Person, Team } from './world.ts';

export interface Owner {
  renames(where: Conversation, name: string): Promise<void>;
  deletes(channel: Conversation): Promise<void>;
  restores(channel: Conversation): Promise<void>;
  archives(team: Team, isArchived?: boolean): Promise<void>;
  deletesTeam(team: Team, isDeleted?: boolean): Promise<void>;
  /** Of a team, or of a chat. */
  takesAppOut(where: Team | Conversation): Promise<void>;
  addsApp(where: Team | Conversation): Promise<void>;
}

/** `told` false: what happens while Teams does not reach the bot. */
export function createOwner(kernel: Kernel, person: Person, told = true): Owner {
  const { world, app } = kernel;
  const bot = [{ id: `28:${app.id}`, name: 'Cordon' }];

  async function tell(at: Conversation | Team, more: object, data: object = {}): Promise<void> {
    if (!told) return;
    const team = 'channels' in at ? at : at.team;
    // Teams tells of channels and of the team itself in the team's general channel.
    const where = 'channels' in at ? at.channels[0] : at.kind === 'channel' ? at.team?.channels[0] : at;
    await kernel.deliver({
      ...{ type: 'conversationUpdate', id: `f:${randomUUID()}` },
      from: { id: person.mri, name: person.name, aadObjectId: person.id },
      conversation: { id: where?.id, conversationType: where?.kind, isGroup: true, tenantId: world.tenantId },
      channelData: {
        tenant: { id: world.tenantId },
        ...(team ? { team: { id: team.channels[0]?.id, aadGroupId: team.id, name: team.name } } : {}),
        ...data,
      },
      ...more,
    });
  }
  const ofChannel = (channel: Conversation, eventType: string) =>
    tell(channel, {}, { eventType, channel: { id: channel.id, name: channel.name } });

  return {
    renames: async (where, name) => {
      where.name = name;
      if (where.kind === 'channel') await ofChannel(where, 'channelRenamed');
      else await tell(where, { topicName: name });
    },
    deletes: async (channel) => {
      channel.isDeleted = true;
      await ofChannel(channel, 'channelDeleted');
    },
    restores: async (channel) => {
      channel.isDeleted = false;
      await ofChannel(channel, 'channelRestored');
    },
    archives: async (team, isArchived = true) => {
      team.isArchived = isArchived;
      await tell(team, {}, { eventType: isArchived ? 'teamArchived' : 'teamUnarchived' });
    },
    deletesTeam: async (team, isDeleted = true) => {
      team.isDeleted = isDeleted;
      await tell(team, {}, { eventType: isDeleted ? 'teamDeleted' : 'teamRestored' });
    },
    takesAppOut: async (where) => {
      where.hasApp = false;
      await tell(where, { membersRemoved: bot }, 'channels' in where ? { eventType: 'teamMemberRemoved' } : {});
    },
    addsApp: async (where) => {
      where.hasApp = true;
      await tell(where, { membersAdded: bot }, 'channels' in where ? { eventType: 'teamMemberAdded' } : {});
    },
  };
}
