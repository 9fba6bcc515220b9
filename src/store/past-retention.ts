/** Evidence that the vault holds beyond its retention, under no hold: what people may dispose of. */

import { and, eq, lte, sql } from 'drizzle-orm';
import { isDue } from '../incident/disposal.ts';
import { replay } from '../incident/evolve.ts';
import { readEvents } from './log.ts';
import type { Statements } from './open.ts';
import { events } from './schema/incidents.ts';

export interface PastRetention {
  /** Number of the incident. */
  readonly number: number;
  readonly pieces: number;
  readonly bytes: number;
}

/** Closed incidents with such evidence, by number. Reads the logs of those alone that ever had a lock that has ended. */
export async function pastRetention(db: Statements, at: Date): Promise<readonly PastRetention[]> {
  const until = sql<string>`${events.body}::jsonb #>> '{data,until}'`;
  const rows = await db
    .select({ id: events.incidentId })
    .from(events)
    .where(and(eq(events.type, 'EvidenceLocked'), lte(until, at.toISOString())))
    .groupBy(events.incidentId);
  const found: PastRetention[] = [];
  for (const { id } of rows) {
    const incident = replay(id, await readEvents(db, id));
    const due = incident.status === 'open' ? [] : incident.evidence.filter((item) => isDue(item, incident, at));
    const bytes = due.reduce((sum, { file }) => sum + (file?.bytes ?? 0), 0);
    if (due.length > 0) found.push({ number: incident.number, pieces: due.length, bytes });
  }
  return found.sort((one, other) => one.number - other.number);
}
