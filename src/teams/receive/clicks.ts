/** Clicks on cards: what a button says is said; what comes of it is told to whoever clicked, and the card itself follows. */

import type { Answer } from '../../chat/answer.ts';
import { type AdaptiveCard, renderCard } from '../render-card.ts';
import { answer, textOf } from './answering.ts';
import { type Asking, askingOf, requestOf } from './asking.ts';
import type { Desk } from './desk.ts';
import { NOBODY } from './dialogs.ts';
import type { ClickActivity } from './payloads.ts';

/** A line that the client shows to whoever clicked. */
export async function hearClick(desk: Desk, activity: ClickActivity, words: string): Promise<string> {
  const asking = await askingOf(desk, activity);
  if (!asking) return NOBODY;
  const given = await desk.house.say(asking.by, asking.conversation, { words, ...requestOf(activity) });
  return told(desk, asking, given, words);
}

async function told(desk: Desk, asking: Asking, given: Answer, words: string): Promise<string> {
  if (given.kind !== 'card' && given.kind !== 'form') return textOf(given);
  await answer(desk, asking, given, words);
  return asking.alone ? 'Shown below.' : 'Sent to you in private.';
}

/** The first message of the card as it stands for whoever looks; undefined where there is nothing to show them. */
export async function hearRefresh(desk: Desk, activity: ClickActivity): Promise<AdaptiveCard | undefined> {
  const asking = await askingOf(desk, activity);
  if (!asking || !activity.replyToId) return undefined;
  const card = await desk.house.cardFor(asking.by, asking.conversation, activity.replyToId);
  if (!card) return undefined;
  const number = await desk.house.numberOf(asking.conversation);
  const standing = { number, refreshedFor: [activity.from.id] };
  const { everybody, reader } = card;
  const isSplit = renderCard(everybody, standing).length > 1;
  // The other messages stay as they are for everybody: with a button less in the first, its end would move.
  const [first] = renderCard(isSplit ? { ...reader, blocks: everybody.blocks } : reader, standing);
  return first;
}
