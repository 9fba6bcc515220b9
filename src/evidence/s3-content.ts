/**
 * Content on its way into a vault in S3, hashed while it streams. What fits into one part is written straight to the
 * address of its hash; more is uploaded aside in parts, with memory for a few of them, and moved by S3 itself.
 */

import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import { copyInParts } from './s3-copy.ts';
import { asCordon, type S3Objects } from './s3-objects.ts';

/** Memory for one upload is `AT_ONCE` parts and one more. 10,000 parts of this size make 156 GiB. */
const PART_BYTES = 16 * 1024 * 1024;
const AT_ONCE = 2;

export interface Stored {
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

export function contentKey(prefix: string, sha256: string): string {
  return `${prefix}sha256/${sha256.slice(0, 2)}/${sha256}`;
}

/**
 * Bytes that are there already stay as they are: their address says what they are. `claim` is told the hash before they
 * are looked for or written.
 */
export async function storeContent(
  objects: S3Objects,
  prefix: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  claim: (sha256: string) => Promise<void>,
): Promise<Stored> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = (async function* () {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  })();
  const { head, whole } = await firstPart(counted);
  if (whole) {
    const sha256 = hash.digest('hex');
    const key = contentKey(prefix, sha256);
    await claim(sha256);
    await objects.putNew(key, Buffer.concat(head));
    return { key, sha256, bytes };
  }
  const aside = `${prefix}incoming/${randomUUID()}`;
  const version = await upload(objects, aside, rejoined(head, counted));
  const sha256 = hash.digest('hex');
  const key = contentKey(prefix, sha256);
  try {
    await claim(sha256);
    if ((await objects.sizeOf(key)) !== bytes) await copyInParts(objects, aside, key, bytes);
  } finally {
    await objects.remove(aside, version);
  }
  return { key, sha256, bytes };
}

async function firstPart(content: AsyncGenerator<Uint8Array>): Promise<{ head: Uint8Array[]; whole: boolean }> {
  const head: Uint8Array[] = [];
  let size = 0;
  while (size < PART_BYTES) {
    const next = await content.next();
    if (next.done) return { head, whole: true };
    head.push(next.value);
    size += next.value.byteLength;
  }
  return { head, whole: false };
}

async function* rejoined(head: Uint8Array[], rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let chunk = head.shift(); chunk !== undefined; chunk = head.shift()) yield chunk;
  yield* rest;
}

/** The version that was made, where the bucket has versions: removing it leaves nothing behind. */
async function upload(
  { client, at, sealed }: S3Objects,
  key: string,
  content: AsyncIterable<Uint8Array>,
): Promise<string | undefined> {
  // Of bytes, and without a pipe: what breaks off at its source breaks the upload.
  const Body = Readable.from(content, { objectMode: false });
  const params = { ...at, ...sealed, Key: key, Body };
  try {
    const done = await new Upload({ client, params, partSize: PART_BYTES, queueSize: AT_ONCE }).done();
    return done.VersionId;
  } catch (fault) {
    if (fault === Body.errored) throw fault;
    throw asCordon(fault, `the upload ${key}`);
  }
}
