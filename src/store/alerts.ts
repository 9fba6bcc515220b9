/** Alert deliveries and the findings they are folded into. */

import { and, asc, desc, eq, getTableColumns, gte, inArray, isNotNull, isNull, ne, notInArray, sql } from 'drizzle-orm';
import type { Entity } from '../incident/actor.ts';
import { CHANGES } from './log.ts';
import type { Statements, Store } from './open.ts';
import { alerts, findings } from './schema/alerts.ts';
import { incidents } from './schema/incidents.ts';

export type StoredAlert = typeof alerts.$inferSelect;
export type NewAlert = Omit<typeof alerts.$inferInsert, 'position'>;
export type StoredFinding = Omit<typeof findings.$inferSelect, 'entities'> & { readonly entities: readonly Entity[] };

/**
 * Stores a batch in one prepared statement and tells whoever waits for alerts, committed when it returns. Returns the
 * ids that were new; the others had been delivered before.
 */
export async function insertAlerts({ pool }: Store, batch: readonly NewAlert[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'insert-alerts',
    text: INSERT,
    values: [
      batch.map(({ id }) => id),
      batch.map(({ source }) => source),
      batch.map(({ deliveryKey }) => deliveryKey),
      batch.map(({ receivedAt }) => receivedAt.toISOString()),
      batch.map(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
      batch.map(({ sha256 }) => sha256),
      batch.map(({ verifiedBy }) => verifiedBy),
      batch.map(({ drill }) => drill),
      batch.map(({ findings }) => JSON.stringify(findings)),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}

/** One round trip per batch, whatever its size: nine parameters, planned once per connection. */
const INSERT = `
  with fresh as (
    insert into alerts (id, source, delivery_key, received_at, body, sha256, verified_by, drill, findings)
    select * from unnest(
      $1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::jsonb[]
    )
    on conflict (source, delivery_key) do nothing
    returning id
  ), told as materialized (
    select pg_notify('${CHANGES}', '{"alerts":true}') from fresh limit 1
  )
  select fresh.id, (select count(*) from told) from fresh`;

export async function findAlert(db: Statements, source: string, deliveryKey: string): Promise<StoredAlert | undefined> {
  const [row] = await db
    .select()
    .from(alerts)
    .where(and(eq(alerts.source, source), eq(alerts.deliveryKey, deliveryKey)));
  return row;
}

export async function alertById(db: Statements, id: string): Promise<StoredAlert | undefined> {
  const [row] = await db.select().from(alerts).where(eq(alerts.id, id));
  return row;
}

/** Without the bytes: triage reads what intake found in them. */
export type WaitingAlert = Omit<StoredAlert, 'body'>;

/** In the order they came. */
export function untriaged(db: Statements, limit: number, except: readonly string[]): Promise<WaitingAlert[]> {
  const { body: _body, ...columns } = getTableColumns(alerts);
  const left = except.length > 0 ? notInArray(alerts.id, [...except]) : undefined;
  return db
    .select(columns)
    .from(alerts)
    .where(and(isNull(alerts.triagedAt), left))
    .orderBy(asc(alerts.position))
    .limit(limit);
}

export async function isAnyUntriaged(db: Statements): Promise<boolean> {
  const rows = await db.select({ id: alerts.id }).from(alerts).where(isNull(alerts.triagedAt)).limit(1);
  return rows.length > 0;
}

/** Notes why an alert could not be taken up. It stays waiting. */
export async function markTroubled(db: Statements, id: string, problem: string): Promise<void> {
  await db
    .update(alerts)
    .set({ problem: problem.slice(0, 2000) })
    .where(and(eq(alerts.id, id), isNull(alerts.triagedAt)));
}

export async function markTriaged(
  db: Statements,
  taken: readonly { readonly id: string; readonly incidentNumber: number | undefined }[],
  at: Date,
): Promise<void> {
  if (taken.length === 0) return;
  const ids = sql.param(taken.map(({ id }) => id));
  const numbers = sql.param(taken.map(({ incidentNumber }) => incidentNumber ?? null));
  await db.execute(sql`
    update alerts set triaged_at = ${at.toISOString()}, incident_number = taken.number, problem = null
    from unnest(${ids}::text[], ${numbers}::integer[]) as taken (id, number) where alerts.id = taken.id`);
}

export async function findingsById(db: Statements, ids: readonly string[]): Promise<readonly StoredFinding[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(findings)
    .where(inArray(findings.id, [...ids]));
  return rows as StoredFinding[];
}

/** Inserts them or replaces what is stored under their ids. */
export async function saveFindings(db: Statements, rows: readonly StoredFinding[]): Promise<void> {
  if (rows.length === 0) return;
  const { id: _id, ...columns } = getTableColumns(findings);
  const set = Object.fromEntries(
    Object.entries(columns).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
  );
  await db
    .insert(findings)
    .values([...rows])
    .onConflictDoUpdate({ target: findings.id, set });
}

export interface IncidentSharing {
  readonly id: string;
  readonly number: number;
  readonly scope: readonly Entity[];
  /** Its last event, or the last delivery of one of its findings if that is later. */
  readonly lastActivityAt: Date;
}

/**
 * Open incidents whose scope names one of `entities`. Those of the drill alone when `drill` is set, else none of any
 * drill. Its cost grows with the incidents that are open, not with the findings of a storm.
 */
export async function incidentsSharing(
  db: Statements,
  entities: readonly Entity[],
  drill: string,
): Promise<readonly IncidentSharing[]> {
  if (entities.length === 0) return [];
  const kinds = sql.param(entities.map(({ kind }) => kind));
  const ids = sql.param(entities.map(({ id }) => id));
  const shared = sql`exists (
    select 1 from jsonb_to_recordset(${incidents.scope}) as item (kind text, id text)
    join unnest(${kinds}::text[], ${ids}::text[]) as wanted (kind, id) using (kind, id))`;
  const lastSeenAt = sql`(select max(last_seen_at) from findings where incident_id = ${incidents.id})`;
  const rows = await db
    .select({
      id: incidents.id,
      number: incidents.number,
      scope: incidents.scope,
      lastActivityAt: sql`greatest(${incidents.touchedAt}, ${lastSeenAt})`.mapWith(incidents.touchedAt),
    })
    .from(incidents)
    .where(and(eq(incidents.status, 'open'), ofDrill(drill), shared));
  return rows.map((row) => ({ ...row, scope: row.scope as readonly Entity[] }));
}

/** Open incidents that a rule opened: those of the drill alone when `drill` is set, else none of any drill. */
export interface OpeningRow {
  readonly incidentId: string;
  readonly rule: string;
  /** RFC 3339. */
  readonly openedAt: string;
  readonly storm: boolean;
  /** RFC 3339: last delivery of one of its findings. */
  readonly lastJoinedAt: string;
}

export async function openingsSince(db: Statements, drill: string, since: Date): Promise<readonly OpeningRow[]> {
  const lastSeenAt = sql`(select max(last_seen_at) from findings where incident_id = ${incidents.id})`;
  const lastJoinedAt = sql`greatest(${incidents.declaredAt}, ${lastSeenAt})`.mapWith(incidents.declaredAt);
  const rows = await db
    .select({
      ...{ incidentId: incidents.id, rule: incidents.rule, storm: incidents.storm, declaredAt: incidents.declaredAt },
      lastJoinedAt,
    })
    .from(incidents)
    .where(and(eq(incidents.status, 'open'), isNotNull(incidents.rule), ofDrill(drill), gte(lastJoinedAt, since)));
  return rows.map(({ incidentId, rule, storm, declaredAt, lastJoinedAt: joined }) => ({
    ...{ incidentId, storm, rule: rule ?? '' },
    openedAt: declaredAt.toISOString(),
    lastJoinedAt: joined.toISOString(),
  }));
}

/** Incidents of the drill alone when one is named, else none of any drill. */
function ofDrill(drill: string) {
  return drill === ''
    ? ne(incidents.mode, 'drill')
    : sql`exists (select 1 from findings where incident_id = ${incidents.id} and drill = ${drill})`;
}

export async function listFindings(db: Statements, limit = 200): Promise<readonly StoredFinding[]> {
  const rows = await db.select().from(findings).orderBy(desc(findings.lastSeenAt)).limit(limit);
  return rows as StoredFinding[];
}

export async function alertCounts(db: Statements): Promise<{ readonly received: number; readonly waiting: number }> {
  const { rows } = await db.execute<{ received: string; waiting: string }>(sql`
    select (select count(*) from alerts) as received, (select count(*) from alerts where triaged_at is null) as waiting`);
  return { received: Number(rows[0]?.received ?? 0), waiting: Number(rows[0]?.waiting ?? 0) };
}
