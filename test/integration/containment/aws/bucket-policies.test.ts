/** Denying a principal, locking a bucket down and holding it: each with a policy before it and without one. */

import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { ActionTarget } from '../../../../src/containment/action.ts';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';

const PRINCIPAL = 'arn:aws:iam::444455556666:role/partner';
/** With spaces and an order of its own: it comes back to the byte. */
const OWN = `{"Statement": [{"Sid": "Partner",  "Effect": "Allow", "Principal": {"AWS": "${PRINCIPAL}"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*"}], "Version": "2012-10-17"}`;

for (const [when, policy] of [
  ['the bucket has a policy', OWN],
  ['the bucket has none', undefined],
] as const) {
  contract({
    action: 'deny-principal',
    when,
    world: async (lab) => ({ kind: 'access', id: `${await makeBucket(lab, policy)} ${PRINCIPAL}` }),
    read: readPolicy,
    contained: (seen) =>
      expect(seen).toMatchObject({
        statements: [
          ...(policy ? [expect.objectContaining({ Sid: 'Partner' })] : []),
          expect.objectContaining({ Effect: 'Deny', Condition: { ArnEquals: { 'aws:PrincipalArn': PRINCIPAL } } }),
        ],
      }),
    release: 'restores',
  });

  contract({
    action: 'lockdown-bucket',
    when,
    world: async (lab) => ({ kind: 'bucket', id: await makeBucket(lab, policy) }),
    read: readPolicy,
    contained: (seen) =>
      expect(seen).toMatchObject({
        statements: [
          ...(policy ? [expect.objectContaining({ Sid: 'Partner' })] : []),
          {
            Sid: 'CordonLockdown',
            Effect: 'Deny',
            Condition: {
              ArnNotLike: {
                'aws:PrincipalArn': expect.arrayContaining([expect.stringMatching(/role\/CordonResponder$/)]),
              },
              BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
            },
          },
        ],
      }),
    release: 'restores',
  });
}

const RULES = [
  { ID: 'expire', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } },
  { ID: 'old', Status: 'Disabled' as const, Filter: { Prefix: 'old/' }, Expiration: { Days: 30 } },
];

contract({
  action: 'hold-bucket',
  when: 'versions are suspended and rules stand',
  world: async (lab) => {
    const Bucket = await makeBucket(lab, OWN);
    const s3 = lab.of(S3Client);
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    const LifecycleConfiguration = { Rules: RULES };
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    return { kind: 'bucket', id: Bucket };
  },
  read: readHold,
  contained: (seen) =>
    expect(seen).toMatchObject({
      versioning: 'Enabled',
      rules: [
        ['expire', 'Disabled'],
        ['old', 'Disabled'],
      ],
      statements: [{ Sid: 'Partner' }, { Sid: 'CordonHold' }, { Sid: 'CordonHoldForeignKeys' }],
    }),
  release: 'restores',
});

contract({
  action: 'hold-bucket',
  when: 'there are no versions, rules or policy',
  world: async (lab) => ({ kind: 'bucket', id: await makeBucket(lab, undefined) }),
  read: readHold,
  contained: (seen) =>
    expect(seen).toMatchObject({
      versioning: 'Enabled',
      rules: [],
      statements: [{ Sid: 'CordonHold' }, { Sid: 'CordonHoldForeignKeys' }],
    }),
  release: 'restores',
  // S3 cannot take versioning back, only suspend it.
  restored: (seen, before) => expect(seen).toEqual({ ...(before as object), versioning: 'Suspended' }),
});

/** Bucket names are one world for all accounts. */
async function makeBucket(lab: Lab, Policy: string | undefined): Promise<string> {
  const s3 = lab.of(S3Client);
  const Bucket = `customer-exports-${lab.account}`;
  const CreateBucketConfiguration = { LocationConstraint: lab.region as 'eu-west-1' };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  if (Policy) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return Bucket;
}

/** Text to the byte, and its statements without the account's own names. */
async function readPolicy(lab: Lab, { id }: Pick<ActionTarget, 'id'>) {
  const [Bucket = ''] = id.split(' ');
  const { Policy } = await lab
    .of(S3Client)
    .send(new GetBucketPolicyCommand({ Bucket }))
    .catch(() => ({ Policy: undefined }));
  const text = Policy?.replaceAll(lab.account, 'ACCOUNT');
  return { text: text ?? 'absent', statements: text ? (JSON.parse(text) as { Statement: unknown }).Statement : [] };
}

async function readHold(lab: Lab, target: Pick<ActionTarget, 'id'>) {
  const s3 = lab.of(S3Client);
  const Bucket = target.id;
  const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })).catch(() => undefined);
  return {
    ...(await readPolicy(lab, target)),
    versioning: (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status ?? 'never on',
    rules: (lifecycle?.Rules ?? []).map(({ ID, Status }) => [ID, Status]),
  };
}
