/**
 * The policy of a bucket, to which an action adds statements of its own: found by their Sids, compared, and taken out
 * again without touching what others wrote meanwhile. Where nothing else changed, the text that stood before is put back
 * to the byte; where there was none, the policy is deleted (an empty one is refused by S3).
 */

import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { canonicalJson } from '../../base/chain.ts';
import { CordonError } from '../../base/errors.ts';
import type { Step } from '../action.ts';
import { type IsOurs, statementsOf, withoutStatements, withStatements } from './merged-policy.ts';
import { awsStep, orAbsent } from './steps.ts';

/** A statement that denies; `Principal: *` with conditions, because a principal's ARN is rewritten when it is deleted. */
export interface Denial {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Principal: '*';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Largest policy of a bucket in bytes (S3 user guide, *Bucket policies*). */
const MOST_BYTES = 20 * 1024;

/** The text as S3 keeps it; null where there is no policy. */
export async function bucketPolicyOf(s3: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<string | null> {
  const found = await orAbsent(s3.send(new GetBucketPolicyCommand({ Bucket }), { abortSignal }));
  return found?.Policy ?? null;
}

/** Whether all of them stand, word for word. */
export function hasDenials(policy: string | null, denials: readonly Denial[]): boolean {
  const standing = statementsOf(policy).map(canonicalJson);
  return denials.every((one) => standing.includes(canonicalJson(one)));
}

/** Throws `not_allowed` where the policy would grow beyond what S3 takes: known before anything is approved. */
export function checkRoom(policy: string | null, denials: readonly Denial[]): void {
  const bytes = Buffer.byteLength(withDenials(policy, denials));
  if (bytes <= MOST_BYTES) return;
  throw new CordonError('not_allowed', `The bucket's policy would have ${bytes} bytes, and S3 takes ${MOST_BYTES}.`, {
    remedy: 'Deny it at the principal instead, or shorten the policy with its owner.',
  });
}

export function denyStep(s3: S3Client, bucket: string, denials: readonly Denial[], wanted: string): Step {
  return awsStep({
    id: 'deny',
    call: 'PutBucketPolicy',
    on: bucket,
    prior: 'the policy as it is',
    wanted,
    make: async (signal) => put(s3, bucket, withDenials(await bucketPolicyOf(s3, bucket, signal), denials), signal),
    holds: async (signal) => hasDenials(await bucketPolicyOf(s3, bucket, signal), denials),
  });
}

/** `prior` is the text before; it comes back to the byte unless somebody else changed the policy meanwhile. */
export function allowStep(s3: S3Client, bucket: string, denials: readonly Denial[], prior: string | null): Step {
  return awsStep({
    id: 'remove-deny',
    call: prior === null ? 'DeleteBucketPolicy' : 'PutBucketPolicy',
    on: bucket,
    prior: 'our denial in the policy',
    wanted: prior === null ? 'no denial of ours; no policy, as before' : 'no denial of ours, the rest as it is',
    make: async (abortSignal) => {
      const rest = withoutStatements(await bucketPolicyOf(s3, bucket, abortSignal), isOneOf(denials), prior);
      if (rest !== null) return put(s3, bucket, rest, abortSignal);
      return s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }), { abortSignal });
    },
    holds: async (signal) => !statementsOf(await bucketPolicyOf(s3, bucket, signal)).some(isOneOf(denials)),
  });
}

function put(s3: S3Client, Bucket: string, Policy: string, abortSignal: AbortSignal) {
  // ConfirmRemoveSelfBucketAccess stays unset, so that S3 refuses a policy that would lock out whoever puts it.
  return s3.send(new PutBucketPolicyCommand({ Bucket, Policy }), { abortSignal });
}

function withDenials(policy: string | null, denials: readonly Denial[]): string {
  return withStatements(policy, denials, isOneOf(denials));
}

function isOneOf(denials: readonly Denial[]): IsOurs {
  return (statement) => denials.some(({ Sid }) => Sid === statement.Sid);
}
