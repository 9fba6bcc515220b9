/** Instants and durations in the words of the document: UTC always, no zone of the machine, no rounding that hides. */

import type { Timestamp } from '../incident/events.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Milliseconds since the epoch, or undefined when it is not a time. A vendor's clock may say anything. */
export function instant(at: Timestamp | undefined): number | undefined {
  const ms = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(ms) ? undefined : ms;
}

/** `2026-03-03 14:02:07`, to the second, in UTC; what cannot be read as a time is shown as it came. */
export function shortTime(at: Timestamp): string {
  const ms = instant(at);
  return ms === undefined ? at : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** `3 March 2026 at 14:02 UTC`, for sentences. */
export function longTime(at: Timestamp): string {
  const ms = instant(at);
  if (ms === undefined) return at;
  const date = new Date(ms);
  const clock = date.toISOString().slice(11, 16);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} at ${clock} UTC`;
}

/** Milliseconds between two times, or undefined when either cannot be read. Negative when `to` is earlier. */
export function between(from: Timestamp, to: Timestamp): number | undefined {
  const [start, end] = [instant(from), instant(to)];
  return start === undefined || end === undefined ? undefined : end - start;
}

/** `2 d 3 h 4 min`, `4 min 5 s`, `0 s`: the two largest units after days, whole seconds. */
export function duration(ms: number): string {
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds >= 3_600 ? 0 : seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`);
  return sign + (shown.length === 0 ? '0 s' : shown.join(' '));
}
