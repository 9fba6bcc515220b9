/** Histories that the core itself wrote: commands through `decide`, facts dated and numbered as the engine does. */

import type { Actor } from '../../src/incident/actor.ts';
import type { CommandData, CommandType, IncidentCommand } from '../../src/incident/commands.ts';
import { decide } from '../../src/incident/decide.ts';
import { emptyIncident } from '../../src/incident/empty.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { evolve } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';

const START = Date.parse('2026-03-03T14:02:07.000Z');

/** Says commands one after another, a minute apart unless it is said when. A refusal throws with its reason. */
export function createDesk(incidentId: string) {
  const events: IncidentEvent[] = [];
  let incident: Incident = emptyIncident(incidentId);
  let now = START;
  return {
    events,
    incident: () => incident,
    /** `minute` counts from the declaration. */
    ask<T extends CommandType>(by: Actor, type: T, data: CommandData[T], minute?: number): void {
      now = minute === undefined ? now + 60_000 : START + minute * 60_000;
      const at = new Date(now);
      const decision = decide({ type, by, ...data } as unknown as IncidentCommand, incident, at);
      if (decision.refused) throw new Error(`${type}: ${decision.refused.reason} ${decision.refused.remedy}`);
      for (const fact of decision.accepted) {
        const seq = events.length + 1;
        const recordedAt = at.toISOString();
        const id = `01956c2b-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
        const occurredAt = fact.occurredAt ?? recordedAt;
        const event = { ...fact, id, incidentId, seq, recordedAt, occurredAt, by, source: fact.source ?? {} };
        events.push(event as IncidentEvent);
        incident = evolve(incident, event as IncidentEvent);
      }
    },
  };
}
