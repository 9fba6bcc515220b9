/** Verification: looks until the provider's documented time to settle is over, and then believes what it sees. */

import { setTimeout as pause } from 'node:timers/promises';
import type { PriorState, Verification } from './action.ts';
import type { Hold } from './hold.ts';
import type { Run, RunResult, RunTools } from './running.ts';

/** Beyond the documented time to settle, how long verification waits before it says that it does not hold. */
const GRACE_MS = 10_000;
/** Longest pause in milliseconds between two looks: a provider throttles who looks too often. */
const MOST_PAUSE_MS = 5000;

/** It holds when it held at the end of the time that the provider documents for a change to settle. */
export async function verifyUntilSettled(
  { action, target, job }: Run,
  prior: PriorState,
  { tell, signal, pollMs }: RunTools,
  hold: Hold,
): Promise<RunResult> {
  const step = { stage: 'verify', step: 'verify' } as const;
  const settleMs = action.settleSeconds * 1000;
  const begun = Date.now();
  let told = '';
  for (let pauseMs = pollMs; ; pauseMs = Math.min(pauseMs * 1.5, MOST_PAUSE_MS)) {
    await hold.take();
    // Asked before every look: people may have cancelled or released it meanwhile.
    const wanted = await tell({ ...step, kind: 'started', call: 'look whether it holds', on: target.id });
    if (wanted === false) return { result: 'stopped' };
    const seen = await action.verify(target, prior, job, signal);
    const elapsed = Date.now() - begun;
    if ((elapsed >= settleMs && seen.holding) || elapsed >= settleMs + GRACE_MS) {
      await tell({ ...step, kind: 'finished', outcome: seen.holding ? 'done' : 'failed', detail: seen.seen });
      return verdictOf(seen);
    }
    const detail = progressText(seen, action.settleSeconds);
    if (detail !== told) await tell({ ...step, kind: 'progress', detail });
    told = detail;
    // The last look is at the end of the documented time, not a pause later.
    const untilSettled = settleMs - elapsed;
    await pause(untilSettled > 0 ? Math.min(pauseMs, untilSettled + 1) : pauseMs, undefined, { signal });
  }
}

export function verdictOf({ holding, seen, remedy }: Verification): RunResult {
  return holding
    ? { result: 'holding', verification: seen }
    : { result: 'not_holding', seen, remedy: remedy ?? 'Find what still lets them act, contain that, and try again.' };
}

function progressText({ holding, seen }: Verification, settleSeconds: number): string {
  return holding ? `${seen} Looked at until ${settleSeconds} s have passed.` : seen;
}
