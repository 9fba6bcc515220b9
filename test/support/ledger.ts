/** A ledger in memory that keeps the contract: for tests of the runner without a database. */

import type { PriorState } from '../../src/containment/action.ts';
import type { Claim, Ledger, LedgerKey } from '../../src/containment/ledger.ts';

interface Row {
  token: number;
  until: number;
  finished?: Extract<Claim, { state: 'finished' }>;
}

export interface TestLedger extends Ledger {
  /** The next `finish` is lost, as if the worker died before it; its lease is over at once. */
  dieBeforeFinish(): void;
  /** Every lease is over at once, as if the worker that held them had died a while ago. */
  expire(): void;
}

export function memoryLedger(): TestLedger {
  const rows = new Map<string, Row>();
  const priors = new Map<string, { readonly jobKey: string; readonly prior: PriorState }>();
  const holds = new Map<string, { holder: string; until: number }>();
  let dying = false;
  const id = ({ incidentId, actionId, jobKey, stage, step }: LedgerKey): string =>
    [incidentId, actionId, jobKey, stage, step].join('|');
  return {
    dieBeforeFinish: () => {
      dying = true;
    },
    expire: () => {
      for (const row of rows.values()) row.until = 0;
      holds.clear();
    },
    claim: async (key, leaseMs): Promise<Claim> => {
      const row = rows.get(id(key));
      const until = Date.now() + leaseMs;
      if (!row) {
        rows.set(id(key), { token: 1, until });
        return { state: 'claimed', token: 1 };
      }
      if (row.finished) return row.finished;
      if (row.until > Date.now()) return { state: 'held', until: new Date(row.until) };
      row.token += 1;
      row.until = until;
      return { state: 'interrupted', token: row.token };
    },
    extend: async (key, token, leaseMs) => {
      const row = rows.get(id(key));
      if (!row || row.token !== token || row.finished) return false;
      row.until = Date.now() + leaseMs;
      return true;
    },
    finish: async (key, token, outcome, detail, requestId) => {
      const row = rows.get(id(key));
      if (dying && row) {
        dying = false;
        row.until = 0;
        throw new Error('the worker died');
      }
      if (!row || row.token !== token || row.finished) return false;
      row.finished = { state: 'finished', outcome, detail, ...(requestId ? { requestId } : {}) };
      return true;
    },
    keepPrior: async ({ incidentId, actionId, jobKey }, prior, anew) => {
      const key = `${incidentId}|${actionId}`;
      const kept = priors.get(key);
      const isOwn = kept?.jobKey === jobKey;
      const isChanging = [...rows.keys()].some((row) => row.startsWith(`${key}|${jobKey}|execute|`));
      if (!kept || (anew && !(isOwn && isChanging))) priors.set(key, { jobKey, prior });
      return priors.get(key)?.prior ?? prior;
    },
    keptPrior: async (incidentId, actionId) => priors.get(`${incidentId}|${actionId}`)?.prior,
    holdResource: async (resource, holder, leaseMs) => {
      const hold = holds.get(resource);
      if (hold && hold.holder !== holder && hold.until > Date.now()) return false;
      holds.set(resource, { holder, until: Date.now() + leaseMs });
      return true;
    },
    freeResource: async (resource, holder) => {
      if (holds.get(resource)?.holder === holder) holds.delete(resource);
    },
  };
}
