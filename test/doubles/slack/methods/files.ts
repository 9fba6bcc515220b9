/** `files.*`: the upload in three steps, and what a file is. https://docs.slack.dev/messaging/working-with-files */

import { json, need, text } from '../args.ts';
import { append, seenChannel } from '../channels.ts';
import type { Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { fileOnWire } from '../wire.ts';
import type { File, Message } from '../world.ts';

export const files: readonly Method[] = [
  {
    name: 'files.getUploadURLExternal',
    tier: 4,
    scopes: () => ['files:write'],
    run: (kernel, { args }) => {
      const length = Number(need(args, 'length'));
      if (!Number.isInteger(length) || length <= 0) throw refuse('invalid_arguments');
      const file = makeFile(kernel, need(args, 'filename'), kernel.app.botUser, Buffer.alloc(0));
      return { upload_url: `${kernel.baseUrl()}/upload/v1/${file.id}`, file_id: file.id };
    },
  },
  {
    name: 'files.completeUploadExternal',
    tier: 4,
    scopes: () => ['files:write'],
    run: (kernel, { args }) => {
      const given = json(args, 'files') as readonly { readonly id: string; readonly title?: string }[];
      const uploaded = given.map(({ id, title }) => {
        const file = kernel.world.files.get(id);
        if (!file || file.content.length === 0) throw refuse('file_not_found');
        file.title = title ?? file.name;
        file.complete = true;
        return file;
      });
      const channel = text(args, 'channel_id');
      if (channel) {
        share(
          kernel,
          uploaded,
          channel,
          kernel.app.botUser,
          text(args, 'initial_comment') ?? '',
          text(args, 'thread_ts'),
        );
      }
      return { files: uploaded.map((one) => fileOnWire(kernel, one)) };
    },
  },
  {
    name: 'files.info',
    tier: 4,
    scopes: () => ['files:read'],
    run: (kernel, { args }) => {
      const file = kernel.world.files.get(need(args, 'file'));
      if (!file || !visible(kernel, file)) throw refuse('file_not_found');
      return { file: fileOnWire(kernel, file), comments: [], response_metadata: { next_cursor: '' } };
    },
  },
];

export function makeFile({ world }: Kernel, name: string, user: string, content: Buffer): File {
  const file: File = {
    id: world.id('F'),
    name,
    title: name,
    user,
    content,
    createdAt: world.seconds(),
    mimetype: name.endsWith('.png') ? 'image/png' : 'text/plain',
    channels: new Set(),
    complete: content.length > 0,
  };
  world.files.set(file.id, file);
  return file;
}

/** Puts files into a channel with a message, as people and apps do. */
export function share(
  kernel: Kernel,
  shared: readonly File[],
  channelId: string,
  user: string,
  said: string,
  thread?: string,
): Message {
  const channel = user === kernel.app.botUser ? seenChannel(kernel, channelId) : kernel.world.channels.get(channelId);
  if (!channel) throw refuse('channel_not_found');
  if (channel.isArchived) throw refuse('is_archived');
  if (!channel.members.has(user)) throw refuse('not_in_channel');
  for (const file of shared) file.channels.add(channel.id);
  const isBot = user === kernel.app.botUser;
  const message: Message = {
    type: 'message',
    ts: kernel.world.ts(),
    user,
    ...(isBot ? { bot_id: kernel.app.botId, app_id: kernel.app.appId } : { subtype: 'file_share' }),
    text: said,
    files: shared.map((one) => {
      const { channels: _, groups: __, ims: ___, ...file } = fileOnWire(kernel, one);
      return file;
    }),
    ...(thread ? { thread_ts: thread } : {}),
  };
  append(kernel, channel, message);
  for (const { id } of shared) {
    kernel.emit({
      type: 'file_shared',
      file_id: id,
      user_id: user,
      file: { id },
      channel_id: channel.id,
      event_ts: message.ts,
    });
  }
  return message;
}

/** The app sees files of channels it is in, and its own. */
export function visible({ world, app }: Kernel, file: File): boolean {
  if (file.user === app.botUser) return true;
  return [...file.channels].some((id) => {
    const channel = world.channels.get(id);
    return channel !== undefined && (channel.members.has(app.botUser) || (!channel.isPrivate && !channel.im));
  });
}
