/**
 * One signed question to a runner, by the Standard Webhooks scheme: HMAC-SHA256 over id, time and body. An order keeps its id
 * however often it is said, so that a runner knows a repetition and does it once; a question about an order names that id.
 */

import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import type { Runner } from './settings.ts';

/** `unknown`: it never got such an order. `accepted`: it calls back, and is not asked until then. */
const Answer = z.object({
  state: z.enum(['unknown', 'accepted', 'pending', 'done', 'failed']),
  detail: z.string().max(2000).default(''),
});
export type Answer = z.infer<typeof Answer>;

export interface Message {
  /** `cordon.contain`, `cordon.release`, `cordon.status`. */
  readonly type: string;
  /** Idempotency key of the order that it is, or asks about. */
  readonly order: string;
  readonly data: object;
}

const DEADLINE_MS = 8000;
/** Codes of a connection that was never made: nothing was said. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/**
 * Throws `vendor_failed` (retryable where nothing was done and a later try may help) and, for an order whose fate is open,
 * `outcome_unknown`.
 */
export async function ask(runner: Runner, message: Message, signal: AbortSignal): Promise<Answer> {
  const isOrder = message.type !== 'cordon.status';
  const body = JSON.stringify(message);
  const id = isOrder ? message.order : `${message.order}.${randomUUID()}`;
  const at = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', runner.key).update(`${id}.${at}.${body}`).digest('base64');
  const headers = {
    ...{ 'content-type': 'application/json', 'idempotency-key': id },
    ...{ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` },
  };
  const limits = { redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) } as const;
  const response = await fetch(runner.url, { method: 'POST', headers, body, ...limits }).catch((cause: unknown) => {
    throw unanswered(runner, isOrder, cause);
  });
  const text = await response.text().catch((cause: unknown) => {
    throw unanswered(runner, isOrder, cause);
  });
  if (!response.ok) throw refused(runner, isOrder, response.status, text);
  return understood(runner, text);
}

function understood({ name }: Runner, text: string): Answer {
  const read = Answer.safeParse(jsonOf(text));
  if (read.success) return read.data;
  throw new CordonError('vendor_failed', `Runner ${name} answered something else: ${text.slice(0, 200)}`, {
    remedy:
      'It must answer {"state": "pending" | "accepted" | "done" | "failed" | "unknown", "detail": "…"} (docs/configuration.md).',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused({ name }: Runner, isOrder: boolean, status: number, text: string): CordonError {
  const message = `Runner ${name} answered ${status}: ${text.slice(0, 200)}`;
  if (status >= 500 && status !== 503 && isOrder) return unknownFate(message);
  const retryable = status >= 500 || status === 429 || status === 408;
  const remedy = retryable
    ? 'It is tried again by itself.'
    : 'See that both sides hold the same secret and clock, and that the runner takes such targets.';
  return new CordonError('vendor_failed', message, { remedy, retryable });
}

function unanswered({ name }: Runner, isOrder: boolean, cause: unknown): CordonError {
  const words = [cause, cause instanceof Error ? cause.cause : undefined]
    .map((one) => (one instanceof Error ? `${one.message} ${Reflect.get(one, 'code')}` : ''))
    .join(' ');
  if (isOrder && !NOT_SENT.test(words)) return unknownFate(`Runner ${name} got an order, but no answer came back.`);
  return new CordonError('vendor_failed', `Runner ${name} did not answer.`, {
    remedy: 'Check its address under clouds.runners, and that it can be reached from here.',
    retryable: true,
    cause,
  });
}

function unknownFate(message: string): CordonError {
  return new CordonError('outcome_unknown', message, {
    remedy: 'What became of it is asked before anything is repeated.',
    retryable: true,
  });
}
