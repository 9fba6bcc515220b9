/**
 * The only way to write a post-mortem: its blocks are made here and nowhere else, and a statement about the incident
 * cannot be made without the events that prove it. What no event says is either an absence, a question for people, or
 * fixed wording; each is marked as such in `data.speaks`.
 */

import type {
  Blockquote,
  Heading,
  Image,
  Link,
  List,
  Paragraph,
  PhrasingContent,
  RootContent,
  Table,
  TableRow,
} from 'mdast';
import type { IncidentEvent, Timestamp } from '../incident/events.ts';
import { phrase, type Words } from './words.ts';

declare module 'mdast' {
  interface Data {
    /**
     * `fact`: cites events. `absence`: cites the whole log. `prompt`: for people. `fixed`: ours. `given`: an option.
     * `human`: people's own words, by the event that holds them.
     */
    speaks?: 'fact' | 'absence' | 'prompt' | 'fixed' | 'given' | 'human' | undefined;
    /**
     * Sequence numbers of every event a fact rests on, also of those the visible marks leave out. Where several sentences
     * follow each other, the first mark after each holds those of its sentence alone.
     */
    cites?: readonly number[] | undefined;
    /** Name of the target that citations of this row lead to. */
    anchor?: string | undefined;
    /** `bdi`: isolated from the direction of the text around it. `time`: a moment, in `dateTime`. */
    hName?: 'bdi' | 'time' | undefined;
    hProperties?: Properties | undefined;
  }
  interface RootData {
    /** Version and head of the chain, for the foot of each page. */
    imprint?: string;
    /** When the newest event was recorded: the only date a copy may carry. */
    at?: Date;
  }
}

/** What a node is called, headed and styled as, for the formats that can say so. */
export interface Properties {
  readonly id?: string;
  readonly className?: readonly string[];
  readonly ariaLabel?: string;
  readonly dateTime?: Timestamp;
  readonly dir?: 'auto';
}

declare const made: unique symbol;

/** A block of the document, marked with what kind of statement it is. */
export type Block = RootContent & { readonly [made]: true };
/** A statement with the events it rests on. */
export interface Fact {
  readonly words: readonly PhrasingContent[];
  readonly cites: Cites;
  readonly [made]: true;
}
/** At least one event. */
export type Cites = readonly [IncidentEvent, ...IncidentEvent[]];
/** A line of a table: cells, and what proves them; `log` when it says that the log holds no such thing. */
export interface Row {
  readonly cells: readonly Words[];
  readonly from: Cites | 'log';
}

/** Where the whole log stands in the document; absences cite it. */
export const LOG_ID = 'full-log';
/** Rows of one table, where there may be any number. */
export const TABLE_ROWS = 250;
/** Marks shown for one statement; more are counted, and a reader finds them between the first and the last. */
const MARKS_SHOWN = 4;

export function fact(from: Cites, ...words: readonly Words[]): Fact {
  return { words: phrase(words), cites: sorted(from) } as unknown as Fact;
}

/** Narrows a list of events to citations; undefined when it is empty. */
export function citing(events: readonly IncidentEvent[]): Cites | undefined {
  return isCites(events) ? events : undefined;
}

/** Sentences that follow each other, each with its own marks. */
export function paragraph(...facts: readonly [Fact, ...Fact[]]): Block {
  const node: Paragraph = { type: 'paragraph', children: sentences(facts), data: proven(facts) };
  return seal(node);
}

/** The same for readers outside, who have no log to look into: without marks. */
export function outward(facts: readonly [Fact, ...Fact[]]): Block {
  const children = facts.flatMap((one, index) => [...(index === 0 ? [] : [words(' ')]), ...one.words]);
  return seal({ type: 'paragraph', children, data: { speaks: 'fact' } } satisfies Paragraph);
}

/** A line of people's for readers outside, made fit to leave. */
export function outwardWords(line: string): Block {
  return seal({ type: 'paragraph', children: [words(line)], data: { speaks: 'human', hProperties: { dir: 'auto' } } });
}

export function bullets(facts: readonly [Fact, ...Fact[]] | readonly Fact[]): Block {
  const node: List = {
    type: 'list',
    ordered: false,
    spread: false,
    children: facts.map((one) => ({
      type: 'listItem',
      spread: false,
      data: proven([one]),
      children: [{ type: 'paragraph', children: sentences([one]) }],
    })),
  };
  return seal(node);
}

/** A table whose last column, *Source*, holds the marks of each row. */
export function table(label: string, columns: readonly string[], rows: readonly Row[]): Block {
  const node: Table = {
    type: 'table',
    data: named(label),
    children: [headRow([...columns, 'Source']), ...rows.map(bodyRow)],
  };
  return seal(node);
}

/** A table that may grow long, in parts: a browser lays out, and a format converts, one at a time. */
export function* tables<T>(
  label: string,
  columns: readonly string[],
  from: readonly T[],
  row: (one: T) => Row,
): Generator<Block> {
  for (let start = 0; start < from.length; start += TABLE_ROWS) {
    yield table(label, columns, from.slice(start, start + TABLE_ROWS).map(row));
  }
}

/** A table of the log itself: each row is an event and the target of its citations. */
export function logTable(
  label: string,
  columns: readonly string[],
  rows: Iterable<{ readonly event: IncidentEvent; readonly cells: readonly Words[] }>,
): Block {
  const children = [headRow(['Event', ...columns])];
  for (const { event, cells } of rows) children.push(logRow(event, cells));
  return seal({ type: 'table', data: named(label), children } satisfies Table);
}

/** Something a reader would look for and the log does not hold. */
export function absent(...words: readonly Words[]): Block {
  const node: Paragraph = {
    type: 'paragraph',
    data: { speaks: 'absence' },
    children: [...phrase([words, ' ']), logMark()],
  };
  return seal(node);
}

/** A line that must not be overlooked, standing apart. */
export function banner(...facts: readonly [Fact, ...Fact[]]): Block {
  const inner: Paragraph = {
    type: 'paragraph',
    children: facts.flatMap((one) => [{ type: 'strong', children: [...one.words] }, ...proof(one)]),
  };
  return seal({ type: 'blockquote', children: [inner], data: { ...proven(facts), hProperties: banded('banner') } });
}

/** A question for people, with room for the answer. Says itself that it is not a fact. */
export function prompt(question: string): Block {
  const node: Blockquote = {
    type: 'blockquote',
    data: { speaks: 'prompt', hProperties: banded('prompt') },
    children: [
      {
        type: 'paragraph',
        children: [
          { type: 'strong', children: [{ type: 'text', value: 'For people to write.' }] },
          words(` ${question}`),
        ],
      },
    ],
  };
  return seal(node);
}

/** Fixed wording that explains the document and says nothing about this incident. */
export function explain(text: string): Block {
  return seal({
    type: 'paragraph',
    children: [words(text)],
    data: { speaks: 'fixed', hProperties: banded('explain') },
  });
}

/** What people wrote themselves, block by block. The line before it says who. */
export function inTheirWords(from: IncidentEvent, nodes: readonly RootContent[]): readonly Block[] {
  return nodes.map((node) =>
    seal({ ...node, data: { speaks: 'human', cites: [from.seq], hProperties: { dir: 'auto' } } }),
  );
}

/** What the caller vouches for, not an event: the head of the chain. */
export function given(...text: readonly Words[]): Block {
  return seal({ type: 'paragraph', children: phrase(text), data: { speaks: 'given' } });
}

export function heading(depth: 1 | 2 | 3, title: string, id: string): Block {
  const node: Heading = {
    type: 'heading',
    depth,
    children: [words(title)],
    data: { speaks: 'fixed', hProperties: { id } },
  };
  return seal(node);
}

/** The heading of the whole document: the one that names the incident. */
export function title(one: Fact): Block {
  const node: Heading = { type: 'heading', depth: 1, children: [...one.words], data: proven([one]) };
  return seal(node);
}

/** A picture of what `one` says in words; the words are its alternative text and stand below it with their marks. */
export function figure(file: string, alternative: string, one: Fact): readonly Block[] {
  const image: Image = { type: 'image', url: file, alt: alternative };
  return [seal({ type: 'paragraph', children: [image], data: proven([one]) }), paragraph(one)];
}

function seal(node: RootContent): Block {
  return node as Block;
}

function proven(facts: readonly Fact[]): { speaks: 'fact'; cites: readonly number[] } {
  return { speaks: 'fact', cites: facts.flatMap((one) => one.cites.map((event) => event.seq)) };
}

function sentences(facts: readonly Fact[]): PhrasingContent[] {
  return facts.flatMap((one, index) => [...(index === 0 ? [] : [words(' ')]), ...one.words, ...proof(one)]);
}

/** Its marks, of which the first says exactly which events the sentence before it rests on. */
function proof({ cites }: Fact): PhrasingContent[] {
  const [space, first, ...rest] = marks(cites);
  if (space === undefined || first === undefined) return [];
  return [space, { ...first, data: { cites: cites.map((event) => event.seq) } }, ...rest];
}

function headRow(columns: readonly string[]): TableRow {
  return { type: 'tableRow', children: columns.map((column) => ({ type: 'tableCell', children: [words(column)] })) };
}

function bodyRow(row: Row): TableRow {
  const cites = row.from === 'log' ? undefined : sorted(row.from);
  const source = cites === undefined ? [logMark()] : marks(cites).slice(1);
  return {
    type: 'tableRow',
    data: cites === undefined ? { speaks: 'absence' } : { speaks: 'fact', cites: cites.map((event) => event.seq) },
    children: [...row.cells.map(phrase), source].map((children) => ({ type: 'tableCell', children })),
  };
}

function logRow(event: IncidentEvent, cells: readonly Words[]): TableRow {
  const anchor = `e-${event.seq}`;
  const name: PhrasingContent = { type: 'text', value: `e${event.seq}`, data: { anchor } };
  return {
    type: 'tableRow',
    data: { speaks: 'fact', cites: [event.seq], hProperties: { id: anchor } },
    children: [[name], ...cells.map(phrase)].map((children) => ({ type: 'tableCell', children })),
  };
}

/** A space, then `e3 e5 e8`, or `e3 e4 e5 … e90 (87 events)`. */
function marks(cites: Cites): PhrasingContent[] {
  const many = cites.length > MARKS_SHOWN;
  const nodes: PhrasingContent[] = [];
  for (const event of many ? cites.slice(0, MARKS_SHOWN - 1) : cites) nodes.push(words(' '), mark(event));
  const last = cites.at(-1);
  if (many && last !== undefined) nodes.push(words(' … '), mark(last), words(` (${cites.length} events)`));
  return nodes;
}

function mark(event: IncidentEvent): Link {
  return { type: 'link', url: `#e-${event.seq}`, children: [{ type: 'text', value: `e${event.seq}` }] };
}

function logMark(): Link {
  return { type: 'link', url: `#${LOG_ID}`, children: [{ type: 'text', value: 'log' }] };
}

function words(value: string): PhrasingContent {
  return { type: 'text', value };
}

/** What a table is about, for readers who cannot see where it stands. */
function named(label: string): { hProperties: { ariaLabel: string } } {
  return { hProperties: { ariaLabel: label } };
}

function banded(className: string): { className: string[] } {
  return { className: [className] };
}

/** Each event once, in the order of the log. */
function sorted(from: Cites): Cites {
  if (from.length === 1) return from;
  const [first, ...rest] = [...new Set(from)].sort((a, b) => a.seq - b.seq);
  return first === undefined ? from : [first, ...rest];
}

function isCites(events: readonly IncidentEvent[]): events is Cites {
  return events.length > 0;
}
