/** Whether what is written truly denies, and whether the declared permissions suffice: against moto that enforces IAM. */

import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ActionJob } from '../../../../src/containment/action.ts';
import { type Aws, createAws } from '../../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../../src/containment/aws/settings.ts';
import { createCatalogue } from '../../../../src/containment/index.ts';
import { draftPlan } from '../../../../src/containment/plan.ts';
import { runAction } from '../../../../src/containment/run.ts';
import { serviceCredentials } from '../../../doubles/aws/gaps/service-credentials.ts';
import { type Gateway, startGateway } from '../../../doubles/aws/gateway.ts';
import { type Moto, startMoto } from '../../../doubles/aws/moto.ts';
import { memoryLedger } from '../../../support/ledger.ts';

const ACCOUNT = '111122223333';
const ROLE = 'CordonResponder';
const UserName = 'ci-deploy';
const policy = (...Action: string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const signal = new AbortController().signal;
const JOB: ActionJob = { incidentId: 'i', codename: 'c', number: 42, actionId: 'a1', jobKey: 'c0ffee'.repeat(10) };

describe.skipIf(inject('motoUrl') === '')('quarantine-user where IAM is enforced', () => {
  let moto: Moto;
  let gateway: Gateway;
  let aws: Aws;
  let attacker: IAMClient;

  beforeAll(async () => {
    moto = await startMoto(process.env.CORDON_MOTO_SERVER ?? 'moto_server', {
      INITIAL_NO_AUTH_ACTION_COUNT: 'inf',
    });
    gateway = await startGateway(moto.url, serviceCredentials().gaps);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    const home = new IAMClient({ endpoint: moto.url, region: 'us-east-1' });
    await home.send(new CreateUserCommand({ UserName: 'cordon' }));
    const own = policy('sts:AssumeRole', 'sts:TagSession', 'sts:GetCallerIdentity');
    await home.send(new PutUserPolicyCommand({ UserName: 'cordon', PolicyName: 'own', PolicyDocument: own }));
    const { AccessKey } = await home.send(new CreateAccessKeyCommand({ UserName: 'cordon' }));
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
    });
    const settings = AwsSettings.parse({
      accounts: {
        [ACCOUNT]: {
          role: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
          externalId: 'an-external-id-of-the-test',
          regions: ['eu-west-1'],
        },
      },
    });
    aws = createAws({ settings, endpoint: gateway.url });
    attacker = await prepare(createAws({ settings, endpoint: moto.url }), moto.url);
    await fetch(`${moto.url}/moto-api/reset-auth`, { method: 'POST', body: '0' });
  }, 120_000);
  afterAll(async () => {
    aws?.[Symbol.dispose]();
    await gateway?.[Symbol.asyncDispose]();
    await moto?.[Symbol.asyncDispose]();
  });

  it('ends what the user can do, with no more than the permissions it declares', async () => {
    const action = createCatalogue({ simulatedUrl: '', aws }).find('quarantine-user', 'aws');
    if (!action) throw new Error('there is no such action');
    const target = { provider: 'aws', account: ACCOUNT, kind: 'user', id: UserName };
    const ledger = memoryLedger();
    const drafted = await draftPlan({ action, target, guards: [], signal });
    expect((await attacker.send(new ListUsersCommand({}))).Users).toHaveLength(1);

    const ran = await runAction(
      {
        ...{ action: { ...action, settleSeconds: 0 }, target, job: JOB },
        ...{ approved: drafted.plan?.hash ?? '', begun: false, fresh: true },
      },
      {
        ...{ ledger, signal, guards: [], leaseMs: 15_000, pollMs: 20 },
        evidence: async () => 'there',
        tell: async () => undefined,
      },
    );

    expect(ran).toMatchObject({ result: 'holding' });
    await expect(attacker.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

/** The victim, whose key the attacker has, and Cordon's role with what the action declares and nothing else. */
async function prepare(direct: Aws, endpoint: string): Promise<IAMClient> {
  const iam = direct.of(IAMClient, { account: ACCOUNT });
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: policy('iam:*', 's3:*') }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const declared = createCatalogue({ simulatedUrl: '', aws: direct }).find('quarantine-user', 'aws')?.permissions ?? [];
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  });
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'declared', PolicyDocument: policy(...declared) }),
  );
  direct[Symbol.dispose]();
  return new IAMClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
  });
}
