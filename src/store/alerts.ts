/** Alert deliveries and the findings they are folded into. */

import { and, asc, desc, eq, gte, inArray, isNull, ne, sql } from 'drizzle-orm';
import type { Entity } from '../incident/actor.ts';
import type { Statements } from './open.ts';
import { alerts, findings } from './schema.ts';

export type StoredAlert = typeof alerts.$inferSelect;
export type NewAlert = Omit<typeof alerts.$inferInsert, 'position'>;
export type StoredFinding = Omit<typeof findings.$inferSelect, 'entities'> & { readonly entities: readonly Entity[] };

/** Stores a batch in one statement. Returns the ids that were new; the others had been delivered before. */
export async function insertAlerts(db: Statements, batch: readonly NewAlert[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .insert(alerts)
    .values([...batch])
    .onConflictDoNothing({ target: [alerts.source, alerts.deliveryKey] })
    .returning({ id: alerts.id });
  return new Set(rows.map(({ id }) => id));
}

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

export function untriaged(db: Statements, limit: number): Promise<StoredAlert[]> {
  return db.select().from(alerts).where(isNull(alerts.triagedAt)).orderBy(asc(alerts.position)).limit(limit);
}

export async function markTriaged(
  db: Statements,
  id: string,
  at: Date,
  incidentNumber: number | undefined,
  problem?: string,
): Promise<void> {
  await db
    .update(alerts)
    .set({ triagedAt: at, incidentNumber: incidentNumber ?? null, problem: problem ?? null })
    .where(eq(alerts.id, id));
}

export async function findFinding(
  db: Statements,
  source: string,
  dedupKey: string,
  drill: string,
): Promise<StoredFinding | undefined> {
  const [row] = await db
    .select()
    .from(findings)
    .where(and(eq(findings.source, source), eq(findings.dedupKey, dedupKey), eq(findings.drill, drill)));
  return row as StoredFinding | undefined;
}

export async function saveFinding(db: Statements, finding: StoredFinding): Promise<void> {
  const { id: _id, ...rest } = finding;
  await db.insert(findings).values(finding).onConflictDoUpdate({ target: findings.id, set: rest });
}

/** Findings seen since `since` that share an account, principal, host or address with `entities`, newest first. */
export async function findingsSharing(
  db: Statements,
  entities: readonly Entity[],
  since: Date,
  drill: string,
): Promise<readonly StoredFinding[]> {
  if (entities.length === 0) return [];
  const shared = sql.join(
    entities.map(({ kind, id }) => sql`${findings.entities} @> ${JSON.stringify([{ kind, id }])}::jsonb`),
    sql` or `,
  );
  const rows = await db
    .select()
    .from(findings)
    .where(
      and(
        gte(findings.lastSeenAt, since),
        eq(findings.drill, drill),
        ne(findings.disposition, 'ignored'),
        sql`(${shared})`,
      ),
    )
    .orderBy(desc(findings.lastSeenAt))
    .limit(200);
  return rows as StoredFinding[];
}

export async function listFindings(db: Statements, limit = 200): Promise<readonly StoredFinding[]> {
  const rows = await db.select().from(findings).orderBy(desc(findings.lastSeenAt)).limit(limit);
  return rows as StoredFinding[];
}

export async function findingById(db: Statements, id: string): Promise<StoredFinding | undefined> {
  const [row] = await db.select().from(findings).where(eq(findings.id, id));
  return row as StoredFinding | undefined;
}

/** Raw bodies of alerts, for evidence. */
export async function alertBodies(db: Statements, ids: readonly string[]): Promise<readonly StoredAlert[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(alerts)
    .where(inArray(alerts.id, [...ids]))
    .orderBy(asc(alerts.position));
}

export async function alertCounts(db: Statements): Promise<{ readonly received: number; readonly waiting: number }> {
  const { rows } = await db.execute<{ received: string; waiting: string }>(sql`
    select (select count(*) from alerts) as received, (select count(*) from alerts where triaged_at is null) as waiting`);
  return { received: Number(rows[0]?.received ?? 0), waiting: Number(rows[0]?.waiting ?? 0) };
}
