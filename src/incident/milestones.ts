/** Points in time, found in the events; one set by hand wins and never touches what was recorded. */

import { containedAt } from './contained-at.ts';
import { type EventType, type IncidentEvent, MILESTONES, type Milestone, type Timestamp } from './events.ts';

/** A milestone with the event that shows it: the source of a metric's endpoint. */
export interface Reached {
  readonly at: Timestamp;
  readonly seq: number;
  readonly eventId: string;
  readonly how: 'found' | 'set';
}

export type Milestones = Readonly<Partial<Record<Milestone, Reached>>>;

/** What people do that does not show that they took the incident up. */
const NO_ACKNOWLEDGEMENT: ReadonlySet<EventType> = new Set([
  'IncidentDeclared',
  'MilestoneSet',
  'MemberJoined',
  'MemberLeft',
  'AccessRequested',
  'AccessDenied',
  'NagSnoozed',
]);

type Found = Partial<Record<Milestone, Reached>>;

/**
 * One pass over the log. Of an incident entered after the fact only alerts and what was set by hand count: its other
 * events were recorded by whoever wrote it up.
 */
export function milestonesOf(events: readonly IncidentEvent[]): Milestones {
  const found: Found = {};
  const set: Found = {};
  const isWrittenUp = events.some((event) => event.type === 'IncidentDeclared' && event.data.mode === 'retrospective');
  for (const event of events) {
    if (event.type === 'MilestoneSet') set[event.data.milestone] = { ...at(event, event.data.at), how: 'set' };
    else if (!isWrittenUp || event.type === 'AlertLinked') note(found, event);
  }
  const contained = isWrittenUp ? undefined : containedAt(events);
  if (contained) found.contained = at(contained, contained.occurredAt);
  const merged: Found = {};
  for (const name of MILESTONES) {
    const reached = set[name] ?? found[name];
    if (reached) merged[name] = reached;
  }
  return merged;
}

function note(found: Found, event: IncidentEvent): void {
  // When it was recorded: a note may be back-dated, and a marked message be older than the incident.
  if (event.by.kind === 'person' && !NO_ACKNOWLEDGEMENT.has(event.type)) {
    first(found, 'acknowledged', at(event, event.recordedAt));
  }
  switch (event.type) {
    case 'IncidentDeclared':
      earliest(found, 'detected', at(event, event.recordedAt));
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
function phase(found: Found, event: Extract<IncidentEvent, { type: 'PhaseEntered' }>): void {
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

function first(found: Found, name: Milestone, reached: Reached): void {
  found[name] ??= reached;
}

function earliest(found: Found, name: Milestone, reached: Reached): void {
  const known = found[name];
  if (!known || reached.at < known.at) found[name] = reached;
}
