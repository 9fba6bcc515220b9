/** Every button of a card, wherever it stands. */

import type { Button, Card } from '../../src/chat/card.ts';

export function buttonsOf(card: Card): readonly Button[] {
  return card.blocks.flatMap((block): readonly Button[] => {
    if (block.kind === 'buttons') return block.buttons;
    if (block.kind === 'fields') return block.fields.flatMap(({ button }) => button ?? []);
    if (block.kind === 'checklist') return block.items.flatMap(({ toggle, buttons }) => [toggle, ...buttons]);
    return [];
  });
}
