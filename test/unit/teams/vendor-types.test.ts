/** What is drawn is held against the vendor's own types: the compiler reads the literals, the test compares what is drawn. */

import type { IAdaptiveCard } from '@microsoft/teams.cards';
import { expect, it } from 'vitest';
import type { Card, Form } from '../../../src/chat/card.ts';
import { renderCard } from '../../../src/teams/render-card.ts';
import { renderForm } from '../../../src/teams/render-form.ts';

it('draws every kind of block in elements that the vendor knows', () => {
  const card: Card = {
    key: 'k',
    title: 'Everything',
    tone: 'warning',
    preview: 'p',
    blocks: [
      { kind: 'heading', text: 'Heading' },
      { kind: 'text', text: 'Text', muted: true },
      {
        kind: 'fields',
        fields: [{ label: 'Role', value: 'nobody', button: { label: 'Take', says: 'take commander' } }],
      },
      {
        kind: 'checklist',
        items: [
          {
            taskId: 't1',
            text: 'Confirm',
            state: 'open',
            required: true,
            toggle: { label: 'Tick', says: 'tick t1' },
            buttons: [{ label: 'Skip…', says: 'skip t1', asks: true }],
          },
        ],
      },
      { kind: 'table', columns: ['A'], rows: [['a']] },
      { kind: 'steps', steps: [{ text: 'Step', state: 'done' }] },
      { kind: 'mention', people: [{ id: 'p1', name: 'Responder 1' }], text: 'Look' },
      { kind: 'link', label: 'Room', url: 'https://cordon.example.com' },
      { kind: 'buttons', buttons: [{ label: 'Close', says: 'close', style: 'danger', confirm: 'Really?' }] },
      { kind: 'divider' },
    ],
  };
  const expected = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    refresh: { action: { type: 'Action.Execute', verb: 'refresh', data: {} }, userIds: ['29:a'] },
    body: [
      {
        type: 'RichTextBlock',
        inlines: [{ type: 'TextRun', text: '! Everything', size: 'Large', weight: 'Bolder' }],
      },
      {
        type: 'RichTextBlock',
        inlines: [{ type: 'TextRun', text: 'Heading', size: 'Medium', weight: 'Bolder' }],
        spacing: 'Medium',
      },
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Text', isSubtle: true }] },
      {
        type: 'ColumnSet',
        columns: [
          {
            type: 'Column',
            width: 'stretch',
            verticalContentAlignment: 'Center',
            items: [
              {
                type: 'RichTextBlock',
                inlines: [
                  { type: 'TextRun', text: 'Role  ', weight: 'Bolder' },
                  { type: 'TextRun', text: 'nobody' },
                ],
              },
            ],
          },
          {
            type: 'Column',
            width: 'auto',
            items: [
              {
                type: 'ActionSet',
                actions: [{ type: 'Action.Execute', verb: 'say', data: { words: '42 take commander' }, title: 'Take' }],
              },
            ],
          },
        ],
      },
      {
        type: 'ColumnSet',
        columns: [
          {
            type: 'Column',
            width: 'auto',
            selectAction: { type: 'Action.Execute', verb: 'say', data: { words: '42 tick t1' }, title: 'Tick t1' },
            items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '☐', size: 'Medium' }] }],
          },
          {
            type: 'Column',
            width: 'stretch',
            items: [
              {
                type: 'RichTextBlock',
                inlines: [
                  { type: 'TextRun', text: 't1  ', weight: 'Bolder' },
                  { type: 'TextRun', text: 'Confirm' },
                ],
              },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'gate', size: 'Small', isSubtle: true }] },
            ],
          },
          {
            type: 'Column',
            width: 'auto',
            selectAction: { type: 'Action.ToggleVisibility', title: 'More for t1', targetElements: ['more-3-0'] },
            items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '⋯', size: 'Medium' }] }],
          },
        ],
      },
      {
        type: 'Container',
        id: 'more-3-0',
        isVisible: false,
        items: [
          {
            type: 'ActionSet',
            actions: [
              {
                type: 'Action.Submit',
                title: 'Skip…',
                data: { verb: 'ask', words: '42 skip t1', msteams: { type: 'task/fetch' } },
              },
            ],
          },
        ],
      },
      {
        type: 'Table',
        firstRowAsHeaders: true,
        showGridLines: false,
        columns: [{ width: 3 }],
        rows: [
          {
            type: 'TableRow',
            cells: [
              {
                type: 'TableCell',
                items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'A', weight: 'Bolder' }] }],
              },
            ],
          },
          {
            type: 'TableRow',
            cells: [
              { type: 'TableCell', items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'a' }] }] },
            ],
          },
        ],
      },
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '✓ Step' }] },
      { type: 'TextBlock', text: '<at>Responder 1</at> Look', wrap: true },
      { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title: 'Room', url: 'https://cordon.example.com' }] },
      {
        type: 'ActionSet',
        actions: [
          {
            type: 'Action.ShowCard',
            title: 'Close',
            style: 'destructive',
            card: {
              type: 'AdaptiveCard',
              body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Really?' }] }],
              actions: [
                {
                  type: 'Action.Execute',
                  verb: 'say',
                  data: { words: '42 close' },
                  title: 'Yes: Close',
                  style: 'destructive',
                },
              ],
            },
          },
        ],
      },
      {
        type: 'Container',
        separator: true,
        items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: ' ' }] }],
      },
      { type: 'RichTextBlock', isVisible: false, inlines: [{ type: 'TextRun', text: 'cordon:d 0' }] },
    ],
    msteams: {
      width: 'full',
      entities: [
        { type: 'mention', text: '<at>Responder 1</at>', mentioned: { id: 'account-1', name: 'Responder 1' } },
      ],
    },
  } satisfies IAdaptiveCard;

  const standing = { number: 42, delivery: 'd', refreshedFor: ['29:a'], accountOf: () => 'account-1' };
  expect(renderCard(card, standing)).toEqual([expected]);
});

it('draws every kind of field in inputs that the vendor knows', () => {
  const fields = (['text', 'long', 'select', 'person', 'date', 'checkbox'] as const).map((kind) => ({
    ...{ name: kind, label: kind, kind, required: true },
    options: [{ value: 'a', label: 'A' }],
  }));
  const form: Form = { command: 'x', title: 'Form', submit: 'Send', fields };
  const expected = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      {
        type: 'Input.Text',
        isMultiline: false,
        maxLength: 3000,
        id: 'field.text',
        label: 'text',
        isRequired: true,
        errorMessage: 'text is missing.',
      },
      {
        type: 'Input.Text',
        isMultiline: true,
        maxLength: 3000,
        id: 'field.long',
        label: 'long',
        isRequired: true,
        errorMessage: 'long is missing.',
      },
      {
        type: 'Input.ChoiceSet',
        style: 'compact',
        choices: [{ title: 'A', value: 'a' }],
        id: 'field.select',
        label: 'select',
        isRequired: true,
        errorMessage: 'select is missing.',
      },
      {
        type: 'Input.ChoiceSet',
        choices: [],
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
        isMultiSelect: false,
        id: 'field.person',
        label: 'person',
        isRequired: true,
        errorMessage: 'person is missing.',
      },
      { type: 'Input.Date', id: 'field.date', label: 'date', isRequired: true, errorMessage: 'date is missing.' },
      {
        type: 'Input.Toggle',
        title: 'checkbox',
        valueOn: 'true',
        valueOff: '',
        value: '',
        id: 'field.checkbox',
        label: 'checkbox',
        isRequired: true,
        errorMessage: 'checkbox is missing.',
      },
    ],
    actions: [{ type: 'Action.Submit', title: 'Send', data: { verb: 'form', command: 'x', words: 'x' } }],
  } satisfies IAdaptiveCard;

  const drawn = renderForm(form, { memo: { command: 'x', words: 'x' }, accountOf: () => undefined });
  expect(drawn.card.content).toEqual(expected);
});
