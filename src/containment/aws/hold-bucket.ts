/**
 * Hold a bucket against ransom: versions are kept, nothing expires, and nobody but the identities of last resort deletes,
 * re-encrypts with a key of their own (SSE-C), or turns this off. Readers and writers go on; what they overwrite stays as
 * an older version (AWS Security Blog, *Preventing unintended encryption of Amazon S3 objects*, 2025).
 * Traps: what was deleted before versions were kept is gone; versioning that was never on can only be suspended again,
 * not taken back (S3 user guide, *Using versioning*); every overwrite is stored, and costs, until released.
 */

import {
  type BucketVersioningStatus,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { canonicalJson } from '../../base/chain.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import { bucketResources, bucketTags, neverDenied } from './bucket.ts';
import { allowStep, bucketPolicyOf, checkRoom, type Denial, denyStep, hasDenials } from './bucket-policy.ts';
import type { Aws } from './client.ts';
import { awsStep, orAbsent } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly versioning: BucketVersioningStatus | 'never on';
  /** Rules as they stood, enabled or not. Empty where there are none. */
  readonly rules: readonly LifecycleRule[];
  readonly policy: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

export function holdBucket(aws: Aws): ContainmentAction<Prior> {
  const s3 = (target: ActionTarget, job?: ActionJob) => aws.of(S3Client, target, job);

  return {
    id: 'aws.hold-bucket',
    title: 'Hold bucket against ransom',
    provider: 'aws',
    targetKind: 'bucket',
    target: targetOf('aws', 'bucket'),
    effect: 'partly_reversible',
    tier: 2,
    evidence: [{ kind: 'bucket-configuration', state: 'complete' }],
    permissions: [
      's3:ListBucket',
      's3:GetBucketTagging',
      's3:GetBucketVersioning',
      's3:PutBucketVersioning',
      's3:GetLifecycleConfiguration',
      's3:PutLifecycleConfiguration',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
    ],
    attack: ['T1485', 'T1486', 'T1490'],
    d3fend: ['D3-FA', 'D3-UAP'],
    undo: 'Policy and lifecycle rules come back as they were; versioning is suspended where it was never on, because it cannot be taken back.',
    // Enabling versioning takes up to 15 minutes to hold (S3 user guide, *Enabling versioning on buckets*); the denial guards meanwhile.
    settleSeconds: 60,
    recheckSeconds: 900,
    capture: async (target, signal) => {
      const tags = await bucketTags(s3(target), target.id, signal);
      const policy = await bucketPolicyOf(s3(target), target.id, signal);
      checkRoom(policy, hold(aws, target));
      return {
        versioning: await versioningOf(s3(target), target.id, signal),
        rules: await rulesOf(s3(target), target.id, signal),
        policy,
        tags,
      };
    },
    blast: async (target, { versioning, rules }) => ({
      estimate: { seconds: 5, cost: 'storage of every version that is kept' },
      radius: [
        `nobody deletes anything in ${target.id}: jobs that clean up fail`,
        `${rules.filter(isOn).length} lifecycle rules stop: nothing expires or moves to a cheaper class`,
        versioning === 'Enabled'
          ? 'versions are kept already'
          : 'every overwritten object is kept as a version, and costs',
      ],
      warnings: [
        'What was deleted before cannot be brought back by this.',
        ...(versioning === 'never on' ? ['Versioning can later be suspended, not taken back.'] : []),
      ],
    }),
    execute: (target, { versioning, rules }, job) => [
      denyStep(s3(target, job), target.id, hold(aws, target), 'deleting, SSE-C and turning this off denied'),
      ...(versioning === 'Enabled' ? [] : [versioningStep(s3(target, job), target, versioning, 'Enabled')]),
      ...(rules.some(isOn) ? [rulesStep(s3(target, job), target, 'suspend-rules', rules.map(off))] : []),
    ],
    verify: async (target, _prior, _job, signal) => {
      const denied = hasDenials(await bucketPolicyOf(s3(target), target.id, signal), hold(aws, target));
      const versioning = await versioningOf(s3(target), target.id, signal);
      const on = (await rulesOf(s3(target), target.id, signal)).filter(isOn).length;
      const holding = denied && versioning === 'Enabled' && on === 0;
      const seen = `Deleting ${denied ? 'denied' : 'allowed'}, versioning ${versioning}, ${on} lifecycle rules on.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (target, { versioning, rules, policy }, job) => [
      ...(rules.some(isOn) ? [rulesStep(s3(target, job), target, 'restore-rules', rules)] : []),
      ...(versioning === 'Enabled' ? [] : [versioningStep(s3(target, job), target, 'Enabled', 'Suspended')]),
      allowStep(s3(target, job), target.id, hold(aws, target), policy),
    ],
  };
}

/** A request with an SSE-C header brings a key that we do not have; nobody is spared from that. */
function hold(aws: Aws, { id, account }: ActionTarget): readonly Denial[] {
  return [
    {
      Sid: 'CordonHold',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:DeleteBucket',
        's3:PutBucketVersioning',
        's3:PutLifecycleConfiguration',
        's3:PutReplicationConfiguration',
        's3:PutEncryptionConfiguration',
        's3:PutBucketPolicy',
        's3:DeleteBucketPolicy',
      ],
      Resource: bucketResources(aws, id),
      Condition: { ArnNotLike: { 'aws:PrincipalArn': neverDenied(aws, account) } },
    },
    {
      Sid: 'CordonHoldForeignKeys',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: bucketResources(aws, id),
      Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
    },
  ];
}

function versioningStep(
  s3: S3Client,
  { id: Bucket }: ActionTarget,
  from: Prior['versioning'],
  Status: BucketVersioningStatus,
): Step {
  return awsStep({
    id: `versioning:${Status}`,
    call: 'PutBucketVersioning',
    on: Bucket,
    prior: `versioning ${from}`,
    wanted: `versioning ${Status}`,
    make: (abortSignal) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }), { abortSignal }),
    holds: async (signal) => (await versioningOf(s3, Bucket, signal)) === Status,
  });
}

function rulesStep(s3: S3Client, { id: Bucket }: ActionTarget, name: string, rules: readonly LifecycleRule[]): Step {
  const words = `${rules.filter(isOn).length} of ${rules.length} lifecycle rules on`;
  return awsStep({
    id: name,
    call: 'PutBucketLifecycleConfiguration',
    on: Bucket,
    prior: 'the other way round',
    wanted: words,
    make: (abortSignal) => {
      const LifecycleConfiguration = { Rules: rules.map(withDates) };
      return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }), { abortSignal });
    },
    holds: async (signal) => canonicalJson(await rulesOf(s3, Bucket, signal)) === canonicalJson(rules),
  });
}

async function versioningOf(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<Prior['versioning']> {
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }), { abortSignal });
  return Status ?? 'never on';
}

/** As plain data: it is stored, and compared with what was stored. */
async function rulesOf(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<readonly LifecycleRule[]> {
  const found = await orAbsent(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), { abortSignal }));
  return JSON.parse(JSON.stringify(found?.Rules ?? [])) as LifecycleRule[];
}

/** Days of the calendar as the SDK wants them. */
function withDates(rule: LifecycleRule): LifecycleRule {
  const { Expiration, Transitions } = rule;
  const dated = <T extends { Date?: Date | undefined }>(one: T): T =>
    one.Date ? { ...one, Date: new Date(one.Date) } : one;
  return {
    ...rule,
    ...(Expiration ? { Expiration: dated(Expiration) } : {}),
    ...(Transitions ? { Transitions: Transitions.map(dated) } : {}),
  };
}

function isOn({ Status }: LifecycleRule): boolean {
  return Status === 'Enabled';
}

function off(rule: LifecycleRule): LifecycleRule {
  return { ...rule, Status: 'Disabled' };
}
