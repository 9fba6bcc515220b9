/** The message extension: a message onto the timeline, into a task, into an incident of its own; incidents found by name. */

import type { Card } from '../../chat/card.ts';
import { fromMessage } from '../../chat/from-message.ts';
import { rootless } from '../bot.ts';
import { EXTENSION } from '../manifest.ts';
import { renderCard } from '../render-card.ts';
import { CARD_TYPE, type DialogInfo } from '../render-form.ts';
import { textOf } from './answering.ts';
import { askingOf } from './asking.ts';
import type { Desk } from './desk.ts';
import { NOBODY, openDialog } from './dialogs.ts';
import { talkOf, writtenOf } from './marks.ts';
import type { Base, MessageAction } from './payloads.ts';

export async function actOnMessage(desk: Desk, activity: MessageAction): Promise<DialogInfo | string> {
  const { commandId, messagePayload } = activity.value;
  if (commandId !== EXTENSION.timeline) {
    const { id: messageId, ...written } = await writtenOf(desk, messagePayload);
    const message = { platform: 'teams', conversation: rootless(activity.conversation.id), messageId, ...written };
    const { words, hidden } = fromMessage(commandId === EXTENSION.task ? 'task' : 'new', message);
    return openDialog(desk, activity, words, hidden);
  }
  const asking = await askingOf(desk, activity);
  if (!asking) return NOBODY;
  const talk = await talkOf(desk, messagePayload);
  const given = talk
    ? await desk.house.capture(asking.by, asking.conversation, talk)
    : await desk.house.captureMirrored(asking.by, asking.conversation, messagePayload.id);
  return given.kind === 'card' || given.kind === 'form' ? '' : textOf(given);
}

/** What is inserted is read by whoever is in that conversation: it holds what outsiders may know. */
export async function findIncidents(desk: Desk, activity: Base, text: string): Promise<readonly object[]> {
  if (!(await askingOf(desk, activity))) return [];
  return (await desk.house.find(text)).map(attachmentOf);
}

function attachmentOf(card: Card): object {
  const [content] = renderCard(card, { number: undefined });
  const preview = {
    contentType: 'application/vnd.microsoft.card.thumbnail',
    content: { title: card.title, text: card.preview },
  };
  return { contentType: CARD_TYPE, content, preview };
}
