/** The reaction contract: on which facts, do what. What came of it returns as a command, through `reach.handle`. */

import type { Handle, Handled } from '../engine/handle.ts';
import type { Actor } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import type { EventOf, EventType, IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import type { Containment } from './containment.ts';
import type { Documents } from './documents.ts';
import type { Gathering } from './gathering.ts';
import type { Others } from './others.ts';
import type { Sides } from './sides.ts';

/** Everything reactions may touch. Stays within eight members. */
export interface Reach {
  readonly handle: Handle;
  readonly sides: Sides;
  readonly others: Others;
  readonly containment: Containment;
  readonly evidence: Gathering;
  readonly documents: Documents;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly baseUrl: string;
}

/** One delivery of one fact. `incident` is the state now, which may be later than the fact. */
export interface Delivery<T extends EventType = EventType> {
  /** Same for every attempt at this delivery: the tag by which a retry finds what it did. */
  readonly id: string;
  readonly event: EventOf<T>;
  readonly incident: Incident;
  readonly signal: AbortSignal;
}

/**
 * Idempotent by construction: called again for the same delivery it doubles nothing. Throws `CordonError` when it
 * could not be done; a retryable one is tried again with back-off, any other goes to the dead letters.
 */
export interface Reaction<T extends EventType = EventType> {
  readonly name: string;
  readonly on: readonly T[] | 'every';
  react(delivery: Delivery<T>, reach: Reach): Promise<void>;
}

/** Gives a reaction the types of its events, and forgets them again for the list. */
export function reaction<const T extends EventType>(definition: Reaction<T>): Reaction {
  return definition as unknown as Reaction;
}

/** Cordon itself, acting on a rule. */
export const CORDON: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };

/** A worker carrying out an action or a collection. */
export const WORKER: Actor = { kind: 'worker', id: 'worker', name: 'Cordon worker' };

/** Whatever follows from an event. */
export interface Following {
  readonly event: IncidentEvent;
}

type Unsigned = IncidentCommand extends infer C
  ? C extends IncidentCommand
    ? Omit<C, 'by' | 'source'>
    : never
  : never;

/** Says a command as Cordon's own rule, or as the worker, naming the event it follows from, be it another incident's. */
export async function follow(
  { event }: Following,
  reach: Pick<Reach, 'handle'>,
  command: Unsigned,
  by: Actor = CORDON,
  incidentId: string = event.incidentId,
): Promise<Handled> {
  return reach.handle(incidentId, { ...command, by, source: { cause: event.id } } as IncidentCommand);
}
