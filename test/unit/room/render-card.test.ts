import { describe, expect, it } from 'vitest';
import type { Block, Button, Form } from '../../../src/chat/card.ts';
import { escaped } from '../../../src/room/html.ts';
import { renderAnswer } from '../../../src/room/render-answer.ts';
import { renderBlock, renderCard, safeLink } from '../../../src/room/render-card.ts';
import { renderForm } from '../../../src/room/render-form.ts';
import { HOSTILE } from './hostile.ts';

const PLACE = { number: 42, csrf: 'token', back: '/incidents/42' };
const button: Button = { label: HOSTILE, says: HOSTILE, confirm: HOSTILE };
const asking: Button = { label: HOSTILE, says: HOSTILE, asks: true };

const BLOCKS: readonly Block[] = [
  { kind: 'heading', text: HOSTILE },
  { kind: 'text', text: HOSTILE, tone: 'danger' },
  { kind: 'fields', fields: [{ label: HOSTILE, value: HOSTILE, button }] },
  {
    kind: 'checklist',
    items: [
      {
        taskId: 't1',
        text: HOSTILE,
        state: 'open',
        required: true,
        owner: HOSTILE,
        due: HOSTILE,
        why: HOSTILE,
        outcome: HOSTILE,
        toggle: button,
        buttons: [asking],
      },
    ],
  },
  { kind: 'table', columns: [HOSTILE], rows: [[HOSTILE]] },
  { kind: 'steps', steps: [{ text: HOSTILE, state: 'unknown' }] },
  { kind: 'phase', title: HOSTILE, index: 2, of: 6 },
  { kind: 'mention', people: [{ id: HOSTILE, name: HOSTILE }], text: HOSTILE },
  { kind: 'link', label: HOSTILE, url: `https://example.com/${HOSTILE}` },
  { kind: 'buttons', buttons: [button, asking] },
  { kind: 'divider' },
];

function expectHarmless(markup: string): void {
  expect(markup).not.toMatch(/<script|<img|<a href="javascript/i);
}

describe('cards', () => {
  it.each(BLOCKS)('show hostile text of a block $kind as text', (block) => {
    const { html } = renderBlock(block, PLACE);

    expectHarmless(html);
    if (block.kind !== 'divider') expect(html).toContain(escaped(HOSTILE));
  });

  it('show hostile titles as text', () => {
    const { html } = renderCard({ key: HOSTILE, title: HOSTILE, tone: 'plain', blocks: [], preview: '' }, PLACE);

    expectHarmless(html);
    expect(html).toContain(escaped(HOSTILE));
  });

  it('lead nowhere but to our own pages and to the web', () => {
    expect(['javascript:alert(1)', 'data:text/html,x', '//elsewhere.example', 'ftp://x'].map(safeLink)).toEqual(
      Array(4).fill('#'),
    );
    expect(safeLink('/incidents/42')).toBe('/incidents/42');
    expect(safeLink('https://example.com/a')).toBe('https://example.com/a');
  });

  it('send a button as a form with its words and the token', () => {
    const { html } = renderBlock({ kind: 'buttons', buttons: [{ label: 'Take', says: 'take scribe' }] }, PLACE);

    expect(html).toContain('<form method="post" action="/incidents/42/say"');
    expect(html).toContain('name="words" value="take scribe"');
    expect(html).toContain('name="_csrf" value="token"');
  });
});

describe('forms and answers', () => {
  const kinds = ['text', 'long', 'select', 'person', 'people', 'time', 'date', 'checkbox'] as const;
  const form: Form = {
    command: HOSTILE,
    title: HOSTILE,
    intro: HOSTILE,
    submit: HOSTILE,
    fields: kinds.map((kind) => ({
      name: HOSTILE,
      label: HOSTILE,
      kind,
      required: true,
      hint: HOSTILE,
      value: HOSTILE,
      options: [{ value: HOSTILE, label: HOSTILE }],
    })),
  };

  it('show hostile text of every field as text', () => {
    expectHarmless(renderForm(form, [{ id: HOSTILE, name: HOSTILE }], PLACE).html);
  });

  it('keep what was given: a preset value is chosen, typed or ticked', () => {
    const field = (kind: 'text' | 'select', value: string) => ({
      ...{ name: 'f', label: 'F', kind, required: true, value },
      options: [
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ],
    });
    const { html } = renderForm({ ...form, fields: [field('text', 'typed'), field('select', 'b')] }, [], PLACE);

    expect(html).toContain('value="typed"');
    expect(html).toContain('<option value="b" selected>');
  });

  it('say what was refused and what would make it possible', () => {
    const answer = { kind: 'refused', code: 'own_request', reason: 'You asked.', remedy: HOSTILE } as const;
    const { html } = renderAnswer(answer, [], PLACE);

    expect(html).toContain('You asked.');
    expect(html).toContain(escaped(HOSTILE));
    expectHarmless(html);
  });
});
