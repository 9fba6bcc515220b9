/**
 * Metrics named by their endpoints, because MTTR means four different intervals in this field. A value that cannot
 * be computed says so instead of guessing.
 */

import type { IncidentEvent, Milestone } from './events.ts';
import { type Milestones, milestonesOf, type Reached } from './milestones.ts';

export interface Interval {
  readonly name: string;
  readonly from: Milestone;
  readonly to: Milestone;
  readonly state: 'ok' | 'missing' | 'invalid';
  readonly seconds?: number;
  readonly start?: Reached;
  readonly end?: Reached;
  /** Why there is no number. */
  readonly why?: string;
}

/** The last is dwell: how long an attacker had access (AWS Security Incident Response Guide, *Metrics*). */
const INTERVALS: readonly (readonly [Milestone, Milestone])[] = [
  ['started', 'detected'],
  ['detected', 'acknowledged'],
  ['detected', 'commanded'],
  ['detected', 'contained'],
  ['detected', 'eradicated'],
  ['detected', 'recovered'],
  ['detected', 'closed'],
  ['contained', 'eradicated'],
  ['eradicated', 'recovered'],
  ['started', 'contained'],
];

export function metrics(events: readonly IncidentEvent[]): readonly Interval[] {
  const reached = milestonesOf(events);
  return INTERVALS.map(([from, to]) => interval(from, to, reached));
}

function interval(from: Milestone, to: Milestone, reached: Milestones): Interval {
  const name = `${from} → ${to}`;
  const start = reached[from];
  const end = reached[to];
  const ends = { ...(start ? { start } : {}), ...(end ? { end } : {}) };
  if (!start || !end) {
    const absent = [start ? '' : from, end ? '' : to].filter(Boolean).join(' and ');
    return { name, from, to, state: 'missing', ...ends, why: `no event shows when it was ${absent}` };
  }
  const seconds = (Date.parse(end.at) - Date.parse(start.at)) / 1000;
  if (Number.isNaN(seconds) || seconds < 0) {
    return { name, from, to, state: 'invalid', ...ends, why: `${to} (${end.at}) lies before ${from} (${start.at})` };
  }
  return { name, from, to, state: 'ok', seconds, ...ends };
}
