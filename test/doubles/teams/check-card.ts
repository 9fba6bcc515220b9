/** What Teams would not show: cards beyond its size, elements it does not know, actions it does not take. */

import { createRequire } from 'node:module';

/** 28 kB is the oldest of the limits that Microsoft documents for a message with a card. */
const MOST_BYTES = 28 * 1024;
/** https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-reference#adaptive-card */
const VERSION = 1.5;
/** Actions of one set that a client shows. */
const ACTIONS = 6;
/** https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
const REFRESHED = 60;

interface Parser {
  readonly AdaptiveCard: new () => {
    parse(json: object): void;
    validateProperties(): { readonly validationEvents: readonly { readonly message: string }[] };
  };
}

// Its ESM entry does not load in Node.js.
const { AdaptiveCard } = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js') as Parser;

/** Everything that is wrong with a card; empty when Teams takes it. */
export function faultsOf(card: Readonly<Record<string, unknown>>): readonly string[] {
  const faults: string[] = [];
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > MOST_BYTES) faults.push(`the card has ${bytes} bytes, ${MOST_BYTES} are let through`);
  if (Number(card.version) > VERSION) faults.push(`version ${card.version} is newer than ${VERSION}`);
  const parsed = new AdaptiveCard();
  parsed.parse(card);
  // Choices that are asked for as people type need none to begin with; the parser is older than they are.
  const isAsked = elementsIn(card).some((element) => 'choices.data' in element);
  const found = parsed.validateProperties().validationEvents.map(({ message }) => message);
  faults.push(...found.filter((message) => !(isAsked && message.includes('at least one choice'))));
  for (const element of elementsIn(card)) {
    if (Array.isArray(element.actions) && element.actions.length > ACTIONS)
      faults.push(`${element.actions.length} actions in one set, ${ACTIONS} are shown`);
    if (element.type === 'TextBlock' && element.text === '') faults.push('a TextBlock without text');
    if (element.type === 'Action.OpenUrl' && !/^https?:/.test(String(element.url))) faults.push('a link to nowhere');
  }
  const { userIds = [] } = (card.refresh ?? {}) as { userIds?: readonly string[] };
  if (userIds.length > REFRESHED) faults.push(`refreshed for ${userIds.length} people, ${REFRESHED} are allowed`);
  return faults;
}

export type CardElement = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every object of a card that has a type, in the order in which it is read. */
export function elementsIn(value: unknown): readonly CardElement[] {
  if (Array.isArray(value)) return value.flatMap(elementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = value as CardElement;
  return [...(typeof own.type === 'string' ? [own] : []), ...Object.values(own).flatMap(elementsIn)];
}

/** The text that a reader of the card sees, a line for each piece. */
export function textOf(card: unknown): string {
  if (Array.isArray(card)) return card.map(textOf).filter(Boolean).join('\n');
  if (typeof card === 'string') return card;
  if (typeof card !== 'object' || card === null) return '';
  const { type, text, title, inlines, body, actions, columns, items, rows, cells, ...rest } = card as Record<
    string,
    unknown
  >;
  if (rest.isVisible === false && type === 'RichTextBlock') return '';
  if (type === 'RichTextBlock') return (inlines as readonly unknown[]).map(textOf).join('');
  const own = [text, title, rest.label, rest.placeholder].filter((one): one is string => typeof one === 'string');
  return [...own, ...[body, items, columns, rows, cells, actions, rest.card, rest.choices].map(textOf)]
    .filter(Boolean)
    .join('\n');
}
