/** The few things a vault does with S3: put once, read, list, lock; and what its answers mean. */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CordonError } from '../base/errors.ts';
import type { S3VaultSettings } from './settings.ts';
import type { Locked } from './vault.ts';

export interface S3Objects {
  readonly client: S3Client;
  /** What every request names: bucket, owner. */
  readonly at: { readonly Bucket: string; readonly ExpectedBucketOwner: string };
  /** Encryption of whatever is written. */
  readonly sealed: { readonly ServerSideEncryption?: 'aws:kms'; readonly SSEKMSKeyId?: string };
  /** Writes unless the key is taken; false when it is. */
  putNew(key: string, body: Uint8Array, locked?: Locked): Promise<boolean>;
  /** Moves what was uploaded aside to its place, in one request of the server's own. */
  move(from: string, to: string): Promise<void>;
  remove(key: string, version: string | undefined): Promise<void>;
  /** Every version of a key, for good. Fails with `evidence_kept` where S3 says no, as it does while a lock stands. */
  removeVersions(key: string): Promise<void>;
  /** Undefined where there is nothing. */
  sizeOf(key: string): Promise<number | undefined>;
  read(key: string): Promise<Readable>;
  /** Keys under a prefix, in order. */
  list(prefix: string): Promise<readonly string[]>;
  /** Until no earlier than it is locked already: S3 refuses to shorten. Held, or held no longer. */
  lock(key: string, locked: Locked): Promise<void>;
}

export function createS3Objects(client: S3Client, settings: S3VaultSettings): S3Objects {
  const { bucket, account, kmsKeyId, lock } = settings;
  const at = { Bucket: bucket, ExpectedBucketOwner: account };
  const sealed = kmsKeyId ? ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId } as const) : {};
  const mode = lock === 'compliance' ? 'COMPLIANCE' : 'GOVERNANCE';
  const objects: S3Objects = {
    ...{ client, at, sealed },
    putNew: async (key, body, locked) => {
      const kept = locked ? ({ ObjectLockMode: mode, ObjectLockRetainUntilDate: new Date(locked.until) } as const) : {};
      const held = locked?.legalHold ? ({ ObjectLockLegalHoldStatus: 'ON' } as const) : {};
      const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
      try {
        await client.send(
          new PutObjectCommand({
            ...{ ...at, ...sealed, ...kept, ...held },
            ...{ Key: key, Body: body, ChecksumAlgorithm: 'SHA256', ChecksumSHA256, IfNoneMatch: '*' },
          }),
        );
        return true;
      } catch (fault) {
        // 412: the key is taken. 409: another conditional write of it is under way (S3 user guide, *Conditional writes*).
        if (statusOf(fault) === 412 || statusOf(fault) === 409) return false;
        throw asCordon(fault, `PutObject ${key}`);
      }
    },
    move: async (from, to) => {
      const CopySource = `${bucket}/${encodeURIComponent(from)}`;
      await wrapped(`CopyObject ${to}`, () =>
        client.send(new CopyObjectCommand({ ...at, ...sealed, Key: to, CopySource })),
      );
    },
    remove: async (key, version) => {
      const VersionId = version ? { VersionId: version } : {};
      await wrapped(`DeleteObject ${key}`, () =>
        client.send(new DeleteObjectCommand({ ...at, Key: key, ...VersionId })),
      );
    },
    removeVersions: async (key) => {
      const page = await wrapped(`ListObjectVersions ${key}`, () =>
        client.send(new ListObjectVersionsCommand({ ...at, Prefix: key })),
      );
      for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
        if (Key === key && VersionId) await removeVersion(key, VersionId);
      }
    },
    sizeOf: async (key) => {
      try {
        const { ContentLength } = await client.send(new HeadObjectCommand({ ...at, Key: key }));
        return ContentLength;
      } catch (fault) {
        if (statusOf(fault) === 404) return undefined;
        throw asCordon(fault, `HeadObject ${key}`);
      }
    },
    read: async (key) => {
      const { Body } = await wrapped(`GetObject ${key}`, () => client.send(new GetObjectCommand({ ...at, Key: key })));
      if (Body instanceof Readable) return Body;
      throw asCordon(new Error('it came without a body'), `GetObject ${key}`);
    },
    list: async (prefix) => {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const ContinuationToken = token ? { ContinuationToken: token } : {};
        const page = await wrapped(`ListObjects ${prefix}`, () =>
          client.send(new ListObjectsV2Command({ ...at, Prefix: prefix, ...ContinuationToken })),
        );
        for (const { Key } of page.Contents ?? []) if (Key) keys.push(Key);
        token = page.NextContinuationToken;
      } while (token);
      return keys;
    },
    lock: async (key, { until, legalHold }) => {
      const Retention = { Mode: mode, RetainUntilDate: new Date(until) } as const;
      await wrapped(`PutObjectRetention ${key}`, () =>
        client.send(new PutObjectRetentionCommand({ ...at, Key: key, Retention })),
      );
      const Status = legalHold ? 'ON' : 'OFF';
      await wrapped(`PutObjectLegalHold ${key}`, () =>
        client.send(new PutObjectLegalHoldCommand({ ...at, Key: key, LegalHold: { Status } })),
      );
    },
  };
  return objects;

  async function removeVersion(key: string, VersionId: string): Promise<void> {
    try {
      await client.send(new DeleteObjectCommand({ ...at, Key: key, VersionId }));
    } catch (fault) {
      if (statusOf(fault) !== 403) throw asCordon(fault, `DeleteObject ${key}`);
      throw new CordonError('evidence_kept', `S3 refused to delete ${key}: access denied.`, {
        remedy:
          'See whether its Object Lock or a legal hold still stands, and that the role may s3:DeleteObjectVersion there.',
        cause: fault,
      });
    }
  }
}

async function wrapped<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (fault) {
    throw asCordon(fault, what);
  }
}

/** The HTTP status of an answer, however deep the client that made the call has wrapped it. */
function statusOf(fault: unknown): number | undefined {
  for (let error = fault; error instanceof Error; error = error.cause) {
    const metadata: unknown = Reflect.get(error, '$metadata');
    const status = typeof metadata === 'object' && metadata ? Reflect.get(metadata, 'httpStatusCode') : undefined;
    if (typeof status === 'number') return status;
  }
  return undefined;
}

export function asCordon(fault: unknown, what: string): CordonError {
  if (fault instanceof CordonError) return fault;
  const status = statusOf(fault);
  const retryable = status === undefined || status >= 500 || status === 429;
  const name = fault instanceof Error ? fault.name : 'an unknown fault';
  return new CordonError('vendor_failed', `The vault in S3 failed at ${what}: ${name}.`, {
    remedy: 'See that the role of the vault may do this (docs/aws.md, The vault) and that the bucket has Object Lock.',
    retryable,
    cause: fault,
  });
}
