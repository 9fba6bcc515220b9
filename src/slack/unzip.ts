/** Opens the zip of an export in memory: JSON files alone, bounded in number and size. */

import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { CordonError } from '../base/errors.ts';

/** Bytes of all JSON files once unpacked: a zip of a few kilobytes can claim any size. */
const MOST_BYTES = 200 * 1024 * 1024;
const MOST_FILES = 20_000;

/** Files by path, as text. `wants` says which; the others are not unpacked. Throws `body_invalid` for what is no zip. */
export async function unzipText(
  zip: Uint8Array,
  wants: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  try {
    const opened = await open(zip);
    if (opened.entryCount > MOST_FILES) throw new Error(`it holds ${opened.entryCount} files`);
    let left = MOST_BYTES;
    for (const entry of await entriesOf(opened)) {
      if (!wants(entry.fileName)) continue;
      left -= entry.uncompressedSize;
      if (left < 0) throw new Error('it is too large once unpacked');
      files.set(entry.fileName, await textOf(opened, entry));
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CordonError('body_invalid', `The zip cannot be read: ${why}.`, {
      remedy: `Give the zip that Slack made, or one channel's JSON files; at most ${MOST_FILES} files and ${MOST_BYTES / 1024 / 1024} MiB.`,
      cause,
    });
  }
  return files;
}

function open(zip: Uint8Array): Promise<ZipFile> {
  const { promise, resolve, reject } = Promise.withResolvers<ZipFile>();
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength);
  fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, opened) =>
    error ? reject(error) : resolve(opened),
  );
  return promise;
}

function entriesOf(opened: ZipFile): Promise<readonly Entry[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Entry[]>();
  const entries: Entry[] = [];
  opened.on('entry', (entry: Entry) => {
    entries.push(entry);
    opened.readEntry();
  });
  opened.once('end', () => resolve(entries));
  opened.once('error', reject);
  opened.readEntry();
  return promise;
}

/** The library fails an entry that unpacks to another size than it claims. */
async function textOf(opened: ZipFile, entry: Entry): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<NodeJS.ReadableStream>();
  opened.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  const chunks: Buffer[] = [];
  for await (const chunk of await promise) chunks.push(Buffer.from(chunk));
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
