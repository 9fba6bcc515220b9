/** Every call to Slack's Web API: shaped to its rates, and its failures said in Cordon's words. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { LogLevel, type WebAPICallResult, WebClient } from '@slack/web-api';
import type { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { createShaper, type RetryAfter } from '../chat/shaper.ts';
import type { Limits, Priority, Rate } from '../chat/shaping.ts';
import { METHODS, type SlackMethod, type Tier } from './scopes.ts';

export interface CallOptions<T> {
  /** Calls with one of these answers count as done: what was wanted is so already. */
  readonly fine?: readonly string[];
  readonly priority?: Priority;
  /** Among calls of the same method and priority that wait, the lower goes first: as it is when there is room for one. */
  readonly rank?: () => number;
  /** What is read of the answer, and only that. */
  readonly reads?: z.ZodType<T>;
}

export interface Calls extends Disposable {
  /** Fails with `vendor_failed`; `SlackRefusal` tells Slack's own code. */
  call<T = unknown>(method: SlackMethod, args: Readonly<Record<string, unknown>>, options?: CallOptions<T>): Promise<T>;
  /** What `work` calls asks `check` when its turn has come: what may go out may have changed while it waited. */
  checked<T>(check: () => Promise<void>, work: () => Promise<T>): Promise<T>;
  readonly client: WebClient;
}

export interface CallsOptions {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly log: Log;
}

/** Calls a minute that Slack lets through at least: https://docs.slack.dev/apis/web-api/rate-limits */
const TIERS: Readonly<Record<Exclude<Tier, 'special'>, Rate>> = {
  tier1: { burst: 1, perMinute: 1 },
  tier2: { burst: 10, perMinute: 18 },
  tier3: { burst: 20, perMinute: 45 },
  tier4: { burst: 60, perMinute: 90 },
  // Several hundred a minute over all channels of a workspace.
  post: { burst: 60, perMinute: 240 },
};
/** About one message a second and channel, short bursts let through. */
const CHANNEL: Rate = { burst: 3, perMinute: 55 };
const TIMEOUT_MS = 10_000;

export function createCalls({ apiUrl, botToken, log }: CallsOptions): Calls {
  const client = new WebClient(botToken, clientOptions(apiUrl));
  const shaper = createShaper(limits());
  const checks = new AsyncLocalStorage<() => Promise<void>>();
  let made = 0;
  return {
    client,
    call: async (method, args, { fine = [], priority = 'normal', rank, reads } = {}) => {
      const check = checks.getStore();
      const run = async () => {
        await check?.();
        return once(client, method, args, fine);
      };
      // Messages count for each channel; other calls count for their method alone.
      made += 1;
      const conversation = METHODS[method].tier === 'post' ? String(args.channel) : `${method} ${made}`;
      const sent = await shaper.submit({
        ...{ conversation, tier: method, priority, run },
        ...(rank === undefined ? {} : { rank }),
      });
      const answer = sent.outcome === 'sent' ? sent.value : undefined;
      if (!reads) return answer as never;
      const read = reads.safeParse(answer);
      if (read.success) return read.data;
      log.warn({ method, issues: read.error.issues }, 'Slack answered in another shape than it documents');
      throw new CordonError('vendor_failed', `Slack's answer to ${method} cannot be read.`, {
        remedy: 'Look at the log; Slack may have changed its API.',
      });
    },
    checked: (check, work) => checks.run(check, work),
    [Symbol.dispose]: () => shaper[Symbol.dispose](),
  };
}

/** Retries and waiting are ours: the client makes one attempt. */
export function clientOptions(slackApiUrl: string) {
  return {
    slackApiUrl,
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  };
}

/** What fails is thrown and logged where it is handled; the client's own lines could hold what must not be logged. */
export const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** Slack said no, with a code of its own. */
export function refusalOf(fault: unknown): string | undefined {
  if (!(fault instanceof CordonError)) return undefined;
  const { cause } = fault;
  return typeof cause === 'object' && cause !== null && 'slack' in cause ? String(cause.slack) : undefined;
}

/** A person waits for a view, and its trigger lasts three seconds: those go at once, and wait only when Slack says so. */
function limits(): Limits {
  const tiers: Record<string, Rate> = {};
  for (const [method, { tier }] of Object.entries(METHODS))
    if (tier !== 'special' && !method.startsWith('views.')) tiers[method] = TIERS[tier];
  return { conversation: [CHANNEL], tiers };
}

async function once(
  client: WebClient,
  method: SlackMethod,
  args: Readonly<Record<string, unknown>>,
  fine: readonly string[],
): Promise<WebAPICallResult> {
  try {
    return await client.apiCall(method, args);
  } catch (fault) {
    const { code, data, retryAfter } = fault as { code?: string; data?: { error?: string }; retryAfter?: number };
    if (code === 'slack_webapi_rate_limited_error')
      throw { retryAfterMs: (retryAfter ?? 1) * 1000 } satisfies RetryAfter;
    if (data?.error && fine.includes(data.error)) return { ok: true };
    throw failed(method, data?.error, fault);
  }
}

/** Answers that may be another one later, though nothing is changed here. https://docs.slack.dev/reference/methods */
const PASSING = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited']);

function failed(method: string, error: string | undefined, cause: unknown): CordonError {
  if (error === undefined) {
    return new CordonError('vendor_failed', `Slack did not answer ${method}.`, {
      remedy: 'It is tried again by itself; see https://status.slack.com and SLACK_API_URL.',
      retryable: true,
      cause,
    });
  }
  return new CordonError('vendor_failed', `Slack refused ${method}: ${error}.`, {
    remedy: `Look at \`npm run cordon -- doctor\` and https://docs.slack.dev/reference/methods/${method}#errors.`,
    retryable: PASSING.has(error),
    cause: { slack: error },
  });
}
