/** What actions on buckets share: where a bucket is, what guards see of it, and who is never locked out. */

import { GetBucketTaggingCommand, HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Aws } from './client.ts';
import { guardedTags } from './instance-of.ts';
import { orAbsent, tagsOf } from './steps.ts';

/** Throws `not_found` for a bucket that does not exist. A bucket without tags is told apart from none by asking first. */
export async function bucketTags(
  s3: S3Client,
  Bucket: string,
  abortSignal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  await s3.send(new HeadBucketCommand({ Bucket }), { abortSignal });
  const found = await orAbsent(s3.send(new GetBucketTaggingCommand({ Bucket }), { abortSignal }));
  return guardedTags(tagsOf(found?.TagSet));
}

/** ARN patterns of Cordon's own role in the account and of the identities of last resort. */
export function neverDenied({ settings }: Aws, account: string): readonly string[] {
  const { partition, accounts, breakGlass } = settings;
  const own = accounts[account]?.role;
  const lastResort = ['break-glass*', ...breakGlass];
  return [
    ...(own ? [own] : []),
    ...lastResort.flatMap((name) => [
      `arn:${partition}:iam::${account}:role/${name}`,
      `arn:${partition}:iam::${account}:user/${name}`,
    ]),
  ];
}

/** The bucket and what is in it. */
export function bucketResources({ settings }: Aws, bucket: string): readonly string[] {
  return [`arn:${settings.partition}:s3:::${bucket}`, `arn:${settings.partition}:s3:::${bucket}/*`];
}
