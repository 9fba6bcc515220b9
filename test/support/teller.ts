/** People, machines and a pen for histories of incidents: events are numbered and dated the same every time. */

import type { Actor, Person, Source } from '../../src/incident/actor.ts';
import type { EventData, EventType, IncidentEvent } from '../../src/incident/events.ts';

const START = Date.parse('2026-03-03T14:02:07.000Z');
const MINUTE_MS = 60_000;
const INCIDENT_ID = '01956c2b-0000-7000-8000-000000000042';

export const person = (id: string): Person => ({ id: `${id}@example.com`, name: id });
export const actor = (id: string): Actor => ({ ...person(id), kind: 'person', surface: 'slack' });
export const CORDON: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };
export const WORKER: Actor = { kind: 'worker', id: 'worker-1', name: 'worker-1' };

/** How an event is written down: its author and, if not a minute after the one before, its time. */
interface Saying {
  readonly by?: Actor;
  /** Minutes after the declaration. */
  readonly minute?: number;
  readonly source?: Source;
}

/** Writes events one after another, numbering and dating them. */
export function createTeller(startMs = START) {
  const events: IncidentEvent[] = [];
  let now = startMs;
  return {
    events,
    say<T extends EventType>(type: T, data: EventData[T], { by = CORDON, minute, source = {} }: Saying = {}): void {
      now = minute === undefined ? now + 1_000 : startMs + minute * MINUTE_MS;
      const seq = events.length + 1;
      const at = new Date(now).toISOString();
      const id = `01956c2b-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
      const event = { id, incidentId: INCIDENT_ID, seq, type, data, recordedAt: at, occurredAt: at, by, source };
      events.push(event as unknown as IncidentEvent);
    },
  };
}
export type Teller = ReturnType<typeof createTeller>;

export const HASH = (digit: string) => digit.repeat(64);
export const at = (minute: number) => new Date(START + minute * MINUTE_MS).toISOString();
export const commander = actor('commander');
export const scribe = actor('scribe');
export const forensics = actor('forensics-lead');
export const owner = actor('account-owner');
export const responder = actor('responder-1');
export const ROLE_ARN = 'arn:aws:iam::111122223333:role/billing-export';

export function personOf({ id, name }: Actor): Person {
  return { id, name };
}
