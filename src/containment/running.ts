/** What a run is given, what it tells while it works, and what it comes to. */

import type { ActionJob, ActionTarget, ContainmentAction } from './action.ts';
import type { Guard } from './guards.ts';
import type { Ledger, LedgerKey } from './ledger.ts';
import type { Plan } from './plan.ts';

export type Stage = LedgerKey['stage'];

/** What is told while it works. Telling twice must do no harm: a crash may come between. */
export type Progress =
  | {
      readonly kind: 'started';
      readonly stage: Stage;
      readonly step: string;
      readonly call: string;
      readonly on: string;
    }
  | { readonly kind: 'progress'; readonly stage: Stage; readonly step: string; readonly detail: string }
  | {
      readonly kind: 'finished';
      readonly stage: Stage;
      readonly step: string;
      readonly outcome: 'done' | 'already' | 'failed' | 'unknown';
      readonly detail: string;
      readonly requestId?: string;
    };

export interface RunTools {
  readonly ledger: Ledger;
  readonly guards: readonly Guard[];
  /** False to a `started` means that it is no longer wanted: nothing may be begun. */
  readonly tell: (progress: Progress) => Promise<boolean | undefined>;
  /** Whether evidence has reached what is needed; asking sets its collection going. */
  readonly evidence: (need: ContainmentAction['evidence'][number]) => Promise<'there' | 'waiting' | 'failed'>;
  readonly signal: AbortSignal;
  readonly leaseMs: number;
  /** Milliseconds between two looks while verifying. */
  readonly pollMs: number;
}

export interface Run {
  readonly action: ContainmentAction;
  readonly target: ActionTarget;
  readonly job: ActionJob;
  /** Hash of the plan that was approved. */
  readonly approved: string;
  /** A step was begun before: prior state is the one kept then, and drift no longer counts. */
  readonly begun: boolean;
  /** No earlier attempt left anything changed: the world as it is now is what release restores. */
  readonly fresh: boolean;
}

export type RunResult =
  | { readonly result: 'holding'; readonly verification: string }
  | { readonly result: 'not_holding'; readonly seen: string; readonly remedy: string }
  | { readonly result: 'failed'; readonly stage: Stage; readonly problem: string; readonly remedy: string }
  | { readonly result: 'unknown'; readonly problem: string; readonly remedy: string }
  | { readonly result: 'drift'; readonly plan: Plan }
  | Later
  | Stopped;

/** Nothing more can be done for now: what it waits for, and why in words. */
export interface Later {
  readonly result: 'later';
  readonly on: 'evidence' | 'resource' | 'worker' | 'provider';
  readonly why: string;
}

/** It is no longer wanted: cancelled, released, or planned anew. */
export interface Stopped {
  readonly result: 'stopped';
}

export type ReleaseResult =
  | { readonly result: 'released'; readonly restored: string }
  | { readonly result: 'failed'; readonly problem: string; readonly remedy: string }
  | { readonly result: 'unknown'; readonly problem: string; readonly remedy: string }
  | Later
  | Stopped;
