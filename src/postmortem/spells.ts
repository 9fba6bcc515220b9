/** How long something was so: the stretches of phases and severities, and where the incident stands at the end. */

import type { EventOf, IncidentEvent, Timestamp } from '../incident/events.ts';
import type { Phase } from '../incident/phases.ts';
import type { Severity } from '../incident/policy.ts';
import type { Story } from './story.ts';
import { between } from './time.ts';

/** A stretch of time with one value, between the events that began and ended it. */
export interface Spell<V> {
  readonly value: V;
  readonly since: IncidentEvent;
  /** Missing while it lasts: then `to` is where the log ends. */
  readonly until: IncidentEvent | undefined;
  readonly from: Timestamp;
  readonly to: Timestamp;
}

export type Ending = EventOf<'IncidentClosed'> | EventOf<'IncidentMerged'>;

/** The event that ended the incident, unless it was reopened after it. */
export function endOf(story: Story): Ending | undefined {
  const reopened = story.of('IncidentReopened').at(-1)?.seq ?? 0;
  const ends = [story.of('IncidentClosed').at(-1), story.of('IncidentMerged').at(-1)];
  return ends.find((event) => event !== undefined && event.seq > reopened);
}

export function phaseSpells(story: Story): readonly Spell<Phase>[] {
  const entered = story.of('PhaseEntered');
  return spells(story, entered[0]?.data.from ?? 'detection_analysis', entered, (event) => event.data.to);
}

export function severitySpells(story: Story): readonly Spell<Severity>[] {
  return spells(story, story.declared.data.severity, story.of('SeverityChanged'), (event) => event.data.to);
}

/** Milliseconds per value, summed over its spells. Spells whose times cannot be read count nothing. */
export function totals<V>(list: readonly Spell<V>[]): ReadonlyMap<V, number> {
  const sums = new Map<V, number>();
  for (const { value, from, to } of list) {
    sums.set(value, (sums.get(value) ?? 0) + Math.max(0, between(from, to) ?? 0));
  }
  return sums;
}

function spells<V, E extends IncidentEvent>(
  story: Story,
  first: V,
  changes: readonly E[],
  read: (change: E) => V,
): readonly Spell<V>[] {
  const end = endOf(story);
  const starts: readonly IncidentEvent[] = [story.declared, ...changes];
  return starts.map((since, index) => {
    const change = changes[index - 1];
    // A change after the end would belong to paper work; the last spell ends where the incident ends.
    const next = changes[index] ?? (end !== undefined && end.seq > since.seq ? end : undefined);
    const value = change === undefined ? first : read(change);
    return { value, since, until: next, from: since.occurredAt, to: (next ?? story.last).occurredAt };
  });
}
