/** Tells incidents that time has passed. When each is due next stands in its view, so restarts forget nothing. */

import { asc, lte } from 'drizzle-orm';
import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { Actor } from '../incident/actor.ts';
import type { Store } from '../store/open.ts';
import { incidents } from '../store/schema/incidents.ts';
import type { Handle } from './handle.ts';

const TIMER: Actor = { kind: 'timer', id: 'timer', name: 'Cordon timer' };

export interface TimerOptions {
  readonly store: Store;
  readonly handle: Handle;
  readonly log: Log;
  /** Milliseconds between looks. */
  readonly pauseMs?: number;
  readonly now?: () => Date;
}

export function startTimers({ store, handle, log, pauseMs = 1000, now = () => new Date() }: TimerOptions): Loop {
  return startLoop(
    'timers',
    pauseMs,
    async () => {
      const due = await store.db
        .select({ id: incidents.id })
        .from(incidents)
        .where(lte(incidents.nextWakeAt, now()))
        .orderBy(asc(incidents.nextWakeAt))
        .limit(100);
      for (const { id } of due) {
        try {
          await handle(id, { type: 'PassTime', by: TIMER });
        } catch (fault) {
          // The others must not wait for this one.
          log.error(
            { err: fault, incidentId: id },
            'time could not pass for an incident; tried again at the next look',
          );
        }
      }
    },
    log,
  );
}
