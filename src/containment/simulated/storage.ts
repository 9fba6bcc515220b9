/** S3 of the simulated cloud: who can read a bucket without being anybody. */

import { type Bucket, found, type World } from './world.ts';

export function bucketNamed(world: World, name: string): Bucket {
  return found(
    world.buckets.find((bucket) => bucket.name === name),
    'NoSuchBucket',
    `Bucket ${name}`,
  );
}

/** A policy that allows everybody counts until *restrict public buckets* holds. */
export function isPublic(bucket: Bucket): boolean {
  if (bucket.publicAccessBlock?.RestrictPublicBuckets) return false;
  return (
    bucket.policy !== undefined &&
    /"Effect"\s*:\s*"Allow"/.test(bucket.policy) &&
    /"Principal"\s*:\s*"\*"/.test(bucket.policy)
  );
}
