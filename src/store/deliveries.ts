/** Deliveries: what is still to be done about which fact. The queue may be wiped; these rows fill it again. */

import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Statements } from './open.ts';
import { deliveries } from './schema/incidents.ts';

export type Delivery = typeof deliveries.$inferSelect;

/** Open deliveries that are not in the queue, or were put there before `staleBefore` and may have been lost with it. */
export function dueDeliveries(db: Statements, staleBefore: Date, limit: number): Promise<Delivery[]> {
  return db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.state, 'open'), or(isNull(deliveries.enqueuedAt), lt(deliveries.enqueuedAt, staleBefore))))
    .orderBy(asc(deliveries.createdAt), asc(deliveries.seq))
    .limit(limit);
}

export async function markEnqueued(db: Statements, ids: readonly string[], at: Date): Promise<void> {
  await db
    .update(deliveries)
    .set({ enqueuedAt: at })
    .where(inArray(deliveries.id, [...ids]));
}

export async function findDelivery(db: Statements, id: string): Promise<Delivery | undefined> {
  const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id));
  return row;
}

export async function markDone(db: Statements, id: string, at: Date): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'done', finishedAt: at, problem: null })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'open')));
}

/** Notes a failed attempt; `dead` when no further one will be made by itself. */
export async function markFailed(db: Statements, id: string, problem: string, dead: boolean, at: Date): Promise<void> {
  await db
    .update(deliveries)
    .set({
      problem: problem.slice(0, 2000),
      attempts: sql`${deliveries.attempts} + 1`,
      ...(dead ? { state: 'dead' as const, finishedAt: at } : {}),
    })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'open')));
}

export function deadDeliveries(db: Statements, limit = 200): Promise<Delivery[]> {
  return db
    .select()
    .from(deliveries)
    .where(eq(deliveries.state, 'dead'))
    .orderBy(asc(deliveries.createdAt))
    .limit(limit);
}

/** Opens a dead delivery again. False when there is none of the id. */
export async function reviveDelivery(db: Statements, id: string): Promise<boolean> {
  const revived = await db
    .update(deliveries)
    .set({ state: 'open', enqueuedAt: null, finishedAt: null, attempts: 0 })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, 'dead')))
    .returning({ id: deliveries.id });
  return revived.length > 0;
}

export interface Backlog {
  readonly open: number;
  readonly dead: number;
  /** Age of the oldest open delivery. */
  readonly oldestSeconds: number;
}

export async function backlog(db: Statements): Promise<Backlog> {
  const { rows } = await db.execute<{ open: string; dead: string; oldest: string | null }>(sql`
    select count(*) filter (where state = 'open') as open, count(*) filter (where state = 'dead') as dead,
      extract(epoch from now() - min(created_at) filter (where state = 'open')) as oldest
    from deliveries where state <> 'done'`);
  const [row] = rows;
  return {
    open: Number(row?.open ?? 0),
    dead: Number(row?.dead ?? 0),
    oldestSeconds: Math.round(Number(row?.oldest ?? 0)),
  };
}
