/**
 * Draws the neutral vocabulary of cards as Adaptive Cards: the only place that knows its elements, and what a message
 * holds. https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
 */

import type { Block, Card } from '../chat/card.ts';
import { cut, pieces } from '../chat/text.ts';
import { action, actionSets, BLANK, bytesOf, type Element, line, lines, named, run } from './elements.ts';
import { renderChecklist } from './render-checklist.ts';

/** Where a card stands. */
export interface Standing {
  /** Buttons outside the incident's conversation name it by number. */
  readonly number: number | undefined;
  /** Teams' id of a person, where known: then they are mentioned, else named. */
  readonly accountOf?: (personId: string) => string | undefined;
  /** Found again by it when the answer to posting was lost. */
  readonly delivery?: string;
  /** Ids of people whose clients ask for the card as it stands for them. */
  readonly refreshedFor?: readonly string[];
}

export type AdaptiveCard = Element & { readonly body: readonly Element[] };

/** Cards are kept under this; 28 kB is the lowest limit that Microsoft documents for a message. */
export const MOST_BYTES = 25_000;
/** People whose clients may ask. https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
const REFRESHED = 60;
const TITLE = 200;
const VALUE = 3000;
/** Fits into what Microsoft lets through beyond ours. */
const YOURS = 500;
/** Rows of a table beyond this are left to the Room, and rows of one element. */
const ROWS = 60;
const ROWS_TOGETHER = 10;
const COLUMNS = 10;
/** Two rows of a phase and the bar's segments. */
const STEPS = { waiting: '○', running: '…', done: '✓', failed: '✗', unknown: '?' } as const;
const MARKS = { plain: '', good: '✓ ', warning: '! ', danger: '!! ' } as const;
const COLORS = {
  plain: {},
  good: { color: 'Good' },
  // Clients draw it as yellow on white, which nobody reads: the mark and the words say it.
  warning: {},
  danger: { color: 'Attention' },
} as const;

/** The card in as many messages as it needs. Each keeps within Teams' limits. */
export function renderCard(card: Card, standing: Standing): readonly AdaptiveCard[] {
  const heading = { size: 'Large', weight: 'Bolder', ...COLORS[card.tone] } as const;
  const title = card.title === '' ? [] : [line(`${MARKS[card.tone]}${cut(card.title, TITLE)}`, heading)];
  const yours = card.yours ? lines(cut(card.yours, YOURS)) : [];
  const body = card.blocks.flatMap((block, index) => renderBlock(block, standing, `${index}`));
  const entities = card.blocks.flatMap((block) => (block.kind === 'mention' ? mentioned(block, standing) : []));
  const frame = bytesOf(framed([], entities, standing, 0));
  // What is one reader's does not count: each reader's card is split where everybody's is.
  const [first = [], ...rest] = paged([...title, ...body], MOST_BYTES - frame);
  const head = [...title, ...yours, ...first.slice(title.length)];
  return [head, ...rest].map((page, index) => framed(page, entities, standing, index));
}

/** The mark by which a message is found again. Nobody sees it. */
export function markOf(delivery: string, page: number): string {
  return `cordon:${delivery} ${page}`;
}

function framed(
  page: readonly Element[],
  entities: readonly object[],
  { delivery, refreshedFor = [] }: Standing,
  index: number,
): AdaptiveCard {
  const mark = { type: 'RichTextBlock', isVisible: false, inlines: [run(markOf(delivery ?? '', index))] };
  // Only those whose name stands on this page: an entity without its text is refused.
  const own = entities.filter((entity) => bytesOf(page) > 0 && JSON.stringify(page).includes(textOfMention(entity)));
  const refresh = {
    action: { type: 'Action.Execute', verb: 'refresh', data: {} },
    userIds: refreshedFor.slice(0, REFRESHED),
  };
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    ...(refreshedFor.length > 0 && index === 0 ? { refresh } : {}),
    body: delivery === undefined ? page : [...page, mark],
    msteams: { width: 'full', ...(page.length === 0 ? { entities } : own.length > 0 ? { entities: own } : {}) },
  };
}

function paged(body: readonly Element[], most: number): readonly (readonly Element[])[] {
  const pages: Element[][] = [[]];
  let bytes = 0;
  for (const element of body) {
    const size = bytesOf(element) + 1;
    const page = pages.at(-1) ?? [];
    if (page.length > 0 && bytes + size > most) {
      pages.push([element]);
      bytes = size;
    } else {
      page.push(element);
      bytes += size;
    }
  }
  return pages;
}

function renderBlock(block: Block, standing: Standing, id: string): readonly Element[] {
  switch (block.kind) {
    case 'heading':
      return [{ ...line(cut(block.text, TITLE), { size: 'Medium', weight: 'Bolder' }), spacing: 'Medium' }];
    case 'text':
      return lines(block.text, { ...(block.muted ? { isSubtle: true } : {}), ...COLORS[block.tone ?? 'plain'] });
    case 'fields':
      return block.fields.flatMap((field) => renderField(field, standing));
    case 'checklist':
      return renderChecklist(block.items, standing.number, id);
    case 'table':
      return table(block.columns, block.rows);
    case 'steps':
      return block.steps.flatMap(({ text, state }) => lines(`${STEPS[state]} ${text}`));
    case 'phase':
      return [line(`${block.title} (${block.index} of ${block.of})  ${bar(block.index, block.of)}`)];
    case 'mention':
      return mention(block, standing);
    case 'link':
      return /^https?:\/\//.test(block.url) && block.url.length <= VALUE
        ? actionSets([{ type: 'Action.OpenUrl', title: cut(block.label, TITLE), url: block.url }])
        : lines(block.label);
    case 'buttons':
      return actionSets(block.buttons.map((button) => action(button, standing.number)));
    case 'divider':
      return [{ type: 'Container', separator: true, items: [BLANK] }];
  }
}

function bar(index: number, of: number): string {
  return '▮'.repeat(index) + '▯'.repeat(Math.max(0, of - index));
}

/** A button stands beside its field. */
function renderField(
  { label, value, button }: Extract<Block, { kind: 'fields' }>['fields'][number],
  { number }: Standing,
): readonly Element[] {
  const [first = '', ...rest] = pieces(value, VALUE).flatMap((part) => part.split('\n'));
  const further = rest.flatMap((one) => lines(one));
  if (!button) return [named(label, first), ...further];
  const words = { type: 'Column', width: 'stretch', verticalContentAlignment: 'Center', items: [named(label, first)] };
  const beside = { type: 'Column', width: 'auto', items: actionSets([action(button, number)]) };
  return [{ type: 'ColumnSet', columns: [words, beside] }, ...further];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly Element[] {
  const shown = rows.slice(0, ROWS);
  const width = Math.min(COLUMNS, Math.max(columns.length, ...shown.map((row) => row.length)));
  if (width === 0) return [];
  const cells = (row: readonly string[], head: boolean): Element => ({
    type: 'TableRow',
    cells: Array.from({ length: width }, (_, index) => ({
      type: 'TableCell',
      // A cell without anything is left out, and those after it move up.
      items: [row[index] ? line(cut(row[index], 500), head ? { weight: 'Bolder' } : {}) : BLANK],
    })),
  });
  const parts: Element[] = [];
  for (let from = 0; from < Math.max(1, shown.length); from += ROWS_TOGETHER) {
    const together = shown.slice(from, from + ROWS_TOGETHER).map((row) => cells(row, false));
    const head = columns.some(Boolean) ? [cells(columns, true)] : [];
    parts.push({
      type: 'Table',
      firstRowAsHeaders: head.length > 0,
      showGridLines: false,
      columns: Array.from({ length: width }, (_, index) => ({ width: weightOf([columns, ...shown], index) })),
      rows: [...head, ...together],
    });
  }
  const left = rows.length - ROWS;
  return [...parts, ...(left > 0 ? [line(`${left} more stand in the Room.`, { isSubtle: true })] : [])];
}

/** Columns are as wide as their longest cell asks, within reason. */
function weightOf(rows: readonly (readonly string[])[], index: number): number {
  return Math.min(32, Math.max(3, ...rows.map((row) => row[index]?.length ?? 0)));
}

/** Words that a TextBlock shows as they are, wherever but at its beginning. */
const PLAIN = /^[\p{L}\p{N} .,;’-]{1,200}$/u;

/** A mention is read only in a TextBlock, which reads Markdown too: plain words stand with it, any others below. */
function mention({ people, text }: Extract<Block, { kind: 'mention' }>, { accountOf }: Standing): readonly Element[] {
  const who = people.map(({ id, name }) => (accountOf?.(id) ? atText(name) : `@${plainName(name)}`)).join(' ');
  if (who === '') return lines(text);
  const beside = PLAIN.test(text);
  return [{ type: 'TextBlock', text: beside ? `${who} ${text}` : who, wrap: true }, ...(beside ? [] : lines(text))];
}

function mentioned({ people }: Extract<Block, { kind: 'mention' }>, { accountOf }: Standing): readonly object[] {
  return people.flatMap(({ id, name }) => {
    const account = accountOf?.(id);
    return account ? [{ type: 'mention', text: atText(name), mentioned: { id: account, name } }] : [];
  });
}

function textOfMention(entity: object): string {
  return JSON.stringify((entity as { text: string }).text).slice(1, -1);
}

function atText(name: string): string {
  return `<at>${plainName(name)}</at>`;
}

/** A name without anything that a TextBlock would read. */
function plainName(name: string): string {
  return name.replace(/[^\p{L}\p{N} .-]+/gu, ' ').trim() || 'somebody';
}
