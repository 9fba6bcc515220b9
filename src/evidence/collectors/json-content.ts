/** Content of collectors: JSON with sorted keys, one value a line, so that two collections can be compared. */

import { canonicalJson } from '../../base/chain.ts';

/** One file of one JSON value. */
export function jsonFile(value: unknown): Uint8Array[] {
  return [Buffer.from(`${canonicalJson(value)}\n`)];
}

/** `2026-01-02T03-04-05Z`: an instant that every file system takes as part of a name. */
export function stamp(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}

/** An entity id as part of a file name. */
export function slug(id: string): string {
  return id.replace(/[^A-Za-z0-9._-]+/g, '-').slice(-80);
}

/** The member of an API's answer, or undefined when the answer is not an object or lacks it. */
export function member(result: unknown, name: string): unknown {
  return typeof result === 'object' && result !== null ? (result as Record<string, unknown>)[name] : undefined;
}

/** The list under a name, or an empty one. */
export function list(result: unknown, name: string): readonly unknown[] {
  const found = member(result, name);
  return Array.isArray(found) ? found : [];
}
