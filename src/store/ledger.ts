/** The action ledger in PostgreSQL: steps claimed with fencing tokens, prior states kept once, resources held. */

import { and, asc, eq, isNotNull, isNull, lt, ne, notExists, sql } from 'drizzle-orm';
import type { Database, Statements } from './open.ts';
import { ledgerSteps, priorStates, resourceHolds } from './schema/containment.ts';

interface Job {
  readonly incidentId: string;
  readonly actionId: string;
  readonly jobKey: string;
}

interface Key extends Job {
  readonly stage: 'preserve' | 'execute' | 'verify' | 'release';
  readonly step: string;
}

type Prior = Readonly<Record<string, unknown>>;

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
    extend: (key: Key, token: number, leaseMs: number) => extend(db, key, token, leaseMs),
    finish: (key: Key, token: number, outcome: Outcome, detail: string, requestId?: string) =>
      finish(db, key, token, outcome, detail, requestId),
    keepPrior: (job: Job, prior: Prior, anew: boolean) => keepPrior(db, job, prior, anew),
    keptPrior: (incidentId: string, actionId: string) => standingPrior(db, incidentId, actionId),
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

async function extend(db: Database, key: Key, token: number, leaseMs: number): Promise<boolean> {
  const rows = await db
    .update(ledgerSteps)
    .set({ leasedUntil: fromNow(leaseMs) })
    .where(and(rowIs(key), eq(ledgerSteps.token, token), isNull(ledgerSteps.outcome)))
    .returning({ token: ledgerSteps.token });
  return rows.length > 0;
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
 * otherwise keep the half-made world, and releasing would restore that. Letting go of what an earlier attempt kept is one
 * transaction with keeping: a worker that died between them would leave nothing.
 */
async function keepPrior(db: Database, job: Job, prior: Prior, anew: boolean): Promise<Prior> {
  const { incidentId, actionId, jobKey } = job;
  return db.transaction(async (within) => {
    if (anew) {
      await within
        .update(priorStates)
        .set({ releasedAt: new Date() })
        .where(and(stands(incidentId, actionId), ne(priorStates.jobKey, jobKey)));
    }
    const changes = within
      .select({ step: ledgerSteps.step })
      .from(ledgerSteps)
      .where(and(eq(ledgerSteps.jobKey, jobKey), eq(ledgerSteps.stage, 'execute')));
    const wasLetGo = isNotNull(priorStates.releasedAt);
    await within
      .insert(priorStates)
      .values({ incidentId, actionId, jobKey, prior })
      .onConflictDoUpdate({
        target: priorStates.jobKey,
        set: { prior, keptAt: new Date(), releasedAt: null },
        setWhere: anew ? sql`${wasLetGo} or ${notExists(changes)}` : wasLetGo,
      });
    return (await standingPrior(within, incidentId, actionId)) ?? prior;
  });
}

async function standingPrior(db: Statements, incidentId: string, actionId: string): Promise<Prior | undefined> {
  const [row] = await db
    .select({ prior: priorStates.prior })
    .from(priorStates)
    .where(stands(incidentId, actionId))
    .orderBy(asc(priorStates.keptAt))
    .limit(1);
  return row?.prior as Prior | undefined;
}

function stands(incidentId: string, actionId: string) {
  return and(
    eq(priorStates.incidentId, incidentId),
    eq(priorStates.actionId, actionId),
    isNull(priorStates.releasedAt),
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
