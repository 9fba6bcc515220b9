/**
 * Time that people spent, as far as the log shows it. The rule: the gaps between one person's consecutive recorded
 * acts in the incident count, each up to 15 minutes. It is a lower bound, for reading, calls and work elsewhere leave
 * no act here; and a person who acted once counts as present for no time.
 */

import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';

/** Longer gaps count as this much: whoever says nothing for longer is taken to have turned to something else. */
export const LONGEST_GAP_SECONDS = 15 * 60;

export type TimeSpent =
  | {
      readonly state: 'ok';
      readonly people: number;
      /** Of all people together. */
      readonly seconds: number;
    }
  | { readonly state: 'missing'; readonly why: string };

export function timeSpent({ mode }: Incident, events: readonly IncidentEvent[]): TimeSpent {
  if (mode === 'retrospective') {
    return { state: 'missing', why: 'it was entered after the fact: its acts are those of whoever wrote it up' };
  }
  const last = new Map<string, number>();
  let seconds = 0;
  for (const { by, recordedAt } of events) {
    if (by.kind !== 'person') continue;
    const at = Date.parse(recordedAt) / 1000;
    const before = last.get(by.id);
    if (before !== undefined) seconds += Math.min(Math.max(0, at - before), LONGEST_GAP_SECONDS);
    last.set(by.id, at);
  }
  if (last.size === 0) return { state: 'missing', why: 'no event shows a person acting' };
  return { state: 'ok', people: last.size, seconds };
}
