/** The action ledger in PostgreSQL: steps claimed with fencing tokens, prior states kept once, resources held. */

import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Database } from './open.ts';
import { ledgerSteps, priorStates, resourceHolds } from './schema.ts';

interface Key {
  readonly incidentId: string;
  readonly actionId: string;
  readonly jobKey: string;
  readonly stage: 'preserve' | 'execute' | 'verify' | 'release';
  readonly step: string;
}

type Outcome = 'done' | 'already' | 'failed';

type Claim =
  | { readonly state: 'claimed'; readonly token: number }
  | { readonly state: 'interrupted'; readonly token: number }
  | { readonly state: 'finished'; readonly outcome: Outcome; readonly detail: string; readonly requestId?: string }
  | { readonly state: 'held'; readonly until: Date };

/** Satisfies the ledger contract of the containment room, which knows no database. */
export function createLedger(db: Database) {
  return {
    claim: (key: Key, leaseMs: number) => claim(db, key, leaseMs),
    finish: (key: Key, token: number, outcome: Outcome, detail: string, requestId?: string) =>
      finish(db, key, token, outcome, detail, requestId),
    keepPrior: (incidentId: string, actionId: string, jobKey: string, prior: Readonly<Record<string, unknown>>) =>
      keepPrior(db, { incidentId, actionId, jobKey }, prior),
    forgetPrior: (incidentId: string, actionId: string) => forgetPrior(db, incidentId, actionId),
    holdResource: (resource: string, holder: string, leaseMs: number) => holdResource(db, resource, holder, leaseMs),
    freeResource: async (resource: string, holder: string) => {
      await db.delete(resourceHolds).where(and(eq(resourceHolds.resource, resource), eq(resourceHolds.holder, holder)));
    },
  };
}

async function claim(db: Database, key: Key, leaseMs: number): Promise<Claim> {
  const leasedUntil = fromNow(leaseMs);
  const [fresh] = await db
    .insert(ledgerSteps)
    .values({ ...key, token: 1, leasedUntil, startedAt: sql`now()` })
    .onConflictDoNothing()
    .returning({ token: ledgerSteps.token });
  if (fresh) return { state: 'claimed', token: fresh.token };
  const [taken] = await db
    .update(ledgerSteps)
    .set({ token: sql`${ledgerSteps.token} + 1`, leasedUntil })
    .where(and(rowIs(key), isNull(ledgerSteps.outcome), lt(ledgerSteps.leasedUntil, sql`now()`)))
    .returning({ token: ledgerSteps.token });
  if (taken) return { state: 'interrupted', token: taken.token };
  const [row] = await db.select().from(ledgerSteps).where(rowIs(key));
  if (!row?.outcome) return { state: 'held', until: row?.leasedUntil ?? new Date(Date.now() + leaseMs) };
  const { outcome, detail, requestId } = row;
  return { state: 'finished', outcome, detail: detail ?? '', ...(requestId ? { requestId } : {}) };
}

async function finish(
  db: Database,
  key: Key,
  token: number,
  outcome: Outcome,
  detail: string,
  requestId: string | undefined,
): Promise<boolean> {
  const rows = await db
    .update(ledgerSteps)
    .set({ outcome, detail, requestId: requestId ?? null, finishedAt: new Date() })
    .where(and(rowIs(key), eq(ledgerSteps.token, token), isNull(ledgerSteps.outcome)))
    .returning({ token: ledgerSteps.token });
  return rows.length > 0;
}

/**
 * The state before the action first changed anything, whichever attempt that was: a retry after a half-made change would
 * otherwise keep the half-made world, and releasing would restore that.
 */
async function keepPrior<Prior extends Readonly<Record<string, unknown>>>(
  db: Database,
  { incidentId, actionId, jobKey }: Pick<Key, 'incidentId' | 'actionId' | 'jobKey'>,
  prior: Prior,
): Promise<Prior> {
  const kept = await standingPrior(db, incidentId, actionId);
  if (kept) return kept as Prior;
  await db.insert(priorStates).values({ jobKey, incidentId, actionId, prior }).onConflictDoNothing();
  return ((await standingPrior(db, incidentId, actionId)) ?? prior) as Prior;
}

async function standingPrior(db: Database, incidentId: string, actionId: string): Promise<unknown> {
  const [row] = await db
    .select({ prior: priorStates.prior })
    .from(priorStates)
    .where(
      and(eq(priorStates.incidentId, incidentId), eq(priorStates.actionId, actionId), isNull(priorStates.releasedAt)),
    )
    .orderBy(asc(priorStates.keptAt))
    .limit(1);
  return row?.prior;
}

async function forgetPrior(db: Database, incidentId: string, actionId: string): Promise<void> {
  await db
    .update(priorStates)
    .set({ releasedAt: new Date() })
    .where(
      and(eq(priorStates.incidentId, incidentId), eq(priorStates.actionId, actionId), isNull(priorStates.releasedAt)),
    );
}

async function holdResource(db: Database, resource: string, holder: string, leaseMs: number): Promise<boolean> {
  const leasedUntil = fromNow(leaseMs);
  const rows = await db
    .insert(resourceHolds)
    .values({ resource, holder, leasedUntil })
    .onConflictDoUpdate({
      target: resourceHolds.resource,
      set: { holder, leasedUntil },
      setWhere: sql`${resourceHolds.holder} = ${holder} or ${resourceHolds.leasedUntil} < now()`,
    })
    .returning({ holder: resourceHolds.holder });
  return rows.length > 0;
}

/** Leases run by the database's clock: the clocks of two workers may differ by more than a lease. */
function fromNow(leaseMs: number) {
  return sql`now() + ${leaseMs} * interval '1 millisecond'`;
}

function rowIs({ incidentId, actionId, jobKey, stage, step }: Key) {
  return and(
    eq(ledgerSteps.incidentId, incidentId),
    eq(ledgerSteps.actionId, actionId),
    eq(ledgerSteps.jobKey, jobKey),
    eq(ledgerSteps.stage, stage),
    eq(ledgerSteps.step, step),
  );
}
