/** Draws a neutral form as a modal, and reads what was put into it. https://docs.slack.dev/surfaces/modals */

import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { Field, Form } from '../chat/card.ts';
import type { Memo } from '../chat/memo.ts';
import { cut, pieces } from '../chat/text.ts';
import { plain } from './text.ts';

export const FORM = 'form';
const TITLE = 24;
const LABEL = 2000;
const OPTION = 75;
/** Options of a menu that Slack holds itself; more are asked for as the person types. */
const HELD = 20;
const TEXT = 3000;

export interface Drawing {
  readonly memo: Memo;
  /** Slack's id of a person, where known. */
  readonly accountOf: (personId: string) => string | undefined;
  /** Shown above the fields: why the last attempt was refused. */
  readonly problem?: string;
}

export function renderForm(form: Form, { memo, accountOf, problem }: Drawing): ModalView {
  const blocks: KnownBlock[] = [
    ...(problem ? pieces(problem, TEXT).map((text) => note(`! ${text}`)) : []),
    ...(form.title.length > TITLE ? [note(form.title)] : []),
    ...(form.intro ? [note(form.intro)] : []),
    ...form.fields.slice(0, 90).map((field) => input(field, accountOf)),
  ];
  return {
    type: 'modal',
    callback_id: FORM,
    title: plain(form.title, TITLE),
    submit: plain(form.submit, TITLE),
    close: plain('Cancel', TITLE),
    private_metadata: metadataOf(memo),
    blocks: blocks.length > 0 ? blocks : [note('Nothing has to be filled in.')],
  };
}

/** Characters of what a view remembers. https://docs.slack.dev/reference/views/modal-views */
const METADATA = 3000;

/** The words only draw the same form again: where a message that goes along leaves no room for them, they give way. */
function metadataOf(memo: Memo): string {
  const whole = JSON.stringify({ ...memo, words: cut(memo.words, 1500) });
  return whole.length <= METADATA ? whole : JSON.stringify({ ...memo, words: cut(memo.words, 100) });
}

/** A modal that only says something: that it is being worked on, or what came of it. */
export function renderNote(title: string, text: string): ModalView {
  return {
    type: 'modal',
    title: plain(title, TITLE),
    close: plain('Close', TITLE),
    blocks: pieces(text, TEXT).map(note),
  };
}

function note(text: string): KnownBlock {
  return { type: 'section', text: plain(text, TEXT) };
}

function input(field: Field, accountOf: (personId: string) => string | undefined): InputBlock {
  return {
    type: 'input',
    block_id: `field.${field.name}`.slice(0, 255),
    label: plain(field.label, LABEL),
    optional: !field.required,
    element: element(field, accountOf),
    ...(field.hint ? { hint: plain(field.hint, LABEL) } : {}),
  };
}

function element(field: Field, accountOf: (personId: string) => string | undefined): InputBlock['element'] {
  const { kind, value = '' } = field;
  switch (kind) {
    case 'text':
    case 'time':
    case 'long':
      return {
        type: 'plain_text_input',
        action_id: 'value',
        multiline: kind === 'long',
        ...(value ? { initial_value: cut(value, TEXT) } : {}),
        max_length: TEXT,
      };
    case 'date':
      return {
        type: 'datepicker',
        action_id: 'value',
        ...(/^\d{4}-\d{2}-\d{2}$/.test(value) ? { initial_date: value } : {}),
      };
    case 'person':
    case 'people': {
      const account = accountOf(value);
      return { type: 'users_select', action_id: 'value', ...(account ? { initial_user: account } : {}) };
    }
    case 'checkbox': {
      const option = { text: plain(field.label, OPTION), value: 'true' };
      const initial = value ? { initial_options: [option] } : {};
      return { type: 'checkboxes', action_id: 'value', options: [option], ...initial };
    }
    case 'select':
      return select(field);
  }
}

function select({ options = [], value = '' }: Field): InputBlock['element'] {
  const shown = optionsOf(options);
  const chosen = shown[options.findIndex((option) => option.value === value)];
  const initial = chosen && value !== '' ? { initial_option: chosen } : {};
  if (shown.length > 0 && shown.length <= HELD)
    return { type: 'static_select', action_id: 'value', options: [...shown], ...initial };
  return { type: 'external_select', action_id: 'value', min_query_length: 0, ...initial };
}

/** Options as Slack takes them. A value too long for it is named by its place in the list. */
export function optionsOf(options: NonNullable<Field['options']>) {
  return options.map(({ value, label }, index) => ({
    text: plain(label, OPTION),
    value: value === '' ? NOTHING : value.length <= OPTION && !/^#\d+$/.test(value) ? value : `#${index}`,
  }));
}

/** Slack refuses an empty value. */
const NOTHING = '-';

const Element = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_user: z.string().nullish(),
  selected_date: z.string().nullish(),
});
export const State = z.record(z.string(), z.record(z.string(), Element));
export type State = z.infer<typeof State>;

export interface Reading {
  /** A person of ours by Slack's id. */
  personOf(account: string): Promise<string | undefined>;
  /** Options of a field as they are now, for values that are named by their place. */
  optionsOf(field: string): Promise<NonNullable<Field['options']>>;
}

/** The fields as the command takes them. Empty ones are empty text. */
export async function readForm(
  state: State,
  { personOf, optionsOf: offered }: Reading,
): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [block, elements] of Object.entries(state)) {
    const [given] = Object.values(elements);
    if (!block.startsWith('field.') || !given) continue;
    const name = block.slice('field.'.length);
    if (given.selected_user) fields[name] = (await personOf(given.selected_user)) ?? '';
    else if (given.selected_options) fields[name] = given.selected_options.length > 0 ? 'true' : '';
    else fields[name] = await textOf(given.selected_option?.value ?? given.selected_date ?? given.value ?? '', name);
  }
  return fields;

  async function textOf(value: string, name: string): Promise<string> {
    if (value === NOTHING) return '';
    const index = /^#(\d+)$/.exec(value)?.[1];
    return index === undefined ? value : ((await offered(name))[Number(index)]?.value ?? '');
  }
}
