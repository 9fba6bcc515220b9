/** Phrases: our own words as strings, what came from outside as nodes that can hold nothing but text. */

import type { InlineCode, Link, PhrasingContent, Strong, Text } from 'mdast';
import type { Actor, Person } from '../incident/actor.ts';
import type { ActionTarget } from '../incident/containment-events.ts';
import type { Timestamp } from '../incident/events.ts';
import { clean } from './text.ts';
import { longTime, shortTime } from './time.ts';

/** A phrase or the pieces of one. Strings are printed as they are, spaces included. */
export type Words = string | PhrasingContent | readonly Words[];

/** Outside text is isolated, so that right-to-left names do not reorder the sentence around them (UAX #9). */
const ISOLATED = { hName: 'bdi' } as const;

/** What somebody or something outside said. Never markup, whatever it contains. */
export function said(text: string): PhrasingContent {
  return { type: 'text', value: clean(text), data: ISOLATED } satisfies Text;
}

/** The same in quotation marks. */
export function quoted(text: string): Words {
  return ['“', said(text), '”'];
}

export function strong(...words: readonly Words[]): Strong {
  return { type: 'strong', children: phrase(words) };
}

/** Hashes and ids, in a fixed-width face. What a code span cannot hold faithfully stays plain text. */
export function code(text: string): PhrasingContent {
  return /^[\w.:/@+=,-]{1,200}$/.test(text) ? ({ type: 'inlineCode', value: text } satisfies InlineCode) : said(text);
}

/** A time for tables: `2026-03-03 14:02:07`. The column says UTC. */
export function at(time: Timestamp): PhrasingContent {
  return timed(time, shortTime(time));
}

/** A time for sentences: `3 March 2026 at 14:02 UTC`. */
export function onDay(time: Timestamp): PhrasingContent {
  return timed(time, longTime(time));
}

/** A person by name, a machine with its kind. */
export function who(actor: Actor | Person): Words {
  const kind = 'kind' in actor && actor.kind !== 'person' ? ` (${actor.kind})` : '';
  return [said(actor.name === '' ? actor.id : actor.name), kind];
}

/** With the id that tells them from a namesake. */
export function identity(actor: Actor | Person): Words {
  return actor.id === actor.name ? who(actor) : [who(actor), ', ', said(actor.id)];
}

/** Names of several people, separated by commas. */
export function everyone(people: readonly (Actor | Person)[]): Words {
  return people.map((person, index) => (index === 0 ? who(person) : [', ', who(person)]));
}

export function target(on: ActionTarget): Words {
  const place = [on.provider, on.account, on.region].filter((part) => part !== undefined && part !== '').join(' ');
  return [said(`${on.kind} ${on.id}`), ' (', said(place), ')'];
}

/**
 * A link to where a fact can be looked up. Only absolute `https:` addresses without credentials become links,
 * and the visible words are ours; anything else is shown as text.
 */
export function place(label: string, address: string): PhrasingContent {
  const whole = SIMPLE.test(address) ? address : normalized(address);
  if (whole === undefined) return said(`${label} ${address}`);
  const href = whole.replace(/[\\`|()<>[\]*_~]/g, percent);
  return { type: 'link', url: href, children: [{ type: 'text', value: label }] } satisfies Link;
}

/** Normalized as it is. Most addresses of a long log are, and taking each apart costs more than all that is said of it. */
const SIMPLE = /^https:\/\/(?!.*(?:xn--|\/\.))(?:[a-z0-9-]+\.)+[a-z]{2,}\/[\w\-./?=&:]*$/;

function normalized(address: string): string | undefined {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
}

/** Flattens words into nodes. */
export function phrase(words: Words): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  lay(words, nodes);
  return nodes;
}

function lay(words: Words, into: PhrasingContent[]): void {
  if (typeof words === 'string') {
    const before = into.at(-1);
    if (words === '') return;
    if (before?.type === 'text' && before.data === undefined) into[into.length - 1] = joined(before.value, words);
    else into.push({ type: 'text', value: words });
  } else if (isList(words)) {
    for (const word of words) lay(word, into);
  } else {
    into.push(words);
  }
}

function joined(before: string, after: string): Text {
  return { type: 'text', value: before + after };
}

function isList(words: Words): words is readonly Words[] {
  return Array.isArray(words);
}

function timed(time: Timestamp, shown: string): Text {
  return Number.isNaN(Date.parse(time))
    ? { type: 'text', value: clean(shown), data: ISOLATED }
    : { type: 'text', value: shown, data: { hName: 'time', hProperties: { dateTime: time } } };
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
