/** Reads a zip in which nothing is compressed, and distrusts everything else about it. */

import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { CordonError } from '../base/errors.ts';
import { ENTRY_NAME, LIMITS } from './bundle-form.ts';

export interface StoredZip extends AsyncDisposable {
  /** Entry names in the order of the directory. */
  readonly entries: ReadonlyMap<string, { readonly bytes: number }>;
  /** Fails when the name is unknown, or its bytes do not match their checksum. */
  open(name: string): Promise<Readable>;
}

interface ZipFault {
  readonly where: string;
  readonly what: string;
}

/** Opens it, or answers what is wrong with it. Fails with `not_found` when there is no such file. */
export async function openStoredZip(path: string): Promise<StoredZip | { readonly faults: readonly ZipFault[] }> {
  await requireFile(path);
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    return { faults: [{ where: 'container', what: `is not a readable zip: ${messageOf(error)}` }] };
  }
  const { entries, faults } = await readDirectory(zip);
  if (faults.length > 0) {
    zip.close();
    return { faults };
  }
  return {
    entries: new Map([...entries].map(([name, { uncompressedSize }]) => [name, { bytes: uncompressedSize }])),
    async open(name) {
      const entry = entries.get(name);
      if (entry) return zip.openReadStreamPromise(entry);
      throw new CordonError('bundle_invalid', `The bundle has no ${name}.`, { remedy: 'Export it again.' });
    },
    async [Symbol.asyncDispose]() {
      zip.close();
    },
  };
}

/** The whole text of a small entry; undefined when it is absent, too long, damaged or not UTF-8. */
export async function readBounded(zip: StoredZip, name: string, limit: number): Promise<string | undefined> {
  const entry = zip.entries.get(name);
  if (!entry || entry.bytes > limit) return undefined;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.open(name)) chunks.push(chunk);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}

/**
 * Lines of an entry, each ended by a line feed, with memory for one line. Yields a last item with `fault` when a line
 * is too long, not UTF-8 or not ended, or the entry is missing or damaged.
 */
export async function* readLines(zip: StoredZip, name: string): AsyncGenerator<string | { readonly fault: string }> {
  if (!zip.entries.has(name)) return yield { fault: 'is missing' };
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of await zip.open(name)) {
      let from = 0;
      for (let feed = chunk.indexOf(10); feed >= 0; feed = chunk.indexOf(10, from)) {
        yield decoder.decode(Buffer.concat([rest, chunk.subarray(from, feed)]));
        rest = Buffer.alloc(0);
        from = feed + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(from)]);
      if (rest.length > LIMITS.lineBytes) return yield { fault: 'has a line longer than any that Cordon writes' };
    }
  } catch (error) {
    return yield { fault: `cannot be read: ${messageOf(error)}` };
  }
  if (rest.length > 0) yield { fault: 'does not end with a line feed' };
}

async function readDirectory(zip: ZipFile): Promise<{ entries: Map<string, Entry>; faults: ZipFault[] }> {
  const entries = new Map<string, Entry>();
  const names = new Set<string>();
  const faults: ZipFault[] = [];
  if (zip.entryCount > LIMITS.entries) {
    return {
      entries,
      faults: [{ where: 'container', what: `has ${zip.entryCount} entries; ${LIMITS.entries} is the most` }],
    };
  }
  try {
    for await (const entry of zip.eachEntry()) {
      const what = entryFault(entry, names);
      if (what) faults.push({ where: printable(entry.fileName), what });
      names.add(entry.fileName.toLowerCase());
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    faults.push({ where: 'container', what: `has a damaged directory: ${messageOf(error)}` });
  }
  return { entries, faults };
}

function entryFault(entry: Entry, names: ReadonlySet<string>): string | undefined {
  if (!ENTRY_NAME.test(entry.fileName)) return 'is not a name Cordon gives; unpacking it could write elsewhere';
  if (names.has(entry.fileName.toLowerCase())) return 'is in the bundle twice';
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.compressionMethod !== 0) return 'is compressed; Cordon stores files as they are';
  if (entry.compressedSize !== entry.uncompressedSize) return 'states two different sizes';
  return undefined;
}

async function requireFile(path: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
  } catch (cause) {
    throw notThere(path, cause);
  }
  throw notThere(path);
}

function notThere(path: string, cause?: unknown): CordonError {
  return new CordonError('not_found', `There is no bundle at ${path}.`, {
    remedy: 'Name the zip that export wrote, such as bundle.zip.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A hostile name as one short line. */
function printable(name: string): string {
  return JSON.stringify(name.slice(0, 120)).slice(1, -1);
}
