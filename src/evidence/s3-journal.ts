/**
 * An append-only chain of objects: `…/000000001.json`, `…/000000002.json`. Each is written on the condition that it does
 * not exist, so that of two workers who follow the same line one wins and the other follows the winner.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { GENESIS } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import { type BrokenLine, type Chained, chain, readChain } from './chained-line.ts';
import type { S3Objects } from './s3-objects.ts';
import type { Locked } from './vault.ts';

/** Races lost in a row before giving up. */
const MOST_RACES = 40;
/** Lines read at once. */
const AT_ONCE = 16;

/**
 * Appends what `make` makes of the records so far; undefined appends nothing. Answers the record that stands, also where
 * an earlier try of the same call had written it without an answer.
 */
export async function appendTo<T extends object>(
  objects: S3Objects,
  prefix: string,
  make: (records: readonly T[]) => T | undefined,
  locked: Locked,
): Promise<T | undefined> {
  let tried = '';
  for (let race = 0; race < MOST_RACES; race += 1) {
    const before = await readFrom<T>(objects, prefix);
    const last = before.at(-1);
    if (last && tried !== '' && chain(last.previous, last.record).line === tried) return last.record;
    const record = make(before.map((one) => one.record));
    if (record === undefined) return undefined;
    const { line } = chain(last?.hash ?? GENESIS, record);
    tried = line;
    try {
      if (await objects.putNew(keyOf(prefix, before.length + 1), Buffer.from(`${line}\n`), locked)) return record;
    } catch (fault) {
      // Whether it was written is seen at the next reading.
      if (!(fault instanceof CordonError && fault.retryable)) throw fault;
    }
    await sleep(10 + Math.random() * 40 * Math.min(race + 1, 5));
  }
  throw new CordonError('conflict', `${prefix} is written to by too many at once.`, {
    remedy: 'Try again.',
    retryable: true,
  });
}

/** All records in order. Fails with `bundle_invalid` at a broken line. */
export async function readFrom<T>(objects: S3Objects, prefix: string): Promise<readonly Chained<T>[]> {
  const { records, broken } = await inspectFrom(objects, prefix);
  if (!broken) return records as Chained<T>[];
  throw new CordonError('bundle_invalid', `${keyOf(prefix, broken.line)} ${broken.what}.`, {
    remedy: 'It was altered after it was written. Keep it as it is and compare it with an exported bundle.',
  });
}

/** As `readFrom`, but answers with the first broken line instead of failing. */
export async function inspectFrom(
  objects: S3Objects,
  prefix: string,
): Promise<{ records: Chained<unknown>[]; broken?: BrokenLine }> {
  const keys = await objects.list(prefix);
  const lines: string[] = [];
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    lines.push(...(await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => lineAt(objects, key)))));
  }
  const gap = keys.findIndex((key, index) => key !== keyOf(prefix, index + 1));
  const { records, broken } = readChain(lines);
  if (broken) return { records, broken };
  return gap < 0 ? { records } : { records: records.slice(0, gap), broken: { line: gap + 1, what: 'is missing' } };
}

async function lineAt(objects: S3Objects, key: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await objects.read(key)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8').replace(/\n$/, '');
}

/** The object of a line; lines count from 1. */
export function keyOf(prefix: string, line: number): string {
  return `${prefix}${String(line).padStart(9, '0')}.json`;
}
