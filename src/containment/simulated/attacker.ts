/** The attacker: tries each technique once a second for as long as the world lasts, and succeeds until truly contained. */

import { instanceNamed, isReachable, openInterface } from './compute.ts';
import { isDenied, isLockedOut, roleNamed, userNamed } from './identity.ts';
import { isBound } from './organization.ts';
import { bucketNamed, isPublic } from './storage.ts';
import { type Attacker, newId, type Role, type Technique, type World } from './world.ts';

const TICK_MS = 1000;
const SESSION_MS = 6 * 3_600_000;
/** The record of what the attacker did is cut off here, so that a world left alone stays small. */
const MOST_TRAIL = 5000;

/** Lives the world through up to `at`. The same history lived in other portions comes to the same world. */
export function live(world: World, at: number): void {
  if (world.livedUntil === 0) world.livedUntil = at;
  // A world left alone for long is lived through in its last hour only: nothing else can have changed.
  const from = Math.max(world.livedUntil, at - 3_600_000);
  let tick = Math.floor(from / TICK_MS) * TICK_MS + TICK_MS;
  for (; tick <= at; tick += TICK_MS) {
    for (const attacker of world.attackers)
      for (const technique of attacker.techniques) attempt(world, attacker, technique, tick);
  }
  world.livedUntil = Math.max(world.livedUntil, at);
}

/** Technique by name, as outcomes are kept. */
export function nameOf(technique: Technique): string {
  switch (technique.kind) {
    case 'role-session':
      return `role-session:${technique.role}`;
    case 'user-key':
      return `user-key:${technique.user}`;
    case 'connection':
      return `connection:${technique.instance}`;
    case 'public-bucket':
      return `public-bucket:${technique.bucket}`;
    case 'destroy':
      return `destroy:${technique.account}`;
  }
}

function attempt(world: World, attacker: Attacker, technique: Technique, at: number): void {
  const name = nameOf(technique);
  const outcome = attacker.outcomes[name] ?? { successes: 0 };
  attacker.outcomes[name] = outcome;
  if (outcome.failingSince !== undefined && at - outcome.failingSince > world.patienceMs) return;
  if (succeeds(world, attacker, technique, at)) {
    outcome.last = at;
    outcome.successes += 1;
    delete outcome.failingSince;
  } else {
    outcome.failingSince ??= at;
  }
}

function succeeds(world: World, attacker: Attacker, technique: Technique, at: number): boolean {
  switch (technique.kind) {
    case 'role-session':
      return useRole(world, attacker, technique, at);
    case 'user-key':
      return useKey(world, attacker, technique, at);
    case 'connection':
      return drain(world, attacker, technique.instance);
    case 'public-bucket': {
      const open = isPublic(bucketNamed(world, technique.bucket));
      trail(world, attacker, 'GetObject', 'anonymous', technique.bucket, at, open ? undefined : 'AccessDenied');
      return open;
    }
    case 'destroy': {
      const bound = isBound(world, technique.account, at);
      trail(world, attacker, 'DeleteSnapshot', 'root', technique.account, at, bound ? 'AccessDenied' : undefined);
      return !bound;
    }
  }
}

/** A refused session is replaced by a fresh one for as long as the instance vends credentials and can be reached. */
function useRole(
  world: World,
  attacker: Attacker,
  technique: Extract<Technique, { kind: 'role-session' }>,
  at: number,
): boolean {
  const role = roleNamed(world, technique.role);
  const session = role.sessions.find(({ id }) => id === technique.sessionId);
  if (session && !isDenied(role, session, world, at)) {
    trail(world, attacker, 'ListBuckets', `${role.name}/${session.name}`, role.name, at);
    return true;
  }
  trail(world, attacker, 'ListBuckets', role.name, role.name, at, 'AccessDenied');
  const fresh = mint(world, technique, role, at);
  if (fresh) technique.sessionId = fresh;
  return false;
}

function mint(
  world: World,
  technique: Extract<Technique, { kind: 'role-session' }>,
  role: Role,
  at: number,
): string | undefined {
  if (!technique.instance) return undefined;
  const instance = instanceNamed(world, technique.instance);
  const foothold =
    isReachable(world, instance) ||
    instance.connections.some(({ holder, closedAt }) => holder === 'attacker' && closedAt === undefined);
  if (!foothold || instance.profile?.role !== role.name || isLockedOut(role, world, at)) return undefined;
  const id = newId(world, 'ASIA');
  role.sessions.push({
    id,
    name: instance.id,
    issuedAt: at,
    expiresAt: at + SESSION_MS,
    source: `instance/${instance.id}`,
    holder: 'attacker',
  });
  return id;
}

function useKey(
  world: World,
  attacker: Attacker,
  technique: Extract<Technique, { kind: 'user-key' }>,
  at: number,
): boolean {
  const user = userNamed(world, technique.user);
  const key = user.keys.find(({ id }) => id === technique.keyId);
  const keyWorks =
    (key?.status === 'Active' || (key !== undefined && key.changedAt + world.propagationMs > at)) &&
    !isLockedOut(user, world, at);
  const session = user.sessions.find(({ id }) => id === technique.sessionId);
  const works = keyWorks || (session !== undefined && !isDenied(user, session, world, at));
  trail(world, attacker, 'ListUsers', user.name, user.name, at, works ? undefined : 'AccessDenied');
  return works;
}

function drain(world: World, attacker: Attacker, instanceId: string): boolean {
  const instance = instanceNamed(world, instanceId);
  const open = instance.connections.find(({ holder, closedAt }) => holder === 'attacker' && closedAt === undefined);
  if (open) {
    open.bytes += 4096;
    return true;
  }
  const way = openInterface(world, instance);
  if (!way) return false;
  instance.connections.push({
    id: newId(world, 'flow-'),
    interfaceId: way.id,
    remote: attacker.ip,
    holder: 'attacker',
    tracked: way.tracked,
    bytes: 0,
  });
  return false;
}

function trail(
  world: World,
  attacker: Attacker,
  EventName: string,
  Username: string,
  resource: string,
  at: number,
  ErrorCode?: string,
): void {
  world.trail.push({
    EventId: newId(world, 'event-'),
    EventTime: new Date(at).toISOString(),
    EventName,
    Username,
    AccessKeyId: '',
    SourceIPAddress: attacker.ip,
    Resources: [resource],
    ...(ErrorCode ? { ErrorCode } : {}),
  });
  if (world.trail.length > MOST_TRAIL) world.trail.splice(0, world.trail.length - MOST_TRAIL);
}
