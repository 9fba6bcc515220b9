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
  ],
  collect(subject, context, signal) {
    const readings = CALLS.map((call) => ({ call, input: { Bucket: subject.id } }));
    return snapshotOf('bucket-configuration', subject, readings, context, signal);
  },
};
