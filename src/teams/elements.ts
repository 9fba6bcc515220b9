/**
 * Pieces of Adaptive Cards. Text from outside stands in text runs alone: a TextBlock, a fact and a toast read Markdown, a
 * run does not. https://adaptivecards.io/explorer/TextRun.html
 */

import type { Button } from '../chat/card.ts';
import { addressed, cut } from '../chat/text.ts';

/** An element, action or input, as it is sent. The types of the vendor are held against it in tests. */
export type Element = Readonly<Record<string, unknown>> & { readonly type: string };

/** Actions of one set that every client shows: the renderer's own measure is five, Teams' is six. https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/design-effective-cards */
const ACTIONS = 5;
const LABEL = 60;
const WORDS = 2000;
const RUN = 3000;

export interface TextStyle {
  readonly size?: 'Small' | 'Default' | 'Medium' | 'Large';
  readonly weight?: 'Default' | 'Bolder';
  readonly color?: 'Good' | 'Attention';
  readonly isSubtle?: boolean;
}

/** One line of text. What cannot be shown of control characters is left out. */
export function line(text: string, style: TextStyle = {}): Element {
  return { type: 'RichTextBlock', inlines: [run(text, style)] };
}

/** A line with nothing on it, which keeps its place. */
export const BLANK: Element = { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: ' ' }] };

/** A line that begins with its name. */
export function named(label: string, text: string): Element {
  return { type: 'RichTextBlock', inlines: [run(`${label}  `, { weight: 'Bolder' }), run(text)] };
}

/** Text of several lines: each is a block of its own, for a run knows no line breaks. */
export function lines(text: string, style: TextStyle = {}): readonly Element[] {
  return text
    .split('\n')
    .filter(notBlank)
    .flatMap((one) => lettersOf(one).map((part) => line(part, style)));
}

export function run(text: string, style: TextStyle = {}): Element {
  return { type: 'TextRun', text: cut(visible(text), RUN), ...style };
}

function notBlank(text: string): boolean {
  return text.trim() !== '';
}

function lettersOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length; from += RUN - 1) parts.push(text.slice(from, from + RUN - 1));
  return parts;
}

/** Without control characters, which take six bytes each and show nothing. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
}

/** What a click says or asks for. `card` names which card it stood on. */
export function action(button: Button, number: number | undefined): Element {
  const { label, says, asks, style, confirm } = button;
  const title = cut(visible(label), LABEL);
  const words = addressed(says, number).slice(0, WORDS);
  const styled = style ? { style: style === 'danger' ? 'destructive' : 'positive' } : {};
  if (asks)
    return { type: 'Action.Submit', title, ...styled, data: { verb: 'ask', words, msteams: { type: 'task/fetch' } } };
  const execute = { type: 'Action.Execute', verb: 'say', data: { words } };
  if (!confirm) return { ...execute, title, ...styled };
  // There is no dialog that confirms: the question opens below the button, with the one that does it.
  const card = {
    type: 'AdaptiveCard',
    body: [line(confirm)],
    actions: [{ ...execute, title: `Yes: ${title}`, ...styled }],
  };
  return { type: 'Action.ShowCard', title, ...styled, card };
}

/** Sets of as many actions as are shown. */
export function actionSets(actions: readonly Element[]): readonly Element[] {
  const sets: Element[] = [];
  for (let from = 0; from < actions.length; from += ACTIONS)
    sets.push({ type: 'ActionSet', actions: actions.slice(from, from + ACTIONS) });
  return sets;
}

export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
