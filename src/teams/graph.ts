/** Calls to Microsoft Graph: kept to four a second for each team and chat, and its failures said in Cordon's words. */

import type { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { createShaper } from '../chat/shaper.ts';
import type { Limits, Priority } from '../chat/shaping.ts';
import { askedAgain } from './asked-again.ts';
import type { Checks } from './checks.ts';
import type { Tokens } from './tokens.ts';

export interface GraphCall<T> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base address. */
  readonly path: string;
  readonly body?: object;
  /** The team, chat or person it counts for. */
  readonly on: string;
  readonly priority?: Priority;
  /** Within a priority the lower goes first. */
  readonly rank?: number;
  /** Answers of these statuses count as done: what was wanted is so already. */
  readonly fine?: readonly number[];
  /** What is read of the answer, and only that. */
  readonly reads?: z.ZodType<T>;
}

export interface Graph extends Disposable {
  /** Fails with `vendor_failed`; `graphRefusal` tells Graph's own code. */
  call<T = unknown>(call: GraphCall<T>): Promise<T>;
  /** The bytes of what an address below Graph names. */
  download(path: string, signal: AbortSignal): Promise<Response>;
  /** For references in bodies: `https://graph.microsoft.com/v1.0/users('…')`. */
  url(path: string): string;
}

export interface GraphOptions {
  readonly graphUrl: string;
  readonly tokens: Tokens;
  readonly checks: Checks;
  readonly log: Log;
}

/** Four a second for one app on one team or chat; notices five. https://learn.microsoft.com/en-us/graph/throttling-limits#microsoft-teams-service-limits */
export const GRAPH_LIMITS: Limits = {
  conversation: [{ burst: 2, perMinute: 110 }],
  tiers: { notices: { burst: 2, perMinute: 170 }, everything: { burst: 15, perMinute: 850 } },
};
const TIMEOUT_MS = 15_000;

export function createGraph({ graphUrl, tokens, checks, log }: GraphOptions): Graph {
  const shaper = createShaper(GRAPH_LIMITS);
  const url = (path: string): string => new URL(path.replace(/^\//, ''), graphUrl).href;

  async function once({ method, path, body }: GraphCall<unknown>, fine: readonly number[], tries: number) {
    const answer = await fetch(url(path), {
      method,
      headers: { authorization: `Bearer ${await tokens('graph')}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw silent(path, cause);
    });
    const text = await answer.text();
    if (answer.ok) return text === '' ? undefined : JSON.parse(text);
    if (fine.includes(answer.status)) return undefined;
    throw (
      askedAgain(answer.status, answer.headers.get('retry-after') ?? undefined, tries) ?? refused(path, answer, text)
    );
  }

  return {
    url,
    call: async <T>(call: GraphCall<T>): Promise<T> => {
      const { on, fine = [], priority = 'normal', rank, reads, path } = call;
      let tries = 0;
      const check = checks.current();
      const run = async () => {
        await check();
        return once(call as GraphCall<unknown>, fine, tries++);
      };
      const tier = path.endsWith('/sendActivityNotification') ? 'notices' : 'everything';
      const submission = { conversation: on, tier, priority, run, ...(rank === undefined ? {} : { rank: () => rank }) };
      const sent = await shaper.submit(submission).catch((fault: unknown) => {
        throw fault instanceof CordonError ? fault : silent(path, fault);
      });
      const answer = sent.outcome === 'sent' ? sent.value : undefined;
      if (!reads) return answer as never;
      const read = reads.safeParse(answer);
      if (read.success) return read.data;
      log.warn({ path, issues: read.error.issues }, 'Graph answered in another shape than it documents');
      throw new CordonError('vendor_failed', `Graph's answer to ${path} cannot be read.`, {
        remedy: 'Look at the log; Microsoft may have changed its API.',
      });
    },
    download: async (path, signal) =>
      fetch(url(path), { headers: { authorization: `Bearer ${await tokens('graph')}` }, signal }).catch(
        (cause: unknown) => {
          throw silent(path, cause);
        },
      ),
    [Symbol.dispose]: () => shaper[Symbol.dispose](),
  };
}

/** Graph said no, with a status of its own. */
export function graphRefusal(fault: unknown): number | undefined {
  if (!(fault instanceof CordonError)) return undefined;
  const { cause } = fault;
  return typeof cause === 'object' && cause !== null && 'graph' in cause ? Number(cause.graph) : undefined;
}

function refused(path: string, { status }: Response, text: string): CordonError {
  const { message = '' } = errorIn(text);
  return new CordonError('vendor_failed', `Graph refused ${path}: HTTP ${status} ${message}`.trim(), {
    remedy: 'Look at `npm run cordon -- doctor`: it names permissions that are missing.',
    retryable: status >= 500,
    cause: { graph: status },
  });
}

function errorIn(text: string): { readonly message?: string } {
  try {
    return (JSON.parse(text) as { error?: { message?: string } }).error ?? {};
  } catch {
    return {};
  }
}

function silent(path: string, cause: unknown): CordonError {
  return new CordonError('vendor_failed', `Graph did not answer ${path}.`, {
    remedy: 'It is tried again by itself; see https://status.cloud.microsoft and GRAPH_BASE_URL.',
    retryable: true,
    cause,
  });
}
