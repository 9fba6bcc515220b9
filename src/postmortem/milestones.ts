/** Milestones and intervals as the core finds them, each with the events that show them. */

import type { IncidentEvent, Milestone, Timestamp } from '../incident/events.ts';
import { type Interval, metrics } from '../incident/metrics.ts';
import { milestonesOf as find } from '../incident/milestones.ts';
import type { Cites } from './facts.ts';
import type { Story } from './story.ts';

export interface Reached {
  readonly at: Timestamp;
  readonly from: Cites;
}

/** In the order of a life: `started` first, `closed` last. */
export function milestonesOf(story: Story): ReadonlyMap<Milestone, Reached> {
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
    return { interval, from: ends.filter((event) => event !== undefined) };
  });
}

function eventAt(story: Story, seq: number): IncidentEvent | undefined {
  return story.events[seq - story.declared.seq];
}
