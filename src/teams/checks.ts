/** What may go out may have changed while a call waited for its turn: whoever asked for it is asked again before it is made. */

import { AsyncLocalStorage } from 'node:async_hooks';

export interface Checks {
  /** Every call that `work` makes asks `check` when its turn has come. */
  checked<T>(check: () => Promise<void>, work: () => Promise<T>): Promise<T>;
  /** The check that calls made now are under. To be taken when the call is asked for: its turn comes elsewhere. */
  current(): () => Promise<void>;
}

export function createChecks(): Checks {
  const kept = new AsyncLocalStorage<() => Promise<void>>();
  return {
    checked: (check, work) => kept.run(check, work),
    current: () => kept.getStore() ?? (async () => undefined),
  };
}
