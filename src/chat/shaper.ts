/** Drives the schedule of outgoing calls: sends what may go, waits as long as it must, obeys `Retry-After`. */

import { CordonError } from '../base/errors.ts';
import { type Call, createSchedule, type Limits } from './shaping.ts';

export interface Submission<T> extends Call {
  /** Makes the call. Throws `RetryAfter` when the platform asks to wait. */
  run(): Promise<T>;
}

/** `superseded` when a newer call of the same key was sent in its stead. */
export type Sent<T> = { readonly outcome: 'sent'; readonly value: T } | { readonly outcome: 'superseded' };

export interface Shaper extends Disposable {
  /** Resolves once the call was made, rejects with what it threw; with `vendor_failed` when the shaper was closed first. */
  submit<T>(call: Submission<T>): Promise<Sent<T>>;
}

/** The platform answered 429. Thrown by `run`, which knows the vendor's header. */
export interface RetryAfter {
  readonly retryAfterMs: number;
}

/** What the driver needs of time; tests bring their own. */
export interface Ticking {
  nowMs(): number;
  /** Calls once after `ms`; answers what stops it. */
  later(ms: number, call: () => void): () => void;
}

const RETRIES = 5;

interface Entry extends Call {
  tries: number;
  running: boolean;
  run(): Promise<unknown>;
  sent(value: unknown): void;
  superseded(): void;
  failed(fault: unknown): void;
}

const REAL: Ticking = {
  nowMs: () => performance.now(),
  later: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

export function createShaper(limits: Limits, { nowMs, later }: Ticking = REAL): Shaper {
  const schedule = createSchedule<Entry>(limits);
  let stop: (() => void) | undefined;
  const open = new Set<Entry>();
  let closed = false;

  function turn(): void {
    stop?.();
    stop = undefined;
    if (closed) return;
    const { go, waitMs } = schedule.turn(nowMs());
    if (waitMs !== undefined) stop = later(waitMs, turn);
    for (const entry of go) void make(entry);
  }

  async function make(entry: Entry): Promise<void> {
    entry.running = true;
    try {
      settle(entry, entry.sent, await entry.run());
    } catch (fault) {
      if (closed || !isRetryAfter(fault) || entry.tries >= (limits.retries ?? RETRIES)) {
        settle(entry, entry.failed, fault);
        return;
      }
      entry.tries += 1;
      entry.running = false;
      schedule.hold(entry.tier, nowMs() + fault.retryAfterMs);
      const needless = schedule.again(entry);
      if (needless) settle(needless, needless.superseded, undefined);
      turn();
    }
  }

  function settle(entry: Entry, how: (value: unknown) => void, value: unknown): void {
    open.delete(entry);
    how(value);
  }

  return {
    submit: ({ run, ...call }) =>
      new Promise((resolve, reject) => {
        const entry: Entry = {
          ...call,
          run,
          tries: 0,
          running: false,
          sent: (value) => resolve({ outcome: 'sent', value: value as Awaited<ReturnType<typeof run>> }),
          superseded: () => resolve({ outcome: 'superseded' }),
          failed: reject,
        };
        if (closed) return reject(shut());
        open.add(entry);
        const older = schedule.add(entry);
        if (older) settle(older, older.superseded, undefined);
        turn();
      }),
    [Symbol.dispose]: () => {
      closed = true;
      stop?.();
      for (const entry of open) if (!entry.running) settle(entry, entry.failed, shut());
    },
  };
}

function shut(): CordonError {
  return new CordonError('vendor_failed', 'The connection to the platform was closed before the call was made.', {
    remedy: 'It is made again by itself when the delivery is tried again.',
    retryable: true,
  });
}

function isRetryAfter(fault: unknown): fault is RetryAfter {
  return (
    typeof fault === 'object' && fault !== null && 'retryAfterMs' in fault && typeof fault.retryAfterMs === 'number'
  );
}
