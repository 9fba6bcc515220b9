/** The line to the app: signed HTTP requests or Socket Mode envelopes, each acknowledged within three seconds or not. */

import { createHmac } from 'node:crypto';
import type { App } from './app.ts';
import type { Sockets } from './socket-mode.ts';

export type Kind = 'events_api' | 'interactive' | 'slash_commands';

export interface Retry {
  readonly num: number;
  readonly reason: string;
}

/** What came of one sending. `body` is what the app said in its acknowledgement. */
export interface Ack {
  readonly acked: boolean;
  readonly ms: number;
  /** `http_timeout`, `http_error`, `connection_failed`, `timeout` when it was not acknowledged. */
  readonly reason?: string;
  readonly status?: number;
  readonly body: unknown;
}

export interface Line {
  send(kind: Kind, payload: Readonly<Record<string, unknown>>, retry?: Retry): Promise<Ack>;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
export const ACK_MS = 3000;

/** `ackMs` may be shortened so that tests of retries need not wait. */
export function createLine(app: App, sockets: Sockets, ackMs = ACK_MS): Line {
  return {
    send: (kind, payload, retry) => {
      const startMs = performance.now();
      const work = app.socketMode ? overSocket(kind, payload, retry) : overHttp(kind, payload, retry);
      return work.then((ack) => ({ ...ack, ms: performance.now() - startMs }));
    },
  };

  async function overSocket(kind: Kind, payload: Readonly<Record<string, unknown>>, retry?: Retry) {
    const again = retry ? { retry_attempt: retry.num, retry_reason: retry.reason } : {};
    const envelope = { type: kind, payload, accepts_response_payload: kind !== 'events_api', ...again };
    try {
      return { acked: true, body: await sockets.send(envelope, ackMs) };
    } catch (fault) {
      return { acked: false, reason: fault instanceof Error ? fault.message : 'timeout', body: undefined };
    }
  }

  async function overHttp(kind: Kind, payload: Readonly<Record<string, unknown>>, retry?: Retry) {
    if (!app.requestUrl) return { acked: false, reason: 'connection_failed', body: undefined };
    const body = encoded(kind, payload);
    try {
      const response = await fetch(app.requestUrl, {
        method: 'POST',
        body,
        headers: {
          'content-type': kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
          ...signed(app.signingSecret, body),
          ...(retry ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason } : {}),
        },
        signal: AbortSignal.timeout(ackMs),
      });
      const said = await response.text();
      const fine = response.status >= 200 && response.status < 300;
      const heard = { status: response.status, body: parsed(said) };
      return fine ? { acked: true, ...heard } : { acked: false, reason: 'http_error', ...heard };
    } catch (fault) {
      const late = fault instanceof Error && fault.name === 'TimeoutError';
      return { acked: false, reason: late ? 'http_timeout' : 'connection_failed', body: undefined };
    }
  }
}

/** Slack's `v0` signature. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(secret: string, body: string, atMs = Date.now()): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}

function encoded(kind: Kind, payload: Readonly<Record<string, unknown>>): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(
    Object.entries(payload).map(([name, value]): [string, string] => [name, String(value ?? '')]),
  ).toString();
}

function parsed(said: string): unknown {
  if (said === '') return undefined;
  try {
    return JSON.parse(said);
  } catch {
    return { text: said };
  }
}
