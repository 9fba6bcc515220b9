/**
 * Deny one principal everything on one bucket, by a statement in the bucket's policy. Reaches principals of other accounts
 * and presigned links, which blocking public access does not; the bucket goes on serving everybody else. The target is an
 * access: `BUCKET PRINCIPAL`, where the principal is an ARN of a user or role, or a whole account by its 12 digits.
 * The denial names its principal in a condition on `aws:PrincipalArn`, not in `Principal`, which S3 rewrites to an id that
 * no longer fits once a role is deleted and made anew (IAM user guide, *AWS JSON policy elements: Principal*).
 * Traps: a presigned link is denied with the principal that signed it; copies in other buckets are not reached.
 */

import { S3Client } from '@aws-sdk/client-s3';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import { bucketResources, bucketTags, neverDenied } from './bucket.ts';
import { allowStep, bucketPolicyOf, checkRoom, type Denial, denyStep, hasDenials } from './bucket-policy.ts';
import type { Aws } from './client.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** The bucket's policy to the byte; null where there is none. */
  readonly policy: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

const ACCESS = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]) (arn:[a-z-]+:iam::\d{12}:(?:user|role)\/\S+|\d{12})$/;

export function denyPrincipal(aws: Aws): ContainmentAction<Prior> {
  const s3 = (target: ActionTarget, job?: ActionJob) => aws.of(S3Client, target, job);

  return {
    id: 'aws.deny-principal',
    title: 'Deny principal on bucket',
    provider: 'aws',
    targetKind: 'access',
    target: targetOf('aws', 'access').refine(({ id }) => ACCESS.test(id)),
    effect: 'reversible',
    tier: 1,
    evidence: [],
    permissions: [
      's3:ListBucket',
      's3:GetBucketTagging',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
    ],
    attack: ['T1530', 'T1537', 'T1078.004'],
    d3fend: ['D3-UAP'],
    undo: 'Our statement is taken out; the policy that stood before comes back to the byte, or is deleted where there was none.',
    settleSeconds: 60,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const { bucket, principal } = accessOf(target);
      if (neverDenied(aws, target.account).includes(principal)) {
        throw new CordonError('not_allowed', `${principal} is Cordon's own role.`, {
          remedy: 'Contain it by hand, from another identity.',
        });
      }
      const tags = await bucketTags(s3(target), bucket, signal);
      const policy = await bucketPolicyOf(s3(target), bucket, signal);
      checkRoom(policy, denial(aws, target));
      return { policy, tags };
    },
    blast: async (target, { policy }) => {
      const { bucket, principal } = accessOf(target);
      return {
        estimate: { seconds: 2, cost: 'nothing at AWS' },
        radius: [
          `${principal} loses every access to ${bucket}, through presigned links it signed too`,
          'everybody else keeps theirs',
          policy === null ? `${bucket} has no policy: one is made` : `its policy gets one more statement`,
        ],
        warnings: ['What it copied before cannot be called back.'],
      };
    },
    execute: (target, _prior, job) => [
      denyStep(
        s3(target, job),
        accessOf(target).bucket,
        denial(aws, target),
        `${accessOf(target).principal} denied everything`,
      ),
    ],
    verify: async (target, _prior, _job, signal) => {
      const { bucket, principal } = accessOf(target);
      const holding = hasDenials(await bucketPolicyOf(s3(target), bucket, signal), denial(aws, target));
      const seen = `The policy of ${bucket} ${holding ? 'denies' : 'does not deny'} ${principal}.`;
      return {
        holding,
        seen,
        ...(holding ? {} : { remedy: 'Find who changed the policy, contain them, and try again.' }),
      };
    },
    release: (target, { policy }, job) => [
      allowStep(s3(target, job), accessOf(target).bucket, denial(aws, target), policy),
    ],
  };
}

function accessOf({ id }: ActionTarget): { readonly bucket: string; readonly principal: string } {
  const [, bucket = '', principal = ''] = ACCESS.exec(id) ?? [];
  return { bucket, principal };
}

/** One per principal and bucket, whatever the incident: denying twice makes one statement. Sids are letters and digits. */
function denial(aws: Aws, target: ActionTarget): readonly Denial[] {
  const { bucket, principal } = accessOf(target);
  const condition = principal.startsWith('arn:')
    ? { 'aws:PrincipalArn': principal }
    : { 'aws:PrincipalAccount': principal };
  return [
    {
      Sid: `CordonDeny${principal.replace(/[^A-Za-z0-9]/g, '')}`,
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: bucketResources(aws, bucket),
      Condition: principal.startsWith('arn:') ? { ArnEquals: condition } : { StringEquals: condition },
    },
  ];
}
