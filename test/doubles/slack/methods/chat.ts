/** `chat.*`. https://docs.slack.dev/reference/methods/chat.postMessage */

import { type Args, json, need, text } from '../args.ts';
import { append, seenChannel, typeOf } from '../channels.ts';
import { acceptBlocks } from '../check-blocks.ts';
import type { Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { messageOnWire, permalinkOf } from '../wire.ts';
import type { Block, Channel, Message } from '../world.ts';
import { directMessage } from './conversations.ts';

/** Longer text is refused. https://docs.slack.dev/reference/methods/chat.postMessage (truncated above 40,000) */
const TEXT_MOST = 40_000;
/** https://docs.slack.dev/messaging/message-metadata: 8 kB */
const METADATA_BYTES = 8000;
const WRITE = () => ['chat:write'];

export const chat: readonly Method[] = [
  {
    name: 'chat.postMessage',
    tier: 'post',
    scopes: WRITE,
    run: (kernel, { args }) => {
      const channel = postingChannel(kernel, need(args, 'channel'));
      const message = botMessage(kernel, args, channel);
      append(kernel, channel, message);
      return { channel: channel.id, ts: message.ts, message: messageOnWire(message, true) };
    },
  },
  {
    name: 'chat.update',
    tier: 3,
    scopes: WRITE,
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      const message = ownMessage(kernel, channel, need(args, 'ts'), 'cant_update_message');
      if (channel.isArchived) throw refuse('is_archived');
      const previous = structuredClone(message);
      const said = content(kernel, args);
      message.text = said.text;
      if (said.blocks) message.blocks = said.blocks;
      else if (args.blocks !== undefined || args.text !== undefined) delete message.blocks;
      if (args.metadata !== undefined) message.metadata = metadataOf(args);
      message.edited = { user: kernel.app.botUser, ts: kernel.world.ts() };
      changed(kernel, channel, message, previous);
      return { channel: channel.id, ts: message.ts, text: message.text, message: messageOnWire(message, true) };
    },
  },
  {
    name: 'chat.delete',
    tier: 3,
    scopes: WRITE,
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      const message = ownMessage(kernel, channel, need(args, 'ts'), 'cant_delete_message');
      remove(kernel, channel, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  {
    name: 'chat.postEphemeral',
    tier: 4,
    scopes: WRITE,
    run: (kernel, { args }) => {
      const channel = postingChannel(kernel, need(args, 'channel'));
      const user = need(args, 'user');
      if (!channel.members.has(user)) throw refuse('user_not_in_channel');
      const { text: said, blocks } = content(kernel, args);
      const ts = kernel.world.ts();
      const thread = text(args, 'thread_ts');
      const threadTs = thread ? { threadTs: thread } : {};
      kernel.world.ephemerals.push({ channel: channel.id, user, ts, text: said, blocks: blocks ?? [], ...threadTs });
      return { message_ts: ts };
    },
  },
  {
    name: 'chat.getPermalink',
    tier: 'special',
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      const ts = need(args, 'message_ts');
      if (!channel.messages.some((one) => one.ts === ts)) throw refuse('message_not_found');
      return {
        channel: channel.id,
        permalink: permalinkOf(kernel.world, `archives/${channel.id}/p${ts.replace('.', '')}`),
      };
    },
  },
  {
    name: 'chat.scheduleMessage',
    tier: 3,
    scopes: WRITE,
    run: (kernel, { args }) => {
      const channel = postingChannel(kernel, need(args, 'channel'));
      const postAt = Number(need(args, 'post_at'));
      if (postAt <= kernel.world.seconds()) throw refuse('time_in_past');
      const id = kernel.world.id('Q');
      kernel.world.scheduled.push({ id, channel: channel.id, text: text(args, 'text') ?? '', postAt });
      return { channel: channel.id, scheduled_message_id: id, post_at: postAt };
    },
  },
];

/** Where the app may post: inside, in a direct message, or in any public channel with `chat:write.public`. */
function postingChannel(kernel: Kernel, id: string): Channel {
  const channel = /^[UW]/.test(id) ? directMessage(kernel, id) : seenChannel(kernel, id);
  if (channel.isArchived) throw refuse('is_archived');
  if (!channel.members.has(kernel.app.botUser) && !kernel.app.scopes.has('chat:write.public')) {
    throw refuse('not_in_channel');
  }
  return channel;
}

function botMessage(kernel: Kernel, args: Args, channel: Channel): Message {
  const { text: said, blocks } = content(kernel, args);
  const thread = text(args, 'thread_ts');
  if (thread && !channel.messages.some(({ ts }) => ts === thread)) throw refuse('thread_not_found');
  const metadata = metadataOf(args);
  return {
    type: 'message',
    ts: kernel.world.ts(),
    user: kernel.app.botUser,
    bot_id: kernel.app.botId,
    app_id: kernel.app.appId,
    team: kernel.world.teamId,
    text: said,
    ...(blocks ? { blocks } : {}),
    ...(thread ? { thread_ts: thread } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

/** Text and blocks of an outgoing message, accepted. Throws `no_text`, `msg_too_long`, `invalid_blocks`. */
export function content(kernel: Kernel, args: Args): { readonly text: string; readonly blocks?: Block[] } {
  const said = text(args, 'text') ?? '';
  if (said.length > TEXT_MOST) throw refuse('msg_too_long');
  const given = json(args, 'blocks', 'invalid_blocks_format');
  const blocks = Array.isArray(given) && given.length === 0 ? undefined : given;
  if (said === '' && blocks === undefined) throw refuse('no_text');
  return blocks === undefined
    ? { text: said }
    : { text: said, blocks: acceptBlocks(blocks, () => kernel.world.id('b')) };
}

function metadataOf(args: Args): unknown {
  const metadata = json(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  const { event_type, event_payload } = metadata as { event_type?: unknown; event_payload?: unknown };
  if (typeof event_type !== 'string' || typeof event_payload !== 'object') throw refuse('invalid_metadata_schema');
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES) throw refuse('metadata_too_large');
  return metadata;
}

function ownMessage({ app }: Kernel, channel: Channel, ts: string, fault: string): Message {
  const message = channel.messages.find((one) => one.ts === ts);
  if (!message) throw refuse('message_not_found');
  if (message.bot_id !== app.botId) throw refuse(fault);
  return message;
}

/** Takes a message away and tells the app. */
export function remove(kernel: Kernel, channel: Channel, message: Message): void {
  channel.messages.splice(channel.messages.indexOf(message), 1);
  kernel.emit({
    type: 'message',
    subtype: 'message_deleted',
    channel: channel.id,
    channel_type: typeOf(channel),
    deleted_ts: message.ts,
    previous_message: messageOnWire(message, false),
    hidden: true,
    ts: kernel.world.ts(),
    event_ts: kernel.world.ts(),
  });
}

/** Tells the app that a message reads otherwise now. */
export function changed(kernel: Kernel, channel: Channel, message: Message, previous: Message): void {
  kernel.emit({
    type: 'message',
    subtype: 'message_changed',
    channel: channel.id,
    channel_type: typeOf(channel),
    message: messageOnWire(message, false),
    previous_message: messageOnWire(previous, false),
    hidden: true,
    ts: kernel.world.ts(),
    event_ts: kernel.world.ts(),
  });
}
