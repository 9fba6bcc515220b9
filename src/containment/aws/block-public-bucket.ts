/**
 * Block public access to a bucket: all four settings, which override its policy and its lists of access without changing
 * either (S3 user guide, *Blocking public access to your Amazon S3 storage*). What made it public stays as evidence.
 * Traps: presigned links, CloudFront, principals of other accounts and access grants are not public access and go on
 * working: deny or contain their signers; access points carry settings of their own; a static site goes dark.
 */

import {
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import { bucketTags } from './bucket.ts';
import type { Aws } from './client.ts';
import { awsStep, orAbsent } from './steps.ts';

type Block = Required<{ [Name in keyof PublicAccessBlockConfiguration]: boolean }>;

interface Prior {
  readonly [name: string]: unknown;
  /** Null when there was none: a release then deletes instead of putting. */
  readonly block: Block | null;
  readonly tags: Readonly<Record<string, string>>;
}

const ALL: Block = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export function blockPublicBucket(aws: Aws): ContainmentAction<Prior> {
  const s3 = (target: ActionTarget, job?: ActionJob) => aws.of(S3Client, target, job);

  return {
    id: 'aws.block-public-bucket',
    title: 'Block public access',
    provider: 'aws',
    targetKind: 'bucket',
    target: targetOf('aws', 'bucket'),
    effect: 'reversible',
    tier: 1,
    evidence: [{ kind: 'bucket-configuration', state: 'complete' }],
    permissions: [
      's3:ListBucket',
      's3:GetBucketTagging',
      's3:GetBucketPublicAccessBlock',
      's3:PutBucketPublicAccessBlock',
      's3:GetBucketPolicyStatus',
      's3:GetBucketAcl',
    ],
    attack: ['T1530', 'T1619', 'T1537'],
    d3fend: ['D3-UAP'],
    undo: 'The settings that stood before are put back, or deleted where there were none.',
    // "Changes may take a few minutes" to hold everywhere (S3 user guide, *Blocking public access*).
    settleSeconds: 120,
    recheckSeconds: 600,
    capture: async (target, signal) => ({
      tags: await bucketTags(s3(target), target.id, signal),
      block: await blockOf(s3(target), target.id, signal),
    }),
    blast: async (target, _prior, signal) => {
      const byPolicy = await publicByPolicy(s3(target), target.id, signal);
      const grants = await publicGrants(s3(target), target.id, signal);
      const exposed = byPolicy || grants > 0;
      return {
        estimate: { seconds: 2, cost: 'nothing at AWS' },
        radius: [
          exposed
            ? `anonymous readers of ${target.id} lose access; a site served from it goes dark`
            : `${target.id} is not public now: nothing is lost`,
          `its policy makes it ${byPolicy ? '' : 'not '}public, and ${grants} grants of its access list do`,
        ],
        warnings: ['Presigned links and principals of other accounts still work.'],
      };
    },
    execute: (target, { block }, job) => [blockStep(s3(target, job), target, 'block', block, ALL)],
    verify: async (target, _prior, _job, signal) => {
      const now = await blockOf(s3(target), target.id, signal);
      const holding = words(now) === words(ALL);
      const seen = `Public access block: ${words(now)}.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (target, { block }, job) => [blockStep(s3(target, job), target, 'restore', ALL, block)],
  };
}

function blockStep(
  s3: S3Client,
  { id: Bucket }: ActionTarget,
  name: string,
  from: Block | null,
  to: Block | null,
): Step {
  return awsStep({
    id: name,
    call: to === null ? 'DeletePublicAccessBlock' : 'PutPublicAccessBlock',
    on: Bucket,
    prior: words(from),
    wanted: words(to),
    make: (abortSignal) =>
      to === null
        ? s3.send(new DeletePublicAccessBlockCommand({ Bucket }), { abortSignal })
        : s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: to }), { abortSignal }),
    holds: async (signal) => words(await blockOf(s3, Bucket, signal)) === words(to),
  });
}

/** None and all four off are not the same: only what stood is put back. */
async function blockOf(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<Block | null> {
  const found = await orAbsent(s3.send(new GetPublicAccessBlockCommand({ Bucket }), { abortSignal }));
  const block = found?.PublicAccessBlockConfiguration;
  if (!block) return null;
  return {
    BlockPublicAcls: block.BlockPublicAcls ?? false,
    IgnorePublicAcls: block.IgnorePublicAcls ?? false,
    BlockPublicPolicy: block.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: block.RestrictPublicBuckets ?? false,
  };
}

function words(block: Block | null): string {
  if (!block) return 'no settings';
  const on = Object.entries(block).flatMap(([name, is]) => (is ? [name] : []));
  return on.length === 4 ? 'all four settings on' : `${on.length} of 4 settings on: ${on.join(', ') || 'none'}`;
}

async function publicByPolicy(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<boolean> {
  const found = await orAbsent(s3.send(new GetBucketPolicyStatusCommand({ Bucket }), { abortSignal }));
  return found?.PolicyStatus?.IsPublic ?? false;
}

/** Everybody, and everybody with any AWS account: both are the public (S3 user guide, *Access control list overview*). */
const PUBLIC_GROUPS = /\/(AllUsers|AuthenticatedUsers)$/;

async function publicGrants(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<number> {
  const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }), { abortSignal });
  return Grants.filter(({ Grantee }) => PUBLIC_GROUPS.test(Grantee?.URI ?? '')).length;
}
