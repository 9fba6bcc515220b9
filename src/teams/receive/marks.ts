/**
 * Marking messages for the timeline with the message's own time, author and files: by a message action, and by a reaction
 * where Teams tells the bot of it.
 */

import type { TalkMessage } from '../../chat/surface.ts';
import { rootless } from '../bot.ts';
import { graphRefusal } from '../graph.ts';
import { plainText } from '../plain-text.ts';
import { askingOf } from './asking.ts';
import type { Desk } from './desk.ts';
import { GraphMessage, type ReactionActivity } from './payloads.ts';
import { fileIdsOf } from './talk.ts';

/** Whatever order the two come in: what counts is whether the reaction stands there now. */
export async function hearReaction(desk: Desk, activity: ReactionActivity): Promise<void> {
  const { house, reactions } = desk;
  const changed = [...activity.reactionsAdded, ...activity.reactionsRemoved];
  if (!changed.some(({ type }) => reactions.includes(type))) return;
  const asking = await askingOf(desk, activity);
  if (!asking || (await house.numberOf(asking.conversation)) === undefined) return;
  const message = await findMessage(desk, activity.conversation.id, activity.replyToId);
  if (!message) return;
  const isMarked = (message.reactions ?? []).some(({ reactionType }) => reactions.includes(reactionType));
  if (!isMarked) {
    await house.withdraw(asking.by, asking.conversation, message.id);
    return;
  }
  const talk = await talkOf(desk, message);
  if (talk) await house.capture(asking.by, asking.conversation, talk);
  else await house.captureMirrored(asking.by, asking.conversation, message.id);
}

async function findMessage(desk: Desk, conversation: string, id: string): Promise<GraphMessage | undefined> {
  const { path, on } = await desk.places(rootless(conversation));
  const root = conversation.split(';messageid=')[1];
  const below = root && root !== id ? `messages/${root}/replies/${id}` : `messages/${id}`;
  try {
    return await desk.graph.call({ method: 'GET', path: `${path}/${below}`, on, reads: GraphMessage });
  } catch (fault) {
    // Gone, or not ours to read: the message action brings the message along.
    if (graphRefusal(fault) === 404 || graphRefusal(fault) === 403) return undefined;
    throw fault;
  }
}

/** Undefined for messages that no person wrote. */
export async function talkOf(desk: Desk, message: GraphMessage): Promise<TalkMessage | undefined> {
  const { body, attachments, from } = message;
  if (!from?.user) return undefined;
  const text = plainText(body.content ?? '') || 'A file';
  return { ...(await writtenOf(desk, message)), text, files: fileIdsOf(attachments ?? []) };
}

/** Any message, of a person or of an app such as the one that posts alerts. */
export async function writtenOf({ people }: Desk, message: GraphMessage): Promise<Omit<TalkMessage, 'files'>> {
  const { id, from, body, createdDateTime, webUrl, linkToMessage } = message;
  const link = linkToMessage ?? webUrl;
  return {
    id,
    author: from?.user
      ? await people.personOf(from.user.id)
      : { id: 'app', name: from?.application?.displayName ?? 'An app' },
    text: plainText(body.content ?? ''),
    sentAt: new Date(createdDateTime).toISOString(),
    ...(link ? { permalink: link } : {}),
  };
}
