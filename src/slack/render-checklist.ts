/**
 * A checklist as boxes to tick, in groups of ten, and one menu for what else can be done with an item.
 * Boxes: https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
 */

import type { Checkboxes, KnownBlock, Option, StaticSelect } from '@slack/types';
import type { ChecklistItem } from '../chat/card.ts';
import { addressed, cut, pieces } from '../chat/text.ts';
import { plain } from './text.ts';

/** Options of one group of boxes, and of one menu. */
const BOXES = 10;
const CHOICES = 100;
const TEXT = 75;
const SECTION = 3000;

export function renderChecklist(
  items: readonly ChecklistItem[],
  number: number | undefined,
  id: string,
): readonly KnownBlock[] {
  const blocks: KnownBlock[] = [];
  for (let from = 0; from < items.length; from += BOXES) {
    const group = items.slice(from, from + BOXES);
    blocks.push({ type: 'actions', block_id: `tick.${id}.${from}`, elements: [boxes(group, number)] });
    const long = group.filter(({ text, taskId }) => text.length + taskId.length + 1 > TEXT);
    if (long.length > 0) blocks.push(...wordsOf(long));
  }
  const menus = items.flatMap((item) => choices(item, number));
  for (let from = 0; from < menus.length; from += CHOICES) {
    blocks.push({ type: 'actions', elements: [menu(menus.slice(from, from + CHOICES), `item.${id}.${from}`)] });
  }
  return blocks;
}

/** Its id tells which were ticked when it was drawn: so a click says what this person changed, whoever ticked meanwhile. */
function boxes(items: readonly ChecklistItem[], number: number | undefined): Checkboxes {
  const options = items.map((item) => ({ option: boxOf(item), ticked: item.state !== 'open' }));
  const ticked = options.filter((one) => one.ticked).map(({ option }) => option);
  const action_id = `tick.${number ?? ''}.${ticked.map(({ value }) => value).join(',')}`;
  return {
    type: 'checkboxes',
    action_id,
    options: options.map(({ option }) => option),
    ...(ticked.length > 0 ? { initial_options: ticked } : {}),
  };
}

function boxOf(item: ChecklistItem): Option {
  const { taskId, text, owner, due, outcome, required, state } = item;
  const beside = [required ? 'gate' : '', state === 'skipped' ? 'skipped' : '', owner, due, outcome]
    .filter(Boolean)
    .join(' · ');
  return {
    text: plain(`${taskId} ${text}`, TEXT),
    value: taskId,
    ...(beside ? { description: plain(beside, TEXT) } : {}),
  };
}

/** Items whose words do not fit a box stand below it in full. */
function wordsOf(items: readonly ChecklistItem[]): readonly KnownBlock[] {
  return pieces(items.map(({ taskId, text }) => `${taskId}: ${text}`).join('\n'), SECTION).map((text) => ({
    type: 'context',
    elements: [plain(text, SECTION)],
  }));
}

interface Choice {
  readonly label: string;
  readonly says: string;
}

/** What else can be done with it; and what it is for, since boxes have no room for that. */
function choices({ taskId, why, buttons }: ChecklistItem, number: number | undefined): readonly Choice[] {
  const reason = why ? [{ label: 'Why', says: `tasks ${taskId}`, asks: false }] : [];
  return [...buttons, ...reason]
    .map(({ label, says, asks }) => ({
      label: `${taskId} ${label}`,
      says: `${asks ? '?' : '!'}${addressed(says, number)}`,
    }))
    .filter(({ says }) => says.length <= TEXT);
}

function menu(all: readonly Choice[], action_id: string): StaticSelect {
  return {
    type: 'static_select',
    action_id,
    placeholder: plain('More for an item…', 150),
    options: all.map(({ label, says }) => ({ text: plain(cut(label, TEXT), TEXT), value: says })),
  };
}
