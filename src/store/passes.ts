/**
 * One-time links into one incident for one person, for when the platform that they talked on is compromised. The secret
 * is a signature over all that it allows, made anew whenever it is needed; only its hash is kept.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { sha256 } from '../base/chain.ts';
import { newId } from '../base/ids.ts';
import type { Statements } from './open.ts';
import { tokens } from './schema/people.ts';

export interface Pass {
  readonly personId: string;
  readonly number: number;
  /** What it was given for: the same again is the same pass. */
  readonly occasion: string;
  readonly expiresAt: Date;
}

const SCOPE = /^pass:(\d+):([\s\S]+)$/;

/** Makes the pass, or finds it made. Answers its secret; it is kept nowhere. */
export async function issuePass(db: Statements, key: string, pass: Pass): Promise<string> {
  const { personId, number, occasion, expiresAt } = pass;
  const secret = signed(key, pass);
  await db
    .insert(tokens)
    .values({ id: newId(), name: occasion, scope: `pass:${number}:${personId}`, sha256: sha256(secret), expiresAt })
    .onConflictDoNothing({ target: tokens.sha256 });
  return secret;
}

/** Uses it up. Undefined when it was used, has expired, was revoked or is not of our making. */
export async function spendPass(db: Statements, key: string, secret: string): Promise<Pass | undefined> {
  const now = new Date();
  const [row] = await db
    .update(tokens)
    .set({ revokedAt: now })
    .where(and(eq(tokens.sha256, sha256(secret)), isNull(tokens.revokedAt), gt(tokens.expiresAt, now)))
    .returning();
  const [, number, personId] = SCOPE.exec(row?.scope ?? '') ?? [];
  if (!row?.expiresAt || !number || !personId) return undefined;
  const pass = { personId, number: Number(number), occasion: row.name, expiresAt: row.expiresAt };
  // A row that somebody wrote who has no key is no pass.
  return isSame(signed(key, pass), secret) ? pass : undefined;
}

function signed(key: string, { personId, number, occasion, expiresAt }: Pass): string {
  const claims = JSON.stringify(['pass', personId, number, occasion, expiresAt.toISOString()]);
  return createHmac('sha256', key).update(claims).digest('base64url');
}

function isSame(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}
