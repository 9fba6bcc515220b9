/** Tamper evidence: SHA-256 over the previous hash and the RFC 8785 canonical JSON of the next record. */

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CordonError } from './errors.ts';

/** Hash before the first record of every chain. */
export const GENESIS = '0'.repeat(64);

/** RFC 8785 text of a JSON value. Throws `internal` for what JSON cannot hold (cycles, functions, NaN). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new CordonError('internal', `A ${typeof value} has no canonical JSON.`, {
      remedy: 'Record plain JSON values only.',
    });
  }
  return text;
}

/** Lower-case hex SHA-256 of bytes or of the UTF-8 form of a text. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Hash of the record whose canonical JSON is `canonical`, following `previous` (64 hex digits). */
export function link(previous: string, canonical: string): string {
  return sha256(previous + canonical);
}
