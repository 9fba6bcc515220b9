/**
 * Draws the neutral vocabulary of cards in Block Kit: the only place that knows its blocks and their limits.
 * https://docs.slack.dev/reference/block-kit/blocks
 */

import type { KnownBlock, RichTextElement, Button as SlackButton } from '@slack/types';
import type { Block, Button, Card } from '../chat/card.ts';
import { addressed, cut, pieces } from '../chat/text.ts';
import { renderChecklist } from './render-checklist.ts';
import { plain } from './text.ts';
import { withOwnTimes } from './times.ts';

/** Where a card stands: buttons outside the incident's conversation name it by number. */
export interface Standing {
  readonly number: number | undefined;
  /** When it was drawn: a time without a date is of that day. */
  readonly at: Date;
  /** Slack's id of a person, where known: then they are mentioned, else named. */
  readonly accountOf?: (personId: string) => string | undefined;
}

const SECTION = 3000;
const FIELD = 2000;
const FIELDS = 10;
const HEADER = 150;
const LABEL = 75;
const VALUE = 2000;
const CONFIRM = 300;
const ELEMENTS = 25;
/** Rows of a table beyond this are left to the Room. */
const ROWS = 60;
/** Blocks of a message, and characters over all of them: about 13,200 is undocumented, see docs/slack.md. */
const BLOCKS = 50;
const CHARACTERS = 12_000;

/** The card in as many messages as it needs. Each fits Slack's limits. */
export function renderCard(card: Card, standing: Standing): readonly (readonly KnownBlock[])[] {
  const blocks = [
    ...(card.title ? [header(`${MARKS[card.tone]}${card.title}`)] : []),
    ...card.blocks.flatMap((block, index) => renderBlock(block, standing, `${index}`)),
  ];
  return paged(blocks);
}

const MARKS = { plain: '', good: '✓ ', warning: '! ', danger: '!! ' } as const;

/** The blocks of a card for a view, which holds twice as many and has no messages to go on in. */
export function renderForView(card: Card, standing: Standing): readonly KnownBlock[] {
  return [header(card.title), ...card.blocks.flatMap((block, index) => renderBlock(block, standing, `${index}`))].slice(
    0,
    BLOCKS * 2,
  );
}

function paged(blocks: readonly KnownBlock[]): readonly (readonly KnownBlock[])[] {
  const pages: KnownBlock[][] = [[]];
  let characters = 0;
  for (const block of blocks) {
    const size = JSON.stringify(block).length;
    const page = pages.at(-1) ?? [];
    if (page.length >= BLOCKS || (page.length > 0 && characters + size > CHARACTERS)) {
      pages.push([block]);
      characters = size;
    } else {
      page.push(block);
      characters += size;
    }
  }
  return pages;
}

function renderBlock(block: Block, standing: Standing, id: string): readonly KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return [header(block.text)];
    case 'text':
      return block.muted ? [muted(block.text)] : renderText(block.text, standing.at);
    case 'fields':
      return fields(block.fields, standing, id);
    case 'checklist':
      return renderChecklist(block.items, standing.number, id);
    case 'table':
      return table(block.columns, block.rows);
    case 'steps':
      return renderText(block.steps.map(({ text, state }) => `${STEPS[state]} ${text}`).join('\n'), standing.at);
    case 'phase':
      return [section(`${block.title} (${block.index} of ${block.of})  ${bar(block.index, block.of)}`)];
    case 'mention':
      return [mention(block.people, block.text, standing)];
    case 'link':
      return [linked(block.label, block.url)];
    case 'buttons':
      return buttonRows(block.buttons, standing.number, id);
    case 'divider':
      return [{ type: 'divider' }];
  }
}

const STEPS = { waiting: '○', running: '…', done: '✓', failed: '✗', unknown: '?' } as const;

function bar(index: number, of: number): string {
  return '▮'.repeat(index) + '▯'.repeat(Math.max(0, of - index));
}

function header(text: string): KnownBlock {
  return { type: 'header', text: plain(text, HEADER) };
}

function section(text: string): KnownBlock {
  return { type: 'section', text: plain(text, SECTION) };
}

/** Text of any length, with each time as the reader's own clock shows it beside it. */
export function renderText(text: string, at: Date): readonly KnownBlock[] {
  return pieces(text, SECTION).map((piece) => {
    const timed = withOwnTimes(piece, at);
    return timed ? rich([...timed]) : section(piece);
  });
}

function muted(text: string): KnownBlock {
  return { type: 'context', elements: [plain(text, SECTION)] };
}

/** Short fields stand two in a row; one with a button, with a time, or a long one, has a line of its own. */
function fields(
  all: readonly { readonly label: string; readonly value: string; readonly button?: Button }[],
  { number, at }: Standing,
  id: string,
): readonly KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let row: { readonly label: string; readonly value: string }[] = [];
  const close = (): void => {
    if (row.length > 0)
      blocks.push({
        type: 'section',
        fields: row.map(({ label, value }) => plain(`${label}\n${cut(value, FIELD - label.length - 1)}`, FIELD)),
      });
    row = [];
  };
  for (const [index, field] of all.entries()) {
    const timed = field.button ? undefined : withOwnTimes(`: ${field.value}`, at);
    if (timed && field.value.length <= SECTION) {
      close();
      blocks.push(rich([{ type: 'text', text: field.label, style: { bold: true } }, ...timed]));
      continue;
    }
    if (!field.button && field.value.length <= FIELD - field.label.length - 1) {
      row.push(field);
      if (row.length === FIELDS) close();
      continue;
    }
    close();
    const [first = '', ...rest] = pieces(`${field.label}: ${field.value}`, SECTION);
    const accessory = field.button ? { accessory: button(field.button, number, `${id}.${index}`) } : {};
    blocks.push({ type: 'section', text: plain(first, SECTION), ...accessory }, ...rest.map(section));
  }
  close();
  return blocks;
}

/** Slack's own table cannot stand twice in a message: rows are lines. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly KnownBlock[] {
  const titles = columns.filter(Boolean).join(' · ');
  const lines = rows.slice(0, ROWS).map((row) => row.filter(Boolean).join(' · '));
  const left = rows.length - ROWS;
  const more = left > 0 ? [`${left} more stand in the Room.`] : [];
  return [
    ...(titles ? [muted(titles)] : []),
    ...(lines.length > 0 ? pieces([...lines, ...more].join('\n'), SECTION).map(section) : []),
  ];
}

/** Rich text knows people and links as elements of their own: text in it is never parsed. */
function mention(
  people: readonly { readonly id: string; readonly name: string }[],
  text: string,
  { accountOf }: Standing,
): KnownBlock {
  const elements: RichTextElement[] = people.flatMap(({ id, name }): RichTextElement[] => {
    const account = accountOf?.(id);
    const who: RichTextElement = account ? { type: 'user', user_id: account } : { type: 'text', text: `@${name}` };
    return [who, { type: 'text', text: ' ' }];
  });
  return rich([...elements, { type: 'text', text: cut(text, SECTION) }]);
}

function linked(label: string, url: string): KnownBlock {
  if (!/^https?:\/\//.test(url) || url.length > 3000) return section(label);
  return rich([{ type: 'link', url, text: cut(label, SECTION) }]);
}

function rich(elements: RichTextElement[]): KnownBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function buttonRows(all: readonly Button[], number: number | undefined, id: string): readonly KnownBlock[] {
  const rows: KnownBlock[] = [];
  for (let from = 0; from < all.length; from += ELEMENTS) {
    const elements = all.slice(from, from + ELEMENTS).map((one, index) => button(one, number, `${id}.${from + index}`));
    rows.push({ type: 'actions', elements });
  }
  return rows;
}

/** Its value is the words it says; its id says whether a form is opened first. */
function button({ label, says, asks, style, confirm }: Button, number: number | undefined, id: string): SlackButton {
  return {
    type: 'button',
    text: plain(label, LABEL),
    action_id: `${asks ? 'ask' : 'say'}.${id}`,
    value: addressed(says, number).slice(0, VALUE),
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: plain(label, 100),
            text: plain(confirm, CONFIRM),
            confirm: plain('Yes', 30),
            deny: plain('No', 30),
          },
        }
      : {}),
  };
}
