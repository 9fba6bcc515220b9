/** The vault contract: content-addressed bytes, a manifest of what is held, and who did what with it. */

import type { Readable } from 'node:stream';
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

export type CustodyVerb = 'put' | 'read' | 'exported' | 'checked';

/** A line of an incident's custody log. */
export interface CustodyRecord extends Access {
  readonly seq: number;
  readonly at: Timestamp;
  readonly verb: CustodyVerb;
  readonly key: string;
  readonly sha256: string;
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
  manifest(incidentId: string): Promise<readonly Chained<Held>[]>;
  custody(incidentId: string): Promise<readonly Chained<CustodyRecord>[]>;
  /** Reads everything an incident holds again: both chains, every piece. An empty list is proof of integrity. */
  check(incidentId: string, access: Access): Promise<readonly IntegrityFault[]>;
}
