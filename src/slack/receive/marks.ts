/** Marking messages for the timeline: by emoji and by shortcut, with the message's own time, author and files. */

import { z } from 'zod';
import type { TalkMessage } from '../../chat/surface.ts';
import { refusalOf } from '../calls.ts';
import type { Desk } from './desk.ts';
import { Message, type ReactionEvent } from './payloads.ts';
import { wordsOf } from './words.ts';

/** The mark that answers a mark. */
const SEEN = 'memo';

const History = z.object({ messages: z.array(Message) });
const Link = z.object({ permalink: z.string() });

/** Whatever order the two events come in: what counts is whether the emoji stands there now. */
export async function hearReaction(desk: Desk, { user, reaction, item }: z.infer<typeof ReactionEvent>): Promise<void> {
  const { house, calls, self, people, emoji } = desk;
  if (!emoji.includes(reaction) || user === (await self()).userId) return;
  if ((await house.numberOf(item.channel)) === undefined) return;
  const message = await findMessage(desk, item.channel, item.ts);
  if (!message) return;
  const by = await people.personOf(user);
  const marks = (message.reactions ?? []).filter(({ name, users }) => emoji.includes(name) && users.length > 0);
  if (marks.length === 0) {
    await house.withdraw(by, item.channel, item.ts);
    const mark = { channel: item.channel, timestamp: item.ts, name: SEEN };
    await calls.call('reactions.remove', mark, { fine: ['no_reaction', 'message_not_found'] });
    return;
  }
  const talk = await talkOf(desk, item.channel, message);
  const given = talk
    ? await house.capture(by, item.channel, talk)
    : await house.captureMirrored(by, item.channel, item.ts);
  if (given.kind !== 'done') return;
  const args = { channel: item.channel, timestamp: item.ts, name: SEEN };
  await calls.call('reactions.add', args, { fine: ['already_reacted', 'message_not_found'] });
}

async function findMessage({ calls }: Desk, channel: string, ts: string): Promise<Message | undefined> {
  const args = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
  const { messages } = await calls.call('conversations.history', args, { reads: History });
  const found = messages.find((one) => one.ts === ts);
  if (found) return found;
  const replies = await calls.call('conversations.replies', { channel, ts }, { reads: History });
  return replies.messages.find((one) => one.ts === ts);
}

/** Undefined for messages that no person wrote. */
export async function talkOf(desk: Desk, channel: string, message: Message): Promise<TalkMessage | undefined> {
  if (!message.user || message.bot_id) return undefined;
  const { text, ...written } = await writtenOf(desk, channel, message);
  return { ...written, text: text || 'A file', files: (message.files ?? []).map(({ id }) => id) };
}

/** Any message, of a person or of an app such as the one that posts alerts. Without a link where Cordon is not. */
export async function writtenOf(
  { people, calls }: Desk,
  channel: string,
  { ts, user, bot_id, username, text }: Message,
): Promise<Omit<TalkMessage, 'files'>> {
  const [author, words, link] = await Promise.all([
    user && !bot_id ? people.personOf(user) : { id: 'app', name: username ?? 'An app' },
    wordsOf(text, people),
    calls
      .call('chat.getPermalink', { channel, message_ts: ts }, { reads: Link })
      .catch((fault: unknown) => (refusalOf(fault) ? undefined : Promise.reject(fault))),
  ]);
  return {
    id: ts,
    author,
    text: words,
    sentAt: new Date(Number(ts) * 1000).toISOString(),
    ...(link ? { permalink: link.permalink } : {}),
  };
}
