/** Shortcuts on a message: onto the timeline, into a task, into an incident of its own. */

import { fromMessage } from '../../chat/from-message.ts';
import { SHORTCUTS } from '../manifest.ts';
import { answer } from './answering.ts';
import { type Opening, openLoading } from './clicks.ts';
import type { Desk } from './desk.ts';
import { talkOf, writtenOf } from './marks.ts';
import { MessageShortcut } from './payloads.ts';

/** As for clicks: the trigger is used at once. */
export function openForShortcut(desk: Desk, body: unknown): Opening | undefined {
  const { data } = MessageShortcut.safeParse(body);
  return data && data.callback_id !== SHORTCUTS.timeline ? openLoading(desk, data.trigger_id) : undefined;
}

export async function hearShortcut(desk: Desk, given: MessageShortcut, opening?: Opening): Promise<void> {
  const { callback_id, channel, message, user, response_url: responseUrl } = given;
  const by = await desk.people.personOf(user.id);
  const asking = { by, account: user.id, conversation: channel.id, responseUrl };
  if (callback_id === SHORTCUTS.timeline) {
    const talk = await talkOf(desk, channel.id, message);
    const answered = talk
      ? await desk.house.capture(by, channel.id, talk)
      : await desk.house.captureMirrored(by, channel.id, message.ts);
    return answer(desk, { ...asking, words: 'timeline' }, answered);
  }
  const { id: messageId, ...written } = await writtenOf(desk, channel.id, message);
  const brought = { platform: 'slack', conversation: channel.id, messageId, ...written };
  const { words, hidden } = fromMessage(callback_id === SHORTCUTS.task ? 'task' : 'new', brought);
  const form = await desk.house.form(by, channel.id, words);
  const view = await opening;
  return answer(desk, { ...asking, words, hidden, ...(view ? { view } : {}) }, form);
}
