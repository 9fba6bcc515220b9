/** Turns open deliveries and waiting alerts into jobs. The queue may be wiped at any moment: this fills it again. */

import type { Log } from '../base/log.ts';
import type { JobQueue } from '../queue/open.ts';
import { alertCounts } from '../store/alerts.ts';
import { dueDeliveries, markEnqueued } from '../store/deliveries.ts';
import type { Store } from '../store/open.ts';
import type { Changes } from './changes.ts';
import { type Loop, startLoop } from './loop.ts';

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

export function startRelay({ store, queue, changes, log, pauseMs = 1000, staleMs = 30_000 }: RelayOptions): Loop {
  const loop = startLoop('relay', pauseMs, turn, log);
  const unsubscribe = changes.subscribe(() => loop.wake());

  async function turn(): Promise<void> {
    for (;;) {
      const due = await dueDeliveries(store.db, new Date(Date.now() - staleMs), BATCH);
      if (due.length === 0) break;
      await queue.add(due.map(({ id }) => ({ name: 'reaction', id, data: { delivery: id } })));
      await markEnqueued(
        store.db,
        due.map(({ id }) => id),
        new Date(),
      );
      if (due.length < BATCH) break;
    }
    const { waiting } = await alertCounts(store.db);
    if (waiting > 0) await queue.add([{ name: 'triage', id: 'triage', data: {} }]);
  }

  return {
    wake: loop.wake,
    [Symbol.asyncDispose]: async () => {
      unsubscribe();
      await loop[Symbol.asyncDispose]();
    },
  };
}
