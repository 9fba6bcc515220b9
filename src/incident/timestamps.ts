/** Times that people give: whether they are times at all, and whether they lie where they may. */

import { type Refusal, refusal } from './decision.ts';
import type { Timestamp } from './events.ts';

/** How far a person's clock may be ahead of ours. */
const SKEW_MS = 60_000;

/** Refuses what is no time. */
export function notTime(at: Timestamp): Refusal | undefined {
  if (!Number.isNaN(Date.parse(at))) return undefined;
  return refusal('no_such_time', `${at} is not a time.`, 'Give it in UTC: 2026-01-31T14:05Z.');
}

/** Refuses what is no time, and what has not happened yet. */
export function notPast(at: Timestamp, now: Date): Refusal | undefined {
  if (Date.parse(at) <= now.getTime() + SKEW_MS) return undefined;
  return notTime(at) ?? refusal('in_the_future', `${at} has not happened yet.`, 'Give a time in the past, in UTC.');
}
