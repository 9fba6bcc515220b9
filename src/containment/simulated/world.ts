/** The simulated cloud's world: plain data that calls change and time moves on. Named after AWS's own resources. */

export interface Policy {
  readonly name: string;
  readonly document: string;
  /** Milliseconds since the epoch at which it was put. It is effective only after the propagation delay. */
  readonly putAt: number;
  deletedAt?: number;
}

export interface Session {
  readonly id: string;
  readonly name: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Where it was minted: `instance/i-0abc`, `access-key/AKIA…` */
  readonly source: string;
  readonly holder: 'workload' | 'attacker';
}

export interface Role {
  readonly name: string;
  readonly account: string;
  readonly trust: string;
  readonly policies: Policy[];
  readonly sessions: Session[];
  readonly tags: Record<string, string>;
}

export interface AccessKey {
  readonly id: string;
  status: 'Active' | 'Inactive';
  changedAt: number;
}

export interface User {
  readonly name: string;
  readonly account: string;
  readonly keys: AccessKey[];
  readonly policies: Policy[];
  /** Minted from a key; they live on after the key is disabled. */
  readonly sessions: Session[];
  readonly tags: Record<string, string>;
}

export interface Connection {
  readonly id: string;
  readonly interfaceId: string;
  readonly remote: string;
  readonly holder: 'workload' | 'attacker';
  /** Tracked flows survive a change of security groups (EC2 user guide, *Security group connection tracking*). */
  tracked: boolean;
  closedAt?: number;
  bytes: number;
}

export interface Interface {
  readonly id: string;
  groups: string[];
}

export interface Instance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly vpc: string;
  state: 'running' | 'stopped';
  readonly interfaces: Interface[];
  readonly volumes: string[];
  profile?: { readonly associationId: string; readonly role: string };
  readonly connections: Connection[];
  readonly tags: Record<string, string>;
}

/** `open` lets everything through untracked; `none` lets nothing through; `some` is a workload's usual group. */
export interface SecurityGroup {
  readonly id: string;
  readonly vpc: string;
  readonly name: string;
  allows: 'open' | 'some' | 'none';
  readonly tags: Record<string, string>;
}

export interface Snapshot {
  readonly id: string;
  readonly volume: string;
  readonly instance: string;
  readonly startedAt: number;
  readonly completesAt: number;
  readonly tags: Record<string, string>;
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export interface Bucket {
  readonly name: string;
  readonly account: string;
  policy?: string;
  publicAccessBlock?: PublicAccessBlock;
  readonly tags: Record<string, string>;
}

/** A service control policy of the organization, and what it is or was attached to. */
export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly attachments: { readonly account: string; readonly at: number; detachedAt?: number }[];
}

export interface TrailEvent {
  readonly EventId: string;
  readonly EventTime: string;
  readonly EventName: string;
  readonly Username: string;
  readonly AccessKeyId: string;
  readonly SourceIPAddress: string;
  readonly Resources: readonly string[];
  readonly ErrorCode?: string;
}

/** One means by which the attacker acts. Kept trying until truly contained. */
export type Technique =
  | { readonly kind: 'role-session'; readonly role: string; sessionId: string; readonly instance?: string }
  | { readonly kind: 'user-key'; readonly user: string; readonly keyId: string; sessionId?: string }
  | { readonly kind: 'connection'; readonly instance: string }
  | { readonly kind: 'public-bucket'; readonly bucket: string }
  | { readonly kind: 'destroy'; readonly account: string };

export interface Attacker {
  readonly ip: string;
  readonly techniques: Technique[];
  /** Technique → when it last succeeded, since when it fails without a break, and how many successes. */
  readonly outcomes: Record<string, { last?: number; failingSince?: number; successes: number }>;
}

export interface World {
  /** Milliseconds a change of identity needs until it holds everywhere. */
  propagationMs: number;
  /** Milliseconds of failing without a break after which the attacker gives a means up. */
  patienceMs: number;
  /** Time up to which the world has been lived through. */
  livedUntil: number;
  /** Makes ids: the same history makes the same ones. */
  counter: number;
  readonly seeds: string[];
  readonly roles: Role[];
  readonly users: User[];
  readonly instances: Instance[];
  readonly groups: SecurityGroup[];
  readonly snapshots: Snapshot[];
  readonly buckets: Bucket[];
  readonly controlPolicies: ControlPolicy[];
  readonly trail: TrailEvent[];
  readonly attackers: Attacker[];
}

/** Id of the emergency policy of the simulated organization. */
export const EMERGENCY_POLICY = 'p-emergency';

export function emptyWorld(propagationMs: number, patienceMs: number): World {
  return {
    propagationMs,
    patienceMs,
    livedUntil: 0,
    counter: 0,
    seeds: [],
    roles: [],
    users: [],
    instances: [],
    groups: [],
    snapshots: [],
    buckets: [],
    controlPolicies: [emergencyPolicy()],
    trail: [],
    attackers: [],
  };
}

/** Written and tested before anything happens, as docs/aws.md asks. */
function emergencyPolicy(): ControlPolicy {
  const Action = ['kms:ScheduleKeyDeletion', 'ec2:DeleteSnapshot', 's3:DeleteObject', 'backup:DeleteRecoveryPoint'];
  const Statement = [{ Sid: 'CordonEmergency', Effect: 'Deny', Action, Resource: '*' }];
  const content = JSON.stringify({ Version: '2012-10-17', Statement });
  return { id: EMERGENCY_POLICY, name: 'CordonEmergency', content, attachments: [] };
}

/** What the provider answers when it says no; `code` is AWS's own. */
export class ApiFault extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function newId(world: World, prefix: string): string {
  world.counter += 1;
  return `${prefix}${world.counter.toString(16).padStart(8, '0')}`;
}

export function found<T>(thing: T | undefined, code: string, what: string): T {
  if (thing !== undefined) return thing;
  throw new ApiFault(code, `${what} does not exist.`);
}
