/** An append-only file of chained lines. Whoever appends must hold the incident's lock. */

import { type FileHandle, open, readFile } from 'node:fs/promises';
import { GENESIS } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import { type BrokenLine, type Chained, chain, isBroken, readChain, readChainedLine } from './chained-line.ts';

const LINE_FEED = 0x0a;

/**
 * Appends the record that `make` builds for the next number and syncs it to disk. A torn last line, left by a crash
 * before it was acknowledged, is cut off first.
 */
export async function append<T extends { readonly seq: number }>(path: string, make: (seq: number) => T): Promise<T> {
  const file = await openForAppend(path);
  try {
    const { end, lastLine } = await tail(file);
    const last = lastLine === undefined ? undefined : lastOf(path, lastLine);
    const record = make((last?.seq ?? 0) + 1);
    const { line } = chain(last?.hash ?? GENESIS, record);
    await file.truncate(end);
    await file.write(`${line}\n`, end);
    await file.sync();
    return record;
  } finally {
    await file.close();
  }
}

/** All records in order. Fails with `bundle_invalid` at a broken line; a torn last line is not a record yet. */
export async function read<T>(path: string): Promise<readonly Chained<T>[]> {
  const { records, broken } = await inspect(path);
  if (!broken) return records as readonly Chained<unknown>[] as readonly Chained<T>[];
  throw new CordonError('bundle_invalid', `${path} line ${broken.line} ${broken.what}.`, {
    remedy: 'The file was altered after it was written. Keep it as it is and compare it with an exported bundle.',
  });
}

/** As `read`, but answers with the first broken line instead of failing. */
export async function inspect(path: string): Promise<{ records: Chained<unknown>[]; broken?: BrokenLine }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { records: [] };
    throw error;
  }
  const lines = text.split('\n').slice(0, -1);
  return readChain(lines);
}

async function openForAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return open(path, 'wx+', 0o600);
  }
}

/** The last whole line, and the offset behind its line feed. */
async function tail(file: FileHandle): Promise<{ end: number; lastLine?: string }> {
  const { size } = await file.stat();
  for (let span = 64 * 1024; ; span *= 8) {
    const start = Math.max(0, size - span);
    const buffer = Buffer.alloc(size - start);
    await file.read(buffer, 0, buffer.length, start);
    const feed = buffer.lastIndexOf(LINE_FEED);
    const before = feed <= 0 ? -1 : buffer.lastIndexOf(LINE_FEED, feed - 1);
    if (feed >= 0 && (before >= 0 || start === 0)) {
      return { end: start + feed + 1, lastLine: buffer.toString('utf8', before + 1, feed) };
    }
    if (start === 0) return { end: 0 };
  }
}

function lastOf(path: string, line: string): { hash: string; seq: number } {
  const read = readChainedLine(line, previousOf(line), 1);
  if (!isBroken(read)) return { hash: read.hash, seq: (read.record as { seq: number }).seq };
  throw new CordonError('bundle_invalid', `The last line of ${path} ${read.what}.`, {
    remedy: 'Keep the file as evidence of tampering, and restore it from an exported bundle.',
  });
}

function previousOf(line: string): string {
  return /^\{"hash":"[0-9a-f]{64}","previous":"([0-9a-f]{64})"/.exec(line)?.[1] ?? GENESIS;
}
