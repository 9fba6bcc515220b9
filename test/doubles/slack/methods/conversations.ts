/** `conversations.*`: making, changing and finding channels. https://docs.slack.dev/reference/methods?family=conversations */

import { type Args, flag, list, need, page, text } from '../args.ts';
import { manageScopes, note, ownChannel, readScopes, seenChannel } from '../channels.ts';
import type { Answer, Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { channelOnWire } from '../wire.ts';
import { type Channel, makeChannel, type Told } from '../world.ts';

const NAME_MOST = 80;
/** Topic and purpose. https://docs.slack.dev/reference/methods/conversations.setTopic */
const TOLD_MOST = 250;

export const conversations: readonly Method[] = [
  {
    name: 'conversations.create',
    tier: 2,
    scopes: (_, args) => [flag(args, 'is_private') ? 'groups:write' : 'channels:manage'],
    run: (kernel, { args }) => {
      const name = freeName(kernel, need(args, 'name'));
      const isPrivate = flag(args, 'is_private');
      const channel = makeChannel(kernel.world, { name, isPrivate, creator: kernel.app.botUser });
      note(kernel, channel, kernel.app.botUser, 'channel_join', `<@${kernel.app.botUser}> has joined the channel`);
      if (!isPrivate) kernel.emit({ type: 'channel_created', channel: channelOnWire(kernel, channel) });
      return { channel: channelOnWire(kernel, channel) };
    },
  },
  {
    name: 'conversations.info',
    tier: 3,
    scopes: readScopes,
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      const members = flag(args, 'include_num_members') ? { num_members: channel.members.size } : {};
      return { channel: { ...channelOnWire(kernel, channel), ...members } };
    },
  },
  {
    name: 'conversations.list',
    tier: 2,
    scopes: (_, args) =>
      String(args.types ?? 'public_channel').includes('private') ? ['groups:read'] : ['channels:read'],
    run: (kernel, { args }) => {
      const types = String(args.types ?? 'public_channel').split(',');
      const all = [...kernel.world.channels.values()].filter(
        (one) =>
          !one.im &&
          types.includes(one.isPrivate ? 'private_channel' : 'public_channel') &&
          (!one.isPrivate || one.members.has(kernel.app.botUser)) &&
          !(flag(args, 'exclude_archived') && one.isArchived),
      );
      const { items, response_metadata } = page(all, args);
      return { channels: items.map((one) => channelOnWire(kernel, one)), response_metadata };
    },
  },
  {
    name: 'conversations.rename',
    tier: 2,
    scopes: manageScopes,
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      const name = freeName(kernel, need(args, 'name'));
      channel.previousNames.push(channel.name);
      note(kernel, channel, kernel.app.botUser, 'channel_name', `has renamed the channel to "${name}"`, {
        old_name: channel.name,
        name,
      });
      channel.name = name;
      const { id, created } = channel;
      kernel.emit({
        type: channel.isPrivate ? 'group_rename' : 'channel_rename',
        channel: { id, name, created },
      });
      return { channel: channelOnWire(kernel, channel) };
    },
  },
  told('conversations.setTopic', 'topic'),
  told('conversations.setPurpose', 'purpose'),
  {
    name: 'conversations.archive',
    tier: 2,
    scopes: manageScopes,
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      if (channel.isArchived) throw refuse('already_archived');
      if (!channel.members.has(kernel.app.botUser)) throw refuse('not_in_channel');
      note(kernel, channel, kernel.app.botUser, 'channel_archive', 'archived the channel');
      channel.isArchived = true;
      tellArchive(kernel, channel, 'archive');
      return {};
    },
  },
  {
    name: 'conversations.unarchive',
    tier: 2,
    scopes: manageScopes,
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      if (!channel.isArchived) throw refuse('not_archived');
      if (!kernel.policy.botsUnarchive) throw refuse('not_in_channel');
      channel.isArchived = false;
      channel.members.add(kernel.app.botUser);
      note(kernel, channel, kernel.app.botUser, 'channel_unarchive', 'un-archived the channel');
      tellArchive(kernel, channel, 'unarchive');
      return {};
    },
  },
  {
    name: 'conversations.open',
    tier: 3,
    scopes: (_, args) => [list(args, 'users').length > 1 ? 'mpim:write' : 'im:write'],
    run: (kernel, { args }) => {
      const users = list(args, 'users');
      if (users.length !== 1) throw refuse(users.length === 0 ? 'users_list_not_supplied' : 'too_many_users');
      const channel = directMessage(kernel, users[0] ?? '');
      return { channel: flag(args, 'return_im') ? channelOnWire(kernel, channel) : { id: channel.id } };
    },
  },
];

/** The conversation between the app and one person; made when there was none. Throws `user_not_found`. */
export function directMessage({ world, app }: Kernel, user: string): Channel {
  const person = world.people.get(user);
  if (!person) throw refuse('user_not_found');
  if (person.isBot || person.deleted) throw refuse(person.deleted ? 'user_disabled' : 'cannot_dm_bot');
  const found = [...world.channels.values()].find((one) => one.im === user);
  return found ?? makeChannel(world, { name: user, isPrivate: false, creator: app.botUser, im: user, members: [user] });
}

/** Slack's rules for names. https://docs.slack.dev/reference/methods/conversations.create#naming */
function freeName({ world }: Kernel, name: string): string {
  if (name.length > NAME_MOST) throw refuse('invalid_name_maxlength');
  if (!/[a-z0-9]/.test(name)) throw refuse('invalid_name_punctuation');
  if (/[^a-z0-9_-]/.test(name)) throw refuse('invalid_name_specials');
  if ([...world.channels.values()].some((one) => one.name === name && !one.im)) throw refuse('name_taken');
  return name;
}

function told(name: string, what: 'topic' | 'purpose'): Method {
  return {
    name,
    tier: 2,
    scopes: manageScopes,
    run: (kernel, { args }): Answer => {
      const channel = ownChannel(kernel, args as Args);
      const value = text(args, what) ?? '';
      if (value.length > TOLD_MOST) throw refuse('too_long');
      const now: Told = { value, creator: kernel.app.botUser, last_set: kernel.world.seconds() };
      channel[what] = now;
      note(kernel, channel, kernel.app.botUser, `channel_${what}`, `set the channel ${what}: ${value}`, {
        [what]: value,
      });
      return { channel: channelOnWire(kernel, channel) };
    },
  };
}

function tellArchive(kernel: Kernel, channel: Channel, what: 'archive' | 'unarchive'): void {
  kernel.emit({
    type: `${channel.isPrivate ? 'group' : 'channel'}_${what}`,
    channel: channel.id,
    user: kernel.app.botUser,
    event_ts: kernel.world.ts(),
  });
}
