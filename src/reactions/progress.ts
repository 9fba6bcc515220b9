/** How a run or a release tells what it does, and how it lays an action down that cannot go on for now. */

import { CordonError } from '../base/errors.ts';
import type { Later, Progress } from '../containment/running.ts';
import type { Action } from '../incident/incident.ts';
import { type Following, follow, type Reach, WORKER } from './reaction.ts';

/**
 * Progress as the command that records it. False when the core refuses to see a step begun: the action was cancelled,
 * released or planned anew meanwhile, and nothing may be changed.
 */
export async function tell(
  delivery: Following,
  reach: Pick<Reach, 'handle'>,
  actionId: string,
  progress: Progress,
): Promise<boolean> {
  switch (progress.kind) {
    case 'finished': {
      const { kind: _kind, ...finished } = progress;
      await follow(delivery, reach, { type: 'RecordStepFinish', actionId, ...finished }, WORKER);
      return true;
    }
    case 'progress': {
      const { stage, step, detail } = progress;
      await follow(delivery, reach, { type: 'RecordProgress', actionId, stage, step, detail }, WORKER);
      return true;
    }
    case 'started': {
      const { stage, step, call, on } = progress;
      const command = { type: 'RecordStepStart', actionId, stage, step, call, on } as const;
      return (await follow(delivery, reach, command, WORKER)).refused === undefined;
    }
  }
}

/** First pause in seconds before a waiting action is taken up again; doubles each time. */
const FIRST_PAUSE_S = 2;
const MOST_PAUSE_S = 300;

type LaidDown = Later | { readonly result: 'unknown'; readonly problem: string };

/**
 * Says in the log why nobody works on the action, and when it is looked at again: a look at an unknown outcome repeats
 * nothing. Throws only for a step that another worker has, whose lease is short: the queue tries that again.
 */
export async function layDown(
  delivery: Following,
  reach: Pick<Reach, 'handle'>,
  { actionId, waiting }: Action,
  ran: LaidDown,
): Promise<void> {
  if (ran.result === 'later' && ran.on === 'worker') {
    throw new CordonError('conflict', ran.why, { remedy: 'It is tried again by itself.', retryable: true });
  }
  const on = ran.result === 'unknown' ? 'outcome' : ran.on;
  const why = ran.result === 'unknown' ? ran.problem : ran.why;
  const again = on === 'evidence' ? {} : { lookAgainAt: laterBy(waiting?.on === on ? waiting.times : 0) };
  await follow(delivery, reach, { type: 'RecordWaiting', actionId, on: on as never, why, ...again }, WORKER);
}

function laterBy(times: number): string {
  const seconds = Math.min(FIRST_PAUSE_S * 2 ** Math.min(times, 10), MOST_PAUSE_S);
  return new Date(Date.now() + seconds * 1000).toISOString();
}
