/** The slash command: the same grammar as everywhere. */

import { opensForm } from '../../chat/interpret.ts';
import { answer } from './answering.ts';
import { type Opening, openLoading } from './clicks.ts';
import type { Desk } from './desk.ts';
import { Slash } from './payloads.ts';
import { wordsOf } from './words.ts';

/** As for clicks: where a form follows, the trigger is used at once. */
export function openForSlash(desk: Desk, body: unknown): Opening | undefined {
  const { data } = Slash.safeParse(body);
  return data && opensForm(data.text) ? openLoading(desk, data.trigger_id) : undefined;
}

export async function hearSlash(desk: Desk, given: Slash, opening?: Opening): Promise<void> {
  const { user_id: account, channel_id: conversation, response_url: responseUrl, trigger_id: trigger } = given;
  const [by, words] = await Promise.all([desk.people.personOf(account), wordsOf(given.text, desk.people)]);
  const answered = await desk.house.say(by, conversation, { words, request: trigger });
  const view = await opening;
  const asking = { by, account, conversation, responseUrl, words };
  await answer(desk, view ? { ...asking, view } : { ...asking, trigger }, answered);
}
