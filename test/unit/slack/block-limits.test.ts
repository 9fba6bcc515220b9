/** The fake Slack's bounds of Block Kit, at the limit and one beyond. https://docs.slack.dev/reference/block-kit */

import { describe, expect, it } from 'vitest';
import { acceptBlocks, faultsOf, MESSAGE_CHARACTERS, viewFaults } from '../../doubles/slack/check-blocks.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const many = <T>(count: number, one: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => one(i));
const section = (length: number) => ({ type: 'section', text: plain(length) });
const button = (more: object = {}) => ({ type: 'button', text: plain(3), ...more });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const option = (index: number, length = 3) => ({ text: plain(length), value: String(index) });
const input = (element: object) => ({ type: 'input', label: plain(3), element });
const confirm = (more: object) => ({ title: plain(1), text: plain(1), confirm: plain(1), deny: plain(1), ...more });

/** What is bounded, its most, and how to make one of that size. */
const BOUNDS: readonly (readonly [what: string, most: number, make: (size: number) => unknown])[] = [
  ['blocks of a message', 50, (size) => many(size, () => ({ type: 'divider' }))],
  ['text of a section', 3000, (size) => [section(size)]],
  ['fields of a section', 10, (size) => [{ type: 'section', fields: many(size, () => plain(1)) }]],
  ['text of a field', 2000, (size) => [{ type: 'section', fields: [plain(size)] }]],
  ['text of a header', 150, (size) => [{ type: 'header', text: plain(size) }]],
  ['elements of a context', 10, (size) => [{ type: 'context', elements: many(size, () => plain(1)) }]],
  ['elements of actions', 25, (size) => [actions(...many(size, () => button()))]],
  ['text of a button', 75, (size) => [actions(button({ text: plain(size) }))]],
  ['value of a button', 2000, (size) => [actions(button({ value: 'v'.repeat(size) }))]],
  ['an action_id', 255, (size) => [actions(button({ action_id: 'a'.repeat(size) }))]],
  ['a block_id', 255, (size) => [{ type: 'divider', block_id: 'b'.repeat(size) }]],
  ['title of a question', 100, (size) => [actions(button({ confirm: confirm({ title: plain(size) }) }))]],
  ['text of a question', 300, (size) => [actions(button({ confirm: confirm({ text: plain(size) }) }))]],
  ['answer to a question', 30, (size) => [actions(button({ confirm: confirm({ confirm: plain(size) }) }))]],
  ['boxes of a group', 10, (size) => [actions({ type: 'checkboxes', options: many(size, (i) => option(i)) })]],
  ['options of a menu', 100, (size) => [actions({ type: 'static_select', options: many(size, (i) => option(i)) })]],
  ['options of an overflow', 5, (size) => [actions({ type: 'overflow', options: many(size, (i) => option(i)) })]],
  ['text of an option', 75, (size) => [actions({ type: 'static_select', options: [option(1, size)] })]],
  ['label of an input', 2000, (size) => [{ ...input({ type: 'plain_text_input' }), label: plain(size) }]],
  ['text of markdown', 12_000, (size) => [{ type: 'markdown', text: 'x'.repeat(size) }]],
];

describe('a message', () => {
  it.each(BOUNDS)('bounds the %s at %i', (_, most, make) => {
    expect(faultsOf(make(most))).toEqual([]);
    expect(faultsOf(make(most + 1)).length).toBeGreaterThan(0);
  });

  it('bounds the characters over all blocks', () => {
    const accept = (total: number): unknown => {
      const whole = many(Math.floor(total / 3000), () => section(3000));
      return acceptBlocks([...whole, section(total % 3000)], () => 'b');
    };

    expect(() => accept(MESSAGE_CHARACTERS)).not.toThrow();
    expect(() => accept(MESSAGE_CHARACTERS + 1)).toThrow('msg_blocks_too_long');
  });

  it.each([
    ['an unknown block', [{ type: 'marquee', text: plain(1) }]],
    ['an unknown style', [actions(button({ style: 'blue' }))]],
    ['an unknown property', [{ type: 'divider', colour: 'red' }]],
    ['markup in a header', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    ['a section without text', [{ type: 'section' }]],
    ['an empty text', [section(0)]],
    ['no elements', [actions()]],
    [
      'a block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
    ],
    ['an action_id twice in a block', [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))]],
    ['no list', { type: 'divider' }],
  ])('refuses %s', (_, blocks) => {
    expect(faultsOf(blocks).length).toBeGreaterThan(0);
  });
});

describe('a view', () => {
  const modal = (more: object = {}) => ({ type: 'modal', title: plain(3), blocks: [{ type: 'divider' }], ...more });

  it.each([
    ['blocks', 100, (size: number) => modal({ blocks: many(size, () => ({ type: 'divider' })) })],
    ['title', 24, (size: number) => modal({ title: plain(size) })],
    ['submit', 24, (size: number) => modal({ submit: plain(size) })],
    ['close', 24, (size: number) => modal({ close: plain(size) })],
    ['private_metadata', 3000, (size: number) => modal({ private_metadata: 'm'.repeat(size) })],
    ['callback_id', 255, (size: number) => modal({ callback_id: 'c'.repeat(size) })],
  ])('bounds its %s at %i', (_, most, make) => {
    expect(viewFaults(make(most))).toEqual([]);
    expect(viewFaults(make(most + 1)).length).toBeGreaterThan(0);
  });

  it('needs a title, and a button to send it when something is to be filled in', () => {
    const blocks = [input({ type: 'plain_text_input', action_id: 'a' })];

    expect(viewFaults({ type: 'modal', blocks: [] })).toEqual(['missing required field: title [json-pointer:/view]']);
    expect(viewFaults(modal({ blocks }))).toEqual(['missing required field: submit [json-pointer:/view]']);
    expect(viewFaults(modal({ blocks, submit: plain(4) }))).toEqual([]);
  });
});
