/** Finding channels with the eyes of the app, and changing them with what follows: join messages, events. */

import { type Args, need } from './args.ts';
import type { Kernel, SlackEvent } from './kernel.ts';
import { refuse } from './refusal.ts';
import type { Channel, Message } from './world.ts';

/** The channel an argument names, as far as the app may know of it: a private one it is not in does not exist for it. */
export function seenChannel({ world, app }: Kernel, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel || ((channel.isPrivate || channel.im) && !channel.members.has(app.botUser))) {
    throw refuse('channel_not_found');
  }
  return channel;
}

/** The channel in which the app itself acts: it must be inside and the channel in use. */
export function ownChannel(kernel: Kernel, args: Args, name = 'channel'): Channel {
  const channel = seenChannel(kernel, need(args, name));
  if (!channel.members.has(kernel.app.botUser)) throw refuse('not_in_channel');
  if (channel.isArchived) throw refuse('is_archived');
  return channel;
}

/** Scopes that allow to manage the channel an argument names. */
export function manageScopes({ world }: Kernel, args: Args): readonly string[] {
  const channel = world.channels.get(String(args.channel ?? ''));
  if (channel?.im) return ['im:write'];
  return channel?.isPrivate ? ['groups:write'] : ['channels:manage'];
}

export function readScopes({ world }: Kernel, args: Args): readonly string[] {
  const channel = world.channels.get(String(args.channel ?? ''));
  if (channel?.im) return ['im:read'];
  return channel?.isPrivate ? ['groups:read'] : ['channels:read'];
}

export function historyScopes({ world }: Kernel, args: Args): readonly string[] {
  const channel = world.channels.get(String(args.channel ?? ''));
  if (channel?.im) return ['im:history'];
  return channel?.isPrivate ? ['groups:history'] : ['channels:history'];
}

export function typeOf({ isPrivate, im }: Channel): 'channel' | 'group' | 'im' {
  if (im) return 'im';
  return isPrivate ? 'group' : 'channel';
}

/** Writes a message into a channel and tells the app. */
export function append(kernel: Kernel, channel: Channel, message: Message, told: Record<string, unknown> = {}): void {
  channel.messages.push(message);
  const root = message.thread_ts
    ? channel.messages.find(({ ts }) => ts === message.thread_ts && ts !== message.ts)
    : undefined;
  if (root) {
    root.thread_ts = root.ts;
    root.reply_count = (root.reply_count ?? 0) + 1;
  }
  const { metadata: _, ...shown } = structuredClone(message);
  kernel.emit({ ...shown, channel: channel.id, channel_type: typeOf(channel), event_ts: message.ts, ...told });
}

/** A line that Slack itself writes: somebody joined, the topic changed. */
export function note(kernel: Kernel, channel: Channel, user: string, subtype: string, text: string, more = {}): void {
  const { world } = kernel;
  const kind = channel.isPrivate ? subtype.replace('channel_', 'group_') : subtype;
  append(kernel, channel, { type: 'message', subtype: kind, ts: world.ts(), user, text, ...more } as Message);
}

export function enter(kernel: Kernel, channel: Channel, user: string, inviter?: string): void {
  channel.members.add(user);
  note(kernel, channel, user, 'channel_join', `<@${user}> has joined the channel`, inviter ? { inviter } : {});
  kernel.emit(membership(kernel, 'member_joined_channel', channel, user, inviter ? { inviter } : {}));
}

export function exit(kernel: Kernel, channel: Channel, user: string): void {
  channel.members.delete(user);
  note(kernel, channel, user, 'channel_leave', `<@${user}> has left the channel`);
  kernel.emit(membership(kernel, 'member_left_channel', channel, user, {}));
  if (user === kernel.app.botUser) {
    kernel.emit({ type: `${typeOf(channel)}_left`, channel: channel.id, event_ts: kernel.world.ts() });
  }
}

function membership(
  { world }: Kernel,
  type: string,
  channel: Channel,
  user: string,
  more: Record<string, unknown>,
): SlackEvent {
  const channelType = channel.isPrivate ? 'G' : 'C';
  return {
    type,
    user,
    channel: channel.id,
    channel_type: channelType,
    team: world.teamId,
    event_ts: world.ts(),
    ...more,
  };
}
