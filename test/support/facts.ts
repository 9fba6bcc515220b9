/** Events as the engine would wrap them, for tests that write to the log without deciding. */

import { newId } from '../../src/base/ids.ts';
import type { Actor } from '../../src/incident/actor.ts';
import { emptyIncident } from '../../src/incident/empty.ts';
import type { EventData, Fact, IncidentEvent } from '../../src/incident/events.ts';
import { evolve } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';

export const RESPONDER: Actor = { kind: 'person', id: 'responder-1', name: 'Responder 1', surface: 'room' };

export const DECLARED: EventData['IncidentDeclared'] = {
  number: 1,
  codename: 'sapphire-heron',
  title: 'Stolen role session',
  incidentType: 'identity',
  severity: 2,
  mode: 'live',
  visibility: 'restricted',
  because: 'a test',
  roster: { id: 'cloud-security', members: [{ id: 'responder-1', name: 'Responder 1' }] },
  policy: DEFAULT_POLICY,
  tlp: 'AMBER',
};

export interface Grown {
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
  readonly expected: number;
}

/** The events of `facts` on top of `incident`, ready for `append`. */
export function grow(incident: Incident, ...facts: readonly Fact[]): Grown {
  const events: IncidentEvent[] = [];
  let after = incident;
  for (const fact of facts) {
    const recordedAt = new Date().toISOString();
    const envelope = { id: newId(), incidentId: incident.id, seq: after.version + 1, recordedAt, by: RESPONDER };
    const event = {
      ...fact,
      ...envelope,
      occurredAt: fact.occurredAt ?? recordedAt,
      source: fact.source ?? {},
    } as IncidentEvent;
    events.push(event);
    after = evolve(after, event);
  }
  return { after, events, expected: incident.version };
}

export function declaration(number: number, id: string = newId()): Grown {
  return grow(emptyIncident(id), { type: 'IncidentDeclared', data: { ...DECLARED, number } });
}

export function note(text: string): Fact {
  return { type: 'SummaryWritten', data: { text } };
}
