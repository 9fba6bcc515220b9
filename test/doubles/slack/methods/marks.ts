/** What is put on channels and messages: `pins.*`, `bookmarks.*`, `reactions.*`. */

import { type Args, need, text } from '../args.ts';
import { ownChannel, seenChannel } from '../channels.ts';
import type { Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { messageOnWire } from '../wire.ts';
import type { Bookmark, Channel, Message } from '../world.ts';

const PINS_MOST = 100;
/** https://docs.slack.dev/reference/methods/bookmarks.add */
const BOOKMARKS_MOST = 100;

export const marks: readonly Method[] = [
  {
    name: 'pins.add',
    tier: 2,
    scopes: () => ['pins:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      const { ts } = messageOf(channel, need(args, 'timestamp'));
      if (channel.pins.includes(ts)) throw refuse('already_pinned');
      if (channel.pins.length >= PINS_MOST) throw refuse('too_many_pins');
      channel.pins.push(ts);
      return {};
    },
  },
  {
    name: 'pins.remove',
    tier: 2,
    scopes: () => ['pins:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      const at = channel.pins.indexOf(need(args, 'timestamp'));
      if (at < 0) throw refuse('no_pin');
      channel.pins.splice(at, 1);
      return {};
    },
  },
  {
    name: 'pins.list',
    tier: 2,
    scopes: () => ['pins:read'],
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      const items = channel.pins.flatMap((pin) => {
        const message = channel.messages.find(({ ts }) => ts === pin);
        return message
          ? [
              {
                type: 'message',
                channel: channel.id,
                created: Number(pin.split('.')[0]),
                message: messageOnWire(message, false),
              },
            ]
          : [];
      });
      return { items };
    },
  },
  {
    name: 'bookmarks.add',
    tier: 2,
    scopes: () => ['bookmarks:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args, 'channel_id');
      if (need(args, 'type') !== 'link') throw refuse('invalid_bookmark_type');
      if (channel.bookmarks.length >= BOOKMARKS_MOST) throw refuse('too_many_bookmarks');
      const bookmark = makeBookmark(kernel, channel, args);
      channel.bookmarks.push(bookmark);
      return { bookmark };
    },
  },
  {
    name: 'bookmarks.edit',
    tier: 2,
    scopes: () => ['bookmarks:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args, 'channel_id');
      const bookmark = bookmarkOf(channel, need(args, 'bookmark_id'));
      bookmark.title = text(args, 'title') ?? bookmark.title;
      bookmark.link = text(args, 'link') ?? bookmark.link;
      bookmark.date_updated = kernel.world.seconds();
      return { bookmark };
    },
  },
  {
    name: 'bookmarks.remove',
    tier: 2,
    scopes: () => ['bookmarks:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args, 'channel_id');
      channel.bookmarks.splice(channel.bookmarks.indexOf(bookmarkOf(channel, need(args, 'bookmark_id'))), 1);
      return {};
    },
  },
  {
    name: 'bookmarks.list',
    tier: 3,
    scopes: () => ['bookmarks:read'],
    run: (kernel, { args }) => ({ bookmarks: seenChannel(kernel, need(args, 'channel_id')).bookmarks }),
  },
  {
    name: 'reactions.add',
    tier: 3,
    scopes: () => ['reactions:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      react(kernel, channel, messageOf(channel, need(args, 'timestamp')), kernel.app.botUser, need(args, 'name'));
      return {};
    },
  },
  {
    name: 'reactions.remove',
    tier: 2,
    scopes: () => ['reactions:write'],
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      unreact(kernel, channel, messageOf(channel, need(args, 'timestamp')), kernel.app.botUser, need(args, 'name'));
      return {};
    },
  },
  {
    name: 'reactions.get',
    tier: 3,
    scopes: () => ['reactions:read'],
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      const message = messageOf(channel, need(args, 'timestamp'));
      return { type: 'message', channel: channel.id, message: messageOnWire(message, false) };
    },
  },
];

function messageOf(channel: Channel, ts: string): Message {
  const message = channel.messages.find((one) => one.ts === ts);
  if (!message) throw refuse('message_not_found');
  return message;
}

function bookmarkOf(channel: Channel, id: string): Bookmark {
  const bookmark = channel.bookmarks.find((one) => one.id === id);
  if (!bookmark) throw refuse('not_found');
  return bookmark;
}

function makeBookmark({ world, app }: Kernel, channel: Channel, args: Args): Bookmark {
  const now = world.seconds();
  return {
    id: world.id('Bk'),
    channel_id: channel.id,
    title: need(args, 'title'),
    link: need(args, 'link'),
    emoji: text(args, 'emoji') ?? '',
    icon_url: '',
    type: 'link',
    date_created: now,
    date_updated: 0,
    rank: String(channel.bookmarks.length),
    last_updated_by_user_id: app.botUser,
    last_updated_by_team_id: world.teamId,
    app_id: app.appId,
  };
}

/** Somebody reacts. Throws `already_reacted`. */
export function react(kernel: Kernel, channel: Channel, message: Message, user: string, name: string): void {
  message.reactions ??= [];
  const standing = message.reactions.find((one) => one.name === name);
  if (standing?.users.includes(user)) throw refuse('already_reacted');
  if (standing) standing.users.push(user);
  else message.reactions.push({ name, users: [user], count: 1 });
  if (standing) standing.count = standing.users.length;
  tell(kernel, 'reaction_added', channel, message, user, name);
}

/** Throws `no_reaction`. */
export function unreact(kernel: Kernel, channel: Channel, message: Message, user: string, name: string): void {
  const standing = message.reactions?.find((one) => one.name === name);
  if (!standing?.users.includes(user)) throw refuse('no_reaction');
  standing.users.splice(standing.users.indexOf(user), 1);
  standing.count = standing.users.length;
  if (standing.count === 0) message.reactions = message.reactions?.filter((one) => one !== standing) ?? [];
  tell(kernel, 'reaction_removed', channel, message, user, name);
}

function tell(kernel: Kernel, type: string, channel: Channel, message: Message, user: string, reaction: string): void {
  kernel.emit({
    type,
    user,
    reaction,
    item: { type: 'message', channel: channel.id, ts: message.ts },
    ...(message.user ? { item_user: message.user } : {}),
    event_ts: kernel.world.ts(),
  });
}
