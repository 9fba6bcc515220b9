/**
 * What must not leave the house in words that people wrote: every name, id, account and place that the log knows, and
 * whatever looks like one. Errs on the side of withholding.
 */

import type { IncidentEvent } from '../incident/events.ts';

const WITHHELD = '[withheld]';
/** Members of events that hold names of people, things and places. */
const NAMING: ReadonlySet<string> = new Set(
  'id name account region codename conversation subject reference on target key findingId alertId messageId requestId evidenceId'.split(
    ' ',
  ),
);
/** Shorter ones would withhold every other word. */
const SHORTEST = 3;

/** What looks like an internal name, whoever wrote it: addresses, accounts, resources, hashes, incident numbers. */
const SHAPES: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/giu,
  /\barn:[\w:/.*@+=,-]+/giu,
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)*/gu,
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/giu,
  /\b(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?\b/gu,
  /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/giu,
  /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b/giu,
  /\b[a-z]{1,12}-[0-9a-f]{8,}\b/giu,
  /\b\d{12}\b/gu,
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/gu,
  /\b[0-9a-f]{16,}\b/giu,
  /#\d+\b/gu,
  /\b[A-Z][A-Z0-9]{1,9}-\d+\b/gu,
];

/** Makes a text fit to leave. The names are those of all events, found once. */
export function withholdingIn(events: readonly IncidentEvent[]): (text: string) => string {
  const names = new Set<string>();
  for (const event of events) {
    collect(event.by, names);
    collect(event.data, names);
  }
  const titles = new Set(events.flatMap(titlesIn).map((title) => title.normalize('NFKC').trim()));
  // Titles first: what looks like a name inside one must not tear it.
  const patterns = [...wholeWords(titles), ...SHAPES, ...wholeWords(names)];
  return (text) => {
    // Invisible letters and look-alike forms of the same letter must not hide a name.
    let told = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
    for (const pattern of patterns) told = told.replace(pattern, WITHHELD);
    return told.replace(/(?:\[withheld\][\s/:,.-]*){2,}/g, `${WITHHELD} `).trim();
  };
}

/** The longest first: a part of a name must not tear it. */
function wholeWords(names: ReadonlySet<string>): readonly RegExp[] {
  return [...names]
    .filter((name) => name.length >= SHORTEST)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((name) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu'));
}

/** What the incident and its alerts are called inside. As a whole: a word of a title is a word of the language. */
function titlesIn(event: IncidentEvent): readonly string[] {
  if (event.type === 'IncidentDeclared') return [event.data.title];
  if (event.type === 'IncidentRetitled') return [event.data.from, event.data.to];
  return event.type === 'AlertLinked' ? [event.data.alert.title] : [];
}

function collect(value: unknown, into: Set<string>, key = ''): void {
  if (typeof value === 'string') {
    if (NAMING.has(key)) add(value, into);
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, into, key);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) collect(one, into, name);
  }
}

/** The whole, each word of it, and what an address or a path ends or begins with: a surname alone is a name too. */
function add(value: string, into: Set<string>): void {
  const plain = value.normalize('NFKC').trim();
  const parts = [plain, ...plain.split(/\s+/u), plain.split(/[/:]/u).at(-1) ?? '', plain.split('@')[0] ?? ''];
  for (const part of parts) {
    if (part.length >= SHORTEST && !/^\d{1,4}$/.test(part)) into.add(part);
  }
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
