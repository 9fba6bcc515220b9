/** Shared secrets, basic and bearer credentials, and keyed hashes, compared in constant time; two secrets while rotating. */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AlertRequest, SourceSettings, Verdict } from './source.ts';

/** Seconds a signed time may differ from ours, either way. */
const MAX_SKEW_SECONDS = 300;

/** Headers that carry a bare secret: API destinations of EventBridge name theirs freely, `x-api-key` by habit. */
const SECRET_HEADERS = ['x-api-key', 'x-cordon-secret'] as const;

/**
 * The shared secret of a request: `Authorization: Bearer SECRET`, `Authorization: Basic` whose password (or whole
 * `user:password`) is the secret, or a secret header. `vendorSchemeOnly` refuses bearer. None configured: `none`.
 */
export function verifySharedSecret(request: AlertRequest, settings: SourceSettings): Verdict {
  const shown = credentialOf(request);
  if (!shown || (settings.secrets.length === 0 && !settings.vendorSchemeOnly)) return { verdict: 'none' };
  if (shown.scheme === 'bearer' && settings.vendorSchemeOnly) {
    return refused(
      'Bearer tokens are switched off for this source.',
      'Use the scheme of the vendor, or set vendorSchemeOnly to false.',
    );
  }
  const known = shown.values.filter((value) => isOneOf(value, settings.secrets));
  if (known.length > 0) return { verdict: 'ok', by: `${shown.scheme} secret` };
  return refused(
    `The ${shown.scheme} credential is not one of this source's secrets.`,
    "Send a secret listed under this source's `secrets`; two may be listed while rotating.",
  );
}

/** HMAC-SHA256 in hex under any of the secrets, in constant time. `given` may start with `sha256=`. */
export function matchesHmac(
  given: string,
  signed: readonly (string | Uint8Array)[],
  secrets: readonly string[],
): boolean {
  const hex = given
    .trim()
    .toLowerCase()
    .replace(/^sha256=/, '');
  let matched = false;
  for (const secret of secrets) {
    const mac = createHmac('sha256', secret);
    for (const part of signed) mac.update(part);
    if (isEqual(hex, mac.digest('hex'))) matched = true;
  }
  return matched;
}

/** Seconds between a Unix time in a header and ours, or undefined where it is no time. */
export function skewSeconds(unixSeconds: string | undefined, receivedAt: Date): number | undefined {
  if (!unixSeconds || !/^\d{1,12}$/.test(unixSeconds)) return undefined;
  return Math.abs(receivedAt.getTime() / 1000 - Number(unixSeconds));
}

/** Whether a signed time is near enough; a time that cannot be read is not. */
export function isFresh(unixSeconds: string | undefined, receivedAt: Date): boolean {
  const skew = skewSeconds(unixSeconds, receivedAt);
  return skew !== undefined && skew <= MAX_SKEW_SECONDS;
}

export function refused(reason: string, remedy: string): Verdict {
  return { verdict: 'refused', reason, remedy };
}

interface Shown {
  readonly scheme: 'bearer' | 'basic' | 'header';
  /** Readings of it, any of which may be the secret. */
  readonly values: readonly string[];
}

function credentialOf({ headers }: AlertRequest): Shown | undefined {
  const authorization = headers.authorization;
  if (authorization) return authorizationOf(authorization);
  for (const name of SECRET_HEADERS) {
    const value = headers[name];
    if (value) return { scheme: 'header', values: [value] };
  }
  return undefined;
}

function authorizationOf(authorization: string): Shown {
  const [scheme = '', rest = ''] = authorization.trim().split(/\s+(.*)/s);
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', values: [rest] };
  if (scheme.toLowerCase() !== 'basic') return { scheme: 'header', values: [authorization] };
  const pair = Buffer.from(rest, 'base64').toString('utf8');
  return { scheme: 'basic', values: [pair, pair.slice(pair.indexOf(':') + 1)] };
}

/** Compares with each, always, so that neither the count nor the place of the match shows in time. */
function isOneOf(value: string, secrets: readonly string[]): boolean {
  let found = false;
  for (const secret of secrets) if (secret !== '' && isEqual(value, secret)) found = true;
  return found;
}

/** Over hashes: `timingSafeEqual` needs equal lengths, and the length of a secret is nobody's business. */
function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
