/** Clicks on cards: a button says its words or opens its form, a box ticks, a menu does what else can be done. */

import { z } from 'zod';
import type { Answer } from '../../chat/answer.ts';
import { addressed } from '../../chat/text.ts';
import { renderNote } from '../render-form.ts';
import { type Asking, answer } from './answering.ts';
import type { Desk } from './desk.ts';
import { publishHome } from './home.ts';
import { Click } from './payloads.ts';

/** A loading view takes the trigger at once, before the click's turn comes: it lasts three seconds. Undefined where none is wanted. */
export function openFor(desk: Desk, body: unknown): Opening | undefined {
  const { data } = Click.safeParse(body);
  const [action] = data?.actions ?? [];
  const asks = action?.action_id.startsWith('ask.') || action?.selected_option?.value.startsWith('?');
  return data && asks ? openLoading(desk, data.trigger_id) : undefined;
}

/** Id of the view that opened; undefined when the trigger was too old. */
export type Opening = Promise<string | undefined>;

export async function hearClick(desk: Desk, click: Click, opening?: Opening): Promise<void> {
  const [action] = click.actions;
  const said = action?.value ?? action?.selected_option?.value ?? '';
  const id = action?.action_id ?? '';
  if (id.startsWith('ask.')) return askFor(desk, click, said, opening);
  if (id.startsWith('item.'))
    return said.startsWith('?') ? askFor(desk, click, said.slice(1), opening) : sayIn(desk, click, said.slice(1));
  if (id.startsWith('tick.')) return tick(desk, click);
  if (id.startsWith('say.')) return sayIn(desk, click, said);
}

/** The form follows into the loading view when it is known. */
async function askFor(desk: Desk, click: Click, words: string, opening?: Opening): Promise<void> {
  const asking = await askingOf(desk, click, words);
  const given = await desk.house.form(asking.by, asking.conversation, words);
  const view = await opening;
  await answer(desk, view ? { ...asking, view } : asking, given);
  await settle(desk, click, given);
}

const Opened = z.object({ view: z.object({ id: z.string() }) });

export async function openLoading({ calls, log }: Desk, trigger_id: string): Opening {
  try {
    const view = renderNote('Cordon', 'One moment…');
    const opened = await calls.call('views.open', { trigger_id, view }, { priority: 'urgent', reads: Opened });
    return opened.view.id;
  } catch (fault) {
    log.debug({ err: fault }, 'a view could not be opened');
    return undefined;
  }
}

async function sayIn(desk: Desk, click: Click, words: string): Promise<void> {
  const asking = await askingOf(desk, click, words);
  const given = await desk.house.say(asking.by, asking.conversation, { words, request: click.trigger_id });
  await answer(desk, asking, given);
  await settle(desk, click, given);
}

/** What this person changed against what they saw: whoever ticked meanwhile, both count. */
async function tick(desk: Desk, click: Click): Promise<void> {
  const [action] = click.actions;
  const [, number = '', ticked = ''] = (action?.action_id ?? '').split('.');
  const before = new Set(ticked.split(',').filter(Boolean));
  const now = new Set((action?.selected_options ?? []).map(({ value }) => value));
  const of = number === '' ? undefined : Number(number);
  const all = [
    ...[...now].filter((id) => !before.has(id)).map((id) => `tick ${id}`),
    ...[...before].filter((id) => !now.has(id)).map((id) => `untick ${id}`),
  ];
  for (const words of all) {
    const asking = await askingOf(desk, click, addressed(words, of));
    const given = await desk.house.say(asking.by, asking.conversation, {
      words: asking.words,
      request: `${click.trigger_id} ${words}`,
    });
    await answer(desk, { ...asking, quiet: true }, given);
  }
  await redraw(desk, click);
}

/** The screen shows the truth after a click, whatever came of it. */
async function settle(desk: Desk, click: Click, given: Answer): Promise<void> {
  const chose = click.actions.some(({ action_id }) => action_id.startsWith('item.'));
  if (given.kind === 'refused' || given.kind === 'usage' || chose) await redraw(desk, click);
  if (click.view?.type === 'home') await publishHome(desk, click.user.id);
}

async function redraw({ house }: Desk, { channel, message }: Click): Promise<void> {
  if (!channel || !message) return;
  await house.redraw(channel.id, message.ts);
}

async function askingOf({ people, house }: Desk, click: Click, words: string): Promise<Asking> {
  const { user, channel, view, message, response_url: responseUrl } = click;
  const conversation = channel?.id;
  const inside = conversation !== undefined && (await house.numberOf(conversation)) !== undefined;
  return {
    by: await people.personOf(user.id),
    account: user.id,
    conversation,
    words,
    // In the incident's channel the card itself answers.
    quiet: inside && message !== undefined,
    ...(responseUrl ? { responseUrl } : {}),
    ...(view?.type === 'modal' ? { view: view.id } : {}),
  };
}
