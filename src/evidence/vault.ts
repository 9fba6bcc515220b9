/** The vault contract: content-addressed bytes, a manifest of what is held, and who did what with it. */

import type { Readable } from 'node:stream';
import { CordonError } from '../base/errors.ts';
import type { Chained } from './chained-line.ts';

/** RFC 3339, UTC, milliseconds. */
type Timestamp = string;

/** Who touches evidence and why: every touch is a custody record. */
export interface Access {
  /** Person or worker id. */
  readonly by: string;
  readonly why: string;
}

/** What is to be kept. `key` names the piece within its incident, usually the evidence id (`e1`). */
export interface Deposit {
  readonly incidentId: string;
  readonly key: string;
  readonly kind: string;
  /** What it is about, such as `role/payments-app`. */
  readonly subject: string;
  /** Where that lives. */
  readonly source?: { readonly provider: string; readonly account: string; readonly region?: string };
  /** File name shown to people and used in bundles; never used as a path in the vault. */
  readonly name: string;
  readonly mediaType: string;
  /** Who gathered it: collector and version. */
  readonly collector: string;
  readonly window?: { readonly from: Timestamp; readonly to: Timestamp };
  /** Provider's request ids of the calls it came from. */
  readonly requestIds?: readonly string[];
}

/** A line of an incident's manifest. */
export interface Held extends Deposit {
  readonly seq: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly storedAt: Timestamp;
}

export type CustodyVerb = 'put' | 'read' | 'exported' | 'checked' | 'disposed' | LockVerb;

/** Locked for the first time; then held for the law and held no longer, or kept for longer. */
type LockVerb = 'locked' | 'held' | 'lifted' | 'extended';

/** How long a piece may be neither changed nor deleted. */
export interface Locked {
  readonly until: Timestamp;
  /** Beyond `until` too, until somebody lifts the hold by hand. */
  readonly legalHold: boolean;
}

/** What people ordered beyond the vault's own retention: kept at least `until`, held or no longer held. */
export interface Keeping {
  readonly until?: Timestamp;
  readonly legalHold?: boolean;
}

/** What `lock` promises for every piece of a vault. */
export interface Retention {
  readonly days: number;
  readonly legalHold: boolean;
}

/** A line of an incident's custody log. */
export interface CustodyRecord extends Access {
  readonly seq: number;
  readonly at: Timestamp;
  readonly verb: CustodyVerb;
  readonly key: string;
  readonly sha256: string;
  /** What is promised from then on, where the verb is about a lock. */
  readonly until?: Timestamp;
  readonly legalHold?: boolean;
}

export interface IntegrityFault {
  /** File or line within the vault. */
  readonly where: string;
  readonly what: string;
}

export interface Vault extends AsyncDisposable {
  /**
   * Streams content in. The same content under the same key is kept once and answers what was held before;
   * other content under the same key becomes a further manifest line: nothing is ever overwritten.
   */
  put(
    deposit: Deposit,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    access: Access,
  ): Promise<Held & { readonly already: boolean }>;
  /** The newest piece under a key, or undefined. For a collector that was killed after it stored. */
  find(incidentId: string, key: string): Promise<Held | undefined>;
  /**
   * The bytes of a piece this incident holds. The stream fails with `evidence_missing` at its end when they no longer
   * hash to `sha256`. Reading is recorded.
   */
  open(incidentId: string, sha256: string, access: Access & { readonly verb?: 'read' | 'exported' }): Promise<Readable>;
  /**
   * Locks the newest piece under a key for the vault's retention, or as `keeping` says: later, never earlier; held, or
   * held no longer. Writes down who wanted it and why; what is so already is not written again. Fails with `not_found`.
   */
  lock(incidentId: string, key: string, access: Access, keeping?: Keeping): Promise<Locked>;
  /**
   * Lets go of what is held under a key, once its lock has ended: the bytes are deleted unless other evidence, of this
   * incident or another, keeps the same content; manifest and custody stay. Again it changes nothing. Fails with
   * `evidence_kept` while a lock or a hold stands, with `not_found` where there is nothing.
   */
  dispose(incidentId: string, key: string, access: Access): Promise<{ readonly freed: boolean }>;
  manifest(incidentId: string): Promise<readonly Chained<Held>[]>;
  custody(incidentId: string): Promise<readonly Chained<CustodyRecord>[]>;
  /** Reads everything an incident holds again: both chains, every piece. An empty list is proof of integrity. */
  check(incidentId: string, access: Access): Promise<readonly IntegrityFault[]>;
}

type Piece = Pick<Held, 'key' | 'sha256'>;

/** The line of a custody log that says that a piece was disposed of, if any. */
export function disposalIn(records: readonly CustodyRecord[], { key, sha256 }: Piece): CustodyRecord | undefined {
  return records.find((one) => one.verb === 'disposed' && one.key === key && one.sha256 === sha256);
}

/** The pieces that were not disposed of. */
export function keptOf(pieces: readonly Held[], records: readonly CustodyRecord[]): readonly Held[] {
  return pieces.filter((one) => !disposalIn(records, one));
}

/** The newest of some pieces that is still there. Fails with `not_found`, saying whether there was ever any. */
export function stillHeld(pieces: readonly Held[], records: readonly CustodyRecord[], what: string): Held {
  const found = keptOf(pieces, records).at(-1);
  if (found) return found;
  const gone = pieces.map((one) => disposalIn(records, one)).at(-1);
  throw gone ? disposedOf(gone) : notHeld(what);
}

/** Nothing of a key may go while the promise of any of its pieces stands. Throws `evidence_kept`. */
export function refuseKept(records: readonly CustodyRecord[], pieces: readonly Piece[], now: Date): void {
  for (const piece of pieces) {
    const locked = lockIn(records, piece);
    if (!locked || (!locked.legalHold && Date.parse(locked.until) <= now.getTime())) continue;
    const why = locked.legalHold ? 'is under legal hold' : `is locked until ${locked.until}`;
    throw new CordonError('evidence_kept', `The vault keeps ${piece.key}: it ${why}.`, {
      remedy: 'Ask for its disposal once its retention has ended and no hold stands.',
    });
  }
}

function disposedOf({ key, at, by }: CustodyRecord): CordonError {
  return new CordonError('not_found', `${key} was disposed of at ${at}, as decided by ${by}.`, {
    remedy: 'Its hash, its custody and the decision are kept: evidence, or the post-mortem.',
  });
}

/** The end of a retention that begins now. */
export function lockedUntil(now: Date, { days }: Retention): Timestamp {
  return new Date(now.getTime() + days * 86_400_000).toISOString();
}

/** The lock of a piece that a custody log tells of, if any. */
export function lockIn(
  records: readonly CustodyRecord[],
  { key, sha256 }: Pick<Held, 'key' | 'sha256'>,
): Locked | undefined {
  const found = records.findLast((one) => one.until !== undefined && one.key === key && one.sha256 === sha256);
  return found?.until ? { until: found.until, legalHold: found.legalHold ?? false } : undefined;
}

/** The lock that follows, and how custody calls the change; undefined where nothing changes. */
export function nextLock(
  before: Locked | undefined,
  { until = '', legalHold }: Keeping,
  usual: Locked,
): { readonly verb: LockVerb; readonly locked: Locked } | undefined {
  const kept = before?.until ?? usual.until;
  const locked = {
    until: until > kept ? until : kept,
    legalHold: legalHold ?? before?.legalHold ?? usual.legalHold,
  };
  if (!before) return { verb: 'locked', locked };
  if (before.legalHold !== locked.legalHold) return { verb: locked.legalHold ? 'held' : 'lifted', locked };
  return locked.until > before.until ? { verb: 'extended', locked } : undefined;
}

/** Only the members of a deposit, so that what a caller hands in beside them is not written down. */
export function plainDeposit(deposit: Deposit): Deposit {
  const { incidentId, key, kind, subject, source, name, mediaType, collector, window, requestIds } = deposit;
  return {
    ...{ incidentId, key, kind, subject, name, mediaType, collector },
    ...(source ? { source } : {}),
    ...(window ? { window } : {}),
    ...(requestIds ? { requestIds } : {}),
  };
}

/** Ids become parts of paths and keys. Throws `body_invalid`. */
export function checkIncidentId(incidentId: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(incidentId)) return;
  throw new CordonError('body_invalid', `"${incidentId.slice(0, 80)}" is not an incident id.`, {
    remedy: 'Use the id of the incident: letters, digits, hyphens.',
  });
}

export function notHeld(what: string): CordonError {
  return new CordonError('not_found', `This incident holds no evidence ${what}.`, {
    remedy: 'List what it holds with: evidence.',
  });
}
