/**
 * Locks in S3. Content is kept once, whichever incidents hold it: `locks/ab/abcdef…/` is a chain of what each of them
 * promised, and the lock of the object is the strongest of the promises that stand.
 */

import { contentKey } from './s3-content.ts';
import { appendTo, keyOf, readFrom } from './s3-journal.ts';
import type { S3Objects } from './s3-objects.ts';
import type { Locked } from './vault.ts';

/** What one incident promised for a piece. The newest of an incident and a key stands. */
interface Promised extends Locked {
  readonly incidentId: string;
  readonly key: string;
}

/** Brings the lock of content to the strongest promise, `promised` included; `usual` is the lock of the chain's own lines. */
export async function lockContent(
  objects: S3Objects,
  { prefix, sha256 }: { readonly prefix: string; readonly sha256: string },
  promised: Promised,
  usual: Locked,
): Promise<void> {
  const journal = `${prefix}locks/${sha256.slice(0, 2)}/${sha256}/`;
  const strongest = async (): Promise<Locked> =>
    strongestOf((await readFrom<Promised>(objects, journal)).map(({ record }) => record));
  await appendTo<Promised>(objects, journal, (told) => (stands(told, promised) ? undefined : promised), usual);
  // Whoever promised something while the object was being locked may have been overtaken: looked at again until nobody did.
  let applied: Locked | undefined;
  for (let wanted = await strongest(); !isSame(wanted, applied); wanted = await strongest()) {
    await objects.lock(contentKey(prefix, sha256), wanted);
    applied = wanted;
  }
}

/** Brings the lines about one key to a lock: what a piece is, and who touched it, lasts as long as the piece. */
export async function lockLines(
  objects: S3Objects,
  journals: readonly { readonly journal: string; readonly key: string }[],
  locked: Locked,
): Promise<void> {
  for (const { journal, key } of journals) {
    const lines = await readFrom<{ readonly key: string }>(objects, journal);
    for (const [index, { record }] of lines.entries()) {
      if (record.key === key) await objects.lock(keyOf(journal, index + 1), locked);
    }
  }
}

/** No line is locked for longer than one that would be written now, or than its piece: this shortens none of them. */
export function laterOf(locked: Locked, { until }: Locked): Locked {
  return until > locked.until ? { ...locked, until } : locked;
}

function stands(told: readonly Promised[], { incidentId, key, until, legalHold }: Promised): boolean {
  const last = told.findLast((one) => one.incidentId === incidentId && one.key === key);
  return last?.until === until && last.legalHold === legalHold;
}

function strongestOf(told: readonly Promised[]): Locked {
  const standing = new Map(told.map((one) => [`${one.incidentId} ${one.key}`, one]));
  const untils = [...standing.values()].map(({ until }) => until).sort();
  return { until: untils.at(-1) ?? '', legalHold: [...standing.values()].some(({ legalHold }) => legalHold) };
}

function isSame(one: Locked, other: Locked | undefined): boolean {
  return one.until === other?.until && one.legalHold === other.legalHold;
}
