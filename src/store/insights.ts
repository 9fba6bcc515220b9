/** What was worked out about each incident, kept until its log has grown. */

import { asc, eq, getTableColumns, isNull, lt, or, sql } from 'drizzle-orm';
import type { Statements } from './open.ts';
import { findings } from './schema/alerts.ts';
import { incidentInsights, incidents } from './schema/incidents.ts';

export type NewInsight = Omit<typeof incidentInsights.$inferInsert, 'search'>;

/** Incidents whose insight is missing or older than their log, the oldest first. */
export async function staleInsights(db: Statements, limit: number): Promise<readonly string[]> {
  const rows = await db
    .select({ id: incidents.id })
    .from(incidents)
    .leftJoin(incidentInsights, eq(incidentInsights.incidentId, incidents.id))
    .where(or(isNull(incidentInsights.version), lt(incidentInsights.version, incidents.version)))
    .orderBy(asc(incidents.number))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Two may work out the same at once: the newer one stays. */
export async function saveInsights(db: Statements, rows: readonly NewInsight[]): Promise<void> {
  if (rows.length === 0) return;
  const { incidentId: _id, search: _search, ...columns } = getTableColumns(incidentInsights);
  const set = Object.fromEntries(
    Object.entries(columns).map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
  );
  await db
    .insert(incidentInsights)
    .values([...rows])
    .onConflictDoUpdate({
      target: incidentInsights.incidentId,
      set,
      setWhere: sql`${incidentInsights.version} < excluded.version`,
    });
}

export interface Measured {
  readonly id: string;
  readonly number: number;
  readonly codename: string;
  readonly incidentType: string;
  readonly severity: number;
  readonly mode: string;
  readonly status: string;
  readonly version: number;
  readonly measures: unknown;
}

/** How far each incident is worked out, the oldest first. */
export function insightVersions(db: Statements): Promise<readonly { readonly id: string; readonly version: number }[]> {
  return db
    .select({ id: incidentInsights.incidentId, version: incidentInsights.version })
    .from(incidentInsights)
    .innerJoin(incidents, eq(incidentInsights.incidentId, incidents.id))
    .orderBy(asc(incidents.number));
}

export function measuredOf(db: Statements, ids: readonly string[]): Promise<readonly Measured[]> {
  const { id, number, codename, incidentType, severity, mode, status } = incidents;
  const { version, measures } = incidentInsights;
  return db
    .select({ id, number, codename, incidentType, severity, mode, status, version, measures })
    .from(incidents)
    .innerJoin(incidentInsights, eq(incidentInsights.incidentId, incidents.id))
    .where(sql`${id} = any(${sql.param([...ids])}::text[])`);
}

/** Incidents whose log is longer than what was worked out of it. */
export async function countStale(db: Statements): Promise<number> {
  const { rows } = await db.execute<{ count: string }>(sql`
    select count(*) as count from incidents left join incident_insights on incident_id = id
    where incident_insights.version is null or incident_insights.version < incidents.version`);
  return Number(rows[0]?.count ?? 0);
}

/** What sources told outside drills, by month of the first time. */
export async function toldByMonth(db: Statements) {
  const month = sql<string>`to_char(${findings.firstSeenAt} at time zone 'UTC', 'YYYY-MM')`;
  return db
    .select({
      source: findings.source,
      month: month.as('month'),
      findings: sql`count(*)`.mapWith(Number),
      alerts: sql`sum(${findings.count})`.mapWith(Number),
    })
    .from(findings)
    .where(eq(findings.drill, ''))
    .groupBy(findings.source, sql`month`);
}
