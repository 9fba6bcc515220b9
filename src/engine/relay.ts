/** Turns open deliveries and waiting alerts into jobs. The queue may be wiped at any moment: this fills it again. */

import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { JobQueue } from '../queue/open.ts';
import { isAnyUntriaged } from '../store/alerts.ts';
import { type Delivery, dueDeliveries, markEnqueued } from '../store/deliveries.ts';
import type { Store } from '../store/open.ts';
import type { Changes } from './changes.ts';

export interface RelayOptions {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly changes: Changes;
  readonly log: Log;
  /** Milliseconds between looks when nothing wakes it. */
  readonly pauseMs?: number;
  /** Milliseconds after which an open delivery is put into the queue again; one still there is not doubled. */
  readonly staleMs?: number;
}

const BATCH = 500;
/** An open delivery that was put into a queue which is empty this much later, in milliseconds, was lost with it. */
const LOST_MS = 2000;
/** Triage jobs of one such span in milliseconds are one job; a worker that died over one holds up no later span. */
const TRIAGE_SPAN_MS = 5000;

export function startRelay({ store, queue, changes, log, pauseMs = 1000, staleMs = 30_000 }: RelayOptions): Loop {
  const loop = startLoop('relay', pauseMs, turn, log);
  const unsubscribe = changes.subscribe(() => loop.wake());

  async function turn(): Promise<void> {
    await enqueueOlderThan(staleMs);
    if (await isQueueLost()) await enqueueOlderThan(LOST_MS);
    if (!(await isAnyUntriaged(store.db))) return;
    await queue.add([{ name: 'triage', id: `triage-${Math.floor(Date.now() / TRIAGE_SPAN_MS)}`, data: {} }]);
  }

  async function enqueueOlderThan(ageMs: number): Promise<void> {
    let due: Delivery[];
    do {
      due = await dueDeliveries(store.db, new Date(Date.now() - ageMs), BATCH);
      if (due.length === 0) return;
      await queue.add(due.map(({ id }) => ({ name: 'reaction', id, data: { delivery: id } })));
      await markEnqueued(
        store.db,
        due.map(({ id }) => id),
        new Date(),
      );
    } while (due.length === BATCH);
  }

  /** Wiped: something should be in the queue, and nothing is. */
  async function isQueueLost(): Promise<boolean> {
    const [missed] = await dueDeliveries(store.db, new Date(Date.now() - LOST_MS), 1);
    if (!missed) return false;
    return Object.values(await queue.counts()).every((count) => count === 0);
  }

  return {
    wake: loop.wake,
    [Symbol.asyncDispose]: async () => {
      unsubscribe();
      await loop[Symbol.asyncDispose]();
    },
  };
}
