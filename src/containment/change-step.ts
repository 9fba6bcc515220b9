/** A step that changes one thing by one call, unless it is so already: read-compare-write, so that a retry finds what it did. */

import type { Step } from './action.ts';

export interface Change {
  readonly id: string;
  readonly call: string;
  readonly on: string;
  readonly prior: string;
  readonly wanted: string;
  /** Makes the change; answers with the provider's request id. */
  readonly make: (signal: AbortSignal) => Promise<{ readonly requestId?: string | undefined }>;
  /** Whether the wanted state is there. */
  readonly holds: (signal: AbortSignal) => Promise<boolean>;
}

export function changeStep({ make, holds, ...words }: Change): Step {
  return {
    ...words,
    run: async (signal) => {
      if (await holds(signal)) return { outcome: 'already', detail: `${words.wanted} already` };
      const { requestId } = await make(signal);
      return { outcome: 'done', detail: words.wanted, ...(requestId ? { requestId } : {}) };
    },
    look: async (signal) => ((await holds(signal)) ? 'done' : 'not_done'),
  };
}
