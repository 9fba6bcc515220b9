import {
  CreateBucketCommand,
  GetObjectLegalHoldCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { contract } from './contract.ts';

contract({
  action: 'hold-objects',
  world: async (lab) => {
    const s3 = lab.of(S3Client);
    const Bucket = `backups-${lab.account}`;
    const CreateBucketConfiguration = { LocationConstraint: lab.region as 'eu-west-1' };
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ObjectLockEnabledForBucket: true }));
    for (const Key of ['orders/1', 'orders/1', 'orders/2', 'other/1']) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'dump' }));
    }
    const held = await s3.send(new PutObjectCommand({ Bucket, Key: 'orders/held', Body: 'dump' }));
    const of = { Bucket, Key: 'orders/held', VersionId: held.VersionId };
    await s3.send(new PutObjectLegalHoldCommand({ ...of, LegalHold: { Status: 'ON' } }));
    return { kind: 'object', id: `${Bucket}/orders/` };
  },
  read: async (lab) => {
    const s3 = lab.of(S3Client);
    const Bucket = `backups-${lab.account}`;
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const states = Versions.map(async ({ Key, VersionId }) => {
      const found = await s3.send(new GetObjectLegalHoldCommand({ Bucket, Key, VersionId })).catch(() => undefined);
      return `${Key} ${found?.LegalHold?.Status === 'ON' ? 'held' : 'free'}`;
    });
    return (await Promise.all(states)).sort();
  },
  contained: (seen) =>
    expect(seen).toEqual(['orders/1 held', 'orders/1 held', 'orders/2 held', 'orders/held held', 'other/1 free']),
  release: 'restores',
});
