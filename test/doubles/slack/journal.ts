/** Every call the double answered, in order. */

import type { Args } from './args.ts';

export interface Entry {
  readonly method: string;
  readonly args: Args;
  readonly atMs: number;
  /** `ok`, Slack's error code, or what the fault on command was. */
  readonly outcome: string;
}

export interface Journal {
  readonly entries: Entry[];
  /** Calls of a method; with `outcome` only those. */
  of(method: string, outcome?: string): readonly Entry[];
  clear(): void;
}

export function createJournal(): Journal {
  const entries: Entry[] = [];
  return {
    entries,
    of: (method, outcome) =>
      entries.filter((one) => one.method === method && (outcome === undefined || one.outcome === outcome)),
    clear: () => {
      entries.length = 0;
    },
  };
}
