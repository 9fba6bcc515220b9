/** IAM of the simulated cloud: policies that take time to hold, sessions that outlive keys. */

import { z } from 'zod';
import { ApiFault, found, type Policy, type Role, type Session, type User, type World } from './world.ts';

const Document = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: z.union([z.string(), z.array(z.string())]),
      Condition: z.object({ DateLessThan: z.object({ 'aws:TokenIssueTime': z.string() }) }).optional(),
    }),
  ),
});

/** Policies in force at a moment: put long enough ago, and not deleted long enough ago. */
export function effective(policies: readonly Policy[], world: World, at: number): readonly Policy[] {
  return policies.filter(
    ({ putAt, deletedAt }) =>
      putAt + world.propagationMs <= at && (deletedAt === undefined || deletedAt + world.propagationMs > at),
  );
}

/** Whether a session is refused at a moment: it has expired, or a deny that holds by then covers its issue time. */
export function isDenied(principal: Role | User, session: Session, world: World, at: number): boolean {
  if (session.expiresAt <= at) return true;
  return effective(principal.policies, world, at).some(({ document }) => denies(document, session.issuedAt));
}

/** Whether the principal as such is refused everything, whatever the session. */
export function isLockedOut(principal: Role | User, world: World, at: number): boolean {
  return effective(principal.policies, world, at).some(({ document }) => denies(document, at));
}

function denies(document: string, issuedAt: number): boolean {
  const read = Document.safeParse(JSON.parse(document));
  if (!read.success) return false;
  return read.data.Statement.some(({ Effect, Action, Condition }) => {
    if (Effect !== 'Deny' || ![Action].flat().includes('*')) return false;
    const before = Condition?.DateLessThan['aws:TokenIssueTime'];
    return before === undefined || issuedAt < Date.parse(before);
  });
}

export function roleNamed(world: World, name: string): Role {
  return found(
    world.roles.find((role) => role.name === name),
    'NoSuchEntity',
    `Role ${name}`,
  );
}

export function userNamed(world: World, name: string): User {
  return found(
    world.users.find((user) => user.name === name),
    'NoSuchEntity',
    `User ${name}`,
  );
}

/** Same name replaces: the earlier document stops holding when the new one begins to. */
export function putPolicy(policies: Policy[], name: string, document: string, at: number): void {
  try {
    Document.parse(JSON.parse(document));
  } catch {
    throw new ApiFault('MalformedPolicyDocument', `The policy ${name} is not one.`);
  }
  deletePolicy(policies, name, at, false);
  policies.push({ name, document, putAt: at });
}

export function deletePolicy(policies: Policy[], name: string, at: number, mustBeThere = true): void {
  const standing = policies.find((policy) => policy.name === name && policy.deletedAt === undefined);
  if (standing) standing.deletedAt = at;
  else if (mustBeThere) throw new ApiFault('NoSuchEntity', `Policy ${name} does not exist.`);
}

export function standingPolicy(policies: readonly Policy[], name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name && policy.deletedAt === undefined);
}

export function standingNames(policies: readonly Policy[]): readonly string[] {
  return policies.filter(({ deletedAt }) => deletedAt === undefined).map(({ name }) => name);
}
