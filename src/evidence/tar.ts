/** Many files as one stream of bytes in the form `tar -x` unpacks (POSIX.1-1988 ustar), a chunk in memory at a time. */

import { CordonError } from '../base/errors.ts';

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  readonly open: () => Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>>;
}

const BLOCK = 512;
/** What eleven octal digits can say: 8 GiB less one byte. */
const MOST_BYTES = 8 ** 11 - 1;

/** Fails with `evidence_missing` when an entry has other bytes than it said, for nothing could be read behind it. */
export async function* tar(entries: AsyncIterable<TarEntry> | Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield header(entry);
    let bytes = 0;
    for await (const chunk of await entry.open()) {
      bytes += chunk.byteLength;
      yield chunk;
    }
    if (bytes !== entry.bytes) throw unexpected(entry, `${bytes} bytes came`);
    if (bytes % BLOCK > 0) yield new Uint8Array(BLOCK - (bytes % BLOCK));
  }
  yield new Uint8Array(2 * BLOCK);
}

function header(entry: TarEntry): Uint8Array {
  const { name, prefix } = split(entry);
  if (entry.bytes > MOST_BYTES) throw unexpected(entry, 'it is larger than such an archive can hold');
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100);
  block.write('0000400\0', 100); // readable by its owner, by nobody else
  block.write('0000000\0'.repeat(2), 108);
  block.write(`${entry.bytes.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136); // no times: the same content gives the same bytes
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345, 155);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A name of up to 100 bytes after a slash, and up to 155 before it. */
function split(entry: TarEntry): { name: string; prefix: string } {
  const { name } = entry;
  if (Buffer.byteLength(name) <= 100) return { name, prefix: '' };
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return { name: rest, prefix };
  }
  throw unexpected(entry, 'its name is too long for such an archive');
}

function unexpected({ name, bytes }: TarEntry, what: string): CordonError {
  return new CordonError('evidence_missing', `${name} of ${bytes} bytes cannot be archived: ${what}.`, {
    remedy: 'Collect it again; copy it by hand if that goes on.',
    retryable: true,
  });
}
