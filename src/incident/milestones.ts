/** Points in time, found in the events; one set by hand wins and never touches what was recorded. */

import { type IncidentEvent, MILESTONES, type Milestone, type Timestamp } from './events.ts';

/** A milestone with the event that shows it: the source of a metric's endpoint. */
export interface Reached {
  readonly at: Timestamp;
  readonly seq: number;
  readonly eventId: string;
  readonly how: 'found' | 'set';
}

export type Milestones = Readonly<Partial<Record<Milestone, Reached>>>;

/** One pass over the log. `contained` is when the last control held before containment was left for good. */
export function milestonesOf(events: readonly IncidentEvent[]): Milestones {
  const found: Partial<Record<Milestone, Reached>> = {};
  const set: Partial<Record<Milestone, Reached>> = {};
  for (const event of events) {
    if (event.type === 'MilestoneSet') set[event.data.milestone] = { ...at(event, event.data.at), how: 'set' };
    else note(found, event);
  }
  const merged: Partial<Record<Milestone, Reached>> = {};
  for (const name of MILESTONES) {
    const reached = set[name] ?? found[name];
    if (reached) merged[name] = reached;
  }
  return merged;
}

function note(found: Partial<Record<Milestone, Reached>>, event: IncidentEvent): void {
  if (event.by.kind === 'person' && event.type !== 'IncidentDeclared' && event.type !== 'MemberJoined') {
    first(found, 'acknowledged', at(event, event.occurredAt));
  }
  switch (event.type) {
    case 'IncidentDeclared':
      first(found, 'detected', at(event, event.recordedAt));
      break;
    case 'AlertLinked': {
      const { firstSeenAt, receivedAt } = event.data.alert;
      earliest(found, 'detected', at(event, receivedAt));
      if (firstSeenAt) earliest(found, 'started', at(event, firstSeenAt));
      break;
    }
    case 'RoleAssigned':
      if (event.data.role === 'commander') first(found, 'commanded', at(event, event.occurredAt));
      break;
    case 'ActionHolding':
      found.contained = at(event, event.occurredAt);
      break;
    case 'ActionNotHolding':
      delete found.contained;
      break;
    case 'PhaseEntered':
      phase(found, event);
      break;
    case 'IncidentClosed':
      found.closed = at(event, event.occurredAt);
      break;
    case 'IncidentReopened':
      delete found.closed;
      break;
    default:
      break;
  }
}

/** Leaving a phase on the straight way reaches its milestone; coming back to it takes the milestone away. */
function phase(
  found: Partial<Record<Milestone, Reached>>,
  event: Extract<IncidentEvent, { type: 'PhaseEntered' }>,
): void {
  const { from, to } = event.data;
  if (to === 'detection_analysis' || to === 'containment') {
    delete found.eradicated;
    delete found.recovered;
  }
  if (to === 'eradication') delete found.recovered;
  if (from === 'eradication' && to === 'recovery') found.eradicated = at(event, event.occurredAt);
  if (from === 'recovery' && to === 'post_incident') found.recovered = at(event, event.occurredAt);
}

function at(event: IncidentEvent, when: Timestamp): Reached {
  return { at: when, seq: event.seq, eventId: event.id, how: 'found' };
}

function first(found: Partial<Record<Milestone, Reached>>, name: Milestone, reached: Reached): void {
  found[name] ??= reached;
}

function earliest(found: Partial<Record<Milestone, Reached>>, name: Milestone, reached: Reached): void {
  const known = found[name];
  if (!known || reached.at < known.at) found[name] = reached;
}
