/** Runs one step at most once, whoever crashes when: claimed in the ledger, looked at before it is ever repeated. */

import { setTimeout as pause } from 'node:timers/promises';
import { CordonError } from '../base/errors.ts';
import type { ActionJob, Receipt, Step } from './action.ts';
import type { Ledger, LedgerKey } from './ledger.ts';

export type StepResult =
  | {
      readonly result: 'done';
      readonly outcome: 'done' | 'already';
      readonly detail: string;
      readonly requestId?: string | undefined;
    }
  | { readonly result: 'failed'; readonly problem: string; readonly remedy: string }
  /** It may or may not have taken effect, and looking did not tell. */
  | { readonly result: 'unknown'; readonly problem: string; readonly remedy: string }
  /** Somebody else is at it, or the provider wants patience. */
  | { readonly result: 'later'; readonly why: string };

export interface StepRun {
  readonly step: Step;
  readonly stage: LedgerKey['stage'];
  readonly job: ActionJob;
  readonly ledger: Ledger;
  /** Milliseconds a claim lasts. A step gives up before, so that nobody else begins while it still runs. */
  readonly leaseMs: number;
  readonly signal: AbortSignal;
}

/** Tries at once, for throttles and short outages: 0.25 s, 0.5 s, 1 s between them. */
const TRIES = 4;
const FIRST_PAUSE_MS = 250;

export async function runStep({ step, stage, job, ledger, leaseMs, signal }: StepRun): Promise<StepResult> {
  const { incidentId, actionId, jobKey } = job;
  const key: LedgerKey = { incidentId, actionId, jobKey, stage, step: step.id };
  const claim = await ledger.claim(key, leaseMs);
  switch (claim.state) {
    case 'held':
      return { result: 'later', why: `Another worker is at ${step.call} on ${step.on}.` };
    case 'finished':
      if (claim.outcome === 'failed') return { result: 'failed', problem: claim.detail, remedy: REPLAN };
      return { result: 'done', outcome: claim.outcome, detail: claim.detail, requestId: claim.requestId };
    case 'claimed':
    case 'interrupted':
      break;
  }
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(leaseMs * 0.8)]);
  const result = claim.state === 'interrupted' ? await resume(step, bounded) : await attempt(step, bounded);
  if (result.result === 'later' || result.result === 'unknown') return result;
  const recorded =
    result.result === 'failed'
      ? await ledger.finish(key, claim.token, 'failed', result.problem)
      : await ledger.finish(key, claim.token, result.outcome, result.detail, result.requestId);
  return recorded ? result : { result: 'later', why: 'Another worker took this step over.' };
}

const REPLAN = 'Mend what it names, then plan the action again.';

/** After an interruption: look whether it took effect before doing anything. */
async function resume(step: Step, signal: AbortSignal): Promise<StepResult> {
  switch (await step.look(signal)) {
    case 'done':
      return { result: 'done', outcome: 'done', detail: 'found done after an interruption' };
    case 'not_done':
      return attempt(step, signal);
    case 'unknown':
      return unknown(step);
  }
}

async function attempt(step: Step, signal: AbortSignal): Promise<StepResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      return done(await step.run(signal));
    } catch (fault) {
      const resolved = await resolve(step, fault, signal);
      if (resolved) return resolved;
      if (tries === TRIES) return { result: 'later', why: messageOf(fault) };
      await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** What a fault comes to; undefined where the step is known not to have taken effect and may be tried again. */
async function resolve(step: Step, fault: unknown, signal: AbortSignal): Promise<StepResult | undefined> {
  if (signal.aborted) return unknown(step);
  if (!(fault instanceof CordonError)) throw fault;
  if (fault.code === 'outcome_unknown') {
    const seen = await step.look(signal).catch(() => 'unknown' as const);
    if (seen === 'done') return { result: 'done', outcome: 'done', detail: 'no answer came, but it is found done' };
    return seen === 'unknown' ? unknown(step) : undefined;
  }
  return fault.retryable ? undefined : { result: 'failed', problem: fault.message, remedy: fault.remedy };
}

function done({ outcome, detail, requestId }: Receipt): StepResult {
  return { result: 'done', outcome, detail, requestId };
}

function unknown(step: Step): StepResult {
  return {
    result: 'unknown',
    problem: `Whether ${step.call} on ${step.on} took effect is not known.`,
    remedy: 'It is looked at again by itself; nothing is repeated blindly.',
  };
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
