/**
 * Which answers ask to be repeated, and when: 412, 429, 502, 503 and 504, after what `Retry-After` says or twice as long
 * each time, spread so that many do not come back at once.
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit#handle-http-429-responses
 */

import type { RetryAfter } from '../chat/shaper.ts';

const AGAIN: ReadonlySet<number> = new Set([412, 429, 502, 503, 504]);
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Undefined when a repetition would not help. `tries` counts those made before. */
export function askedAgain(status: number, retryAfter: string | undefined, tries: number): RetryAfter | undefined {
  if (!AGAIN.has(status)) return undefined;
  const seconds = Number(retryAfter);
  const saidMs = retryAfter !== undefined && Number.isFinite(seconds) ? seconds * 1000 : undefined;
  const doubledMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
  // Between half and all of it; never earlier than the platform said.
  const spreadMs = (doubledMs / 2) * (1 + Math.random());
  return { retryAfterMs: saidMs === undefined ? spreadMs : saidMs + spreadMs - doubledMs / 2 };
}
