/** Finds tokens for doors that are knocked at thousands of times a second. */

import { sha256 } from '../base/chain.ts';
import type { Statements } from './open.ts';
import { findToken, type Token } from './people.ts';

/** Tokens remembered at most; only valid ones are. */
const MOST = 1000;

/**
 * Looks a token up once per `keepMs` milliseconds, however often it is shown: a revoked one works that much longer at
 * most. Unknown secrets are looked up each time.
 */
export function createTokenFinder(db: Statements, keepMs = 5000, now: () => number = Date.now) {
  const found = new Map<string, { readonly until: number; readonly token: Promise<Token | undefined> }>();

  async function lookUp(key: string, secret: string): Promise<Token | undefined> {
    try {
      const token = await findToken(db, secret);
      if (!token) found.delete(key);
      return token;
    } catch (fault) {
      found.delete(key);
      throw fault;
    }
  }

  return (secret: string): Promise<Token | undefined> => {
    const key = sha256(secret);
    const known = found.get(key);
    if (known && known.until > now()) return known.token;
    if (found.size >= MOST) found.clear();
    const token = lookUp(key, secret);
    found.set(key, { until: now() + keepMs, token });
    return token;
  };
}
