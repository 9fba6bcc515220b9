/**
 * The container of a bundle: a stored (uncompressed) zip with sorted names, one fixed time and one fixed mode.
 * The bytes are part of the bundle's format: an upgrade of the zip library that changes them fails a test.
 */

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface Content {
  readonly name: string;
  /** Known beforehand: content of another length fails the whole zip. */
  readonly bytes: number;
  open(): Promise<Readable>;
}

/** Writes the zip to `path`, which must not exist, and syncs it. One content is open at a time. */
export async function writeZip(path: string, contents: readonly Content[]): Promise<void> {
  await pack(contents, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
}

/** SHA-256 of the zip that `writeZip` would write. */
export async function hashZip(contents: readonly Content[]): Promise<string> {
  const hash = createHash('sha256');
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done();
    },
  });
  await pack(contents, sink);
  return hash.digest('hex');
}

async function pack(contents: readonly Content[], out: Writable): Promise<void> {
  const zip = new ZipFile();
  // DOS time is local time: built from local numbers, it has the same bytes everywhere.
  const mtime = new Date(1980, 0, 1, 12);
  const failed = new Promise<never>((_resolve, reject) => zip.on('error', reject));
  for (const content of [...contents].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const options = { mtime, forceDosTimestamp: true, mode: 0o100600, compress: false, size: content.bytes };
    zip.addReadStreamLazy(content.name, options, (hand) => {
      content.open().then(
        (stream) =>
          hand(
            null,
            stream.on('error', (error) => zip.emit('error', error)),
          ),
        (error) => hand(error, undefined as never),
      );
    });
  }
  zip.end();
  const stop = new AbortController();
  const written = pipeline(zip.outputStream, out, { signal: stop.signal });
  try {
    await Promise.race([written, failed]);
  } finally {
    stop.abort();
    await written.catch(() => undefined);
  }
}
