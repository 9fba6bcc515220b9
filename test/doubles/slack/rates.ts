/** Slack's rates: tiers for each method and minute, and about one message a second and channel. https://docs.slack.dev/apis/web-api/rate-limits */

import type { Clock } from './clock.ts';
import type { Method } from './kernel.ts';

/** Calls a minute. The pages say *20+* and so on: the double allows the floor and not one more. */
const PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
const MINUTE_MS = 60_000;
/** Short bursts beyond one message a second are let through. */
const POST_BURST = 4;
/** A workspace's messages a minute over all channels: *several hundred*. */
const POSTS_PER_MINUTE = 300;

export interface Rates {
  /** Seconds to wait, as `Retry-After` says them; 0 when the call may go on. */
  waitSeconds(method: Method, channel: string): number;
}

export function createRates(clock: Clock): Rates {
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  /** Milliseconds until one more call fits into the sliding minute. */
  function tierWait(name: string, most: number): number {
    const nowMs = clock.nowMs();
    const recent = (calls.get(name) ?? []).filter((atMs) => nowMs - atMs < MINUTE_MS);
    calls.set(name, recent);
    if (recent.length >= most) return MINUTE_MS - (nowMs - (recent[0] ?? nowMs));
    recent.push(nowMs);
    return 0;
  }

  function postWait(channel: string): number {
    const nowMs = clock.nowMs();
    const bucket = buckets.get(channel) ?? { tokens: POST_BURST, atMs: nowMs };
    bucket.tokens = Math.min(POST_BURST, bucket.tokens + (nowMs - bucket.atMs) / 1000);
    bucket.atMs = nowMs;
    buckets.set(channel, bucket);
    if (bucket.tokens < 1) return (1 - bucket.tokens) * 1000;
    const workspace = tierWait('posts of the workspace', POSTS_PER_MINUTE);
    if (workspace === 0) bucket.tokens -= 1;
    return workspace;
  }

  return {
    waitSeconds: ({ name, tier }, channel) => {
      if (tier === 'special') return 0;
      // Opening connections is a tier 1 method that every restart needs: its page allows more in practice.
      const most = tier === 'post' ? 0 : tier === 1 ? 20 : PER_MINUTE[tier];
      const waitMs = tier === 'post' ? postWait(channel) : tierWait(name, most);
      return waitMs === 0 ? 0 : Math.max(1, Math.ceil(clock.realMs(waitMs) / 1000));
    },
  };
}
