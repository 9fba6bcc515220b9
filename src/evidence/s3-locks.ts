/**
 * Locks in S3. Content is kept once, whichever incidents hold it: `locks/ab/abcdef…/` is a chain of who holds it, what
 * each of them promised, and who let it go. The lock of the object is the strongest of the promises that stand, and
 * the object goes with the last who holds it.
 */

import { CordonError } from '../base/errors.ts';
import { contentKey } from './s3-content.ts';
import { appendTo, keyOf, readFrom } from './s3-journal.ts';
import type { S3Objects } from './s3-objects.ts';
import type { Locked } from './vault.ts';

interface Holder {
  readonly incidentId: string;
  readonly key: string;
}

/** What one incident says about content that it holds under a key. Its newest line stands. */
interface Line extends Holder, Partial<Locked> {
  /** It holds the content no longer. As the last who did, it deletes it: `deletes` until that is `deleted`. */
  readonly released?: 'deletes' | 'deleted' | 'kept';
}

interface Content {
  readonly prefix: string;
  readonly sha256: string;
}

/**
 * Says that an incident holds content, before it is looked for or written: from then on nobody deletes it. Fails with
 * `conflict` (retryable) while the last who held it is deleting it. `usual` is the lock of the chain's own lines.
 */
export async function holdContent(objects: S3Objects, at: Content, holder: Holder, usual: Locked): Promise<void> {
  const { incidentId, key } = holder;
  await appendTo<Line>(
    objects,
    journalOf(at),
    (told) => {
      const newest = newestOf(told);
      if (newest.some(({ released }) => released === 'deletes')) {
        throw new CordonError('conflict', `${at.sha256.slice(0, 12)} is being disposed of.`, {
          remedy: 'Try again when that is done.',
          retryable: true,
        });
      }
      return newest.some((one) => isBy(one, holder) && !one.released) ? undefined : { incidentId, key };
    },
    usual,
  );
}

/** Brings the lock of content to the strongest promise, `promised` included; `usual` is the lock of the chain's own lines. */
export async function lockContent(
  objects: S3Objects,
  at: Content,
  promised: Holder & Locked,
  usual: Locked,
): Promise<void> {
  const journal = journalOf(at);
  const strongest = async (): Promise<Locked> => strongestOf(await linesOf(objects, journal));
  await appendTo<Line>(objects, journal, (told) => (stands(told, promised) ? undefined : promised), usual);
  // Whoever promised something while the object was being locked may have been overtaken: looked at again until nobody did.
  let applied: Locked | undefined;
  for (let wanted = await strongest(); !isSame(wanted, applied); wanted = await strongest()) {
    await objects.lock(contentKey(at.prefix, at.sha256), wanted);
    applied = wanted;
  }
}

/**
 * An incident holds content no longer; the last who does deletes it. False where others hold it. What S3 refuses to
 * delete is held as before.
 */
export async function releaseContent(
  objects: S3Objects,
  at: Content,
  { incidentId, key }: Holder,
  usual: Locked,
): Promise<boolean> {
  const journal = journalOf(at);
  const holder = { incidentId, key };
  const own = (told: readonly Line[]) => newestOf(told).find((one) => isBy(one, holder));
  const alone = (told: readonly Line[]) => newestOf(told).every((one) => isBy(one, holder) || one.released);
  const before = await linesOf(objects, journal);
  if (!own(before)?.released) {
    // Whether others hold it and that this one does no longer are one line: the chain takes only one at a time.
    await appendTo<Line>(
      objects,
      journal,
      (told) => (own(told)?.released ? undefined : { ...holder, released: alone(told) ? 'deletes' : 'kept' }),
      usual,
    );
  }
  const { released } = own(await linesOf(objects, journal)) ?? {};
  if (released !== 'deletes') return released === 'deleted';
  try {
    await objects.removeVersions(contentKey(at.prefix, at.sha256));
  } catch (fault) {
    const again = before.findLast((one) => isBy(one, holder) && !one.released) ?? holder;
    if (fault instanceof CordonError && !fault.retryable) await appendTo<Line>(objects, journal, () => again, usual);
    throw fault;
  }
  const deleted = { ...holder, released: 'deleted' } as const;
  await appendTo<Line>(objects, journal, (told) => (own(told)?.released === 'deletes' ? deleted : undefined), usual);
  return true;
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

function journalOf({ prefix, sha256 }: Content): string {
  return `${prefix}locks/${sha256.slice(0, 2)}/${sha256}/`;
}

async function linesOf(objects: S3Objects, journal: string): Promise<readonly Line[]> {
  return (await readFrom<Line>(objects, journal)).map(({ record }) => record);
}

function isBy(one: Holder, { incidentId, key }: Holder): boolean {
  return one.incidentId === incidentId && one.key === key;
}

/** The newest line of each who ever held it. */
function newestOf(told: readonly Line[]): readonly Line[] {
  return [...new Map(told.map((one) => [`${one.incidentId} ${one.key}`, one])).values()];
}

function stands(told: readonly Line[], promised: Holder & Locked): boolean {
  const last = told.findLast((one) => isBy(one, promised));
  return last?.until === promised.until && last.legalHold === promised.legalHold;
}

function strongestOf(told: readonly Line[]): Locked {
  const standing = newestOf(told).filter(({ released }) => !released);
  const untils = standing.flatMap(({ until = [] }) => until).sort();
  return { until: untils.at(-1) ?? '', legalHold: standing.some(({ legalHold }) => legalHold) };
}

function isSame(one: Locked, other: Locked | undefined): boolean {
  return one.until === other?.until && one.legalHold === other.legalHold;
}
