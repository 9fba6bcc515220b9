/**
 * Whether what actions write about buckets truly denies: the policy as S3 keeps it after the action, beside one that lets
 * everybody and a partner in, decided by a simulator of AWS's evaluation.
 */

import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Lab, openLab } from '../../../support/aws-lab.ts';
import { ALLOW_ALL, ANYBODY, decides, type Policies } from '../../../support/iam-decides.ts';
import { carryOut } from './carry-out.ts';

const ADMIN = 'arn:aws:sts::ACCOUNT:assumed-role/admin/session';
const ROOT = 'arn:aws:iam::ACCOUNT:root';
const CORDON = 'arn:aws:sts::ACCOUNT:assumed-role/CordonResponder/cordon-42-a1';
const BREAK_GLASS = 'arn:aws:sts::ACCOUNT:assumed-role/break-glass-1/session';
const PARTNER = 'arn:aws:sts::444455556666:assumed-role/partner/session';
const TRAIL = 'cloudtrail.amazonaws.com';
const READ = 's3:GetObject';
const WRITE = 's3:PutObject';

const moto = inject('motoUrl');
type Row = readonly [
  by: string,
  action: string,
  before: 'allowed' | 'denied',
  after: 'allowed' | 'denied',
  context?: object,
];

describe.skipIf(moto === '')('what is denied on buckets', () => {
  let lab: Lab;
  const here = (text: string): string => text.replaceAll('ACCOUNT', lab.account);
  beforeAll(async () => {
    lab = await openLab({ motoUrl: moto });
  });
  afterAll(() => lab?.[Symbol.asyncDispose]());

  /** Contains a bucket of its own, and answers what is decided about it before and after. */
  async function contained(action: string, thing: (bucket: string) => { kind: string; id: string }) {
    const s3 = lab.of(S3Client);
    const Bucket = `${action}-${lab.account}`;
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: lab.region as 'eu-west-1' } }),
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: openPolicy(Bucket) }));
    const before: Policies = { resource: openPolicy(Bucket) };
    await carryOut(lab, action, thing(Bucket));
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket })).catch(() => undefined);
    const after: Policies = {
      resource: (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy,
      publicBlocked: block?.PublicAccessBlockConfiguration?.RestrictPublicBuckets ?? false,
    };
    return async (by: string, call: string, policies: 'before' | 'after', context = {}) => {
      const resource = `arn:aws:s3:::${Bucket}${ON_OBJECTS.test(call) ? '/export.csv' : ''}`;
      // Root and services have no policies of their own; whoever else asks here may do everything.
      const identity = by.includes(':assumed-role/') || by.includes(':user/') ? [ALLOW_ALL] : [];
      const request = { by: here(by), action: call, resource, account: lab.account, context };
      return decides(request, { identity, ...(policies === 'before' ? before : after) });
    };
  }

  async function holds(decide: Awaited<ReturnType<typeof contained>>, rows: readonly Row[]): Promise<void> {
    for (const [by, action, before, after, context = {}] of rows) {
      const decided = {
        before: await decide(by, action, 'before', context),
        after: await decide(by, action, 'after', context),
      };
      expect({ by, action, ...decided }).toEqual({ by, action, before, after });
    }
  }

  it('lockdown-bucket spares last resort and services, and nobody else, known or not', async () => {
    const decide = await contained('lockdown-bucket', (id) => ({ kind: 'bucket', id }));

    await holds(decide, [
      [ANYBODY, READ, 'allowed', 'denied'],
      [ADMIN, READ, 'allowed', 'denied'],
      [ADMIN, 's3:DeleteBucketPolicy', 'allowed', 'denied'],
      [ROOT, READ, 'allowed', 'denied'],
      [PARTNER, READ, 'allowed', 'denied'],
      ['arn:aws:sts::444455556666:assumed-role/CordonResponder/session', READ, 'allowed', 'denied'],
      [CORDON, READ, 'allowed', 'allowed'],
      [CORDON, 's3:DeleteBucketPolicy', 'allowed', 'allowed'],
      [BREAK_GLASS, READ, 'allowed', 'allowed'],
      [TRAIL, WRITE, 'allowed', 'allowed'],
    ]);
  });

  it('deny-principal ends every session of one role, and reaches no other', async () => {
    const decide = await contained('deny-principal', (bucket) => ({
      kind: 'access',
      id: `${bucket} arn:aws:iam::444455556666:role/partner`,
    }));

    await holds(decide, [
      [PARTNER, READ, 'allowed', 'denied'],
      [PARTNER, 's3:ListBucket', 'allowed', 'denied'],
      ['arn:aws:sts::444455556666:assumed-role/partner-2/session', READ, 'allowed', 'allowed'],
      [ADMIN, READ, 'allowed', 'allowed'],
      [ANYBODY, READ, 'allowed', 'allowed'],
    ]);
  });

  it('hold-bucket ends what destroys, for administrators and root, while readers and writers go on', async () => {
    const decide = await contained('hold-bucket', (id) => ({ kind: 'bucket', id }));
    const sseC = { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' };

    await holds(decide, [
      ...[
        ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:DeleteBucket', 's3:PutBucketVersioning'],
        ...['s3:PutLifecycleConfiguration', 's3:PutReplicationConfiguration', 's3:PutEncryptionConfiguration'],
        ...['s3:PutBucketPolicy', 's3:DeleteBucketPolicy'],
      ].flatMap((action): readonly Row[] => [
        [ADMIN, action, 'allowed', 'denied'],
        [BREAK_GLASS, action, 'allowed', 'allowed'],
        [CORDON, action, 'allowed', 'allowed'],
      ]),
      [PARTNER, 's3:DeleteObject', 'allowed', 'denied'],
      [ADMIN, READ, 'allowed', 'allowed'],
      [ADMIN, WRITE, 'allowed', 'allowed'],
      [PARTNER, WRITE, 'allowed', 'allowed'],
      [TRAIL, WRITE, 'allowed', 'allowed'],
      // With a key that only the sender has: nobody is spared.
      [ADMIN, WRITE, 'allowed', 'denied', sseC],
      [PARTNER, WRITE, 'allowed', 'denied', sseC],
      [CORDON, WRITE, 'allowed', 'denied', sseC],
    ]);
  });

  it('block-public-bucket ends what is open to everybody, and leaves the account’s own', async () => {
    const decide = await contained('block-public-bucket', (id) => ({ kind: 'bucket', id }));

    await holds(decide, [
      [ANYBODY, READ, 'allowed', 'denied'],
      [ADMIN, READ, 'allowed', 'allowed'],
    ]);
  });
});

const ON_OBJECTS = /^s3:(Get|Put|Delete)Object/;

/** Everybody reads, a partner's account does everything, CloudTrail writes. */
function openPolicy(bucket: string): string {
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: Resource[1] },
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 's3:*', Resource },
      { Effect: 'Allow', Principal: { Service: TRAIL }, Action: 's3:PutObject', Resource: Resource[1] },
    ],
  });
}
