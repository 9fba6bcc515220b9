/**
 * Shapes outgoing calls to what a chat platform allows: a token bucket for each conversation and for each tier of
 * methods, urgent calls first, superseded refreshes dropped. Slack: https://docs.slack.dev/apis/web-api/rate-limits
 * (tiers per method and minute, about one message a second and channel, 429 with Retry-After). Teams:
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit (several windows for each conversation).
 */

export interface Rate {
  /** Calls that may go out at once after a pause. */
  readonly burst: number;
  readonly perMinute: number;
}

export interface Limits {
  /** For each conversation, whatever the method. All of them hold: one for short bursts, one for hours. */
  readonly conversation: readonly Rate[];
  /** For each tier of methods, over all conversations. A tier that is not named is not limited. */
  readonly tiers: Readonly<Record<string, Rate>>;
  /** Times a call is tried again after the platform asked to wait. */
  readonly retries?: number;
}

/** Approvals and containment results, then what people are told, then cards that refresh themselves. */
export const PRIORITIES = ['urgent', 'normal', 'refresh'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface Call {
  readonly conversation: string;
  readonly tier: string;
  readonly priority: Priority;
  /** Within a priority the lower goes first; without one, after those that have one. Asked each time, for it may change while the call waits. */
  readonly rank?: () => number;
  /** A waiting call of the same key is superseded by this one: only the newest state of a card is worth sending. */
  readonly coalesceKey?: string;
}

/** What to do now: these may go out; look again in `waitMs`, unless nothing waits. */
export interface Turn<T> {
  readonly go: readonly T[];
  readonly waitMs: number | undefined;
}

/** The scheduling alone. Times are milliseconds of any clock that does not run backwards. */
export interface Schedule<T extends Call> {
  /** Takes a call in and answers the waiting one that it supersedes, if any. It takes that one's place in the line. */
  add(call: T): T | undefined;
  /** Puts a call back before all others of its rank. Answers what need not go out: itself, when a newer one of its key waits. */
  again(call: T): T | undefined;
  turn(nowMs: number): Turn<T>;
  /** The platform asked for silence: on one tier until then, by a 429 with `Retry-After`. */
  hold(tier: string, untilMs: number): void;
}

interface Bucket {
  readonly rate: Rate;
  tokens: number;
  filledAtMs: number;
}

export function createSchedule<T extends Call>(limits: Limits): Schedule<T> {
  const waiting: Record<Priority, T[]> = { urgent: [], normal: [], refresh: [] };
  const buckets = new Map<string, Bucket>();
  const held = new Map<string, number>();

  /** Milliseconds until the bucket has a token; 0 when it has one now. */
  function emptyFor(name: string, rate: Rate, nowMs: number): number {
    const { burst, perMinute } = rate;
    const bucket = buckets.get(name) ?? { rate, tokens: burst, filledAtMs: nowMs };
    const perMs = perMinute / 60_000;
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, nowMs - bucket.filledAtMs) * perMs);
    bucket.filledAtMs = nowMs;
    buckets.set(name, bucket);
    return bucket.tokens >= 1 - EPSILON ? 0 : Math.max(1, Math.ceil((1 - bucket.tokens) / perMs - ROUNDING_MS));
  }

  function bucketsOf({ conversation, tier }: Call): readonly (readonly [string, Rate])[] {
    const rate = limits.tiers[tier];
    const own = limits.conversation.map((one, index) => [`c${index} ${conversation}`, one] as const);
    return [...own, ...(rate ? [[`t ${tier}`, rate] as const] : [])];
  }

  function waitOf(call: T, nowMs: number): number {
    const silence = (held.get(call.tier) ?? 0) - nowMs;
    return Math.max(0, silence, ...bucketsOf(call).map(([name, rate]) => emptyFor(name, rate, nowMs)));
  }

  return {
    add: (call) => {
      const line = waiting[call.priority];
      const at = call.coalesceKey === undefined ? -1 : line.findIndex((one) => isSame(one, call));
      if (at < 0) {
        line.push(call);
        return undefined;
      }
      const [superseded] = line.splice(at, 1, call);
      return superseded;
    },
    again: (call) => {
      const line = waiting[call.priority];
      if (call.coalesceKey !== undefined && line.some((one) => isSame(one, call))) return call;
      line.unshift(call);
      return undefined;
    },
    turn: (nowMs) => {
      forgetFull(buckets, nowMs);
      const go: T[] = [];
      let waitMs: number | undefined;
      for (const priority of PRIORITIES) {
        // Within one conversation and priority nothing overtakes: calls begin in the order they were submitted.
        const blocked = new Set<string>();
        waiting[priority] = inOrder(waiting[priority]).filter((call) => {
          const wait = waitOf(call, nowMs);
          if (wait === 0 && !blocked.has(call.conversation)) {
            for (const [name] of bucketsOf(call)) take(buckets, name);
            go.push(call);
            return false;
          }
          blocked.add(call.conversation);
          if (wait > 0) waitMs = Math.min(waitMs ?? wait, wait);
          return true;
        });
      }
      return { go, waitMs };
    },
    hold: (tier, untilMs) => {
      held.set(tier, Math.max(held.get(tier) ?? 0, untilMs));
    },
  };
}

/** Fractions lost to rounding never keep a call waiting. */
const EPSILON = 1e-9;
const ROUNDING_MS = 1e-6;
/** Conversations come and go; their buckets are forgotten once they are full again. */
const MANY = 1000;

function take(buckets: Map<string, Bucket>, name: string): void {
  const bucket = buckets.get(name);
  if (bucket) bucket.tokens -= 1;
}

/** Those of one rank stay as they stand. */
function inOrder<T extends Call>(line: readonly T[]): T[] {
  if (line.every(({ rank }) => rank === undefined)) return [...line];
  return line
    .map((call) => ({ call, rank: call.rank?.() ?? LAST }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ call }) => call);
}

const LAST = Number.MAX_SAFE_INTEGER;

function isSame(one: Call, other: Call): boolean {
  return one.coalesceKey === other.coalesceKey && one.conversation === other.conversation;
}

function forgetFull(buckets: Map<string, Bucket>, nowMs: number): void {
  if (buckets.size < MANY) return;
  for (const [name, { rate, tokens, filledAtMs }] of buckets) {
    const now = tokens + ((nowMs - filledAtMs) * rate.perMinute) / 60_000;
    if (name.startsWith('c') && now >= rate.burst) buckets.delete(name);
  }
}
