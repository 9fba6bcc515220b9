/** Every card and dialog that can be produced fits Teams, as the vendor's parser and the fake Teams check it: in a whole story, in a storm, and at each limit and one beyond. */

import { describe, expect, it } from 'vitest';
import type { Block, Card, Form } from '../../../src/chat/card.ts';
import { bytesOf } from '../../../src/teams/elements.ts';
import { MOST_BYTES, renderCard } from '../../../src/teams/render-card.ts';
import { renderForm } from '../../../src/teams/render-form.ts';
import { elementsIn, faultsOf, textOf } from '../../doubles/teams/check-card.ts';
import { card, cardsFit, item, MEMO, many, say, words } from '../../support/every-card.ts';

const STANDING = {
  number: 42,
  delivery: 'a-delivery',
  refreshedFor: Array.from({ length: 61 }, (_, index) => `29:${'x'.repeat(60)}${index}`),
  accountOf: (id: string) => (id.startsWith('c') ? '00000000-0000-0000-0000-000000000001' : undefined),
};

/** What is wrong with a card in Teams' eyes, message by message. */
function faultsIn(card: Card): readonly string[] {
  return renderCard(card, STANDING).flatMap((page) => [
    ...faultsOf(page),
    ...(bytesOf(page) > MOST_BYTES ? [`${bytesOf(page)} bytes`] : []),
  ]);
}

describe('cards of a whole story', () => {
  cardsFit({
    faultsIn,
    faultsInForm: (form) =>
      faultsOf(renderForm(form, { memo: MEMO, accountOf: () => undefined, problem: 'p'.repeat(3001) }).card.content),
  });
});

/** What is bounded in Teams or by us, its most, and the neutral block that comes to that size. */
const SIZES: readonly (readonly [what: string, most: number, make: (size: number) => Block])[] = [
  ['heading', 200, (size) => ({ kind: 'heading', text: words(size) })],
  ['text', 3000, (size) => ({ kind: 'text', text: words(size) })],
  ['muted text', 3000, (size) => ({ kind: 'text', text: words(size), muted: true })],
  ['value of a field', 3000, (size) => ({ kind: 'fields', fields: [{ label: 'L', value: words(size) }] })],
  [
    'value beside a button',
    3000,
    (size) => ({ kind: 'fields', fields: [{ label: 'L', value: words(size), button: say('x') }] }),
  ],
  ['fields', 60, (size) => ({ kind: 'fields', fields: many(size, () => ({ label: 'L', value: 'v' })) })],
  ['buttons', 5, (size) => ({ kind: 'buttons', buttons: many(size, (i) => say(`b${i}`)) })],
  ['label of a button', 60, (size) => ({ kind: 'buttons', buttons: [say(words(size))] })],
  ['words of a button', 2000, (size) => ({ kind: 'buttons', buttons: [say('x', words(size))] })],
  ['question of a button', 300, (size) => ({ kind: 'buttons', buttons: [{ ...say('x'), confirm: words(size) }] })],
  ['checklist', 14, (size) => ({ kind: 'checklist', items: many(size, (i) => item(i)) })],
  ['text of an item', 600, (size) => ({ kind: 'checklist', items: [item(1, words(size - 3))] })],
  ['rows of a table', 60, (size) => ({ kind: 'table', columns: ['a'], rows: many(size, () => ['x']) })],
  ['steps', 100, (size) => ({ kind: 'steps', steps: many(size, () => ({ text: words(90), state: 'done' })) })],
  ['words beside people', 3000, (size) => ({ kind: 'mention', people: [{ id: 'c', name: 'c' }], text: words(size) })],
  ['a link', 3000, (size) => ({ kind: 'link', label: 'x', url: `https://a.example/${words(size - 18)}` })],
  ['label of a link', 3000, (size) => ({ kind: 'link', label: words(size), url: 'https://a.example' })],
];

describe('a card at Teams’ limits', () => {
  it.each(SIZES)('fits with the %s at %i, one beyond, and ten times that', (_, most, make) => {
    for (const size of [most - 1, most, most + 1, most * 10]) expect(faultsIn(card(make(size))), `${size}`).toEqual([]);
  });

  it('goes on in another message where the bytes of one are used up, and loses none', () => {
    const all = card(...many(40, (index) => ({ kind: 'text', text: `${index} ${words(2990)}` }) as const));
    const pages = renderCard(all, STANDING);

    expect(pages.length).toBeGreaterThan(4);
    for (const index of many(40, (one) => one)) expect(pages.map(textOf).join('\n')).toContain(`${index} www`);
  });

  it('measures bytes, not characters', () => {
    for (const text of ['😀'.repeat(9000), '\u0001'.repeat(9000), '"'.repeat(9000), '漢'.repeat(9000)])
      expect(faultsIn(card({ kind: 'text', text })), text.slice(0, 2)).toEqual([]);
  });

  it('keeps text from outside out of everything that reads Markdown', () => {
    const hostile = '[click](https://evil.example) **bold** <at>everybody</at>';
    const people = [{ id: 'c', name: hostile }];
    const drawn = renderCard(
      card(
        { kind: 'text', text: hostile },
        { kind: 'fields', fields: [{ label: hostile, value: hostile }] },
        { kind: 'mention', people, text: hostile },
        { kind: 'checklist', items: [item(1, hostile)] },
        { kind: 'table', columns: [hostile], rows: [[hostile]] },
      ),
      STANDING,
    );

    const reading = elementsIn(drawn).filter(({ type }) => type === 'TextBlock' || type === 'FactSet');
    expect(JSON.stringify(reading)).not.toMatch(/:\/\/|\]\(|\*\*/);
    expect(drawn.map(textOf).join('\n')).toContain(hostile);
  });

  it('shows nothing where there is nothing: under a divider, and over a column without a name', () => {
    const drawn = renderCard(
      card({ kind: 'divider' }, { kind: 'table', columns: ['', 'Call'], rows: [['1', 'x']] }),
      STANDING,
    );

    expect(drawn.map(textOf).join('\n')).not.toContain('–');
    expect(drawn.flatMap((page) => faultsOf(page))).toEqual([]);
  });
});

describe('a dialog at Teams’ limits', () => {
  const memo = { command: words(40), conversation: '19:x@thread.v2', words: words(5000) };
  const draw = (form: Partial<Form>) =>
    renderForm({ command: 'x', title: 'T', submit: 'S', fields: [], ...form } as Form, {
      memo,
      accountOf: () => undefined,
    });
  const field = { name: 'f', label: 'L', kind: 'long', required: true } as const;

  it.each([
    ['title', (size: number) => draw({ title: words(size) }), 60],
    ['submit', (size: number) => draw({ submit: words(size) }), 60],
    ['intro', (size: number) => draw({ intro: words(size) }), 3000],
    ['fields', (size: number) => draw({ fields: many(size, (i) => ({ ...field, name: `f${i}` })) }), 60],
    ['label', (size: number) => draw({ fields: [{ ...field, label: words(size), kind: 'checkbox' }] }), 500],
    ['value', (size: number) => draw({ fields: [{ ...field, value: words(size) }] }), 3000],
    ['hint', (size: number) => draw({ fields: [{ ...field, hint: words(size) }] }), 500],
    [
      'options',
      (size: number) => {
        const options = many(size, (i) => ({ value: `v${i}`, label: words(80) }));
        return draw({ fields: [{ ...field, kind: 'select', value: 'v1', options }] });
      },
      100,
    ],
  ])('fits with its %s at the limit and beyond', (_, make, most) => {
    for (const size of [most - 1, most, most + 1, most * 3])
      expect(faultsOf(make(size).card.content), `${size}`).toEqual([]);
  });
});
