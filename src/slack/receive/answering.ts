/** Shows an answer to whoever asked: beside the talk, in private, or as a modal. */

import type { KnownBlock } from '@slack/types';
import type { Answer } from '../../chat/answer.ts';
import type { Card, Form } from '../../chat/card.ts';
import type { Memo } from '../../chat/memo.ts';
import { cut } from '../../chat/text.ts';
import type { Person } from '../../incident/actor.ts';
import { refusalOf } from '../calls.ts';
import { renderCard } from '../render-card.ts';
import { renderForm, renderNote } from '../render-form.ts';
import { escaped, plain } from '../text.ts';
import type { Desk } from './desk.ts';

/** Somebody who waits for an answer. */
export interface Asking {
  readonly by: Person;
  /** Slack's id of them. */
  readonly account: string;
  /** Channel it was said in. */
  readonly conversation: string | undefined;
  /** Opens one view within three seconds. */
  readonly trigger?: string;
  /** A view of theirs that stands open already. */
  readonly view?: string;
  /** Takes private answers for half an hour, five times. */
  readonly responseUrl?: string;
  /** The words that were said: a form that they open is drawn from them again. */
  readonly words: string;
  /** Fields that come back with such a form, unseen. */
  readonly hidden?: Memo['hidden'] | undefined;
  /** A click whose effect is seen where it was made is not answered with words. */
  readonly quiet?: boolean;
}

/** Pages of a card that are shown in private; the rest stands in the Room. */
const PAGES = 3;

export async function answer(desk: Desk, asking: Asking, given: Answer): Promise<void> {
  switch (given.kind) {
    case 'done':
      if (!asking.quiet) await tell(desk, asking, given.text);
      return;
    case 'refused':
      return tell(desk, asking, `${given.reason} ${given.remedy}`);
    case 'usage':
      return tell(desk, asking, `${given.problem} ${given.usage}`);
    case 'card':
      return show(desk, asking, given.card);
    case 'form':
      return ask(desk, asking, given.form);
  }
}

/** Says one thing in private. */
export async function tell(desk: Desk, asking: Asking, text: string): Promise<void> {
  if (asking.view) {
    await desk.calls.call(
      'views.update',
      { view_id: asking.view, view: renderNote('Cordon', text) },
      { priority: 'urgent', fine: ['not_found'] },
    );
    return;
  }
  await post(desk, asking, [{ type: 'section', text: plain(text, 3000) }], text);
}

async function show(desk: Desk, asking: Asking, card: Card): Promise<void> {
  const number = asking.conversation ? await desk.house.numberOf(asking.conversation) : undefined;
  const pages = renderCard(card, { number: number ?? addressIn(asking.words), at: new Date() });
  if (asking.view) {
    const view = { ...renderNote('Cordon', card.title), blocks: pages.flat().slice(0, 100) };
    await desk.calls.call('views.update', { view_id: asking.view, view }, { priority: 'urgent', fine: ['not_found'] });
    return;
  }
  for (const blocks of pages.slice(0, PAGES)) await post(desk, asking, blocks, card.preview);
}

/** The number that the words begin with: buttons of the answer speak to the same incident. */
function addressIn(words: string): number | undefined {
  const number = /^#?(\d{1,9})\b/.exec(words.trim())?.[1];
  return number ? Number(number) : undefined;
}

async function post(
  { calls, messages }: Desk,
  { responseUrl, conversation, account }: Asking,
  blocks: readonly KnownBlock[],
  preview: string,
): Promise<void> {
  const text = escaped(cut(preview, 3000));
  if (responseUrl) {
    const body = JSON.stringify({ response_type: 'ephemeral', replace_original: false, text, blocks });
    const sent = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(10_000),
    }).catch(() => undefined);
    if (sent?.ok) return;
  }
  if (conversation && !conversation.startsWith('D')) {
    await calls.call(
      'chat.postEphemeral',
      { channel: conversation, user: account, text, blocks },
      { fine: ['user_not_in_channel', 'channel_not_found', 'not_in_channel'], priority: 'urgent' },
    );
    return;
  }
  await calls.call('chat.postMessage', { channel: await messages.direct(account), text, blocks });
}

/** Opens the form, or fills the view that stands open. Too late for that, it offers a button. */
async function ask(desk: Desk, asking: Asking, form: Form): Promise<void> {
  const view = await formView(desk, asking, form);
  if (asking.view) {
    await desk.calls.call('views.update', { view_id: asking.view, view }, { priority: 'urgent' });
    return;
  }
  try {
    if (asking.trigger) {
      await desk.calls.call('views.open', { trigger_id: asking.trigger, view }, { priority: 'urgent' });
      return;
    }
  } catch (fault) {
    if (!LATE.has(refusalOf(fault) ?? '')) throw fault;
  }
  const button = { type: 'button', text: plain(form.title, 75), action_id: 'ask.late', value: asking.words } as const;
  await post(desk, asking, [{ type: 'actions', elements: [button] }], form.title);
}

/** https://docs.slack.dev/reference/methods/views.open#errors */
const LATE = new Set(['expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired', 'invalid_trigger_id']);

export async function formView(
  { people }: Desk,
  { conversation, words, hidden }: Pick<Asking, 'conversation' | 'words' | 'hidden'>,
  form: Form,
  problem?: string,
) {
  const accounts = new Map<string, string>();
  for (const { kind, value } of form.fields) {
    if ((kind !== 'person' && kind !== 'people') || !value) continue;
    const account = await people.accountOf({ id: value });
    if (account) accounts.set(value, account);
  }
  const memo = {
    ...{ command: form.command, words },
    ...(conversation ? { conversation } : {}),
    ...(hidden ? { hidden } : {}),
  };
  return renderForm(form, { memo, accountOf: (id) => accounts.get(id), ...(problem ? { problem } : {}) });
}
