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
  /** Refuses (false) when the token is no longer the newest: another worker took over. */
  finish(
    key: LedgerKey,
    token: number,
    outcome: 'done' | 'already' | 'failed',
    detail: string,
    requestId?: string,
  ): Promise<boolean>;
  /** Keeps the state before an action first changed anything; a later call, of any attempt, returns what was kept. */
  keepPrior(incidentId: string, actionId: string, jobKey: string, prior: PriorState): Promise<PriorState>;
  /** Nothing of the action is in place: its next attempt captures the world anew. */
  forgetPrior(incidentId: string, actionId: string): Promise<void>;
  /** One running action per resource: true when this job now holds the resource, or held it before. */
  holdResource(resource: string, holder: string, leaseMs: number): Promise<boolean>;
  freeResource(resource: string, holder: string): Promise<void>;
}
