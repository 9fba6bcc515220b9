/**
 * What people type: words to the bot are said; what they say to each other in an incident's conversation, edit and delete
 * is shown on its other sides, and files go into evidence.
 */

import { sharingToken } from '../files.ts';
import { answer } from './answering.ts';
import { type Asking, askingOf, requestOf } from './asking.ts';
import type { Desk } from './desk.ts';
import type { ClickActivity, MessageActivity } from './payloads.ts';
import { isBot, wordsOf } from './words.ts';

export async function hearMessage(desk: Desk, activity: MessageActivity): Promise<void> {
  const asking = await askingOf(desk, activity);
  if (!asking) return;
  const isTalk = (await desk.house.numberOf(asking.conversation)) !== undefined;
  const files = isTalk ? fileIdsOf(activity.attachments) : [];
  if (files.length > 0) await desk.house.drop(asking.by, asking.conversation, files);
  const words = await said(desk, asking, activity);
  if (!isAddressed(activity, desk.appId)) return isTalk ? hear(desk, asking, activity, words) : undefined;
  if (asking.alone && words === '') return;
  const given = await desk.house.say(asking.by, asking.conversation, { words, ...requestOf(activity) });
  await answer(desk, asking, given, words);
}

/** https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/conversation-messages#message-edit-and-delete-events */
export async function hearEdited(desk: Desk, activity: MessageActivity): Promise<void> {
  // What is brought back after it was deleted stays gone on the other sides.
  if (activity.channelData?.eventType === 'undeleteMessage') return;
  const asking = await askingOf(desk, activity);
  if (!asking || (await desk.house.numberOf(asking.conversation)) === undefined) return;
  if (!isAddressed(activity, desk.appId)) await hear(desk, asking, activity, await said(desk, asking, activity));
}

export async function hearDeleted(desk: Desk, activity: ClickActivity): Promise<void> {
  const asking = await askingOf(desk, activity);
  if (!asking || !activity.id || (await desk.house.numberOf(asking.conversation)) === undefined) return;
  await desk.house.unsaid(asking.conversation, activity.id);
}

/** Whether somebody speaks to the bot: with it alone, or by its name. */
function isAddressed({ conversation, entities }: MessageActivity, appId: string): boolean {
  if (conversation.conversationType === 'personal') return true;
  return entities.some(({ type, mentioned }) => type === 'mention' && mentioned && isBot(mentioned.id, appId));
}

function said({ people, appId }: Desk, { conversation }: Asking, activity: MessageActivity): Promise<string> {
  return wordsOf(activity, appId, (id) => people.personAt(conversation, id));
}

async function hear(
  { house }: Desk,
  { by, conversation }: Asking,
  { id, timestamp, attachments }: MessageActivity,
  text: string,
): Promise<void> {
  if (!id) return;
  const files = attachments.filter(({ contentType }) => contentType === 'reference');
  // Ids are the milliseconds at which the message was said.
  const saidMs = /^\d{12,14}$/.test(id) ? Number(id) : Date.parse(timestamp ?? '');
  const changedMs = timestamp ? Date.parse(timestamp) : saidMs;
  await house.heard(conversation, {
    id,
    stamp: changedMs * 1000,
    author: by,
    text,
    files: files.map(({ name }) => name ?? 'a file'),
    saidAt: new Date(saidMs).toISOString(),
  });
}

/** Files of a message, by the address at which SharePoint keeps them. */
export function fileIdsOf(
  attachments: readonly {
    readonly contentType?: string | null | undefined;
    readonly contentUrl?: string | null | undefined;
  }[],
): readonly string[] {
  return attachments.flatMap(({ contentType, contentUrl }) =>
    contentType === 'reference' && contentUrl ? [sharingToken(contentUrl)] : [],
  );
}
