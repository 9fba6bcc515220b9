/**
 * Times as everybody's own clock shows them, beside UTC. Rich text knows moments as elements of their own: nothing in it
 * is parsed. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#date-element-type
 */

import type { RichTextElement } from '@slack/types';

/** As `clockTime` writes them. */
const CLOCK = /(?:(\d{4}-\d{2}-\d{2}) )?(\d{2}:\d{2}) UTC/g;
/** A text of more is a list, which is read in UTC. */
const MOST = 20;

/** The text with each time's own beside it; undefined where there is none. A time without a date is of the day of `at`. */
export function withOwnTimes(text: string, at: Date): readonly RichTextElement[] | undefined {
  const found = [...text.matchAll(CLOCK)].filter((match) => !Number.isNaN(secondsOf(match, at)));
  if (found.length === 0 || found.length > MOST) return undefined;
  const elements: RichTextElement[] = [];
  let from = 0;
  for (const match of found) {
    const [whole, day] = match;
    const end = match.index + whole.length;
    elements.push(
      { type: 'text', text: `${from > 0 ? ')' : ''}${text.slice(from, end)} (` },
      {
        type: 'date',
        timestamp: secondsOf(match, at),
        format: day ? '{date_short} {time}' : '{time}',
        fallback: whole,
      },
    );
    from = end;
  }
  return [...elements, { type: 'text', text: `)${text.slice(from)}` }];
}

function secondsOf([, day, time]: RegExpMatchArray, at: Date): number {
  return Date.parse(`${day ?? at.toISOString().slice(0, 10)}T${time}:00Z`) / 1000;
}
