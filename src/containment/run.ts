/** The runner: plan again, evidence first, each step once, then look until it holds. And back again on release. */

import { setTimeout as pause } from 'node:timers/promises';
import type { ActionJob, ActionTarget, ContainmentAction, PriorState, Step, Verification } from './action.ts';
import type { Guard } from './guards.ts';
import type { Ledger, LedgerKey } from './ledger.ts';
import { draftPlan, type Plan } from './plan.ts';
import { runStep, type StepResult } from './run-step.ts';

type Stage = LedgerKey['stage'];

/** What is told while it works. Telling twice must do no harm: a crash may come between. */
export type Progress =
  | {
      readonly kind: 'started';
      readonly stage: Stage;
      readonly step: string;
      readonly call: string;
      readonly on: string;
    }
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
  readonly tell: (progress: Progress) => Promise<void>;
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
  | { readonly result: 'later'; readonly why: string };

/** Beyond the documented time to settle, how long verification waits before it says that it does not hold. */
const GRACE_MS = 10_000;

export async function runAction(run: Run, tools: RunTools): Promise<RunResult> {
  const { action, target, job } = run;
  const drafted = await draftPlan({ action, target, guards: tools.guards, signal: tools.signal });
  if (!run.begun) {
    if (!drafted.plan)
      return { result: 'failed', stage: 'preserve', problem: drafted.refused.reason, remedy: drafted.refused.remedy };
    if (drafted.plan.hash !== run.approved) return { result: 'drift', plan: drafted.plan };
  }
  const resource = resourceOf(target);
  if (!(await tools.ledger.holdResource(resource, job.jobKey, tools.leaseMs * 4))) {
    return { result: 'later', why: `Another action is running on ${target.kind} ${target.id}.` };
  }
  const missing = await preserve(action, tools);
  if (missing) return missing;
  if (run.fresh) await tools.ledger.forgetPrior(job.incidentId, job.actionId);
  const captured = drafted.plan ? drafted.prior : {};
  const prior = await tools.ledger.keepPrior(job.incidentId, job.actionId, job.jobKey, captured);
  const stopped = await runSteps(action.execute(target, prior, job), 'execute', job, tools);
  const result = stopped ?? (await verifyUntilSettled(run, prior, tools));
  if (result.result !== 'later' && result.result !== 'unknown') await tools.ledger.freeResource(resource, job.jobKey);
  return result;
}

/** Looks once more whether a held action still holds. Changes nothing. */
export async function recheck(
  run: Pick<Run, 'action' | 'target' | 'job'>,
  tools: Pick<RunTools, 'ledger' | 'signal'>,
): Promise<RunResult> {
  const { action, target, job } = run;
  const prior = await tools.ledger.keepPrior(job.incidentId, job.actionId, job.jobKey, {});
  return verdict(await action.verify(target, prior, job, tools.signal));
}

export type ReleaseResult =
  | { readonly result: 'released'; readonly restored: string }
  | { readonly result: 'failed'; readonly problem: string; readonly remedy: string }
  | { readonly result: 'later'; readonly why: string };

/** Restores the kept prior state, step by step, each once. */
export async function releaseAction(
  { action, target, job }: Pick<Run, 'action' | 'target' | 'job'>,
  tools: Omit<RunTools, 'evidence' | 'guards'>,
): Promise<ReleaseResult> {
  if (!action.release) return { result: 'failed', problem: `${action.title} cannot be released.`, remedy: action.undo };
  const resource = resourceOf(target);
  if (!(await tools.ledger.holdResource(resource, job.jobKey, tools.leaseMs * 4))) {
    return { result: 'later', why: `Another action is running on ${target.kind} ${target.id}.` };
  }
  const prior = await tools.ledger.keepPrior(job.incidentId, job.actionId, job.jobKey, {});
  const steps = action.release(target, prior, job);
  const stopped = await runSteps(steps, 'release', job, tools);
  if (stopped?.result === 'later') return stopped;
  await tools.ledger.freeResource(resource, job.jobKey);
  if (!stopped) return { result: 'released', restored: steps.map(({ on, wanted }) => `${on}: ${wanted}`).join('; ') };
  const { problem, remedy } = stopped.result === 'failed' || stopped.result === 'unknown' ? stopped : UNEXPECTED;
  return stopped.result === 'unknown' ? { result: 'later', why: problem } : { result: 'failed', problem, remedy };
}

const UNEXPECTED = { problem: 'The release stopped.', remedy: 'Try it again.' };

/** Each piece of evidence is a step people see; destroying it is not an option nobody took. */
async function preserve(action: ContainmentAction, tools: RunTools): Promise<RunResult | undefined> {
  for (const need of action.evidence) {
    const step = `evidence:${need.kind}`;
    await tools.tell({ kind: 'started', stage: 'preserve', step, call: `evidence ${need.state}`, on: need.kind });
    const state = await tools.evidence(need);
    if (state === 'waiting') return { result: 'later', why: `Waiting for evidence: ${need.kind} ${need.state}.` };
    if (state === 'failed') {
      return {
        result: 'failed',
        stage: 'preserve',
        problem: `The evidence ${need.kind} could not be collected.`,
        remedy: `Collect it by hand, or waive it with a reason, then try again.`,
      };
    }
    await tools.tell({ kind: 'finished', stage: 'preserve', step, outcome: 'done', detail: need.state });
  }
  return undefined;
}

/** Undefined when all are through; otherwise what stopped it. */
async function runSteps(
  steps: readonly Step[],
  stage: 'execute' | 'release',
  job: ActionJob,
  tools: Omit<RunTools, 'evidence' | 'guards'>,
): Promise<Extract<RunResult, { result: 'failed' | 'unknown' | 'later' }> | undefined> {
  for (const step of steps) {
    await tools.tell({ kind: 'started', stage, step: step.id, call: step.call, on: step.on });
    const { ledger, leaseMs, signal } = tools;
    const ended = await runStep({ step, stage, job, ledger, leaseMs, signal });
    await tellEnd(step, stage, ended, tools.tell);
    if (ended.result === 'failed') return { ...ended, stage };
    if (ended.result !== 'done') return ended;
  }
  return undefined;
}

async function tellEnd(step: Step, stage: Stage, ended: StepResult, tell: RunTools['tell']): Promise<void> {
  if (ended.result === 'later') return;
  const finished = { kind: 'finished', stage, step: step.id } as const;
  if (ended.result !== 'done') return tell({ ...finished, outcome: ended.result, detail: ended.problem });
  const { outcome, detail, requestId } = ended;
  return tell({ ...finished, outcome, detail, ...(requestId ? { requestId } : {}) });
}

/** It holds when it held at the end of the time that the provider documents for a change to settle. */
async function verifyUntilSettled(
  { action, target, job }: Run,
  prior: PriorState,
  tools: RunTools,
): Promise<RunResult> {
  await tools.tell({ kind: 'started', stage: 'verify', step: 'verify', call: 'look whether it holds', on: target.id });
  const begun = Date.now();
  for (;;) {
    const seen = await action.verify(target, prior, job, tools.signal);
    const elapsed = Date.now() - begun;
    const settled = elapsed >= action.settleSeconds * 1000;
    if ((settled && seen.holding) || elapsed >= action.settleSeconds * 1000 + GRACE_MS) {
      const outcome = seen.holding ? 'done' : 'failed';
      await tools.tell({ kind: 'finished', stage: 'verify', step: 'verify', outcome, detail: seen.seen });
      return verdict(seen);
    }
    await pause(tools.pollMs, undefined, { signal: tools.signal });
  }
}

function verdict({ holding, seen, remedy }: Verification): RunResult {
  return holding
    ? { result: 'holding', verification: seen }
    : { result: 'not_holding', seen, remedy: remedy ?? 'Find what still lets them act, contain that, and try again.' };
}

function resourceOf({ provider, account, kind, id }: ActionTarget): string {
  return `${provider}/${account}/${kind}/${id}`;
}
