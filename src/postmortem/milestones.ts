/** Milestones and intervals as the core finds them, each with the events that show them. */

import type { IncidentEvent, Milestone, Timestamp } from '../incident/events.ts';
import { type Interval, metrics } from '../incident/metrics.ts';
import { milestonesOf as find } from '../incident/milestones.ts';
import type { Phase } from '../incident/phases.ts';
import type { Cites } from './facts.ts';
import type { Story } from './story.ts';

export interface Reached {
  readonly at: Timestamp;
  readonly from: Cites;
}

/** Finding them reads the whole log, and half of the sections ask. */
const known = new WeakMap<Story, ReadonlyMap<Milestone, Reached>>();

/** In the order of a life: `started` first, `closed` last. */
export function milestonesOf(story: Story): ReadonlyMap<Milestone, Reached> {
  const found = known.get(story) ?? reachedIn(story);
  known.set(story, found);
  return found;
}

function reachedIn(story: Story): ReadonlyMap<Milestone, Reached> {
  const reached = new Map<Milestone, Reached>();
  for (const [name, { at, seq }] of Object.entries(find(story.events))) {
    const event = eventAt(story, seq);
    if (event !== undefined) reached.set(name as Milestone, { at, from: [event] });
  }
  return reached;
}

/** Every interval, also those that cannot be computed, with the events of the endpoints there are. */
export function intervalsOf(story: Story): readonly { readonly interval: Interval; readonly from: IncidentEvent[] }[] {
  return metrics(story.events).map((interval) => {
    const ends = [interval.start, interval.end].map((end) => (end === undefined ? undefined : eventAt(story, end.seq)));
    const taken = [interval.start ? undefined : interval.from, interval.end ? undefined : interval.to];
    const backs = taken.map((name) => (name === undefined ? undefined : takenBack(story, name)));
    return { interval, from: [...ends, ...backs].filter((event) => event !== undefined) };
  });
}

/** The event that took a milestone away again: going back to an earlier phase, or opening the incident anew. */
function takenBack(story: Story, name: Milestone): IncidentEvent | undefined {
  if (name === 'closed') return story.of('IncidentReopened').at(-1);
  if (name !== 'eradicated' && name !== 'recovered') return undefined;
  const earlier: readonly Phase[] = ['detection_analysis', 'containment', ...(name === 'recovered' ? BEFORE : [])];
  return story.of('PhaseEntered').findLast(({ data }) => earlier.includes(data.to));
}

const BEFORE: readonly Phase[] = ['eradication'];

function eventAt(story: Story, seq: number): IncidentEvent | undefined {
  return story.events[seq - story.declared.seq];
}
