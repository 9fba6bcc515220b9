/** Every card and form that can be produced fits Slack, as the fake Slack checks it: in a whole story, in a storm, and at each limit and one beyond. */

import { describe, expect, it } from 'vitest';
import type { Block, Card, Form } from '../../../src/chat/card.ts';
import { renderCard, renderForView } from '../../../src/slack/render-card.ts';
import { renderForm } from '../../../src/slack/render-form.ts';
import { faultsOf, MESSAGE_CHARACTERS, viewFaults } from '../../doubles/slack/check-blocks.ts';
import { charactersOf } from '../../doubles/slack/lengths.ts';
import { card, cardsFit, item, MEMO, many, say, words } from '../../support/every-card.ts';

const STANDING = {
  number: 42,
  at: new Date('2026-03-01T16:00:00.000Z'),
  accountOf: (id: string) => (id.startsWith('c') ? 'U0COMMAND1' : undefined),
};

/** What is wrong with a card in Slack's eyes: as messages and as a view. */
function faultsIn(card: Card): readonly string[] {
  const pages = renderCard(card, STANDING);
  const messages = pages.flatMap((blocks) => [
    ...faultsOf(blocks),
    ...(charactersOf(blocks) > MESSAGE_CHARACTERS ? ['msg_blocks_too_long'] : []),
  ]);
  return [...messages, ...viewFaults({ type: 'home', blocks: renderForView(card, STANDING) })];
}

describe('cards of a whole story', () => {
  cardsFit({
    faultsIn,
    faultsInForm: (form) =>
      viewFaults(renderForm(form, { memo: MEMO, accountOf: () => 'U0SOMEBODY', problem: 'p'.repeat(3001) })),
  });
});

/** What is bounded in Slack, its most, and the neutral block that comes to that size. */
const SIZES: readonly (readonly [what: string, most: number, make: (size: number) => Block])[] = [
  ['heading', 150, (size) => ({ kind: 'heading', text: words(size) })],
  ['text', 3000, (size) => ({ kind: 'text', text: words(size) })],
  ['muted text', 3000, (size) => ({ kind: 'text', text: words(size), muted: true })],
  ['value of a field', 2000, (size) => ({ kind: 'fields', fields: [{ label: 'L', value: words(size) }] })],
  [
    'value beside a button',
    3000,
    (size) => ({ kind: 'fields', fields: [{ label: 'L', value: words(size), button: say('x') }] }),
  ],
  ['fields', 10, (size) => ({ kind: 'fields', fields: many(size, () => ({ label: 'L', value: 'v' })) })],
  ['buttons', 25, (size) => ({ kind: 'buttons', buttons: many(size, (i) => say(`b${i}`)) })],
  ['label of a button', 75, (size) => ({ kind: 'buttons', buttons: [say(words(size))] })],
  ['words of a button', 2000, (size) => ({ kind: 'buttons', buttons: [say('x', words(size))] })],
  ['question of a button', 300, (size) => ({ kind: 'buttons', buttons: [{ ...say('x'), confirm: words(size) }] })],
  ['checklist', 10, (size) => ({ kind: 'checklist', items: many(size, (i) => item(i)) })],
  ['text of an item', 75, (size) => ({ kind: 'checklist', items: [item(1, words(size - 3))] })],
  ['rows of a table', 60, (size) => ({ kind: 'table', columns: ['a'], rows: many(size, () => ['x']) })],
  ['steps', 100, (size) => ({ kind: 'steps', steps: many(size, () => ({ text: words(90), state: 'done' })) })],
  ['words beside people', 3000, (size) => ({ kind: 'mention', people: [{ id: 'c', name: 'c' }], text: words(size) })],
  ['a link', 3000, (size) => ({ kind: 'link', label: 'x', url: `https://a.example/${words(size - 18)}` })],
  ['label of a link', 3000, (size) => ({ kind: 'link', label: words(size), url: 'https://a.example' })],
];

describe('a card at Slack’s limits', () => {
  it.each(SIZES)('fits with the %s at %i, one beyond, and ten times that', (_, most, make) => {
    for (const size of [most - 1, most, most + 1, most * 10]) expect(faultsIn(card(make(size))), `${size}`).toEqual([]);
  });

  it.each([49, 50, 51, 99, 100, 101, 500])('goes on in another message after %i blocks', (count) => {
    expect(faultsIn(card(...many(count, () => ({ kind: 'divider' }) as const)))).toEqual([]);
  });

  it('goes on in another message where the characters of one are used up, and loses none', () => {
    const all = card(...many(40, (index) => ({ kind: 'text', text: `${index} ${words(2990)}` }) as const));

    expect(faultsIn(all)).toEqual([]);
    expect(JSON.stringify(renderCard(all, STANDING))).toContain('39 www');
  });

  it('draws text from outside as text', () => {
    const hostile = '<!channel> <@U1> *bold* <https://evil.example|click> `code`';
    const drawn = renderCard(card({ kind: 'text', text: hostile }), STANDING).flat();

    expect(drawn).toContainEqual({ type: 'section', text: { type: 'plain_text', text: hostile, emoji: false } });
  });

  it('shows each time as the reader’s own clock does, beside UTC', () => {
    const text = 'Waiting for approval until 14:40 UTC, asked 2026-02-28 23:10 UTC.';
    const fields = [{ label: 'Last update', value: '14:05 UTC' }];

    const [, first, second] = renderCard(card({ kind: 'text', text }, { kind: 'fields', fields }), STANDING).flat();

    expect(first).toMatchObject({
      type: 'rich_text',
      elements: [
        {
          elements: [
            { type: 'text', text: 'Waiting for approval until 14:40 UTC (' },
            { type: 'date', timestamp: Date.parse('2026-03-01T14:40:00Z') / 1000, format: '{time}' },
            { type: 'text', text: '), asked 2026-02-28 23:10 UTC (' },
            { type: 'date', timestamp: Date.parse('2026-02-28T23:10:00Z') / 1000, format: '{date_short} {time}' },
            { type: 'text', text: ').' },
          ],
        },
      ],
    });
    expect(JSON.stringify(second)).toContain(`"timestamp":${Date.parse('2026-03-01T14:05:00Z') / 1000}`);
    expect(faultsIn(card({ kind: 'text', text }, { kind: 'fields', fields }))).toEqual([]);
  });

  it('leaves what is no time as it is, and long lists of times in UTC', () => {
    const texts = ['99:99 UTC', '2026-13-01 14:05 UTC', Array(30).fill('14:05 UTC').join(' ')];

    const drawn = renderCard(card(...texts.map((text) => ({ kind: 'text', text }) as const)), STANDING).flat();

    expect(drawn.slice(1).map(({ type }) => type)).toEqual(['section', 'section', 'section']);
  });

  it('offers the reason of an item, which its box has no room for, in the menu', () => {
    const items = [{ ...item(1), taskId: 't1', why: 'It shows who used the key.' }];

    const drawn = JSON.stringify(renderCard(card({ kind: 'checklist', items }), STANDING));

    expect(drawn).toContain('"value":"!42 tasks t1"');
  });

  it('has room for checklists with the longest ids', () => {
    const items = many(12, (index) => ({ ...item(index), taskId: `task-${words(30)}-${index}` }));

    expect(faultsIn(card({ kind: 'checklist', items }))).toEqual([]);
  });
});

describe('a form at Slack’s limits', () => {
  const memo = { command: words(40), conversation: 'C1', words: words(5000) };
  const draw = (form: Partial<Form>) =>
    renderForm({ command: 'x', title: 'T', submit: 'S', fields: [], ...form } as Form, {
      memo,
      accountOf: () => undefined,
    });

  it.each([
    ['title', (size: number) => draw({ title: words(size) }), 24],
    ['submit', (size: number) => draw({ submit: words(size) }), 24],
    ['intro', (size: number) => draw({ intro: words(size) }), 3000],
    [
      'fields',
      (size: number) =>
        draw({ fields: many(size, (i) => ({ name: `f${i}`, label: 'L', kind: 'text', required: false })) }),
      90,
    ],
    [
      'label',
      (size: number) => draw({ fields: [{ name: 'f', label: words(size), kind: 'checkbox', required: false }] }),
      75,
    ],
    [
      'value',
      (size: number) => draw({ fields: [{ name: 'f', label: 'L', kind: 'long', required: true, value: words(size) }] }),
      3000,
    ],
    [
      'hint',
      (size: number) => draw({ fields: [{ name: 'f', label: 'L', kind: 'text', required: true, hint: words(size) }] }),
      2000,
    ],
    [
      'options',
      (size: number) =>
        draw({
          fields: [
            {
              name: 'f',
              label: 'L',
              kind: 'select',
              required: true,
              value: 'v1',
              options: many(size, (i) => ({ value: `v${i}`, label: words(80) })),
            },
          ],
        }),
      100,
    ],
  ])('fits with its %s at the limit and beyond', (_, make, most) => {
    for (const size of [most - 1, most, most + 1, most * 3]) expect(viewFaults(make(size)), `${size}`).toEqual([]);
  });
});
