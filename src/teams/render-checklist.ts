/**
 * A checklist as rows: the box ticks on click, the dots open what else can be done with the item. A toggle with a button
 * to send would lose what others ticked meanwhile; a click on a box says what this person did.
 */

import type { ChecklistItem } from '../chat/card.ts';
import { cut } from '../chat/text.ts';
import { action, actionSets, type Element, line, run } from './elements.ts';

const TEXT = 600;
const BESIDE = 300;
const MARKS = { open: '☐', done: '☑', skipped: '☒' } as const;

export function renderChecklist(
  items: readonly ChecklistItem[],
  number: number | undefined,
  id: string,
): readonly Element[] {
  return items.flatMap((item, index) => renderItem(item, number, `${id}-${index}`));
}

function renderItem(item: ChecklistItem, number: number | undefined, id: string): readonly Element[] {
  const { taskId, text, state, owner, due, outcome, required, overdue, toggle, buttons } = item;
  const beside = [required ? 'gate' : '', owner, overdue ? `overdue: ${due ?? ''}` : due, outcome]
    .filter(Boolean)
    .join(' · ');
  const box = {
    type: 'Column',
    width: 'auto',
    selectAction: { ...action({ ...toggle, label: `${toggle.label} ${taskId}` }, number) },
    items: [line(MARKS[state], { size: 'Medium' })],
  };
  const words = {
    type: 'Column',
    width: 'stretch',
    items: [
      {
        type: 'RichTextBlock',
        inlines: [
          run(`${taskId}  `, { weight: 'Bolder' }),
          run(cut(text, TEXT), state === 'open' ? {} : { isSubtle: true }),
        ],
      },
      ...(beside
        ? [line(cut(beside, BESIDE), { size: 'Small', ...(overdue ? { color: 'Attention' } : { isSubtle: true }) })]
        : []),
    ],
  };
  if (buttons.length === 0) return [{ type: 'ColumnSet', columns: [box, words] }];
  const more = {
    type: 'Column',
    width: 'auto',
    selectAction: { type: 'Action.ToggleVisibility', title: `More for ${taskId}`, targetElements: [`more-${id}`] },
    items: [line('⋯', { size: 'Medium' })],
  };
  const sets = actionSets(buttons.map((button) => action(button, number)));
  return [
    { type: 'ColumnSet', columns: [box, words, more] },
    { type: 'Container', id: `more-${id}`, isVisible: false, items: sets },
  ];
}
