/** Times and durations as people read them: `1 h 12 min`, `14:07`. */

// The barrel of date-fns loads three hundred modules and takes two seconds to start: one function, one file.
import { differenceInSeconds } from 'date-fns/differenceInSeconds';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds as at most two units: `2 d 3 h`, `1 h 12 min`, `45 s`. Negative ones read as their size. */
export function duration(seconds: number): string {
  const s = Math.abs(Math.round(seconds));
  if (s < MINUTE) return `${s} s`;
  if (s < HOUR) return `${Math.floor(s / MINUTE)} min`;
  if (s < DAY) return joined(Math.floor(s / HOUR), 'h', Math.floor((s % HOUR) / MINUTE), 'min');
  return joined(Math.floor(s / DAY), 'd', Math.floor((s % DAY) / HOUR), 'h');
}

/** From one moment to another. */
export function between(from: string | Date, to: string | Date): string {
  return duration(differenceInSeconds(to, from));
}

/** `14:07 UTC` on the day of `at`, with the date on any other day. */
export function clockTime(when: string, at: Date): string {
  const [day, time] = when.split('T');
  if (!time) return 'at a time unknown';
  const short = `${time.slice(0, 5)} UTC`;
  return day === at.toISOString().slice(0, 10) ? short : `${day} ${short}`;
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}
