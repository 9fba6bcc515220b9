/**
 * What a runner says by calling back, believed only with the signature of its own secret: HMAC-SHA256 over id, time and
 * body by the Standard Webhooks scheme, at most five minutes old.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import type { Call } from './orders.ts';
import type { Runner } from './settings.ts';

/** Seconds a message may be off: the tolerance of the reference libraries (standardwebhooks.com, *Verifying*). */
const TOLERANCE_S = 300;
const MessageId = /^[\x21-\x7e]{1,128}$/;

const Body = z.strictObject({
  order: z.string().regex(/^cordon_[0-9a-f]{32}$/, 'must be the order that Cordon named'),
  state: z.enum(['pending', 'done', 'failed']),
  detail: z.string().max(2000).default(''),
});

/** Throws `credential_invalid` for what is not signed, or was long ago, and `body_invalid` for what says something else. */
export function readCall(
  runner: Runner,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  now: Date = new Date(),
): Call {
  const { 'webhook-id': id = '', 'webhook-timestamp': at = '', 'webhook-signature': given = '' } = headers;
  const wanted = createHmac('sha256', runner.key).update(`${id}.${at}.${body}`).digest();
  // A sender that changes its secret signs with both for a while.
  const signed = given.split(' ').some((one) => {
    const signature = Buffer.from(/^v1,(.+)$/.exec(one)?.[1] ?? '', 'base64');
    return signature.length === wanted.length && timingSafeEqual(signature, wanted);
  });
  if (!signed || !MessageId.test(id)) throw untrusted('Its signature does not fit.');
  const offS = Math.abs(now.getTime() / 1000 - Number(at));
  if (!/^\d{1,12}$/.test(at) || !(offS <= TOLERANCE_S)) throw untrusted('It was signed more than five minutes away.');
  const read = Body.safeParse(jsonOf(body));
  if (read.success) return { id, ...read.data };
  throw new CordonError('body_invalid', `This says nothing about an order: ${z.prettifyError(read.error)}`, {
    remedy:
      'Send {"order": "cordon_…", "state": "pending" | "done" | "failed", "detail": "…"} (docs/configuration.md).',
  });
}

export function untrusted(why: string): CordonError {
  return new CordonError('credential_invalid', `A runner was not believed. ${why}`, {
    remedy:
      'Sign id, time and body with the secret of this runner, as the Standard Webhooks scheme says, and keep the clock.',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
