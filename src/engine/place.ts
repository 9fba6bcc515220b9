/** Where a finding belongs: where it was, else where something it names already is, else where the rules send it. */

import { type Candidate, correlate } from '../alerts/correlate.ts';
import type { ReceivedFinding } from '../alerts/finding.ts';
import { type Route, type RoutingRule, route } from '../alerts/routing.ts';
import { newId } from '../base/ids.ts';
import type { Incident } from '../incident/incident.ts';
import type { StoredFinding } from '../store/alerts.ts';
import type { Desk } from './desk.ts';

export interface Place {
  readonly disposition: StoredFinding['disposition'];
  readonly why: string;
  readonly incidentId?: string;
  /** Absent while it is still to be opened under `incidentId`. */
  readonly incident?: Incident;
  readonly route: Route;
}

export interface Placing {
  readonly desk: Desk;
  readonly rules: readonly RoutingRule[];
  readonly windowMinutes: number;
}

/** `known` is the finding as it was stored when it was told before. */
export async function placeOf(
  placing: Placing,
  at: Date,
  finding: ReceivedFinding,
  known: StoredFinding | undefined,
): Promise<Place> {
  const { desk } = placing;
  const routed = route(finding, placing.rules);
  if (known?.incidentId) {
    const incident = await survivor(desk, known.incidentId);
    if (incident.version === 0) {
      return { disposition: 'linked', why: known.why, incidentId: known.incidentId, route: routed };
    }
    if (incident.status === 'open') return linkedTo(incident, known.why, routed);
  }
  const joined = await joinedTo(placing, at, finding);
  if (joined) return linkedTo(await desk.incident(joined.incidentId), joined.why, routed);
  if (known?.incidentId) {
    const why = `Heard of again after incident #${known.incidentNumber} was closed; a person decides.`;
    return { disposition: 'triage', why, route: routed };
  }
  if (routed.open === 'auto') {
    return { disposition: 'linked', why: routed.because, incidentId: newId(), route: routed };
  }
  return { disposition: routed.open === 'ignore' ? 'ignored' : 'triage', why: routed.because, route: routed };
}

function linkedTo(incident: Incident, why: string, route: Route): Place {
  return { disposition: 'linked', why, incidentId: incident.id, incident, route };
}

/** The incident, or the one it was merged into. */
async function survivor(desk: Desk, incidentId: string): Promise<Incident> {
  const seen = new Set<string>();
  let incident = await desk.incident(incidentId);
  while (incident.mergedInto && !seen.has(incident.id)) {
    seen.add(incident.id);
    incident = await desk.incident(incident.mergedInto.id);
  }
  return incident;
}

async function joinedTo({ desk, windowMinutes }: Placing, at: Date, finding: ReceivedFinding) {
  if (finding.status === 'suppressed' || finding.entities.length === 0) return undefined;
  const sharing = await desk.sharing(finding.drill ?? '');
  const candidates = sharing.map(
    ({ id, scope, lastActivityAt }): Candidate => ({
      incidentId: id,
      open: true,
      drill: finding.drill,
      lastActivityAt: lastActivityAt.toISOString(),
      entities: scope,
    }),
  );
  return correlate(finding, candidates, { windowMinutes, at });
}
