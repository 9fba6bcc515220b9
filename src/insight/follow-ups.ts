/** What became of what was to be done after, and how long the rest has been waiting. */

import type { FollowedUp } from './measures.ts';
import { type Spread, spreadOf } from './spread.ts';

/** Days an open follow-up has waited, at most; the last has no end. */
const AGES = [7, 30, 90, Number.POSITIVE_INFINITY] as const;
const DAY_MS = 86_400_000;

export interface FollowUpFigures {
  readonly open: number;
  /** Open ones whose day has passed. */
  readonly overdue: number;
  /** Open ones that nobody gave a day. */
  readonly undated: number;
  readonly done: number;
  readonly rejected: number;
  /** Open ones by age: up to 7 days, 30, 90, and older. */
  readonly ages: readonly { readonly label: string; readonly open: number }[];
  /** From added to done. */
  readonly took: Spread;
}

export function followUpFigures(all: readonly FollowedUp[], now: Date): FollowUpFigures {
  const open = all.filter(({ state }) => state === 'open');
  const done = all.filter(({ state }) => state === 'done');
  const days = open.map(({ addedAt }) => (now.getTime() - Date.parse(addedAt)) / DAY_MS);
  return {
    open: open.length,
    overdue: open.filter(({ dueAt }) => dueAt !== undefined && Date.parse(dueAt) < now.getTime()).length,
    undated: open.filter(({ dueAt }) => dueAt === undefined).length,
    done: done.length,
    rejected: all.filter(({ state }) => state === 'rejected').length,
    ages: AGES.map((upTo, index) => {
      const from = AGES[index - 1] ?? Number.NEGATIVE_INFINITY;
      return { label: labelOf(from, upTo), open: days.filter((age) => age > from && age <= upTo).length };
    }),
    took: spreadOf(done.map(tookOf)),
  };
}

function tookOf({ addedAt, doneAt }: FollowedUp) {
  if (doneAt === undefined) return { state: 'missing', why: 'no event shows when it was done' } as const;
  return { state: 'ok', seconds: (Date.parse(doneAt) - Date.parse(addedAt)) / 1000 } as const;
}

function labelOf(from: number, upTo: number): string {
  if (upTo === Number.POSITIVE_INFINITY) return `over ${from} days`;
  return from === Number.NEGATIVE_INFINITY ? `up to ${upTo} days` : `${from} to ${upTo} days`;
}
