/** What apps post to a `response_url`. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */

import type { Args } from './args.ts';
import { flag, text } from './args.ts';
import { append } from './channels.ts';
import type { Kernel } from './kernel.ts';
import { content } from './methods/chat.ts';
import { refuse } from './refusal.ts';
import type { ResponseTarget } from './triggers.ts';
import type { Message } from './world.ts';

/** Posts, replaces or deletes as the body says. */
export function respond(kernel: Kernel, target: ResponseTarget, args: Args): void {
  const channel = kernel.world.channels.get(target.channel);
  if (!channel) throw refuse('channel_not_found');
  if (flag(args, 'delete_original')) {
    drop(kernel, target);
    return;
  }
  const said = content(kernel, args);
  if (flag(args, 'replace_original') && target.messageTs) {
    replace(kernel, target, said);
    return;
  }
  const ts = kernel.world.ts();
  const thread = text(args, 'thread_ts');
  if (text(args, 'response_type') === 'in_channel') {
    const { botUser, botId, appId } = kernel.app;
    const message: Message = { type: 'message', ts, user: botUser, bot_id: botId, app_id: appId, ...said };
    append(kernel, channel, thread ? { ...message, thread_ts: thread } : message);
    return;
  }
  kernel.world.ephemerals.push({
    channel: channel.id,
    user: target.user,
    ts,
    text: said.text,
    blocks: said.blocks ?? [],
    ...(thread ? { threadTs: thread } : {}),
  });
}

type Content = ReturnType<typeof content>;

function replace({ world }: Kernel, { channel, messageTs, isEphemeral }: ResponseTarget, said: Content): void {
  if (isEphemeral) {
    const at = world.ephemerals.findIndex(({ ts }) => ts === messageTs);
    const before = world.ephemerals[at];
    if (before) world.ephemerals[at] = { ...before, text: said.text, blocks: said.blocks ?? [] };
    return;
  }
  const message = world.channels.get(channel)?.messages.find(({ ts }) => ts === messageTs);
  if (message) Object.assign(message, { blocks: [], ...said });
}

function drop({ world }: Kernel, { channel, messageTs, isEphemeral }: ResponseTarget): void {
  const all = isEphemeral ? world.ephemerals : (world.channels.get(channel)?.messages ?? []);
  const at = all.findIndex(({ ts }) => ts === messageTs);
  if (at >= 0) all.splice(at, 1);
}
