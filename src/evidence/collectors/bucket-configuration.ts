/** Who could reach a bucket and how, before it is closed: policy, grants, public access block, logging, replication. */

import type { EvidenceCollector } from './collector.ts';
import { snapshotOf } from './snapshot-of.ts';

const CALLS = [
  'GetBucketPolicy',
  'GetBucketPolicyStatus',
  'GetBucketAcl',
  'GetPublicAccessBlock',
  'GetBucketVersioning',
  'GetBucketReplication',
  'GetBucketLogging',
];

const AWS_CALLS = [
  ...CALLS,
  'GetBucketOwnershipControls',
  'GetBucketLifecycleConfiguration',
  'GetBucketNotificationConfiguration',
  'GetBucketEncryption',
  'GetObjectLockConfiguration',
];

export const bucketConfiguration: EvidenceCollector = {
  kind: 'bucket-configuration',
  title: 'Configuration of the bucket',
  subjects: ['bucket'],
  permissions: [
    's3:GetBucketPolicy',
    's3:GetBucketPolicyStatus',
    's3:GetBucketAcl',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketVersioning',
    's3:GetReplicationConfiguration',
    's3:GetBucketLogging',
    's3:GetBucketOwnershipControls',
    's3:GetLifecycleConfiguration',
    's3:GetBucketNotification',
    's3:GetEncryptionConfiguration',
    's3:GetBucketObjectLockConfiguration',
  ],
  collect(subject, context, signal) {
    const calls = subject.provider === 'aws' ? AWS_CALLS : CALLS;
    const readings = calls.map((call) => ({ call, input: { Bucket: subject.id } }));
    return snapshotOf('bucket-configuration', subject, readings, context, signal);
  },
};
