/** What came in from a platform: kept before it is acknowledged, so that it is neither lost nor done twice. */

import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { together } from '../base/together.ts';
import type { Database, Statements } from './open.ts';
import { forgetRequests } from './requests.ts';
import { surfaceReceipts as receipts } from './schema/surfaces.ts';

/** Platforms send late repetitions for a day; what is older is forgotten. Dead letters stay until somebody looks. */
const KEPT = sql`interval '3 days'`;
const DEAD_KEPT = sql`interval '30 days'`;
const BATCH = 50;
/** Pauses of 5 s, doubled up to 10 min: what fails for longer than an outage of an hour and a half fails for good. */
const MOST_ATTEMPTS = 16;
const PAUSE = sql`least(interval '10 minutes', interval '5 seconds' * power(2, least(${receipts.attempts}, 10)))`;

export function createReceipts(db: Database, platform: string) {
  const here = eq(receipts.platform, platform);
  const at = (id: string) => and(here, eq(receipts.id, id));
  const waits = and(here, isNull(receipts.doneAt), isNull(receipts.deadAt));
  // Whoever sent it waits for the commit: all that arrives during one is committed with the next.
  const keep = together((all: readonly Arrived[]) => insertAll(db, platform, all));
  const done = together(async (ids: readonly string[]) => {
    await db
      .update(receipts)
      .set({ doneAt: sql`now()`, deadAt: null, problem: null, body: {} })
      .where(and(here, inArray(receipts.id, [...ids])));
    return ids.map(() => undefined);
  });

  return {
    keep: (id: string, what: string, body: unknown, leaseMs: number): Promise<boolean> =>
      keep({ id, what, body, leaseMs }),
    done,
    failed: async (id: string, problem: string, forGood: boolean): Promise<boolean> => {
      const dead = sql`case when ${forGood} or ${receipts.attempts} + 1 >= ${MOST_ATTEMPTS} then now() end`;
      const [row] = await db
        .update(receipts)
        .set({
          problem: problem.slice(0, 2000),
          attempts: sql`${receipts.attempts} + 1`,
          freeAt: sql`now() + ${PAUSE}`,
          deadAt: dead,
        })
        .where(at(id))
        .returning({ deadAt: receipts.deadAt });
      return row?.deadAt !== null;
    },
    renew: async (ids: readonly string[], leaseMs: number): Promise<void> => {
      if (ids.length === 0) return;
      await db
        .update(receipts)
        .set({ freeAt: fromNow(leaseMs) })
        .where(and(waits, inArray(receipts.id, [...ids])));
    },
    take: async (leaseMs: number) => {
      const due = db
        .select({ id: receipts.id })
        .from(receipts)
        .where(and(waits, lte(receipts.freeAt, sql`now()`)))
        .orderBy(asc(receipts.receivedAt))
        .limit(BATCH)
        .for('update', { skipLocked: true });
      const rows = await db
        .update(receipts)
        .set({ freeAt: fromNow(leaseMs) })
        .where(and(here, inArray(receipts.id, due)))
        .returning({ id: receipts.id, body: receipts.body, receivedAt: receipts.receivedAt });
      return rows.toSorted((one, other) => +one.receivedAt - +other.receivedAt);
    },
    forget: async (): Promise<void> => {
      const old = and(lt(receipts.receivedAt, sql`now() - ${KEPT}`), isNull(receipts.deadAt));
      await db.delete(receipts).where(and(here, or(old, lt(receipts.receivedAt, sql`now() - ${DEAD_KEPT}`))));
      await forgetRequests(db);
    },
  };
}

interface Arrived {
  readonly id: string;
  readonly what: string;
  readonly body: unknown;
  readonly leaseMs: number;
}

/** Whether each was new. A millisecond apart, for they are taken up again in the order of their times. */
async function insertAll(db: Database, platform: string, all: readonly Arrived[]): Promise<readonly boolean[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    insert into surface_receipts (platform, id, what, body, received_at, free_at)
    select ${platform}, id, what, body, now() + nth * interval '1 millisecond', now() + lease * interval '1 millisecond'
    from rows from (jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as (id text, what text, body jsonb, "leaseMs" integer))
      with ordinality as arrived (id, what, body, lease, nth)
    order by nth
    on conflict do nothing
    returning id`);
  const fresh = new Set(rows.map(({ id }) => id));
  // Of two alike in one batch the first is new.
  return all.map(({ id }) => fresh.delete(id));
}

function fromNow(ms: number) {
  return sql`now() + ${ms} * interval '1 millisecond'`;
}

/** What failed for good, on every platform, the oldest first. */
export function deadReceipts(db: Statements, limit = 200) {
  return db
    .select({
      platform: receipts.platform,
      id: receipts.id,
      what: receipts.what,
      problem: receipts.problem,
      attempts: receipts.attempts,
      receivedAt: receipts.receivedAt,
    })
    .from(receipts)
    .where(isNotNull(receipts.deadAt))
    .orderBy(asc(receipts.receivedAt))
    .limit(limit);
}

/** Takes it up again, as if it came in now. False when there is none of the id. */
export async function reviveReceipt(db: Statements, platform: string, id: string): Promise<boolean> {
  const revived = await db
    .update(receipts)
    .set({ deadAt: null, attempts: 0, freeAt: sql`now()`, receivedAt: sql`now()` })
    .where(and(eq(receipts.platform, platform), eq(receipts.id, id), isNotNull(receipts.deadAt)))
    .returning({ id: receipts.id });
  return revived.length > 0;
}

export async function receivedBacklog(db: Statements): Promise<{ readonly open: number; readonly dead: number }> {
  const { rows } = await db.execute<{ open: string; dead: string }>(sql`
    select count(*) filter (where dead_at is null) as open, count(*) filter (where dead_at is not null) as dead
    from surface_receipts where done_at is null`);
  const [row] = rows;
  return { open: Number(row?.open ?? 0), dead: Number(row?.dead ?? 0) };
}
