/** Carries one delivery to its reaction and records what came of it. */

import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { findDelivery, markDone, markFailed } from '../store/deliveries.ts';
import { readEvent } from '../store/log.ts';
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

/**
 * A delivery that was done already is passed over: the queue may hand it out twice. A reaction that outlasts its time
 * counts as failed for now, whether or not it heeds the signal.
 */
export function createDeliver({ store, engine, log, react }: DeliverOptions): Deliver {
  return async (id, { signal, last }) => {
    const delivery = await findDelivery(store.db, id);
    if (delivery?.state !== 'open') return;
    const { incidentId, seq, reaction } = delivery;
    try {
      const event = await readEvent(store.db, incidentId, seq);
      const incident = await engine.load(incidentId);
      if (event) await before(signal, react(reaction, { id, event, incident, signal }));
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

async function before(deadline: AbortSignal, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(tooLate());
  if (deadline.aborted) giveUp();
  deadline.addEventListener('abort', giveUp);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    deadline.removeEventListener('abort', giveUp);
  }
}

function tooLate(): CordonError {
  return new CordonError('outcome_unknown', 'The reaction took too long.', {
    remedy: 'Look at what it waits for; it is tried again.',
    retryable: true,
  });
}
