/** What every vault promises, kept by the directory and by S3 on moto alike. */

import { randomUUID } from 'node:crypto';
import { appendFile, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { sha256 } from '../../../src/base/chain.ts';
import { exportBundle } from '../../../src/evidence/bundle.ts';
import { openDirectoryVault } from '../../../src/evidence/directory-vault.ts';
import { copyInParts } from '../../../src/evidence/s3-copy.ts';
import { createS3Objects } from '../../../src/evidence/s3-objects.ts';
import { openS3Vault } from '../../../src/evidence/s3-vault.ts';
import type { Retention, Vault } from '../../../src/evidence/vault.ts';
import { verifyBundle } from '../../../src/evidence/verify-bundle.ts';

const INCIDENT = 'incident-1';
const access = { by: 'responder-1', why: 'collected by the playbook' };
const deposit = (key: string) => ({
  ...{ incidentId: INCIDENT, key, kind: 'iam-snapshot', subject: 'role/payments', name: `${key}.json` },
  ...{ mediaType: 'application/json', collector: 'aws.iam-snapshot', requestIds: ['request-1'] },
});
const bytes = (text: string) => [Buffer.from(text)];
const RETENTION: Retention = { days: 30, legalHold: true };
/** Long ago for S3 too, which goes by its own clock. */
const DAY = '2021-01-01T10:00:00.000Z';
const LATER = '2021-03-01T10:00:00.000Z';
const BRIEF: Retention = { days: 1, legalHold: false };
const now = () => new Date('2026-03-01T10:00:00.000Z');

interface Place extends AsyncDisposable {
  /** The same vault as it is on another day; its retention is a day, without a hold. */
  on(day: string): Promise<Vault>;
  readonly vault: Vault;
  /** A second worker's view of the same vault. */
  readonly other: Vault;
  /** Changes bytes behind the vault's back. */
  tamper(path: string, text: string): Promise<void>;
  /** Adds to the manifest behind the vault's back. */
  forge(line: string): Promise<void>;
}

async function directory(): Promise<Place> {
  const at = await mkdtemp(join(tmpdir(), 'cordon-vault-'));
  const open = () => openDirectoryVault(at, { retention: RETENTION, now });
  return {
    on: (day) => openDirectoryVault(at, { retention: BRIEF, now: () => new Date(day) }),
    vault: await open(),
    other: await open(),
    tamper: async (path, text) => {
      await chmod(join(at, path), 0o600);
      await writeFile(join(at, path), text);
    },
    forge: (line) => appendFile(join(at, 'incidents', INCIDENT, 'manifest.jsonl'), `${line}\n`),
    [Symbol.asyncDispose]: () => rm(at, { recursive: true, force: true }),
  };
}

const motoUrl = inject('motoUrl');
/** S3 decides a conditional write at one moment; moto does so only for requests that come one after another. */
const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
const client = () =>
  new S3Client({
    ...{ endpoint: motoUrl, region: 'eu-west-1', forcePathStyle: true, requestHandler: { httpAgent } },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // moto gives a copy of parts the checksum of their checksums.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

async function bucket() {
  const Bucket = `vault-${randomUUID()}`;
  const s3 = client();
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ObjectLockEnabledForBucket: true,
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  const settings = {
    ...({ kind: 's3', bucket: Bucket, account: '123456789012', region: 'eu-west-1', prefix: 'cordon/' } as const),
    lock: 'compliance',
  } as const;
  const open = () => openS3Vault({ client: client(), settings, retention: RETENTION, now });
  const on = (day: string) => openS3Vault({ client: client(), settings, retention: BRIEF, now: () => new Date(day) });
  return { s3, Bucket, settings, open, on };
}

async function s3(): Promise<Place> {
  const { s3: own, Bucket, open, on } = await bucket();
  return {
    on: async (day) => on(day),
    vault: open(),
    other: open(),
    tamper: async (path, text) => {
      await own.send(new PutObjectCommand({ Bucket, Key: `cordon/${path}`, Body: text }));
    },
    forge: async (line) => {
      const Prefix = `cordon/incidents/${INCIDENT}/manifest/`;
      const { KeyCount = 0 } = await own.send(new ListObjectsV2Command({ Bucket, Prefix }));
      const Key = `${Prefix}${String(KeyCount + 1).padStart(9, '0')}.json`;
      await own.send(new PutObjectCommand({ Bucket, Key, Body: `${line}\n` }));
    },
    [Symbol.asyncDispose]: async () => own.destroy(),
  };
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const VAULTS = [
  { name: 'a directory', open: directory, available: true },
  { name: 'S3', open: s3, available: motoUrl !== '' },
];

describe.each(VAULTS)('the vault in $name', ({ open, available }) => {
  it.skipIf(!available)('gives back what was put in, with where it came from, and writes down each touch', async () => {
    await using place = await open();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);

    expect(held).toMatchObject({ key: 'e1', sha256: sha256('evidence'), bytes: 8, seq: 1, requestIds: ['request-1'] });
    const stream = await place.other.open(INCIDENT, held.sha256, { by: 'auditor', why: 'yearly audit' });
    expect(await text(stream)).toBe('evidence');

    const custody = await place.vault.custody(INCIDENT);
    expect(custody.map(({ record }) => [record.verb, record.by, record.why])).toEqual([
      ['put', 'responder-1', 'collected by the playbook'],
      ['read', 'auditor', 'yearly audit'],
    ]);
    expect(custody[1]?.previous).toBe(custody[0]?.hash);
  });

  it.skipIf(!available)('keeps the same content under the same key once, whoever of two workers puts it', async () => {
    await using place = await open();

    const puts = await Promise.all([
      place.vault.put(deposit('e1'), bytes('evidence'), access),
      place.other.put(deposit('e1'), bytes('evidence'), access),
    ]);

    expect(puts.map(({ already }) => already).toSorted()).toEqual([false, true]);
    expect(await place.vault.manifest(INCIDENT)).toHaveLength(1);
  });

  it.skipIf(!available)('never overwrites: other content under a key is a further piece', async () => {
    await using place = await open();
    const first = await place.vault.put(deposit('e1'), bytes('before'), access);
    await place.other.put(deposit('e1'), bytes('after'), access);

    expect((await place.vault.find(INCIDENT, 'e1'))?.sha256).toBe(sha256('after'));
    expect(await text(await place.vault.open(INCIDENT, first.sha256, access))).toBe('before');
  });

  it.skipIf(!available)('stays one chain when several workers write at once', async () => {
    await using place = await open();

    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? place.vault : place.other).put(deposit(`e${n}`), bytes(`content ${n}`), access),
      ),
    );

    const seqs = (await place.vault.manifest(INCIDENT)).map(({ record }) => record.seq);
    expect(seqs).toEqual(Array.from({ length: 10 }, (_, n) => n + 1));
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
  });

  it.skipIf(!available)('gives an incident only what it holds, and takes no id that could be a path', async () => {
    await using place = await open();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);

    await expect(place.vault.open('incident-2', held.sha256, access)).rejects.toMatchObject({ code: 'not_found' });
    const putting = place.vault.put({ ...deposit('e1'), incidentId: '../other' }, bytes('x'), access);
    await expect(putting).rejects.toMatchObject({ code: 'body_invalid' });
  });

  it.skipIf(!available)('sees bytes and lines that were changed behind its back', async () => {
    await using place = await open();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
    await place.tamper(`sha256/${held.sha256.slice(0, 2)}/${held.sha256}`, 'evidenc3');

    const reading = place.vault.open(INCIDENT, held.sha256, access).then(text);
    await expect(reading).rejects.toMatchObject({ code: 'evidence_missing' });
    expect(await place.vault.check(INCIDENT, access)).toMatchObject([{ where: 'e1' }]);

    await place.forge('{"hash":"00"}');
    await expect(place.vault.manifest(INCIDENT)).rejects.toMatchObject({ code: 'bundle_invalid' });
  });

  it.skipIf(!available)('locks a piece once, for its retention and beyond, and writes that down', async () => {
    await using place = await open();
    await place.vault.put(deposit('e1'), bytes('evidence'), access);

    const locked = await place.vault.lock(INCIDENT, 'e1', access);

    expect(locked).toEqual({ until: '2026-03-31T10:00:00.000Z', legalHold: true });
    expect(await place.other.lock(INCIDENT, 'e1', access)).toEqual(locked);
    const moves = (await place.vault.custody(INCIDENT)).map(({ record }) => record);
    expect(moves.map(({ verb }) => verb)).toEqual(['put', 'locked']);
    expect(moves[1]).toMatchObject(locked);
    await expect(place.vault.lock(INCIDENT, 'e9', access)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.skipIf(!available)(
    'holds a piece, lets it go and keeps it longer, each on somebody’s word, and never shortens',
    async () => {
      await using place = await open();
      await place.vault.put(deposit('e1'), bytes('evidence'), access);
      await place.vault.lock(INCIDENT, 'e1', access);
      const counsel = { by: 'counsel', why: 'matter 7 is settled' };

      const lifted = await place.vault.lock(INCIDENT, 'e1', counsel, { legalHold: false });
      const longer = await place.other.lock(INCIDENT, 'e1', counsel, { until: '2036-01-31T00:00:00.000Z' });
      const shorter = await place.vault.lock(INCIDENT, 'e1', counsel, { until: '2027-01-31T00:00:00.000Z' });
      const held = await place.vault.lock(INCIDENT, 'e1', { by: 'counsel', why: 'matter 8' }, { legalHold: true });

      expect(lifted).toEqual({ until: '2026-03-31T10:00:00.000Z', legalHold: false });
      expect(longer).toEqual({ until: '2036-01-31T00:00:00.000Z', legalHold: false });
      expect(shorter).toEqual(longer);
      expect(held).toEqual({ ...longer, legalHold: true });
      const moves = (await place.vault.custody(INCIDENT)).map(({ record: { verb, by, why } }) => [verb, by, why]);
      expect(moves.slice(2)).toEqual([
        ['lifted', 'counsel', 'matter 7 is settled'],
        ['extended', 'counsel', 'matter 7 is settled'],
        ['held', 'counsel', 'matter 8'],
      ]);
      expect(await place.vault.check(INCIDENT, access)).toEqual([]);
    },
  );

  it.skipIf(!available)('lets go of a piece once its lock has ended, and never of its record', async () => {
    await using place = await open();
    const then = await place.on(DAY);
    const { sha256: hash } = await then.put(deposit('e1'), bytes('evidence'), access);
    await then.lock(INCIDENT, 'e1', access);
    const decided = { by: 'counsel and member-1', why: 'the matter is closed' };
    await expect(then.dispose(INCIDENT, 'e1', decided)).rejects.toMatchObject({ code: 'evidence_kept' });
    const later = await place.on(LATER);

    expect(await later.dispose(INCIDENT, 'e1', decided)).toEqual({ freed: true });

    expect(await later.dispose(INCIDENT, 'e1', decided)).toEqual({ freed: true });
    const moves = (await later.custody(INCIDENT)).map(({ record: { verb, by, why } }) => [verb, by, why]);
    expect(moves.slice(2)).toEqual([['disposed', 'counsel and member-1', 'the matter is closed']]);
    expect(await later.find(INCIDENT, 'e1')).toMatchObject({ sha256: hash });
    expect(await later.check(INCIDENT, access)).toEqual([]);
    const gone = { code: 'not_found', message: expect.stringContaining('disposed of at 2021-03-01') };
    await expect(later.open(INCIDENT, hash, access)).rejects.toMatchObject(gone);
    await expect(later.lock(INCIDENT, 'e1', access)).rejects.toMatchObject(gone);
    await expect(later.put(deposit('e1'), bytes('evidence'), access)).rejects.toMatchObject(gone);
    const again = await later.put(deposit('e2'), bytes('evidence'), access);
    expect(await text(await later.open(INCIDENT, again.sha256, access))).toBe('evidence');
  });

  it.skipIf(!available)('lets go of nothing that is held, and keeps content that other evidence has too', async () => {
    await using place = await open();
    const [then, later] = [await place.on(DAY), await place.on(LATER)];
    const others = { ...deposit('e7'), incidentId: 'incident-2' };
    const { sha256: hash } = await then.put(deposit('e1'), bytes('evidence'), access);
    await then.lock(INCIDENT, 'e1', access, { legalHold: true });
    await expect(later.dispose(INCIDENT, 'e1', access)).rejects.toMatchObject({ code: 'evidence_kept' });
    await then.lock(INCIDENT, 'e1', access, { legalHold: false });
    // Of the other incident it is put, and not yet locked.
    await then.put(others, bytes('evidence'), access);

    expect(await later.dispose(INCIDENT, 'e1', access)).toEqual({ freed: false });

    expect(await text(await later.open('incident-2', hash, access))).toBe('evidence');
    await expect(later.open(INCIDENT, hash, access)).rejects.toMatchObject({ code: 'not_found' });
    expect(await later.check('incident-2', access)).toEqual([]);
    expect(await later.dispose('incident-2', 'e7', access)).toEqual({ freed: true });
  });

  it.skipIf(!available)('gives a bundle that can be verified without it', async () => {
    await using place = await open();
    await place.vault.put(deposit('e1'), bytes('evidence'), access);
    await place.vault.lock(INCIDENT, 'e1', access);
    const folder = await mkdtemp(join(tmpdir(), 'cordon-bundle-'));
    const path = join(folder, 'bundle.zip');

    await exportBundle(
      {
        incident: { id: INCIDENT, number: 42, codename: 'sapphire-heron', title: 'Stolen', tlp: 'AMBER' },
        ...{ exportedAt: now().toISOString(), cordon: '0.0.0', events: [], documents: [], access },
        vault: place.vault,
      },
      path,
    );

    expect(await verifyBundle(path)).toMatchObject({ ok: true });
    expect((await place.vault.custody(INCIDENT)).map(({ record }) => record.verb)).toContain('exported');
    await rm(folder, { recursive: true });
  });
});

describe.skipIf(motoUrl === '')('the vault in S3', () => {
  it('sets the lock of the bucket on content, and on every line as it is written', async () => {
    const { s3: own, Bucket, open } = await bucket();
    const vault = open();
    const held = await vault.put(deposit('e1'), bytes('evidence'), access);
    await vault.lock(INCIDENT, 'e1', access);

    const content = { Bucket, Key: `cordon/sha256/${held.sha256.slice(0, 2)}/${held.sha256}` };
    const line = { Bucket, Key: `cordon/incidents/${INCIDENT}/custody/000000001.json` };
    for (const at of [content, line]) {
      expect(await own.send(new HeadObjectCommand(at))).toMatchObject({
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: new Date('2026-03-31T10:00:00.000Z'),
        ObjectLockLegalHoldStatus: 'ON',
      });
    }
  });

  it('lifts a hold from content only when nobody else holds it, and from the lines that speak of it', async () => {
    const { s3: own, Bucket, open } = await bucket();
    const vault = open();
    const lockOf = async (Key: string) => {
      const { ObjectLockLegalHoldStatus: held, ObjectLockRetainUntilDate: until } = await own.send(
        new HeadObjectCommand({ Bucket, Key: `cordon/${Key}` }),
      );
      return { held, until: until?.toISOString() };
    };
    const others = { ...deposit('e7'), incidentId: 'incident-2' };
    const { sha256: hash } = await vault.put(deposit('e1'), bytes('evidence'), access);
    await vault.put(others, bytes('evidence'), access);
    for (const { incidentId, key } of [deposit('e1'), others]) await vault.lock(incidentId, key, access);
    const content = `sha256/${hash.slice(0, 2)}/${hash}`;

    await vault.lock(INCIDENT, 'e1', access, { legalHold: false, until: '2030-01-01T00:00:00.000Z' });
    expect(await lockOf(content)).toEqual({ held: 'ON', until: '2030-01-01T00:00:00.000Z' });
    expect(await lockOf(`incidents/${INCIDENT}/manifest/000000001.json`)).toMatchObject({ held: 'OFF' });
    expect(await lockOf(`incidents/${INCIDENT}/custody/000000003.json`)).toMatchObject({ held: 'OFF' });

    await open().lock('incident-2', 'e7', access, { legalHold: false });
    expect(await lockOf(content)).toEqual({ held: 'OFF', until: '2030-01-01T00:00:00.000Z' });
  });

  it('deletes every version of what is let go, and says so when S3 refuses because a lock stands there', async () => {
    const { s3: own, Bucket, on } = await bucket();
    const [then, today, later] = [on(DAY), on(new Date().toISOString()), on('2120-01-01T00:00:00.000Z')];
    const versions = async (hash: string) => {
      const Prefix = `cordon/sha256/${hash.slice(0, 2)}/${hash}`;
      const { Versions = [], DeleteMarkers = [] } = await own.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
      return Versions.length + DeleteMarkers.length;
    };
    const old = await then.put(deposit('e1'), bytes('evidence'), access);
    await then.lock(INCIDENT, 'e1', access);
    const fresh = await today.put(deposit('e2'), bytes('other evidence'), access);
    await today.lock(INCIDENT, 'e2', access);

    await later.dispose(INCIDENT, 'e1', access);
    const refused = later.dispose(INCIDENT, 'e2', access);

    await expect(refused).rejects.toMatchObject({ code: 'evidence_kept', retryable: false });
    expect([await versions(old.sha256), await versions(fresh.sha256)]).toEqual([0, 1]);
    expect((await later.custody(INCIDENT)).map(({ record }) => [record.verb, record.key])).not.toContainEqual([
      ...['disposed', 'e2'],
    ]);
    // What is kept is held as before: others may take the same content in.
    await today.put(deposit('e3'), bytes('other evidence'), access);
    expect(await today.check(INCIDENT, access)).toEqual([]);
  });

  it('takes nothing in while the same content is being deleted, and goes on deleting after a crash', async () => {
    const { s3: own, Bucket, on, settings } = await bucket();
    const then = on(DAY);
    await then.put(deposit('e1'), bytes('evidence'), access);
    await then.lock(INCIDENT, 'e1', access);
    const broken = client();
    broken.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          commandName === 'DeleteObjectCommand' ? Promise.reject(new Error('killed')) : next(args),
      { step: 'initialize' },
    );
    const dying = openS3Vault({ client: broken, settings, retention: BRIEF, now: () => new Date(LATER) });
    await expect(dying.dispose(INCIDENT, 'e1', access)).rejects.toMatchObject({ retryable: true });

    const putting = on(LATER).put(deposit('e2'), bytes('evidence'), access);
    await expect(putting).rejects.toMatchObject({ code: 'conflict', retryable: true });
    expect(await on(LATER).dispose(INCIDENT, 'e1', access)).toEqual({ freed: true });
    await on(LATER).put(deposit('e2'), bytes('evidence'), access);

    const { KeyCount } = await own.send(new ListObjectsV2Command({ Bucket, Prefix: 'cordon/sha256/' }));
    expect(KeyCount).toBe(1);
  });

  it('encrypts content and lines with the key of the vault', async () => {
    const { s3: own, Bucket, settings } = await bucket();
    const kmsKeyId = 'arn:aws:kms:eu-west-1:123456789012:key/example';
    const vault = openS3Vault({ client: client(), settings: { ...settings, kmsKeyId }, retention: RETENTION, now });
    const large = Array.from({ length: 17 }, () => Buffer.alloc(1024 * 1024, 'y'));

    for (const content of [bytes('evidence'), large]) await vault.put(deposit('e1'), content, access);

    const { Contents = [] } = await own.send(new ListObjectsV2Command({ Bucket }));
    const seals = Contents.map(async ({ Key = '' }) => {
      const head = await own.send(new HeadObjectCommand({ Bucket, Key }));
      return [head.ServerSideEncryption, head.SSEKMSKeyId];
    });
    expect(Contents).toHaveLength(8);
    expect(await Promise.all(seals)).toEqual(Contents.map(() => ['aws:kms', kmsKeyId]));
  });

  it('uploads what is larger than a part in parts, and leaves nothing aside', async () => {
    const { s3: own, Bucket, open } = await bucket();
    const chunk = Buffer.alloc(1024 * 1024, 'x');

    const held = await open().put(
      deposit('e1'),
      Array.from({ length: 40 }, () => chunk),
      access,
    );

    const Key = `cordon/sha256/${held.sha256.slice(0, 2)}/${held.sha256}`;
    expect(held.bytes).toBe(40 * chunk.length);
    expect((await own.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(held.bytes);
    const aside = await own.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'cordon/incoming/' }));
    expect([...(aside.Versions ?? []), ...(aside.DeleteMarkers ?? [])]).toEqual([]);
    expect(await open().check(INCIDENT, access)).toEqual([]);
  });

  it('fails when its source breaks off in the midst of a large upload, and keeps nothing of it', async () => {
    const { s3: own, Bucket, open } = await bucket();
    const breaking = async function* () {
      for (let part = 0; part < 3; part += 1) yield Buffer.alloc(10 * 1024 * 1024, part);
      throw new Error('the host went away');
    };

    await expect(open().put(deposit('e1'), breaking(), access)).rejects.toThrow(/the host went away/);

    const left = await own.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'cordon/' }));
    const { Uploads = [] } = await own.send(new ListMultipartUploadsCommand({ Bucket }));
    expect([...(left.Versions ?? []), ...Uploads]).toEqual([]);
  });

  it('copies in parts what S3 does not copy at once', async () => {
    const { s3: own, Bucket, settings } = await bucket();
    const part = 5 * 1024 * 1024;
    const Body = Buffer.concat([Buffer.alloc(part, 'a'), Buffer.alloc(part, 'b'), Buffer.alloc(7, 'c')]);
    await own.send(new PutObjectCommand({ Bucket, Key: 'from', Body }));
    const objects = createS3Objects(own, settings);

    await copyInParts(objects, 'from', 'to', Body.length, { most: part, part });

    const stream = await objects.read('to');
    expect(sha256(Buffer.from(await text(stream)))).toBe(sha256(Body));
  });
});
