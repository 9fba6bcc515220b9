/** The ledger a runner is given: durable rows that let a step be claimed once, whoever crashes when. */

import type { PriorState } from './action.ts';

/** One row per (action, plan, stage, step). */
export interface LedgerKey {
  readonly incidentId: string;
  readonly actionId: string;
  readonly jobKey: string;
  readonly stage: 'preserve' | 'execute' | 'verify' | 'release';
  readonly step: string;
}

/**
 * `claimed`: the caller may run it, holding `token`. `interrupted`: an earlier holder vanished after it began;
 * look before doing. `finished`: it has an outcome. `held`: another worker holds a live claim.
 */
export type Claim =
  | { readonly state: 'claimed'; readonly token: number }
  | { readonly state: 'interrupted'; readonly token: number }
  | {
      readonly state: 'finished';
      readonly outcome: 'done' | 'already' | 'failed';
      readonly detail: string;
      readonly requestId?: string;
    }
  | { readonly state: 'held'; readonly until: Date };

export interface Ledger {
  /** Claims a step for `leaseMs` with a fencing token greater than every earlier one of the row. */
  claim(key: LedgerKey, leaseMs: number): Promise<Claim>;
  /** Keeps a claim for another `leaseMs`. Refuses (false) like `finish`. */
  extend(key: LedgerKey, token: number, leaseMs: number): Promise<boolean>;
  /** Refuses (false) when the token is no longer the newest: another worker took over. */
  finish(
    key: LedgerKey,
    token: number,
    outcome: 'done' | 'already' | 'failed',
    detail: string,
    requestId?: string,
  ): Promise<boolean>;
  /**
   * Keeps the state before an action first changed anything; a later call, of any attempt, returns what was kept. With
   * `anew` nothing of an earlier attempt is in place: what that kept is let go of in the same breath. What this job kept
   * itself is renewed only while no change of it was claimed: another worker may be at the same job.
   */
  keepPrior(key: Omit<LedgerKey, 'stage' | 'step'>, prior: PriorState, anew: boolean): Promise<PriorState>;
  /** What was kept; undefined when nothing was. */
  keptPrior(incidentId: string, actionId: string): Promise<PriorState | undefined>;
  /** One running action per resource: true when this job now holds the resource, or held it before. */
  holdResource(resource: string, holder: string, leaseMs: number): Promise<boolean>;
  freeResource(resource: string, holder: string): Promise<void>;
}
