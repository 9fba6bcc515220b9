/** The runner: plan again, evidence first, each step once, then look until it holds. And back again on release. */

import type { ActionJob, ActionTarget, ContainmentAction, Step } from './action.ts';
import { createHold, type Hold } from './hold.ts';
import { draftPlan } from './plan.ts';
import { runStep, type StepResult } from './run-step.ts';
import type { Later, ReleaseResult, Run, RunResult, RunTools, Stage, Stopped } from './running.ts';
import { verdictOf, verifyUntilSettled } from './verify.ts';

const STOPPED: Stopped = { result: 'stopped' };

/** Results after which another worker, or a call under way, may still be changing the resource. */
const STILL_BUSY: ReadonlySet<string> = new Set(['worker', 'unknown']);

export async function runAction(run: Run, tools: RunTools): Promise<RunResult> {
  const { target, job } = run;
  // One running action per resource: held from the second planning on, so that nothing changes between plan and change.
  const hold = createHold(tools.ledger, target, `${job.jobKey}:execute`, tools.leaseMs);
  if (!(await hold.take())) return taken(target);
  const result = await runHeld(run, tools, hold);
  const busy = result.result === 'later' ? result.on : result.result;
  if (!STILL_BUSY.has(busy)) await hold.free();
  return result;
}

async function runHeld(run: Run, tools: RunTools, hold: Hold): Promise<RunResult> {
  const { action, target, job } = run;
  const drafted = await draftPlan({ action, target, guards: tools.guards, signal: tools.signal });
  if (!run.begun) {
    if (!drafted.plan)
      return { result: 'failed', stage: 'preserve', problem: drafted.refused.reason, remedy: drafted.refused.remedy };
    if (drafted.plan.hash !== run.approved) return { result: 'drift', plan: drafted.plan };
  }
  const missing = await preserve(action, tools);
  if (missing) return missing;
  // Kept before the first change was told as begun: what is captured after that is no longer the world before.
  const prior = run.begun
    ? await tools.ledger.keptPrior(job.incidentId, job.actionId)
    : await tools.ledger.keepPrior(job, drafted.plan ? drafted.prior : {}, run.fresh);
  if (!prior) return { ...nothingKept(target), stage: 'execute' };
  const stopped = await runSteps(action.execute(target, prior, job), 'execute', job, tools, hold);
  return stopped ?? verifyUntilSettled(run, prior, tools, hold);
}

/** Looks once more whether a held action still holds. Changes nothing. */
export async function recheck(
  run: Pick<Run, 'action' | 'target' | 'job'>,
  tools: Pick<RunTools, 'ledger' | 'signal'>,
): Promise<RunResult> {
  const { action, target, job } = run;
  const prior = (await tools.ledger.keptPrior(job.incidentId, job.actionId)) ?? {};
  return verdictOf(await action.verify(target, prior, job, tools.signal));
}

/** Restores the kept prior state, step by step, each once; not before a run that was stopped has let go. */
export async function releaseAction(
  { action, target, job }: Pick<Run, 'action' | 'target' | 'job'>,
  tools: Omit<RunTools, 'evidence' | 'guards'>,
): Promise<ReleaseResult> {
  if (!action.release) return { result: 'failed', problem: `${action.title} cannot be released.`, remedy: action.undo };
  const hold = createHold(tools.ledger, target, `${job.jobKey}:release`, tools.leaseMs);
  if (!(await hold.take())) return taken(target);
  const prior = await tools.ledger.keptPrior(job.incidentId, job.actionId);
  const steps = prior ? action.release(target, prior, job) : [];
  const stopped = prior ? await runSteps(steps, 'release', job, tools, hold) : nothingKept(target);
  if (stopped?.result === 'later' && stopped.on === 'worker') return stopped;
  await hold.free();
  return stopped ?? { result: 'released', restored: steps.map(({ on, wanted }) => `${on}: ${wanted}`).join('; ') };
}

/** Without it a change could not be taken back, and a release would restore nothing and yet be told as one. */
function nothingKept({ kind, id }: ActionTarget): Extract<ReleaseResult, { result: 'failed' }> {
  return {
    result: 'failed',
    problem: `What ${kind} ${id} was like before is not on record.`,
    remedy: 'Restore it by hand from the prior state in the plan, then accept the action by name.',
  };
}

function taken({ kind, id }: ActionTarget): Later {
  return { result: 'later', on: 'resource', why: `Another action is running on ${kind} ${id}.` };
}

/** Each piece of evidence is a step people see; destroying it is not an option nobody took. */
async function preserve(action: ContainmentAction, tools: RunTools): Promise<RunResult | undefined> {
  const waiting: string[] = [];
  for (const need of action.evidence) {
    const step = `evidence:${need.kind}`;
    const go = await tools.tell({
      ...{ kind: 'started', stage: 'preserve', step },
      ...{ call: `evidence ${need.state}`, on: need.kind },
    });
    if (go === false) return STOPPED;
    const state = await tools.evidence(need);
    if (state === 'failed') {
      return {
        result: 'failed',
        stage: 'preserve',
        problem: `The evidence ${need.kind} could not be collected.`,
        remedy: `Collect it by hand, or waive it with a reason, then try again.`,
      };
    }
    if (state === 'waiting') waiting.push(`${need.kind} ${need.state}`);
    else await tools.tell({ kind: 'finished', stage: 'preserve', step, outcome: 'done', detail: need.state });
  }
  if (waiting.length === 0) return undefined;
  return { result: 'later', on: 'evidence', why: `Waiting for evidence: ${waiting.join(', ')}.` };
}

/** Undefined when all are through; otherwise what stopped it. */
async function runSteps(
  steps: readonly Step[],
  stage: 'execute' | 'release',
  job: ActionJob,
  tools: Omit<RunTools, 'evidence' | 'guards'>,
  hold: Hold,
): Promise<Extract<RunResult, { result: 'failed' | 'unknown' | 'later' | 'stopped' }> | undefined> {
  for (const step of steps) {
    if (!(await hold.take())) return LOST_HOLD;
    const go = await tools.tell({ kind: 'started', stage, step: step.id, call: step.call, on: step.on });
    if (go === false) return STOPPED;
    const { ledger, leaseMs, pollMs, signal } = tools;
    const progress = async (detail: string): Promise<void> => {
      await hold.take();
      await tools.tell({ kind: 'progress', stage, step: step.id, detail });
    };
    const ended = await runStep({ step, stage, job, ledger, leaseMs, pollMs, progress, signal });
    await tellEnd(step, stage, ended, tools.tell);
    if (ended.result === 'failed') return { ...ended, stage };
    if (ended.result !== 'done') return ended;
  }
  return undefined;
}

const LOST_HOLD: Later = { result: 'later', on: 'resource', why: 'Another action has begun on the same resource.' };

async function tellEnd(step: Step, stage: Stage, ended: StepResult, tell: RunTools['tell']): Promise<void> {
  if (ended.result === 'later') return;
  const finished = { kind: 'finished', stage, step: step.id } as const;
  if (ended.result !== 'done') {
    await tell({ ...finished, outcome: ended.result, detail: ended.problem });
    return;
  }
  const { outcome, detail, requestId } = ended;
  await tell({ ...finished, outcome, detail, ...(requestId ? { requestId } : {}) });
}
