/** The event log: appended with the version it was decided on, chained, never changed. */

import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { canonicalJson, GENESIS, link } from '../base/chain.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Database, Statements } from './open.ts';
import { noteRequest } from './requests.ts';
import { deliveries, events, incidents } from './schema/incidents.ts';
import { upcast } from './upcast.ts';
import { viewOf } from './views.ts';

/** Everything that listens for changes does so on this channel. The payload names an incident, never a fact. */
export const CHANGES = 'cordon_changes';

export interface StoredEvent {
  readonly event: IncidentEvent;
  /** Canonical JSON as it was hashed. */
  readonly body: string;
  readonly previous: string;
  readonly hash: string;
}

export interface Append {
  /** State after the events: its view is stored with them. */
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
  /** Version that the events were decided on. */
  readonly expected: number;
  /** Names of the reactions to each event. */
  readonly reactionsTo: (event: IncidentEvent) => readonly string[];
  /** Name of the request that they follow from, where it may be repeated. */
  readonly request?: string;
}

/**
 * Events, view and deliveries in one transaction, or nothing. False when somebody else was faster: read and decide
 * again.
 */
export async function append(
  db: Database,
  { after, events: fresh, expected, reactionsTo, request }: Append,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const head = await headOf(tx, after.id);
    if (head.version !== expected) return false;
    const chained = chain(fresh, head.hash);
    const view = viewOf(after, chained.at(-1)?.hash ?? head.hash);
    if (expected === 0) {
      const made = await tx
        .insert(incidents)
        .values(view)
        .onConflictDoNothing({ target: incidents.id })
        .returning({ id: incidents.id });
      if (made.length === 0) return false;
    } else {
      await tx.update(incidents).set(view).where(eq(incidents.id, after.id));
    }
    for (const slice of slices(chained.map(rowOf))) await tx.insert(events).values(slice);
    if (request !== undefined) await noteRequest(tx, after, request, expected + 1);
    const due = fresh.flatMap((event) => reactionsTo(event).map((reaction) => deliveryOf(event, reaction)));
    for (const slice of slices(due)) await tx.insert(deliveries).values(slice);
    const change = JSON.stringify({ incidentId: after.id, number: after.number, seq: after.version });
    await tx.execute(sql`select pg_notify(${CHANGES}, ${change})`);
    return true;
  });
}

/** Events after `afterSeq`, oldest first, brought to the shapes of this version. */
export async function readEvents(db: Statements, incidentId: string, afterSeq = 0): Promise<readonly IncidentEvent[]> {
  const rows = await db
    .select({ body: events.body })
    .from(events)
    .where(and(eq(events.incidentId, incidentId), gt(events.seq, afterSeq)))
    .orderBy(asc(events.seq));
  return rows.map(({ body }) => upcast(JSON.parse(body)));
}

/** One event, or undefined when the log is not that long. */
export async function readEvent(db: Statements, incidentId: string, seq: number): Promise<IncidentEvent | undefined> {
  const [row] = await db
    .select({ body: events.body })
    .from(events)
    .where(and(eq(events.incidentId, incidentId), eq(events.seq, seq)));
  return row && upcast(JSON.parse(row.body));
}

/** The log with its chain, for export and proof. */
export async function readChain(db: Statements, incidentId: string): Promise<readonly StoredEvent[]> {
  const rows = await db
    .select({ body: events.body, previous: events.previous, hash: events.hash })
    .from(events)
    .where(eq(events.incidentId, incidentId))
    .orderBy(asc(events.seq));
  return rows.map((row) => ({ ...row, event: upcast(JSON.parse(row.body)) }));
}

/** Sequence number of the first event whose hash does not follow, or undefined when the chain holds. */
export function firstBroken(log: readonly Pick<StoredEvent, 'body' | 'previous' | 'hash'>[]): number | undefined {
  let head = GENESIS;
  for (const [index, { body, previous, hash }] of log.entries()) {
    if (previous !== head || link(previous, body) !== hash) return index + 1;
    head = hash;
  }
  return undefined;
}

/** PostgreSQL takes 65,535 parameters a statement: an imported history has more. */
function* slices<T>(rows: readonly T[]): Iterable<T[]> {
  for (let from = 0; from < rows.length; from += 2000) yield rows.slice(from, from + 2000);
}

async function headOf(tx: Statements, incidentId: string): Promise<{ version: number; hash: string }> {
  const [row] = await tx
    .select({ version: incidents.version, hash: incidents.headHash })
    .from(incidents)
    .where(eq(incidents.id, incidentId))
    .for('update');
  return row ?? { version: 0, hash: GENESIS };
}

interface Chained {
  readonly event: IncidentEvent;
  readonly body: string;
  readonly previous: string;
  readonly hash: string;
}

function chain(fresh: readonly IncidentEvent[], head: string): readonly Chained[] {
  let previous = head;
  return fresh.map((event) => {
    const body = canonicalJson(event);
    const hash = link(previous, body);
    const chained = { event, body, previous, hash };
    previous = hash;
    return chained;
  });
}

function rowOf({ event, body, previous, hash }: Chained): typeof events.$inferInsert {
  const { incidentId, seq, id, type, recordedAt } = event;
  return { incidentId, seq, id, type, recordedAt: new Date(recordedAt), body, previous, hash };
}

function deliveryOf(event: IncidentEvent, reaction: string): typeof deliveries.$inferInsert {
  const { id: eventId, incidentId, seq } = event;
  return { id: `${eventId}.${reaction}`, eventId, incidentId, seq, reaction, state: 'open' };
}
