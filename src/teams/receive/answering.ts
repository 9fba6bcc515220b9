/** Shows an answer to whoever asked, in the talk with them alone: Teams shows nothing to one person beside the talk. */

import { newId } from '../../base/ids.ts';
import type { Answer } from '../../chat/answer.ts';
import type { Card } from '../../chat/card.ts';
import { pieces } from '../../chat/text.ts';
import { renderCard } from '../render-card.ts';
import type { Asking } from './asking.ts';
import type { Desk } from './desk.ts';

/** Pages of a card that are shown in private; the rest stands in the Room. */
const PAGES = 3;

/** `words` are those that were said: a form that they open is opened by them again. */
export async function answer(desk: Desk, asking: Asking, given: Answer, words: string): Promise<void> {
  const number = await numberFor(desk, asking, words);
  switch (given.kind) {
    case 'done':
    case 'refused':
    case 'usage':
      return show(desk, asking, textCard(textOf(given)), number);
    case 'card':
      return show(desk, asking, given.card, number);
    case 'form': {
      const { title, intro = '' } = given.form;
      const button = { label: `${title}…`, says: words, asks: true } as const;
      const blocks = [
        { kind: 'text', text: intro || 'It needs a little more.' },
        { kind: 'buttons', buttons: [button] },
      ] as const;
      return show(desk, asking, { key: 'form', title: '', tone: 'plain', preview: title, blocks }, number);
    }
  }
}

/** One answer as plain words. */
export function textOf(given: Extract<Answer, { kind: 'done' | 'refused' | 'usage' }>): string {
  switch (given.kind) {
    case 'done':
      return given.text;
    case 'refused':
      return `${given.reason} ${given.remedy}`;
    case 'usage':
      return `${given.problem} ${given.usage}`;
  }
}

/** The incident that buttons of the answer speak to, wherever they are clicked. */
async function numberFor({ house }: Desk, { conversation }: Asking, words: string): Promise<number | undefined> {
  const named = /^#?(\d{1,9})\b/.exec(words.trim())?.[1];
  return named ? Number(named) : house.numberOf(conversation);
}

function textCard(text: string): Card {
  const blocks = pieces(text, 2500).map((one) => ({ kind: 'text', text: one }) as const);
  return { key: 'answer', title: '', tone: 'plain', preview: text.slice(0, 200), blocks };
}

export async function show(desk: Desk, asking: Asking, card: Card, number: number | undefined): Promise<void> {
  const { messages } = desk;
  const conversation = asking.alone ? asking.conversation : await messages.direct(asking.account);
  if (!conversation) {
    // Whoever reads along must not see an answer; that there is none is no secret.
    desk.log.warn(
      { person: asking.by.id },
      'somebody cannot be written to in private: the app is not installed for them',
    );
    return;
  }
  const post = { conversation, delivery: newId(), preview: card.preview, priority: 'urgent' } as const;
  for (const [page, content] of renderCard(card, { number }).slice(0, PAGES).entries())
    await messages.post({ ...post, page, card: content });
}
