/**
 * Whether what actions write about users and roles truly denies, whatever allows: read from where the action put it, and
 * decided by a simulator of AWS's evaluation. Each is asked about whom it must end, and about whom it must not touch.
 */

import {
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Lab, openLab } from '../../../support/aws-lab.ts';
import { ALLOW_ALL, ANYBODY, decides, statement } from '../../../support/iam-decides.ts';
import { carryOut } from './carry-out.ts';
import { makeSsoUser } from './sso-user.ts';

const PARTNER = '444455556666';
const ROLE = 'web-prod';
const USER = 'ci-deploy';
const moto = inject('motoUrl');
/** Actions of services of every kind, those that undo a containment among them. */
const ANYTHING = [
  ['ec2:DescribeInstances', '*'],
  ['s3:GetObject', 'arn:aws:s3:::customer-exports/x'],
  ['iam:CreateAccessKey', 'arn:aws:iam::ACCOUNT:user/ci-deploy'],
  ['iam:DeleteUserPolicy', 'arn:aws:iam::ACCOUNT:user/ci-deploy'],
  ['iam:DeleteRolePolicy', 'arn:aws:iam::ACCOUNT:role/web-prod'],
  ['sts:AssumeRole', 'arn:aws:iam::ACCOUNT:role/other'],
  ['kms:Decrypt', 'arn:aws:kms:eu-west-1:ACCOUNT:key/11111111-2222-3333-4444-555555555555'],
] as const;

describe.skipIf(moto === '')('what is denied to identities', () => {
  let lab: Lab;
  let iam: IAMClient;
  const here = (text: string): string => text.replaceAll('ACCOUNT', lab.account);
  const ask = (by: string, [action, resource]: readonly [string, string], context = {}) => ({
    ...{ by: here(by), action, resource: here(resource), account: lab.account, context },
  });

  beforeAll(async () => {
    lab = await openLab({ motoUrl: moto, labels: ['management'] });
    iam = lab.of(IAMClient);
  });
  afterAll(() => lab?.[Symbol.asyncDispose]());

  describe('quarantine-user', () => {
    let denial: string;
    beforeAll(async () => {
      await iam.send(new CreateUserCommand({ UserName: USER }));
      await carryOut(lab, 'quarantine-user', { kind: 'user', id: USER });
      const asked = { UserName: USER, PolicyName: 'IR-42-DenyAll' };
      denial = decodeURIComponent((await iam.send(new GetUserPolicyCommand(asked))).PolicyDocument ?? '');
    });

    it.each(ANYTHING)('ends %s for an administrator of everything', async (action, resource) => {
      const request = ask('arn:aws:iam::ACCOUNT:user/ci-deploy', [action, resource]);
      const opened = keyPolicy(lab.account, action);

      expect(await decides(request, { identity: [ALLOW_ALL], resource: opened })).toBe('allowed');
      expect(await decides(request, { identity: [ALLOW_ALL, denial], resource: opened })).toBe('denied');
    });

    it('ends what a bucket allows it by name, and the sessions minted from its key', async () => {
      const read = ['s3:GetObject', 'arn:aws:s3:::customer-exports/x'] as const;
      const byName = statement({ Principal: { AWS: here('arn:aws:iam::ACCOUNT:user/ci-deploy') }, Action: 's3:*' });
      const federated = here('arn:aws:sts::ACCOUNT:federated-user/session');

      const user = ask('arn:aws:iam::ACCOUNT:user/ci-deploy', read);
      expect(await decides(user, { identity: [], resource: byName })).toBe('allowed');
      expect(await decides(user, { identity: [denial], resource: byName })).toBe('denied');
      expect(await decides(ask(federated, read), { identity: [ALLOW_ALL, denial] })).toBe('denied');
    });
  });

  describe('revoke-role-sessions', () => {
    let revocation: string;
    const [begun] = [Date.now()];
    const session = 'arn:aws:sts::ACCOUNT:assumed-role/web-prod/i-0abc';
    const issued = (secondsFromNow: number) => ({
      'aws:TokenIssueTime': new Date(begun + secondsFromNow * 1000).toISOString().replace(/\.\d+Z/, 'Z'),
    });
    beforeAll(async () => {
      await makeRole(iam, lab.account);
      await carryOut(lab, 'revoke-role-sessions', { kind: 'role', id: ROLE });
      const asked = { RoleName: ROLE, PolicyName: 'AWSRevokeOlderSessions' };
      revocation = decodeURIComponent((await iam.send(new GetRolePolicyCommand(asked))).PolicyDocument ?? '');
    });

    it.each([
      ['twelve hours ago', -43_200, 'denied'],
      ['an hour ago', -3600, 'denied'],
      ['just before', -1, 'denied'],
      ['a minute later', 60, 'allowed'],
      ['an hour later', 3600, 'allowed'],
    ] as const)('of a session issued %s: every call is decided so', async (_when, seconds, decision) => {
      for (const [action, resource] of ANYTHING) {
        const request = ask(session, [action, resource], issued(seconds));
        const policies = { identity: [ALLOW_ALL, revocation], resource: keyPolicy(lab.account, action) };
        expect({ action, decided: await decides(request, policies) }).toEqual({ action, decided: decision });
      }
    });

    it('ends an old session that a bucket names, which an absent allow would not', async () => {
      const named = statement({ Principal: { AWS: here(session) }, Action: 's3:GetObject' });
      const read = ['s3:GetObject', 'arn:aws:s3:::customer-exports/x'] as const;

      const policies = (...identity: string[]) => ({ identity, resource: named });
      expect(await decides(ask(session, read, issued(-60)), policies())).toBe('allowed');
      expect(await decides(ask(session, read, issued(-60)), policies(revocation))).toBe('denied');
      expect(await decides(ask(session, read, issued(60)), policies(revocation))).toBe('allowed');
    });
  });

  describe('lock-role-trust', () => {
    let locked: string;
    let open: string;
    const trust = async () =>
      decodeURIComponent(
        (await iam.send(new GetRoleCommand({ RoleName: 'deploy' }))).Role?.AssumeRolePolicyDocument ?? '',
      );
    beforeAll(async () => {
      await makeRole(iam, lab.account, 'deploy');
      open = await trust();
      await carryOut(lab, 'lock-role-trust', { kind: 'role', id: 'deploy' });
      locked = await trust();
    });

    it.each([
      ['an administrator of the account', 'arn:aws:iam::ACCOUNT:user/admin', 'sts:AssumeRole'],
      ['a partner’s role', `arn:aws:sts::${PARTNER}:assumed-role/partner/s`, 'sts:AssumeRole'],
      ['EC2', 'ec2.amazonaws.com', 'sts:AssumeRole'],
      ['whoever holds a token of the identity provider', 'OIDC', 'sts:AssumeRoleWithWebIdentity'],
    ])('lets %s begin no session any more', async (_who, by, action) => {
      const provider = here('arn:aws:iam::ACCOUNT:oidc-provider/token.example.com');
      const request = ask(by === 'OIDC' ? provider : by, [action, 'arn:aws:iam::ACCOUNT:role/deploy']);
      const identity = by.startsWith('arn:') ? [ALLOW_ALL] : [];

      expect(await decides(request, { identity, resource: open })).toBe('allowed');
      expect(await decides(request, { identity, resource: locked })).toBe('denied');
    });
  });

  describe('contain-sso-user', () => {
    const set = { by: 'arn:aws:sts::ACCOUNT:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/employee' };
    let policies: { readonly user: string; readonly Developer: string; readonly Analyst: string };
    beforeAll(async () => {
      const { user, read } = await makeSsoUser(lab);
      await carryOut(lab, 'contain-sso-user', { kind: 'sso-user', id: 'employee-1@example.com' });
      policies = { user, Developer: read('Developer').provisioned, Analyst: read('Analyst').provisioned };
    });

    it.each(['Developer', 'Analyst'] as const)('denies the user, and nobody else, what %s gives', async (name) => {
      const identity = [ALLOW_ALL, policies[name]];
      for (const [action, resource] of ANYTHING) {
        if (action.startsWith('iam:')) continue;
        const by = (user: string) => ask(set.by, [action, resource], { 'identitystore:UserId': user });
        const opened = keyPolicy(lab.account, action);
        expect(await decides(by(policies.user), { identity, resource: opened })).toBe('denied');
        expect(await decides(by('somebody-else'), { identity, resource: opened })).toBe('allowed');
      }
    });

    it('leaves what the set denied everybody before', async () => {
      const list = ask(set.by, ['iam:ListUsers', '*'], { 'identitystore:UserId': 'somebody-else' });

      expect(await decides(list, { identity: [ALLOW_ALL, policies.Developer] })).toBe('denied');
      expect(await decides(list, { identity: [ALLOW_ALL, policies.Analyst] })).toBe('allowed');
    });
  });

  it('is told apart from what nobody ever allowed', async () => {
    expect(await decides(ask(ANYBODY, ['s3:GetObject', 'arn:aws:s3:::customer-exports/x']), {})).toBe('denied');
  });
});

/** A key without a policy lets nobody in (KMS developer guide, *Key policies*). */
function keyPolicy(account: string, action: string): string | undefined {
  if (!action.startsWith('kms:')) return undefined;
  return statement({ Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*' });
}

async function makeRole(iam: IAMClient, account: string, RoleName = ROLE): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Allow',
        Principal: { AWS: [`arn:aws:iam::${account}:root`, `arn:aws:iam::${PARTNER}:role/partner`] },
        Action: 'sts:AssumeRole',
      },
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.example.com` },
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    ],
  });
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
}
