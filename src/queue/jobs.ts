/** The catalogue of jobs: name, schema, time-out and retries in one table. A handler for each is checked at boot. */

import { z } from 'zod';

export interface JobKind<Data> {
  readonly schema: z.ZodType<Data>;
  /** Milliseconds after which the handler's signal is aborted. */
  readonly timeoutMs: number;
  /** Attempts before the job counts as failed for good. */
  readonly attempts: number;
  /** First pause between attempts in milliseconds; doubles each time, with jitter. */
  readonly backoffMs: number;
}

export const JOBS = {
  /** One delivery of one fact to one reaction. */
  reaction: {
    schema: z.object({ delivery: z.string() }),
    timeoutMs: 15 * 60_000,
    attempts: 8,
    backoffMs: 500,
  },
  /** Takes up alerts that wait. Any number of them may run: one works, the others find nothing to do. */
  triage: {
    schema: z.object({}),
    timeoutMs: 5 * 60_000,
    attempts: 3,
    backoffMs: 500,
  },
} as const satisfies Record<string, JobKind<unknown>>;

export type JobName = keyof typeof JOBS;
export type JobData<N extends JobName> = z.infer<(typeof JOBS)[N]['schema']>;

/** What a handler is told beside its data. `last` is true on the final attempt. */
export interface Attempt {
  readonly signal: AbortSignal;
  readonly number: number;
  readonly last: boolean;
}

export type Handlers = { readonly [N in JobName]: (data: JobData<N>, attempt: Attempt) => Promise<void> };
