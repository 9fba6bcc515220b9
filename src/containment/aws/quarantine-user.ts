/**
 * Quarantine a user: deny everything by an inline policy, then make its keys, its password and its other credentials
 * useless. In this order, because sessions minted from a key (`sts:GetSessionToken`, `GetFederationToken`) outlive it, and
 * only a deny on the user ends them. Inline, because an attachment can be detached by its ARN and counts against a quota.
 * Keys are made inactive, never deleted: deletion destroys when and where they were last used (AWS IAM user guide,
 * *Update access keys*; AWS incident response playbooks, *deactivate, do not delete*). The password is not replaced, which
 * could not be undone: it must be changed at the next sign-in, and the deny forbids to change it.
 * Traps: what `AWSCompromisedKeyQuarantine` attaches is partial, not containment; roles that the user assumed are other
 * principals; for about four seconds a change does not hold everywhere, long enough to mint a key: verification counts them.
 */

import {
  GetLoginProfileCommand,
  GetUserCommand,
  IAMClient,
  ListMFADevicesCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import { isLastAdmin } from './administrators.ts';
import type { Aws } from './client.ts';
import { DENY_ALL, policyText, sameDocument, userPolicy } from './policies.ts';
import { awsStep, orAbsent, tagsOf } from './steps.ts';
import { type Credential, callOf, credentialsOf, setCredential, statusOf } from './user-credentials.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly credentials: readonly Credential[];
  /** Whether the password must be changed at the next sign-in; null without a password. */
  readonly mustChangePassword: boolean | null;
  readonly factors: number;
  readonly lastAdmin: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

const DENIAL = policyText({ Sid: 'CordonQuarantine', ...DENY_ALL });

export function quarantineUser(aws: Aws): ContainmentAction<Prior> {
  const iam = (target: ActionTarget, job?: ActionJob) => aws.of(IAMClient, target, job);

  return {
    id: 'aws.quarantine-user',
    title: 'Quarantine user',
    provider: 'aws',
    targetKind: 'user',
    target: targetOf('aws', 'user'),
    effect: 'reversible',
    tier: 1,
    evidence: [
      { kind: 'iam-snapshot', state: 'complete' },
      { kind: 'cloudtrail-window', state: 'complete' },
    ],
    permissions: [
      'iam:GetUser',
      'iam:GetUserPolicy',
      'iam:PutUserPolicy',
      'iam:DeleteUserPolicy',
      'iam:ListAccessKeys',
      'iam:UpdateAccessKey',
      'iam:GetLoginProfile',
      'iam:UpdateLoginProfile',
      'iam:ListServiceSpecificCredentials',
      'iam:UpdateServiceSpecificCredential',
      'iam:ListSigningCertificates',
      'iam:UpdateSigningCertificate',
      'iam:ListSSHPublicKeys',
      'iam:UpdateSSHPublicKey',
      'iam:ListMFADevices',
      'iam:ListEntitiesForPolicy',
      'iam:GetGroup',
    ],
    attack: ['T1078.004', 'T1098.001', 'T1552.001'],
    d3fend: ['D3-AL', 'D3-CR', 'D3-UAP'],
    undo: 'Each credential gets back the status it had, then the deny is removed. The password is the one it was: have it changed.',
    settleSeconds: 15,
    recheckSeconds: 60,
    capture: async (target, signal) => {
      const { User } = await iam(target).send(new GetUserCommand({ UserName: target.id }), { abortSignal: signal });
      const { MFADevices = [] } = await iam(target).send(new ListMFADevicesCommand({ UserName: target.id }), {
        abortSignal: signal,
      });
      return {
        credentials: await credentialsOf(iam(target), target.id, signal),
        mustChangePassword: await mustChange(iam(target), target.id, signal),
        factors: MFADevices.length,
        lastAdmin: await isLastAdmin(iam(target), aws.settings.partition, { kind: 'user', id: target.id }, signal),
        tags: tagsOf(User?.Tags),
      };
    },
    blast: async ({ id }, { credentials, mustChangePassword, factors }) => ({
      estimate: { seconds: active(credentials).length + 2, cost: 'nothing at AWS' },
      radius: [
        `user ${id} can do nothing at all`,
        `${active(credentials).length} active credentials stop working`,
        mustChangePassword === null ? 'it has no password' : 'nobody can sign in to the console as it',
      ],
      warnings: [
        'Roles this user assumed earlier are other principals and stay valid: revoke their sessions too.',
        ...(factors > 0 ? [`It has ${factors} MFA devices: see whether the attacker registered one.`] : []),
      ],
    }),
    execute: (target, { credentials, mustChangePassword }, job) => [
      denyStep(iam(target, job), target, job, true),
      ...active(credentials).map((one) => credentialStep(iam(target, job), target, one, 'Inactive')),
      ...(mustChangePassword === false ? [passwordStep(iam(target, job), target, true)] : []),
    ],
    verify: async (target, prior, job, signal) => {
      const denied = sameDocument(await userPolicy(iam(target), target.id, policyName(job)).read(signal), DENIAL);
      const usable = active(await credentialsOf(iam(target), target.id, signal));
      const fresh = usable.filter(({ id }) => !prior.credentials.some((known) => known.id === id));
      const holding = denied && usable.length === 0;
      const deny = denied ? 'everything is denied' : 'the deny is gone';
      const seen = `${deny}; ${usable.length} active credentials (${fresh.length} new)`;
      return {
        holding,
        seen,
        ...(holding ? {} : { remedy: 'Find who restored or made it, contain them, and try again.' }),
      };
    },
    release: (target, { credentials, mustChangePassword }, job) => [
      ...active(credentials).map((one) => credentialStep(iam(target, job), target, one, 'Active')),
      ...(mustChangePassword === false ? [passwordStep(iam(target, job), target, false)] : []),
      denyStep(iam(target, job), target, job, false),
    ],
  };
}

function denyStep(iam: IAMClient, { id }: ActionTarget, job: ActionJob, deny: boolean): Step {
  const policy = userPolicy(iam, id, policyName(job));
  const [without, denied] = ['no deny of ours', 'everything denied'];
  return awsStep({
    id: deny ? 'deny-all' : 'remove-deny',
    call: deny ? 'PutUserPolicy' : 'DeleteUserPolicy',
    on: `user ${id}`,
    prior: deny ? without : denied,
    wanted: deny ? denied : without,
    make: (signal) => (deny ? policy.put(DENIAL, signal) : policy.remove(signal)),
    holds: async (signal) => {
      const standing = await policy.read(signal);
      return deny ? sameDocument(standing, DENIAL) : standing === null;
    },
  });
}

function credentialStep(
  iam: IAMClient,
  { id: user }: ActionTarget,
  { kind, id }: Credential,
  status: 'Active' | 'Inactive',
): Step {
  return awsStep({
    id: `${kind.replace(' ', '-')}:${id}`,
    call: callOf(kind),
    on: `${kind} ${id}`,
    prior: status === 'Active' ? 'Inactive' : 'Active',
    wanted: status,
    make: (signal) => setCredential(iam, user, { kind, id, status }, signal),
    holds: async (signal) => (await statusOf(iam, user, { kind, id }, signal)) === status,
  });
}

function passwordStep(iam: IAMClient, { id: UserName }: ActionTarget, change: boolean): Step {
  const [free, bound] = ['usable', 'must be changed, which the deny forbids'];
  return awsStep({
    id: change ? 'password' : 'restore-password',
    call: 'UpdateLoginProfile',
    on: `password of ${UserName}`,
    prior: change ? free : bound,
    wanted: change ? bound : free,
    make: (abortSignal) =>
      iam.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: change }), { abortSignal }),
    holds: async (signal) => (await mustChange(iam, UserName, signal)) === change,
  });
}

async function mustChange(iam: IAMClient, UserName: string, abortSignal: AbortSignal): Promise<boolean | null> {
  const found = await orAbsent(iam.send(new GetLoginProfileCommand({ UserName }), { abortSignal }));
  return found ? (found.LoginProfile?.PasswordResetRequired ?? false) : null;
}

function active(credentials: readonly Credential[]): readonly Credential[] {
  return credentials.filter(({ status }) => status === 'Active');
}

/** One per incident: the same incident never writes two. */
function policyName({ number }: ActionJob): string {
  return `IR-${number}-DenyAll`;
}
