/** People known to this Cordon, their tokens and one-time sign-in links. Secrets are kept as hashes alone. */

import { randomBytes } from 'node:crypto';
import { and, asc, eq, gt, isNull, or } from 'drizzle-orm';
import { sha256 } from '../base/chain.ts';
import { newId } from '../base/ids.ts';
import type { Person } from '../incident/actor.ts';
import type { Statements } from './open.ts';
import { people, tokens } from './schema/people.ts';

export async function listPeople(db: Statements): Promise<readonly Person[]> {
  return db.select({ id: people.id, name: people.name }).from(people).orderBy(asc(people.name));
}

export async function findPerson(db: Statements, id: string): Promise<Person | undefined> {
  const [row] = await db.select({ id: people.id, name: people.name }).from(people).where(eq(people.id, id));
  return row;
}

/** Adds the person, or returns who already has the id. */
export async function addPerson(db: Statements, person: Person): Promise<Person> {
  await db.insert(people).values(person).onConflictDoNothing();
  return (await findPerson(db, person.id)) ?? person;
}

/** The id of a person named by hand: `Responder 1` → `responder-1`. Empty when nothing of the name can be kept. */
export function idOfName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@._]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}

export interface Token {
  readonly name: string;
  readonly scope: string;
}

/** Makes a token; the secret is returned here and never again. `ttlMs` for one that expires. */
export async function createToken(db: Statements, { name, scope }: Token, ttlMs?: number): Promise<string> {
  const secret = `cordon_${randomBytes(32).toString('base64url')}`;
  const expiresAt = ttlMs ? new Date(Date.now() + ttlMs) : null;
  await db.insert(tokens).values({ id: newId(), name, scope, sha256: sha256(secret), expiresAt });
  return secret;
}

export async function findToken(db: Statements, secret: string): Promise<Token | undefined> {
  const [row] = await db.select({ name: tokens.name, scope: tokens.scope }).from(tokens).where(valid(secret));
  return row;
}

/** Uses a token up, so that it works once. */
export async function spendToken(db: Statements, secret: string): Promise<Token | undefined> {
  const [row] = await db
    .update(tokens)
    .set({ revokedAt: new Date() })
    .where(valid(secret))
    .returning({ name: tokens.name, scope: tokens.scope });
  return row;
}

export async function listTokens(db: Statements) {
  return db
    .select({
      id: tokens.id,
      name: tokens.name,
      scope: tokens.scope,
      createdAt: tokens.createdAt,
      revokedAt: tokens.revokedAt,
    })
    .from(tokens)
    .orderBy(asc(tokens.createdAt));
}

export async function revokeTokens(db: Statements, name: string): Promise<number> {
  const rows = await db
    .update(tokens)
    .set({ revokedAt: new Date() })
    .where(and(eq(tokens.name, name), isNull(tokens.revokedAt)))
    .returning({ id: tokens.id });
  return rows.length;
}

function valid(secret: string) {
  return and(
    eq(tokens.sha256, sha256(secret)),
    isNull(tokens.revokedAt),
    or(isNull(tokens.expiresAt), gt(tokens.expiresAt, new Date())),
  );
}
