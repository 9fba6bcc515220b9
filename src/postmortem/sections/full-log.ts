/** Appendix: every event there is, in the order it was recorded. Every citation of the document leads here. */

import type { IncidentEvent } from '../../incident/events.ts';
import { type Block, given, heading, LOG_ID, logTable, TABLE_ROWS } from '../facts.ts';
import { placesOf } from '../places.ts';
import type { CompileOptions, Section } from '../section.ts';
import type { Story } from '../story.ts';
import { tell } from '../telling.ts';
import { code, identity, said, type Words } from '../words.ts';

const COLUMNS = ['Occurred (UTC)', 'Type and id', 'What', 'By', 'Where to look'];

export const fullLog: Section = { id: LOG_ID, title: 'Appendix: full log', write };

function* write({ events }: Story, options: CompileOptions): Generator<Block> {
  for (let from = 0; from < events.length; from += TABLE_ROWS) {
    const part = events.slice(from, from + TABLE_ROWS);
    const [first, last] = [part[0]?.seq ?? 0, part.at(-1)?.seq ?? 0];
    if (events.length > TABLE_ROWS) yield heading(3, `Events ${first} to ${last}`, `${LOG_ID}-${first}`);
    yield logTable(`Events ${first} to ${last}`, COLUMNS, part.map(row));
  }
  if (options.chainHead !== undefined) {
    yield given('Head of the hash chain after the last row: ', code(options.chainHead));
  }
}

function row(event: IncidentEvent): { readonly event: IncidentEvent; readonly cells: readonly Words[] } {
  const recorded = event.recordedAt === event.occurredAt ? '' : [' (recorded ', said(event.recordedAt), ')'];
  return {
    event,
    cells: [
      [said(event.occurredAt), recorded],
      [event.type, ' ', code(event.id)],
      tell(event),
      identity(event.by),
      placesOf(event),
    ],
  };
}
