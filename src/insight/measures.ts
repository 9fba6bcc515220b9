/** What one incident's log says in figures. Pure; kept beside the incident and made anew when its log has grown. */

import type { IncidentEvent, Mode, Timestamp } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { metrics } from '../incident/metrics.ts';
import { milestonesOf } from '../incident/milestones.ts';
import { PHASES } from '../incident/phases.ts';
import type { Severity } from '../incident/policy.ts';
import type { Value } from './spread.ts';
import { type TimeSpent, timeSpent } from './time-spent.ts';
import { type Wait, waitsOf } from './waits.ts';

export interface Measures {
  /** `2026-03`: when it was detected, in UTC; when it was declared if nothing says that. */
  readonly month: string;
  /** Alert source that spoke first, or `people`. */
  readonly source: string;
  readonly intervals: readonly ({ readonly name: string } & Value)[];
  readonly checklist: { readonly done: number; readonly skipped: number; readonly open: number };
  /** How often a phase was left on the straight way: with its gate met, or overridden. */
  readonly gates: { readonly met: number; readonly overridden: number };
  readonly waits: readonly Wait[];
  readonly followUps: readonly FollowedUp[];
  readonly alerts: number;
  readonly time: TimeSpent;
}

export interface FollowedUp {
  readonly state: 'open' | 'done' | 'rejected';
  readonly addedAt: Timestamp;
  readonly dueAt?: Timestamp;
  readonly doneAt?: Timestamp;
}

/** An incident as statistics know it: no title, no person, no entity. */
export interface MeasuredIncident {
  readonly number: number;
  readonly codename: string;
  readonly incidentType: string;
  readonly severity: Severity;
  readonly mode: Mode;
  readonly status: string;
  readonly measures: Measures;
}

/** `incident` is what `events`, the whole log, fold into. */
export function measure(incident: Incident, events: readonly IncidentEvent[]): Measures {
  const detected = milestonesOf(events).detected?.at ?? incident.declaredAt;
  return {
    month: monthOf(detected) ?? incident.declaredAt.slice(0, 7),
    source: incident.alerts[0]?.source ?? 'people',
    intervals: metrics(events).map(({ name, state, seconds, why }) => ({
      name,
      ...(state === 'ok' ? { state, seconds: seconds ?? 0 } : { state, why: why ?? '' }),
    })),
    checklist: checklistOf(incident),
    gates: gatesOf(events),
    waits: waitsOf(events),
    followUps: followUpsOf(incident, events),
    alerts: incident.alerts.length,
    time: timeSpent(incident, events),
  };
}

/** The month of a time in UTC; undefined for what is no time. */
function monthOf(at: Timestamp): string | undefined {
  const ms = Date.parse(at);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 7);
}

/** Required items alone: the others are help, and leaving them is no fault. */
function checklistOf({ tasks }: Incident): Measures['checklist'] {
  const required = tasks.filter((task) => task.required);
  const count = (state: string): number => required.filter((task) => task.state === state).length;
  return { done: count('done'), skipped: count('skipped'), open: count('open') };
}

function gatesOf(events: readonly IncidentEvent[]): Measures['gates'] {
  let [met, overridden] = [0, 0];
  for (const event of events) {
    if (event.type !== 'PhaseEntered') continue;
    const { from, to } = event.data;
    if (PHASES.indexOf(to) < PHASES.indexOf(from)) continue;
    if (event.data.overridden.length > 0) overridden += 1;
    else met += 1;
  }
  return { met, overridden };
}

function followUpsOf({ followUps }: Incident, events: readonly IncidentEvent[]): readonly FollowedUp[] {
  const added = new Map<string, Timestamp>();
  const done = new Map<string, Timestamp>();
  for (const event of events) {
    if (event.type === 'FollowUpAdded') added.set(event.data.followUpId, event.recordedAt);
    if (event.type === 'FollowUpDone') done.set(event.data.followUpId, event.recordedAt);
  }
  return followUps.flatMap(({ followUpId, state, dueAt }) => {
    const addedAt = added.get(followUpId);
    const doneAt = state === 'done' ? done.get(followUpId) : undefined;
    return addedAt ? [{ state, addedAt, ...(dueAt ? { dueAt } : {}), ...(doneAt ? { doneAt } : {}) }] : [];
  });
}
