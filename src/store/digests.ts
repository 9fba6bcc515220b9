/** Weekly digests: what is to be sent to whom in which way, and what was. Nothing that they say is kept. */

import { and, asc, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Database, Statements } from './open.ts';
import { digests } from './schema/postmortems.ts';

export interface WantedDigest {
  /** Id of the person; empty for the team's. */
  readonly recipient: string;
  /** `mail` or a platform. */
  readonly way: string;
  /** Incident whose conversation carries it, on a platform. */
  readonly carrier?: string;
}

export interface ClaimedDigest extends WantedDigest {
  readonly attempts: number;
}

const PLAN = 'plan';

export async function isPlanned(db: Statements, week: Date): Promise<boolean> {
  const rows = await db
    .select({ way: digests.way })
    .from(digests)
    .where(and(eq(digests.week, week), eq(digests.way, PLAN)));
  return rows.length > 0;
}

/** Plans a week all at once: of two processes that do one wins, and who dies before the end planned nothing. */
export async function planDigests(db: Database, week: Date, wanted: readonly WantedDigest[]): Promise<void> {
  await db.transaction(async (tx) => {
    const marked = await tx
      .insert(digests)
      .values({ week, recipient: '', way: PLAN, freeAt: week, doneAt: week })
      .onConflictDoNothing()
      .returning({ way: digests.way });
    if (marked.length === 0 || wanted.length === 0) return;
    await tx.insert(digests).values(wanted.map((one) => ({ ...one, week, freeAt: week })));
  });
}

/** One that is to be sent, for nobody else until the lease ends. */
export async function claimDigest(
  db: Statements,
  week: Date,
  { now, leaseMs }: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedDigest | undefined> {
  const due = db
    .select({ recipient: digests.recipient, way: digests.way })
    .from(digests)
    .where(and(eq(digests.week, week), isNull(digests.doneAt), lte(digests.freeAt, now)))
    .orderBy(asc(digests.freeAt), asc(digests.recipient), asc(digests.way))
    .limit(1)
    .for('update', { skipLocked: true });
  const [row] = await db
    .update(digests)
    .set({ freeAt: new Date(now.getTime() + leaseMs), attempts: sql`${digests.attempts} + 1` })
    .where(and(eq(digests.week, week), sql`(${digests.recipient}, ${digests.way}) in ${due}`))
    .returning();
  if (!row) return undefined;
  const { recipient, way, carrier, attempts } = row;
  return { recipient, way, attempts, ...(carrier ? { carrier } : {}) };
}

/** It is sent, or left with a problem that no further attempt would mend. */
export async function finishDigest(
  db: Statements,
  week: Date,
  { recipient, way }: WantedDigest,
  { at, problem }: { readonly at: Date; readonly problem?: string },
): Promise<void> {
  await db
    .update(digests)
    .set({ doneAt: at, problem: problem ?? null })
    .where(whichOne(week, recipient, way));
}

/** It is tried again from `freeAt` on. */
export async function postponeDigest(
  db: Statements,
  week: Date,
  { recipient, way }: WantedDigest,
  { freeAt, problem }: { readonly freeAt: Date; readonly problem: string },
): Promise<void> {
  await db
    .update(digests)
    .set({ freeAt, problem })
    .where(whichOne(week, recipient, way));
}

function whichOne(week: Date, recipient: string, way: string) {
  return and(eq(digests.week, week), eq(digests.recipient, recipient), eq(digests.way, way));
}
