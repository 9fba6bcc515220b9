/** Draws a neutral form as a dialog, and reads what was put into it. https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/what-are-task-modules */

import type { Card, Field, Form } from '../chat/card.ts';
import type { Memo } from '../chat/memo.ts';
import { cut } from '../chat/text.ts';
import { type Element, line, lines } from './elements.ts';
import { type AdaptiveCard, renderCard } from './render-card.ts';

export const FIELD = 'field.';
const TITLE = 60;
const LABEL = 500;
const TEXT = 3000;
const FIELDS = 60;
const CHOICES = 100;

export interface Drawing {
  readonly memo: Memo;
  /** Object id of a person in the directory, where known. */
  readonly accountOf: (personId: string) => string | undefined;
  /** Shown above the fields: why the last attempt was refused. */
  readonly problem?: string;
}

/** A dialog as Teams takes it. */
export interface DialogInfo {
  readonly title: string;
  readonly height: 'small' | 'medium' | 'large';
  readonly width: 'medium';
  readonly card: { readonly contentType: string; readonly content: AdaptiveCard };
}

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export function renderForm(form: Form, { memo, accountOf, problem }: Drawing): DialogInfo {
  const body = [
    ...(problem ? lines(`! ${problem}`, { color: 'Attention' }) : []),
    ...(form.title.length > TITLE ? [line(form.title)] : []),
    ...(form.intro ? lines(form.intro) : []),
    ...form.fields.slice(0, FIELDS).flatMap((field) => input(field, accountOf)),
    ...(form.fields.length === 0 ? [line('Nothing has to be filled in.')] : []),
  ];
  const data = { verb: 'form', ...memo, words: cut(memo.words, 1500) };
  return dialog(form.title, body, [{ type: 'Action.Submit', title: cut(form.submit, TITLE), data }]);
}

/** A dialog that only shows a card; what it holds beyond one page stands in the Room. */
export function renderInDialog(card: Card, number: number | undefined): DialogInfo {
  const [{ body } = { body: [] }] = renderCard(card, { number });
  return dialog(card.title, body, []);
}

function dialog(title: string, body: readonly Element[], actions: readonly Element[]): DialogInfo {
  const content = { type: 'AdaptiveCard', version: '1.5', body, ...(actions.length > 0 ? { actions } : {}) };
  return {
    title: cut(title, TITLE),
    height: body.length > 8 ? 'large' : 'medium',
    width: 'medium',
    card: { contentType: CARD_TYPE, content },
  };
}

function input(field: Field, accountOf: (personId: string) => string | undefined): readonly Element[] {
  const { label, hint, required, name } = field;
  const own = {
    ...element(field, accountOf),
    id: `${FIELD}${name}`,
    label: cut(label, LABEL),
    isRequired: required,
    ...(required ? { errorMessage: `${cut(label, LABEL)} is missing.` } : {}),
  };
  return [own, ...(hint ? [line(cut(hint, LABEL), { size: 'Small', isSubtle: true })] : [])];
}

function element(field: Field, accountOf: (personId: string) => string | undefined): Element {
  const { kind, value = '' } = field;
  switch (kind) {
    case 'text':
    case 'time':
    case 'long':
      return {
        type: 'Input.Text',
        isMultiline: kind === 'long',
        maxLength: TEXT,
        ...(value ? { value: cut(value, TEXT) } : {}),
      };
    case 'date':
      return { type: 'Input.Date', ...(/^\d{4}-\d{2}-\d{2}$/.test(value) ? { value } : {}) };
    case 'person':
    case 'people':
      return people(accountOf(value));
    case 'checkbox':
      return {
        type: 'Input.Toggle',
        title: cut(field.label, LABEL),
        valueOn: 'true',
        valueOff: '',
        value: value ? 'true' : '',
      };
    case 'select':
      return select(field);
  }
}

/** https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/people-picker */
function people(account: string | undefined): Element {
  return {
    type: 'Input.ChoiceSet',
    choices: [],
    'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
    isMultiSelect: false,
    ...(account ? { value: account } : {}),
  };
}

function select({ options = [], value = '' }: Field): Element {
  if (options.length === 0) return { type: 'Input.Text', maxLength: TEXT, ...(value ? { value } : {}) };
  const choices = options.slice(0, CHOICES).map((option) => ({ title: cut(option.label, 150), value: option.value }));
  return {
    type: 'Input.ChoiceSet',
    style: options.length > 12 ? 'filtered' : 'compact',
    choices: choices.map((choice) => (choice.value === '' ? { ...choice, value: NOTHING } : choice)),
    ...(choices.some((choice) => choice.value === value) ? { value: value === '' ? NOTHING : value } : {}),
  };
}

/** A choice without a value is not taken. */
const NOTHING = '-';

/** The fields as the command takes them. Empty ones are empty text. */
export async function readForm(
  data: Readonly<Record<string, unknown>>,
  kindOf: (field: string) => Field['kind'] | undefined,
  personOf: (account: string) => Promise<string | undefined>,
): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [key, given] of Object.entries(data)) {
    if (!key.startsWith(FIELD)) continue;
    const name = key.slice(FIELD.length);
    const text = given === NOTHING ? '' : typeof given === 'string' ? given : '';
    const isPerson = ['person', 'people'].includes(kindOf(name) ?? '');
    fields[name] = isPerson && text ? ((await personOf(text)) ?? '') : text;
  }
  return fields;
}
