/** One running action per resource: whoever changes it holds it, and says in time that it still does. */

import type { ActionTarget } from './action.ts';
import type { Ledger } from './ledger.ts';

export interface Hold {
  /** Takes the resource, or keeps it; false when somebody else has it. */
  take(): Promise<boolean>;
  free(): Promise<void>;
}

/** A hold outlasts a step and a look, so that it only falls to others when its worker is gone. */
const LEASES = 2;

/**
 * A hold with a whole lease left is not written again. Safe, because nobody else can have it before it runs out: it is freed
 * by its own holder only, and its age is reckoned from before it was asked for, so that this worker believes it over before
 * the database does. A step ends within one lease (`run-step.ts`), hence inside the hold. What keeps a step from being done
 * twice is its claim, which is written each time.
 */
export function createHold(ledger: Ledger, target: ActionTarget, holder: string, leaseMs: number): Hold {
  const { provider, account, kind, id } = target;
  const resource = `${provider}/${account}/${kind}/${id}`;
  let ageMs: (() => number) | undefined;
  return {
    take: async () => {
      if (ageMs && ageMs() <= leaseMs * (LEASES - 1)) return true;
      const asked = stopwatch();
      const held = await ledger.holdResource(resource, holder, leaseMs * LEASES);
      ageMs = held ? asked : undefined;
      return held;
    },
    free: async () => {
      ageMs = undefined;
      await ledger.freeResource(resource, holder);
    },
  };
}

/** By two clocks: one can be set back, and the other stands still while the machine sleeps. */
function stopwatch(): () => number {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}
