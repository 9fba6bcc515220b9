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
  /** Another worker is at it, or the provider wants patience: throttled, down, or not through with it. */
  | { readonly result: 'later'; readonly on: 'worker' | 'provider'; readonly why: string };

export interface StepRun {
  readonly step: Step;
  readonly stage: LedgerKey['stage'];
  readonly job: ActionJob;
  readonly ledger: Ledger;
  /** Milliseconds a claim lasts. A step gives up before, so that nobody else begins while it still runs. */
  readonly leaseMs: number;
  /** Milliseconds between two looks at a step that takes its time. */
  readonly pollMs: number;
  /** Told how far a step that takes its time has come. */
  readonly progress: (detail: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Tries at once, for throttles and short outages: 0.25 s, 0.5 s, 1 s between them. */
const TRIES = 4;
const FIRST_PAUSE_MS = 250;
/** Longest pause in milliseconds between two looks at a step that takes its time. */
const MOST_PAUSE_MS = 5000;

export async function runStep(run: StepRun): Promise<StepResult> {
  const { step, stage, job, ledger, leaseMs, signal } = run;
  const { incidentId, actionId, jobKey } = job;
  const key: LedgerKey = { incidentId, actionId, jobKey, stage, step: step.id };
  const claim = await ledger.claim(key, leaseMs);
  switch (claim.state) {
    case 'held':
      return { result: 'later', on: 'worker', why: `Another worker is at ${step.call} on ${step.on}.` };
    case 'finished':
      if (claim.outcome === 'failed') return { result: 'failed', problem: claim.detail, remedy: REPLAN };
      return { result: 'done', outcome: claim.outcome, detail: claim.detail, requestId: claim.requestId };
    case 'claimed':
    case 'interrupted':
      break;
  }
  const first = bounded(signal, leaseMs);
  let result = claim.state === 'interrupted' ? await resume(step, first) : await attempt(step, first);
  if (result.result === 'pending')
    result = await untilThrough(run, result.detail, () => ledger.extend(key, claim.token, leaseMs));
  if (result.result === 'unknown') return result;
  if (result.result === 'later') {
    // Known not to have taken effect: whoever comes next need not wait for the lease.
    await ledger.extend(key, claim.token, 0);
    return result;
  }
  if (result.result === 'failed' && stage === 'release') {
    // A release that was refused is not over: it may be asked for again, when what forbade it has passed.
    await ledger.extend(key, claim.token, 0);
    return result;
  }
  const recorded =
    result.result === 'failed'
      ? await ledger.finish(key, claim.token, 'failed', result.problem)
      : await ledger.finish(key, claim.token, result.outcome, result.detail, result.requestId);
  return recorded ? result : TAKEN_OVER;
}

/** Looks again and again at a step that the provider is at, keeping the claim; until the worker's own time is over. */
async function untilThrough(run: StepRun, detail: string, keep: () => Promise<boolean>): Promise<StepResult> {
  const { step, leaseMs, signal } = run;
  let result: Tried = { result: 'pending', detail };
  for (let pauseMs = run.pollMs; result.result === 'pending'; pauseMs = Math.min(pauseMs * 1.5, MOST_PAUSE_MS)) {
    await run.progress(result.detail);
    if (await isInterrupted(Math.min(pauseMs, leaseMs / 3), signal)) {
      return { result: 'later', on: 'provider', why: `${step.call} on ${step.on}: ${result.detail}.` };
    }
    if (!(await keep())) return TAKEN_OVER;
    result = await attempt(step, bounded(signal, leaseMs));
  }
  return result;
}

const TAKEN_OVER: StepResult = { result: 'later', on: 'worker', why: 'Another worker took this step over.' };
const REPLAN = 'Mend what it names, then plan the action again.';

/** A try ends before its claim does. */
function bounded(signal: AbortSignal, leaseMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(leaseMs * 0.8)]);
}

async function isInterrupted(ms: number, signal: AbortSignal): Promise<boolean> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}

/** What one try comes to; `pending` where the provider is at it and another look is needed. */
type Tried = StepResult | { readonly result: 'pending'; readonly detail: string };

/** After an interruption: look whether it took effect before doing anything. */
async function resume(step: Step, signal: AbortSignal): Promise<Tried> {
  switch (await lookAt(step, signal)) {
    case 'done':
      return { result: 'done', outcome: 'done', detail: 'found done after an interruption' };
    case 'not_done':
      return attempt(step, signal);
    case 'unknown':
      return unknown(step);
  }
}

/** A look that fails tells nothing. */
function lookAt(step: Step, signal: AbortSignal): Promise<'done' | 'not_done' | 'unknown'> {
  return step.look(signal).catch(() => 'unknown' as const);
}

async function attempt(step: Step, signal: AbortSignal): Promise<Tried> {
  for (let tries = 1; ; tries += 1) {
    try {
      return done(await step.run(signal));
    } catch (fault) {
      const resolved = await resolve(step, fault, signal);
      if (resolved) return resolved;
      if (tries === TRIES) return { result: 'later', on: 'provider', why: messageOf(fault) };
      await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** What a fault comes to; undefined where the step is known not to have taken effect and may be tried again. */
async function resolve(step: Step, fault: unknown, signal: AbortSignal): Promise<StepResult | undefined> {
  if (signal.aborted) return unknown(step);
  if (!(fault instanceof CordonError)) throw fault;
  if (fault.code === 'outcome_unknown') {
    const seen = await lookAt(step, signal);
    if (seen === 'done') return { result: 'done', outcome: 'done', detail: 'no answer came, but it is found done' };
    return seen === 'unknown' ? unknown(step) : undefined;
  }
  return fault.retryable ? undefined : { result: 'failed', problem: fault.message, remedy: fault.remedy };
}

function done(receipt: Receipt): Tried {
  const { outcome, detail } = receipt;
  if (outcome === 'pending') return { result: 'pending', detail };
  if (outcome === 'waiting') return { result: 'later', on: 'provider', why: detail };
  return { result: 'done', outcome, detail, requestId: receipt.requestId };
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
