/** Where a finding belongs: where it was, else where something it names already is, else where the rules send it. */

import { type Candidate, correlate } from '../alerts/correlate.ts';
import type { ReceivedFinding } from '../alerts/finding.ts';
import { type Route, type RoutingRule, route } from '../alerts/routing.ts';
import { admit, type StormLimits } from '../alerts/storms.ts';
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
  /** Set on an incident that is to be opened for all further findings of its rule. */
  readonly storm?: boolean;
}

export interface Placing {
  readonly desk: Desk;
  readonly rules: readonly RoutingRule[];
  readonly windowMinutes: number;
  readonly storms: StormLimits;
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
  const before = known?.incidentId ? await survivor(desk, known.incidentId) : undefined;
  if (known && before && before.version > 0 && before.status === 'open') return linkedTo(before, known.why, routed);
  const joined = await joinedTo(placing, at, finding);
  if (joined) return linkedTo(await desk.incident(joined.incidentId), joined.why, routed);
  if (known && before && before.version > 0) {
    const why = `Heard of again after incident #${known.incidentNumber} was closed; a person decides.`;
    return { disposition: 'triage', why, route: routed };
  }
  // An id that was promised before a crash is kept: what was not opened under it is opened now.
  if (routed.open === 'auto') return admitted(placing, finding.drill ?? '', routed, before?.id ?? newId());
  return { disposition: routed.open === 'ignore' ? 'ignored' : 'triage', why: routed.because, route: routed };
}

/** Opened, unless a storm of the rule rages: then it flows into the one incident that takes it. */
async function admitted({ desk, storms }: Placing, drill: string, routed: Route, incidentId: string): Promise<Place> {
  const at = new Date();
  const openings = await desk.openings(drill, new Date(at.getTime() - storms.quietMinutes * 60_000));
  const admission = admit(routed.rule, openings, storms, at);
  const now = at.toISOString();
  if (admission.admit === 'join') {
    const index = openings.findIndex((one) => one.incidentId === admission.incidentId);
    const joined = openings[index];
    if (joined) openings[index] = { ...joined, lastJoinedAt: now };
    return linkedTo(await desk.incident(admission.incidentId), admission.because, routed);
  }
  const storm = admission.admit === 'open-storm';
  const why = storm ? `${routed.because} ${capital(admission.because)}` : routed.because;
  openings.push({ incidentId, rule: routed.rule, openedAt: now, storm, lastJoinedAt: now });
  return { disposition: 'linked', why, incidentId, route: routed, storm };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
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
