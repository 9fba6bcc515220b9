/** The permissions that the vault declares are those of the calls it makes, all of them and no more. */

import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { copyInParts } from '../../../src/evidence/s3-copy.ts';
import { createS3Objects } from '../../../src/evidence/s3-objects.ts';
import { VAULT_PERMISSIONS } from '../../../src/evidence/s3-permissions.ts';
import { openS3Vault } from '../../../src/evidence/s3-vault.ts';

const motoUrl = inject('motoUrl');
const access = { by: 'responder-1', why: 'a test' };
const INCIDENT = 'incident-1';
const deposit = (key: string) => ({
  ...{ incidentId: INCIDENT, key, kind: 'iam-snapshot', subject: 'role/payments', name: key },
  ...{ mediaType: 'text/plain', collector: 'test' },
});
const MEBIBYTE = Buffer.alloc(1024 * 1024, 'x');

/**
 * What S3 asks for, by command and members of its input (API reference of each command, *Permissions*). With a key, a
 * write asks it for a data key, a read for decryption, and parts for both.
 */
function needed(command: string, input: Readonly<Record<string, unknown>>): readonly string[] {
  switch (command) {
    case 'PutObjectCommand':
      return [
        ...['s3:PutObject', 'kms:GenerateDataKey'],
        ...(input.ObjectLockMode ? ['s3:PutObjectRetention'] : []),
        ...(input.ObjectLockLegalHoldStatus ? ['s3:PutObjectLegalHold'] : []),
      ];
    case 'CreateMultipartUploadCommand':
    case 'UploadPartCommand':
    case 'CompleteMultipartUploadCommand':
      return ['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'];
    case 'CopyObjectCommand':
    case 'UploadPartCopyCommand':
      return ['s3:GetObject', 's3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'];
    case 'GetObjectCommand':
      return ['s3:GetObject', 'kms:Decrypt'];
    case 'HeadObjectCommand':
      return ['s3:GetObject'];
    case 'DeleteObjectCommand':
      return [input.VersionId ? 's3:DeleteObjectVersion' : 's3:DeleteObject'];
    case 'ListObjectsV2Command':
      return ['s3:ListBucket'];
    case 'ListObjectVersionsCommand':
      return ['s3:ListBucketVersions'];
    default:
      return [`s3:${command.replace(/Command$/, '')}`];
  }
}

describe.skipIf(motoUrl === '')('the permissions of the vault in S3', () => {
  it('are those of the calls it makes in the life of a piece, and no others', { timeout: 60_000 }, async () => {
    const asked = new Set<string>();
    const client = new S3Client({
      ...{ endpoint: motoUrl, region: 'eu-west-1', forcePathStyle: true, maxAttempts: 1 },
      requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 1 }) },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    const Bucket = `vault-${randomUUID()}`;
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true, CreateBucketConfiguration }));
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          for (const one of needed(commandName, args.input as Record<string, unknown>)) asked.add(one);
          return next(args);
        },
      { step: 'initialize' },
    );
    const place = { kind: 's3', bucket: Bucket, account: '123456789012', region: 'eu-west-1', prefix: 'c/' } as const;
    const settings = { ...place, lock: 'compliance', kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/one' } as const;
    const on = (day: string) =>
      openS3Vault({ client, settings, retention: { days: 1, legalHold: true }, now: () => new Date(day) });
    const [then, later] = [on('2021-01-01T00:00:00.000Z'), on('2021-02-01T00:00:00.000Z')];

    const { sha256 } = await then.put(deposit('e1'), [Buffer.from('evidence')], access);
    await then.put(deposit('e2'), Array(17).fill(MEBIBYTE), access);
    const broken = (async function* () {
      for (let n = 0; n < 40; n += 1) yield MEBIBYTE;
      throw new Error('the source broke off');
    })();
    await expect(then.put(deposit('e3'), broken, access)).rejects.toThrow('broke off');
    await then.lock(INCIDENT, 'e1', access);
    await then.lock(INCIDENT, 'e1', access, { legalHold: false });
    for await (const _chunk of await then.open(INCIDENT, sha256, access));
    await then.check(INCIDENT, access);
    await later.dispose(INCIDENT, 'e1', access);
    const objects = createS3Objects(client, settings);
    await objects.putNew('c/large', MEBIBYTE);
    await copyInParts(objects, 'c/large', 'c/copy', MEBIBYTE.length, { most: 1, part: MEBIBYTE.length });

    const { bucket, objects: about, key } = VAULT_PERMISSIONS;
    expect([...asked].sort()).toEqual([...bucket, ...about, ...key].sort());
  });
});
