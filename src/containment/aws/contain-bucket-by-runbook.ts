/**
 * Contain a bucket by `AWSSupport-ContainS3Resource`: public access blocked, grants off, everybody but Cordon's role denied. A
 * second way beside `lockdown-bucket`, maintained by AWS.
 * Trap: what CloudTrail and load balancers deliver there is denied too.
 */

import { GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import type { ContainmentAction } from '../action.ts';
import { bucketTags } from './bucket.ts';
import { bucketPolicyOf } from './bucket-policy.ts';
import type { Aws } from './client.ts';
import { byRunbook } from './runbook.ts';
import { orAbsent } from './steps.ts';

export function containBucketByRunbook(aws: Aws): ContainmentAction {
  return byRunbook(aws, {
    id: 'aws.contain-bucket-by-runbook',
    title: "Contain bucket by AWS's runbook",
    targetKind: 'bucket',
    document: 'AWSSupport-ContainS3Resource',
    release: 'Restore',
    evidence: [{ kind: 'bucket-configuration', state: 'complete' }],
    permissions: ['s3:ListBucket', 's3:GetBucketTagging', 's3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock'],
    attack: ['T1530', 'T1537'],
    d3fend: ['D3-UAP'],
    parameters: ({ id, account }) => ({
      BucketName: [id],
      BucketRestrictAccess: [aws.settings.accounts[account]?.role ?? ''],
    }),
    look: async (target, abortSignal) => {
      const s3 = aws.of(S3Client, target);
      await bucketTags(s3, target.id, abortSignal);
      const ask = new GetPublicAccessBlockCommand({ Bucket: target.id });
      const found = await orAbsent(s3.send(ask, { abortSignal }));
      const blocked = Object.values(found?.PublicAccessBlockConfiguration ?? {});
      const policy = await bucketPolicyOf(s3, target.id, abortSignal);
      return { state: JSON.stringify([policy, blocked]), contained: blocked.length === 4 && blocked.every(Boolean) };
    },
    radius: "nobody but Cordon's role reaches the bucket or what is in it",
  }) as unknown as ContainmentAction;
}
