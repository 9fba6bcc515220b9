/** Finding what a person means by a label on blocks: buttons, menus, boxes, inputs; and what was chosen in them. */

import { elementsOf } from './check-blocks.ts';
import type { Block } from './world.ts';

export type Element = Record<string, unknown> & { type: string; action_id?: string };

export interface Found {
  readonly block: Block;
  readonly element: Element;
}

interface Option {
  readonly text: { readonly text: string };
  readonly value: string;
}

/** The element with that `action_id`, on a block of that `block_id`, or with that label. Throws when there is none. */
export function find(blocks: readonly Block[], key: string): Found {
  const all = blocks.flatMap((block) =>
    elementsOf(block).map(({ element }) => ({ block, element: element as Element })),
  );
  const found =
    all.find(({ element }) => element.action_id === key) ??
    all.find(({ block }) => block.block_id === key) ??
    all.find(({ block, element }) => labelOf(element.text) === key || labelOf(block.label) === key) ??
    all.find(({ element }) => labelOf(element.placeholder) === key);
  if (found) return found;
  throw new Error(`Nothing here is called ${key}. There are: ${all.map(nameOf).join(', ')}.`);
}

export function labelOf(text: unknown): string {
  return typeof text === 'object' && text !== null && 'text' in text ? String(text.text) : '';
}

function nameOf({ block, element }: Found): string {
  return labelOf(element.text) || labelOf(block.label) || labelOf(element.placeholder) || String(element.action_id);
}

/** The options that an element shows, its groups opened. */
function optionsOf(element: Element): readonly Option[] {
  const groups = (element.option_groups ?? []) as readonly { options: readonly Option[] }[];
  return [...((element.options ?? []) as readonly Option[]), ...groups.flatMap(({ options }) => options)];
}

function optionOf(element: Element, wanted: string, offered: readonly Option[]): Option {
  const options = [...optionsOf(element), ...offered];
  const option = options.find(({ value, text }) => value === wanted || text.text === wanted);
  if (option) return option;
  throw new Error(`There is no option ${wanted}. There are: ${options.map(({ text }) => text.text).join(', ')}.`);
}

export type Value = string | readonly string[] | boolean | number;

/** The state that a person's choice leaves in an element. `offered` are options that the app suggested. */
export function stateOf(element: Element, value: Value, offered: readonly Option[] = []): Record<string, unknown> {
  const { type } = element;
  const texts = Array.isArray(value) ? (value as readonly string[]) : [String(value)];
  const first = texts[0] ?? '';
  const pick = (wanted: string): Option => optionOf(element, wanted, offered);
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
    case 'overflow':
      return { type, selected_option: pick(first) };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: texts.map(pick) };
    case 'users_select':
      return { type, selected_user: first };
    case 'multi_users_select':
      return { type, selected_users: texts };
    case 'conversations_select':
      return { type, selected_conversation: first };
    case 'channels_select':
      return { type, selected_channel: first };
    case 'datepicker':
      return { type, selected_date: first };
    case 'timepicker':
      return { type, selected_time: first };
    case 'datetimepicker':
      return { type, selected_date_time: Number(first) };
    default:
      return { type, value: first };
  }
}

/** What stands in an element before anybody touched it. */
export function initialState(element: Element): Record<string, unknown> {
  const { type } = element;
  const chosen: readonly (readonly [given: string, shown: string, empty: unknown])[] = [
    ['initial_option', 'selected_option', null],
    ['initial_options', 'selected_options', []],
    ['initial_user', 'selected_user', null],
    ['initial_users', 'selected_users', []],
    ['initial_conversation', 'selected_conversation', null],
    ['initial_channel', 'selected_channel', null],
    ['initial_date', 'selected_date', null],
    ['initial_time', 'selected_time', null],
    ['initial_date_time', 'selected_date_time', null],
    ['initial_value', 'value', null],
  ];
  const field = SHOWN[type] ?? 'value';
  const [given, shown, empty] = chosen.find((one) => one[1] === field) ?? ['initial_value', 'value', null];
  return { type, [shown]: element[given] ?? empty };
}

const SHOWN: Readonly<Record<string, string>> = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  radio_buttons: 'selected_option',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  checkboxes: 'selected_options',
  users_select: 'selected_user',
  multi_users_select: 'selected_users',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
};

/** State of all elements that keep one. */
export function statesOf(blocks: readonly Block[]): Record<string, Record<string, unknown>> {
  const values: Record<string, Record<string, unknown>> = {};
  for (const block of blocks) {
    for (const { element } of elementsOf(block)) {
      const { type, action_id } = element as Element;
      if (!action_id || !block.block_id || ['button', 'overflow', 'image'].includes(type)) continue;
      values[block.block_id] = { ...values[block.block_id], [action_id]: initialState(element as Element) };
    }
  }
  return values;
}

/** Whether nothing stands in it: what a required input may not be. */
export function isEmpty(state: Record<string, unknown>): boolean {
  const { type: _, ...rest } = state;
  const [value] = Object.values(rest);
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
