/**
 * The history of an incident as a table somebody kept. Columns, in any order: `time` (RFC 3339 with its zone), `author`,
 * `text`, and if wanted `milestone` (one of the incident's) and `link` (https).
 */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MILESTONES } from '../incident/events.ts';
import type { History } from '../incident/history.ts';
import { type CsvRow, readCsv } from './read-csv.ts';

export interface RowFault {
  readonly line: number;
  readonly what: string;
  readonly fix: string;
}

const NEEDED = ['time', 'author', 'text'] as const;
const KNOWN = [...NEEDED, 'milestone', 'link'] as const;

const Row = z.object({
  time: z.iso.datetime({ offset: true, error: 'is no time with its zone' }),
  author: z.string().trim().min(1, 'is empty').max(200, 'is longer than 200 characters'),
  text: z.string().trim().min(1, 'is empty').max(10_000, 'is longer than 10,000 characters'),
  milestone: z.enum(['', ...MILESTONES], { error: `is none of ${MILESTONES.join(', ')}` }).default(''),
  link: z.union([z.literal(''), z.url({ protocol: /^https$/, error: 'is no https address' })]).default(''),
});
type Row = z.infer<typeof Row>;

const FIXES: Readonly<Record<string, string>> = {
  time: 'Write it like 2026-03-01T14:05:00Z or 2026-03-01T15:05:00+01:00.',
  author: 'Name who said or did it.',
  text: 'Say what happened, in at most 10,000 characters.',
  milestone: 'Leave it empty, or use one of those.',
  link: 'Leave it empty, or give the whole address.',
};

/** The whole history, or every fault with its line. Never half of it. */
export function readCsvHistory(
  text: string,
):
  | { readonly history: History; readonly faults?: undefined }
  | { readonly history?: undefined; readonly faults: readonly RowFault[] } {
  const { rows, fault } = readCsv(text);
  const [head, ...body] = rows;
  const faults: RowFault[] = fault ? [{ ...fault, fix: 'Double a quote inside a quoted cell, and close it.' }] : [];
  const columns = (head?.cells ?? []).map((name) => name.trim().toLowerCase());
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    const fix = `Let the first line name the columns: ${KNOWN.join(',')}.`;
    return { faults: [{ line: head?.line ?? 1, what: `the column ${missing.join(', ')} is missing`, fix }, ...faults] };
  }
  if (body.length === 0 && !fault) faults.push({ line: 2, what: 'there is no row', fix: 'Add a line for each entry.' });
  const read = body.flatMap((row) => readRow(row, columns, faults));
  return faults.length > 0 ? { faults } : { history: historyOf(read) };
}

function readRow({ line, cells }: CsvRow, columns: readonly string[], faults: RowFault[]): readonly Row[] {
  if (cells.length > columns.length) {
    faults.push({
      line,
      what: `it has ${cells.length} cells for ${columns.length} columns`,
      fix: 'Quote a text that holds a comma.',
    });
    return [];
  }
  const named = KNOWN.flatMap((name) => (columns.includes(name) ? [[name, cells[columns.indexOf(name)] ?? '']] : []));
  const row = Row.safeParse(Object.fromEntries(named));
  if (row.success) return [row.data];
  for (const { path, message } of row.error.issues) {
    const column = String(path[0]);
    faults.push({ line, what: `${column} ${message}`, fix: FIXES[column] ?? '' });
  }
  return [];
}

/** In the order things happened. An entry is known by its own words and time, wherever in the file it stands. */
function historyOf(rows: readonly Row[]): History {
  const ordered = rows
    .map((row) => ({ ...row, at: new Date(row.time).toISOString() }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return {
    messages: ordered.map(({ at, author, text, link }, index) => ({
      platform: 'csv',
      conversation: 'csv',
      messageId: createHash('sha256').update(`${index}\n${at}\n${author}\n${text}`).digest('hex').slice(0, 32),
      author: { id: author, name: author },
      text,
      sentAt: at,
      ...(link ? { permalink: link } : {}),
    })),
    milestones: ordered.flatMap(({ at, milestone, text }) =>
      milestone === '' ? [] : [{ milestone, at, reason: text.slice(0, 500) }],
    ),
  };
}
