/** One line of a tamper-evident file: `{"hash":…,"previous":…,"record":…}`, checkable with `sed` and `sha256sum` alone. */

import { canonicalJson, GENESIS, link } from '../base/chain.ts';

/** A record with its place in the chain: `hash` = SHA-256(`previous` ‖ canonical JSON of `record`). */
export interface Chained<T> {
  readonly record: T;
  readonly previous: string;
  readonly hash: string;
}

/** A line that does not continue the chain. `line` counts from 1. */
export interface BrokenLine {
  readonly line: number;
  readonly what: string;
}

const FORM = /^\{"hash":"([0-9a-f]{64})","previous":"([0-9a-f]{64})","record":(.*)\}$/s;

/** The line, without line feed, that follows `previous`. */
export function chain<T>(previous: string, record: T): Chained<T> & { readonly line: string } {
  const canonical = canonicalJson(record);
  const hash = link(previous, canonical);
  return { record, previous, hash, line: `{"hash":"${hash}","previous":"${previous}","record":${canonical}}` };
}

/**
 * Reads one line that must follow `previous`. The hash is recomputed from the line's own bytes; the record must be
 * in canonical form, so that no two readers can understand it differently.
 */
export function readChainedLine(text: string, previous: string, line: number): Chained<unknown> | BrokenLine {
  const [, hash, before, canonical] = FORM.exec(text) ?? [];
  if (hash === undefined || before === undefined || canonical === undefined) {
    return { line, what: 'is not of the form {"hash":…,"previous":…,"record":…}' };
  }
  const record = parsed(canonical);
  if (record === undefined) return { line, what: 'holds a record that is not canonical JSON (RFC 8785)' };
  if (before !== previous)
    return { line, what: `follows ${brief(before)}, but the line before it is ${brief(previous)}` };
  const actual = link(previous, canonical);
  if (actual !== hash) return { line, what: `says hash ${brief(hash)}, but its content hashes to ${brief(actual)}` };
  return { record, previous, hash };
}

export function isBroken(line: Chained<unknown> | BrokenLine): line is BrokenLine {
  return 'what' in line;
}

/** Reads lines in order from the beginning of a chain and stops at the first broken one. */
export function readChain(lines: Iterable<string>): { records: Chained<unknown>[]; head: string; broken?: BrokenLine } {
  const records: Chained<unknown>[] = [];
  let head = GENESIS;
  for (const text of lines) {
    const read = readChainedLine(text, head, records.length + 1);
    if (isBroken(read)) return { records, head, broken: read };
    records.push(read);
    head = read.hash;
  }
  return { records, head };
}

function parsed(canonical: string): unknown {
  try {
    const value: unknown = JSON.parse(canonical);
    return canonicalJson(value) === canonical ? value : undefined;
  } catch {
    return undefined;
  }
}

function brief(hash: string): string {
  return `${hash.slice(0, 12)}…`;
}
