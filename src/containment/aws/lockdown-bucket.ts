/**
 * Lock a bucket down: nobody but Cordon's own role, the identities of last resort and AWS services reaches it, by one
 * statement in its policy. For buckets that are being emptied or read by somebody who cannot be told yet.
 * Traps: a denial of everybody can only be undone by whom it spares, or by the account's root user (S3 user guide, *Bucket
 * policies*); services are spared, or the delivery of logs into the bucket stops; applications that use it fail at once.
 */

import { S3Client } from '@aws-sdk/client-s3';
import type { ActionJob, ActionTarget, ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import { bucketResources, bucketTags, neverDenied } from './bucket.ts';
import { allowStep, bucketPolicyOf, checkRoom, type Denial, denyStep, hasDenials } from './bucket-policy.ts';
import type { Aws } from './client.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** The policy to the byte; null where there is none. */
  readonly policy: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

export function lockdownBucket(aws: Aws): ContainmentAction<Prior> {
  const s3 = (target: ActionTarget, job?: ActionJob) => aws.of(S3Client, target, job);

  return {
    id: 'aws.lockdown-bucket',
    title: 'Lock bucket down',
    provider: 'aws',
    targetKind: 'bucket',
    target: targetOf('aws', 'bucket'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'bucket-configuration', state: 'complete' }],
    permissions: [
      's3:ListBucket',
      's3:GetBucketTagging',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
    ],
    attack: ['T1530', 'T1485', 'T1486', 'T1537'],
    d3fend: ['D3-UAP'],
    undo: 'Our statement is taken out; the policy that stood before comes back to the byte, or is deleted where there was none.',
    settleSeconds: 60,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const tags = await bucketTags(s3(target), target.id, signal);
      const policy = await bucketPolicyOf(s3(target), target.id, signal);
      checkRoom(policy, lockdown(aws, target));
      return { policy, tags };
    },
    blast: async (target) => ({
      estimate: { seconds: 2, cost: 'nothing at AWS' },
      radius: [
        `nobody reads, writes or deletes anything in ${target.id}: its applications fail`,
        `${neverDenied(aws, target.account).length} identities are spared: Cordon's role and those of last resort`,
        'AWS services are spared: logs go on being delivered',
      ],
      warnings: ['What was copied before cannot be called back.'],
    }),
    execute: (target, _prior, job) => [
      denyStep(s3(target, job), target.id, lockdown(aws, target), 'everybody denied but last resort and services'),
    ],
    verify: async (target, _prior, _job, signal) => {
      const holding = hasDenials(await bucketPolicyOf(s3(target), target.id, signal), lockdown(aws, target));
      const seen = `The policy of ${target.id} ${holding ? 'locks it down' : 'does not lock it down'}.`;
      return {
        holding,
        seen,
        ...(holding ? {} : { remedy: 'Find who changed the policy, contain them, and try again.' }),
      };
    },
    release: (target, { policy }, job) => [allowStep(s3(target, job), target.id, lockdown(aws, target), policy)],
  };
}

function lockdown(aws: Aws, { id, account }: ActionTarget): readonly Denial[] {
  return [
    {
      Sid: 'CordonLockdown',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: bucketResources(aws, id),
      Condition: {
        ArnNotLike: { 'aws:PrincipalArn': neverDenied(aws, account) },
        // Anonymous requests do not bring the key (IAM user guide, *Global condition keys*): without `IfExists` they are spared.
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    },
  ];
}
