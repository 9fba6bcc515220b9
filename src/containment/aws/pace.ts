/** A token bucket: calls to one account leave no faster than it bears, so that the SDK's retries stay the exception. */

import { setTimeout as pause } from 'node:timers/promises';

/** Resolves when the next call may leave; at most twice `perSecond` leave at once after a quiet time. */
export type Pace = () => Promise<void>;

export function createPace(perSecond: number, now: () => number = () => performance.now()): Pace {
  const burst = perSecond * 2;
  let tokens = burst;
  let filledAt = now();
  return async () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
    filledAt = at;
    // Below zero: whoever comes next waits behind those who wait already.
    tokens -= 1;
    if (tokens < 0) await pause((-tokens / perSecond) * 1000);
  };
}
