/**
 * Lock the trust of a role: nobody can begin a new session of it. Sessions that live go on (IAM user guide, *Modifying a
 * role trust policy*): revoke them as well. The old document is kept verbatim and put back on release.
 * Traps: a principal that shows as an id (`AROA…`, `AIDA…`) was deleted, and a document that names it is not accepted again;
 * one that was deleted and made anew is trusted again under its new id. The deny alone would do: without an allow nobody is
 * trusted. It says who wrote it.
 */

import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { sidOf } from './policies.ts';
import { roleOf, type SeenRole, trustedBy } from './roles.ts';
import { awsStep } from './steps.ts';

interface Prior extends SeenRole {
  readonly [name: string]: unknown;
}

/** What a trust policy can allow; it may name no wildcard action. */
const WAYS_IN = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];

export function lockRoleTrust(aws: Aws): ContainmentAction<Prior> {
  const iam = (target: ActionTarget, job?: ActionJob) => aws.of(IAMClient, target, job);
  const isLocked = async (target: ActionTarget, job: ActionJob, signal: AbortSignal): Promise<boolean> => {
    const { trust } = await roleOf(iam(target), target.id, signal);
    return trust.includes(sidOf(job)) && !/"Allow"/.test(trust);
  };
  const step = (target: ActionTarget, trust: string, job: ActionJob, lock: boolean): Step => {
    const [open, locked] = [`trusts ${trustedBy(trust).join(', ')}`, 'trusts nobody'];
    return awsStep({
      id: lock ? 'lock' : 'unlock',
      call: 'UpdateAssumeRolePolicy',
      on: `role ${target.id}`,
      prior: lock ? open : locked,
      wanted: lock ? locked : open,
      make: (abortSignal) =>
        iam(target, job).send(
          new UpdateAssumeRolePolicyCommand({ RoleName: target.id, PolicyDocument: lock ? lockFor(job) : trust }),
          { abortSignal },
        ),
      holds: async (signal) => (await isLocked(target, job, signal)) === lock,
    });
  };

  return {
    id: 'aws.lock-role-trust',
    title: 'Lock the trust of a role',
    provider: 'aws',
    targetKind: 'role',
    target: targetOf('aws', 'role'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'iam-snapshot', state: 'complete' }],
    permissions: ['iam:GetRole', 'iam:UpdateAssumeRolePolicy'],
    attack: ['T1078.004', 'T1098.003', 'T1199'],
    d3fend: ['D3-UAP', 'D3-ANCI'],
    undo: 'The trust policy that stood before is put back word for word.',
    settleSeconds: 15,
    recheckSeconds: 60,
    capture: (target, signal) => roleOf(iam(target), target.id, signal).then((seen) => ({ ...seen })),
    blast: async ({ id }, { trust }) => ({
      estimate: { seconds: 2, cost: 'nothing at AWS' },
      radius: [`nobody can begin a session of role ${id}: ${trustedBy(trust).join(', ')} lose it`],
      warnings: [
        'Sessions that live go on: revoke them as well.',
        ...(/"A(RO|ID)A[A-Z0-9]{12,}"/.test(trust)
          ? ['It names a principal that was deleted: this trust policy cannot be put back as it is.']
          : []),
      ],
    }),
    execute: (target, { trust }, job) => [step(target, trust, job, true)],
    verify: async (target, _prior, job, signal) =>
      (await isLocked(target, job, signal))
        ? { holding: true, seen: `Role ${target.id} trusts nobody.` }
        : {
            holding: false,
            seen: `The trust policy of ${target.id} was changed again.`,
            remedy: 'Find who changed it, contain them, and try again.',
          },
    release: (target, { trust }, job) => [step(target, trust, job, false)],
  };
}

function lockFor(job: ActionJob): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: sidOf(job), Effect: 'Deny', Principal: { AWS: '*' }, Action: WAYS_IN }],
  });
}
