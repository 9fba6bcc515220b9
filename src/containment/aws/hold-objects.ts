/**
 * Put a legal hold on what lies under a prefix of a bucket, every version of it: nobody deletes or overwrites a held version,
 * whatever its retention says, until the hold is lifted (S3 user guide, *Object Lock legal holds*). For evidence and backups
 * that matter in a bucket with Object Lock; `hold-bucket` is for buckets without. The target is `BUCKET/PREFIX`.
 * Traps: what is written afterwards is not held; a delete marker hides a version without touching it; whoever has
 * `s3:PutObjectLegalHold` lifts it; beyond a few hundred versions S3 Batch Operations is the tool, by hand.
 */

import {
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  ListObjectVersionsCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Receipt, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import { bucketTags } from './bucket.ts';
import type { Aws } from './client.ts';
import { orAbsent } from './steps.ts';

interface Version {
  readonly Key: string;
  readonly VersionId: string;
}

interface Prior {
  readonly [name: string]: unknown;
  /** Those that are not held yet: these are held, and only these are lifted again. */
  readonly free: readonly Version[];
  /** How many were held before. */
  readonly held: number;
  readonly bytes: number;
  readonly tags: Readonly<Record<string, string>>;
}

const PLACE = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/;
/** Versions one action holds; each is a call. */
const MOST = 500;
/** Calls between two reports of how far it has come: well within the claim of a step. */
const AT_ONCE = 20;

export function holdObjects(aws: Aws): ContainmentAction<Prior> {
  const s3 = (target: ActionTarget, job?: ActionJob) => aws.of(S3Client, target, job);

  return {
    id: 'aws.hold-objects',
    title: 'Put objects under legal hold',
    provider: 'aws',
    targetKind: 'object',
    target: targetOf('aws', 'object').refine(({ id }) => PLACE.test(id)),
    effect: 'reversible',
    tier: 1,
    evidence: [],
    permissions: [
      's3:ListBucket',
      's3:GetBucketTagging',
      's3:GetBucketObjectLockConfiguration',
      's3:ListBucketVersions',
      's3:GetObjectLegalHold',
      's3:PutObjectLegalHold',
    ],
    attack: ['T1485', 'T1490', 'T1070'],
    d3fend: ['D3-FA', 'D3-UAP'],
    undo: 'The hold is lifted from the versions that it was put on; those held before stay held.',
    settleSeconds: 0,
    recheckSeconds: 3600,
    capture: async (target, signal) => {
      const { bucket, prefix } = placeOf(target);
      const tags = await bucketTags(s3(target), bucket, signal);
      await refuseWithoutLock(s3(target), bucket, signal);
      const { versions, bytes } = await versionsOf(s3(target), bucket, prefix, signal);
      const free: Version[] = [];
      for (const one of versions) if (!(await isHeld(s3(target), bucket, one, signal))) free.push(one);
      return { free, held: versions.length - free.length, bytes, tags };
    },
    blast: async ({ id }, { free, held, bytes }) => ({
      radius: [
        `nobody deletes ${free.length} versions under ${id} (${bytes} bytes in all)${held > 0 ? `; ${held} are held already` : ''}`,
        'reading and writing new versions goes on',
      ],
      warnings: ['What is written there afterwards is not held: hold it again then.'],
      estimate: { seconds: Math.ceil(free.length / 5), cost: 'storage of what would have been deleted' },
    }),
    execute: (target, { free }, job) => [sweepStep(s3(target, job), target, free, 'ON')],
    verify: async (target, { free, held }, _job, signal) => {
      const { bucket } = placeOf(target);
      let lost = 0;
      for (const one of free) if (!(await isHeld(s3(target), bucket, one, signal))) lost += 1;
      const seen = `${free.length - lost + held} of ${free.length + held} versions are held.`;
      return {
        holding: lost === 0,
        seen,
        ...(lost > 0 ? { remedy: 'Find who lifted it, contain them, and try again.' } : {}),
      };
    },
    release: (target, { free }, job) => [sweepStep(s3(target, job), target, free, 'OFF')],
  };
}

function placeOf({ id }: ActionTarget): { readonly bucket: string; readonly prefix: string } {
  const [, bucket = '', prefix = ''] = PLACE.exec(id) ?? [];
  return { bucket, prefix };
}

/** A handful of versions a go, each looked at before it is changed, so that a sweep begun anew changes none twice. */
function sweepStep(s3: S3Client, target: ActionTarget, versions: readonly Version[], Status: 'ON' | 'OFF'): Step {
  const { bucket } = placeOf(target);
  const wanted = `${versions.length} versions ${Status === 'ON' ? 'held' : 'no longer held'}`;
  const isRight = async (one: Version, signal: AbortSignal) =>
    (await isHeld(s3, bucket, one, signal)) === (Status === 'ON');
  let [through, changed] = [0, 0];
  return {
    id: Status === 'ON' ? 'hold' : 'lift',
    call: 'PutObjectLegalHold',
    on: target.id,
    prior: Status === 'ON' ? 'not held' : 'held by us',
    wanted,
    run: async (abortSignal): Promise<Receipt> => {
      const end = Math.min(through + AT_ONCE, versions.length);
      for (const version of versions.slice(through, end)) {
        if (!(await isRight(version, abortSignal))) {
          const input = { Bucket: bucket, ...version, LegalHold: { Status } };
          await s3.send(new PutObjectLegalHoldCommand(input), { abortSignal });
          changed += 1;
        }
        through += 1;
      }
      if (through < versions.length) return { outcome: 'pending', detail: `${through} of ${versions.length} versions` };
      return { outcome: changed > 0 ? 'done' : 'already', detail: wanted };
    },
    look: async (signal) => {
      for (const version of versions) if (!(await isRight(version, signal))) return 'not_done';
      return 'done';
    },
  };
}

async function isHeld(s3: S3Client, Bucket: string, version: Version, abortSignal: AbortSignal): Promise<boolean> {
  const found = await orAbsent(s3.send(new GetObjectLegalHoldCommand({ Bucket, ...version }), { abortSignal }));
  return found?.LegalHold?.Status === 'ON';
}

async function refuseWithoutLock(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<void> {
  const found = await orAbsent(s3.send(new GetObjectLockConfigurationCommand({ Bucket }), { abortSignal }));
  if (found?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled') return;
  throw new CordonError('not_allowed', `Bucket ${Bucket} has no Object Lock: S3 takes no legal hold there.`, {
    remedy: 'Hold the whole bucket instead: contain hold-bucket.',
  });
}

async function versionsOf(
  client: S3Client,
  Bucket: string,
  Prefix: string,
  abortSignal: AbortSignal,
): Promise<{ readonly versions: readonly Version[]; readonly bytes: number }> {
  const asked = new ListObjectVersionsCommand({ Bucket, Prefix, MaxKeys: MOST + 1 });
  const { Versions = [] } = await client.send(asked, { abortSignal });
  const versions = Versions.map(({ Key = '', VersionId = '' }) => ({ Key, VersionId }));
  const bytes = Versions.reduce((sum, { Size = 0 }) => sum + Size, 0);
  if (versions.length > 0 && versions.length <= MOST) return { versions, bytes };
  const many = versions.length > 0 ? `more than ${MOST}` : 'no';
  throw new CordonError('not_allowed', `There are ${many} versions under ${Bucket}/${Prefix}.`, {
    remedy: 'Name a prefix with fewer in the scope; whole buckets are held by S3 Batch Operations, by hand.',
  });
}
