/** Carries one delivery to its reaction and records what came of it. */

import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { findDelivery, markDone, markFailed } from '../store/deliveries.ts';
import { readEvents } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import type { Engine } from './handle.ts';

export interface DeliverOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly log: Log;
  readonly react: (
    reaction: string,
    delivery: {
      readonly id: string;
      readonly event: IncidentEvent;
      readonly incident: Incident;
      readonly signal: AbortSignal;
    },
  ) => Promise<void>;
}

export interface DeliveryAttempt {
  readonly signal: AbortSignal;
  readonly last: boolean;
}

export type Deliver = (deliveryId: string, attempt: DeliveryAttempt) => Promise<void>;

/** A delivery that was done already is passed over: the queue may hand it out twice. */
export function createDeliver({ store, engine, log, react }: DeliverOptions): Deliver {
  return async (id, { signal, last }) => {
    const delivery = await findDelivery(store.db, id);
    if (delivery?.state !== 'open') return;
    const { incidentId, seq, reaction } = delivery;
    try {
      const [event] = await readEvents(store.db, incidentId, seq - 1);
      const incident = await engine.load(incidentId);
      if (event) await react(reaction, { id, event, incident, signal });
      await markDone(store.db, id, new Date());
    } catch (fault) {
      const dead = last || (fault instanceof CordonError && !fault.retryable);
      const problem = fault instanceof Error ? fault.message : String(fault);
      await markFailed(store.db, id, problem, dead, new Date());
      if (dead)
        log.error({ err: fault, delivery: id, reaction }, 'a reaction failed for good; it waits in the dead letters');
      throw fault;
    }
  };
}
