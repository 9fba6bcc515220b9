/**
 * Revoke the sessions of a role: deny everything to sessions issued before now, by the inline policy the console writes
 * (IAM user guide, *Revoke IAM role temporary security credentials*), so that both converge. Other inline policies are not
 * touched. The stamp is UTC and never in the future, by AWS's clock where ours runs ahead: well-known tools stamped local
 * time as UTC, and cut off new sessions or left stolen ones.
 * Traps: sessions issued after the stamp work, so what mints them (an instance profile, a trust policy, OIDC) must be closed
 * too; every session of the role ends, the workload's own among them; sessions in roles chained onward are other principals;
 * sessions cannot be listed; taking the policy away before the last revoked session has expired brings it back to life.
 */

import { IAMClient, ListInstanceProfilesForRoleCommand } from '@aws-sdk/client-iam';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { DENY_ALL, policyText, rolePolicy, sidOf } from './policies.ts';
import { roleOf, type SeenRole, trustedBy } from './roles.ts';
import { awsStep } from './steps.ts';

interface Prior extends SeenRole {
  readonly [name: string]: unknown;
  /** Text of an earlier revocation under the same name, or null. */
  readonly policy: string | null;
  readonly instanceProfiles: readonly string[];
}

const POLICY = 'AWSRevokeOlderSessions';

export function revokeRoleSessions(aws: Aws): ContainmentAction<Prior> {
  const iam = (target: ActionTarget, job?: ActionJob) => aws.of(IAMClient, target, job);
  const standing = (target: ActionTarget, signal: AbortSignal) =>
    rolePolicy(iam(target), target.id, POLICY).read(signal);

  return {
    id: 'aws.revoke-role-sessions',
    title: 'Revoke role sessions',
    provider: 'aws',
    targetKind: 'role',
    target: targetOf('aws', 'role'),
    effect: 'reversible',
    tier: 2,
    evidence: [
      { kind: 'iam-snapshot', state: 'complete' },
      { kind: 'cloudtrail-window', state: 'complete' },
    ],
    permissions: [
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:PutRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:ListInstanceProfilesForRole',
    ],
    attack: ['T1550.001', 'T1078.004'],
    d3fend: ['D3-ST', 'D3-ANCI'],
    undo: 'The policy is deleted, or the one that stood before is put back, once no revoked session could come alive again.',
    settleSeconds: 15,
    recheckSeconds: 60,
    capture: async (target, signal) => {
      const { InstanceProfiles = [] } = await iam(target).send(
        new ListInstanceProfilesForRoleCommand({ RoleName: target.id }),
        { abortSignal: signal },
      );
      return {
        ...(await roleOf(iam(target), target.id, signal)),
        policy: await standing(target, signal),
        instanceProfiles: InstanceProfiles.flatMap(({ InstanceProfileName }) => InstanceProfileName ?? []),
      };
    },
    blast: async ({ id }, { trust, instanceProfiles }) => ({
      estimate: { seconds: 1, cost: 'nothing at AWS' },
      radius: [
        `every session of role ${id} issued until now ends, the workload's own among them`,
        `whoever the role trusts can begin a new one: ${trustedBy(trust).join(', ')}`,
      ],
      warnings: instanceProfiles.map(
        (name) =>
          `Hosts with instance profile ${name} go on getting fresh credentials: close the one the attacker is on.`,
      ),
    }),
    execute: (target, { policy }, job) => [revokeStep(aws, target, policy, job)],
    verify: async (target, _prior, job, signal) => {
      const stamp = stampIn(await standing(target, signal), job);
      if (stamp) return { holding: true, seen: `Sessions of ${target.id} issued before ${stamp} are denied.` };
      return {
        holding: false,
        seen: `The revocation on role ${target.id} is gone.`,
        remedy: 'Somebody removed it: find who, contain them, and try again.',
      };
    },
    release: (target, prior, job) => [unrevokeStep(aws, target, prior, job)],
  };
}

function revokeStep(aws: Aws, target: ActionTarget, earlier: string | null, job: ActionJob): Step {
  const policy = rolePolicy(aws.of(IAMClient, target, job), target.id, POLICY);
  return awsStep({
    id: 'revoke',
    call: 'PutRolePolicy',
    on: `role ${target.id}`,
    prior: earlier === null ? 'no revocation' : 'an earlier revocation',
    wanted: 'sessions issued before the moment of execution denied',
    make: (signal) => policy.put(revocation(job, aws.now()), signal),
    holds: async (signal) => stampIn(await policy.read(signal), job) !== undefined,
  });
}

function unrevokeStep(
  aws: Aws,
  target: ActionTarget,
  { policy: earlier, sessionSeconds }: Prior,
  job: ActionJob,
): Step {
  const policy = rolePolicy(aws.of(IAMClient, target, job), target.id, POLICY);
  return awsStep({
    id: 'unrevoke',
    call: earlier === null ? 'DeleteRolePolicy' : 'PutRolePolicy',
    on: `role ${target.id}`,
    prior: 'older sessions denied',
    wanted: earlier === null ? 'no revocation' : 'the earlier revocation',
    make: async (signal) => {
      refuseRevival(target.id, stampIn(await policy.read(signal), job), sessionSeconds, aws.now());
      return earlier === null ? policy.remove(signal) : policy.put(earlier, signal);
    },
    holds: async (signal) => stampIn(await policy.read(signal), job) === undefined,
  });
}

/** While a revoked session has not expired, the policy is all that keeps it dead. */
function refuseRevival(role: string, stamp: string | undefined, sessionSeconds: number, now: Date): void {
  const until = new Date(Date.parse(stamp ?? '') + sessionSeconds * 1000);
  if (!stamp || until <= now) return;
  throw new CordonError('guard_refused', `Revoked sessions of role ${role} would come alive again.`, {
    remedy: `Release after ${until.toISOString()}, or accept the revocation by name at closing: it then stays.`,
  });
}

function revocation(job: ActionJob, at: Date): string {
  const Condition = { DateLessThan: { 'aws:TokenIssueTime': at.toISOString() } };
  return policyText({ Sid: sidOf(job), ...DENY_ALL, Action: ['*'], Resource: ['*'], Condition });
}

/** The moment that this job revoked before; undefined where its policy does not stand. */
function stampIn(document: string | null, job: ActionJob): string | undefined {
  if (!document?.includes(sidOf(job))) return undefined;
  return /"aws:TokenIssueTime"\s*:\s*"([^"]+)"/.exec(document)?.[1];
}
