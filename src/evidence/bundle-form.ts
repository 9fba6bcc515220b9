/** The form of an export bundle: its names, its manifest, and the texts that bind every file to one root. */

import { z } from 'zod';
import { sha256 } from '../base/chain.ts';

export const FORMAT = 'cordon-bundle/1';
export const MANIFEST = 'manifest.json';
export const SUMS = 'MANIFEST.sha256';
export const EVENTS = 'events.jsonl';
export const EVIDENCE = 'evidence.jsonl';
export const CUSTODY = 'custody.jsonl';
export const README = 'README.txt';

/** Plain relative names that every file system can hold: no `..`, no leading dot or slash, no control characters. */
export const ENTRY_NAME = /^(?!.*\/\/)(?!.*(?:^|\/)\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,199}(?<![./])$/;

/** Bounds of what `verify` reads into memory; contents are streamed and have none. */
export const LIMITS = { entries: 100_000, manifestBytes: 64 * 1024 * 1024, lineBytes: 16 * 1024 * 1024 } as const;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

const ListedFile = z.strictObject({
  name: z.string().regex(ENTRY_NAME),
  bytes: z.int().nonnegative(),
  sha256: Hash,
});

/** A file of the bundle as the manifest lists it. */
export type ListedFile = z.infer<typeof ListedFile>;

export const BundleManifest = z.strictObject({
  format: z.literal(FORMAT),
  incident: z.strictObject({
    id: z.string(),
    number: z.int(),
    codename: z.string(),
    title: z.string(),
    tlp: z.string(),
  }),
  exportedAt: z.string(),
  exportedBy: z.string(),
  cordon: z.string(),
  chain: z.strictObject({ events: z.int().nonnegative(), head: Hash }),
  files: z.array(ListedFile),
});

export type BundleManifest = z.infer<typeof BundleManifest>;

/** The one text of a manifest: a parsed and re-written manifest has the same bytes, or it was not ours. */
export function manifestText(manifest: BundleManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** `sha256sum -c` form over every file and the manifest itself. Its own SHA-256 is the root of the bundle. */
export function sumsText(manifest: BundleManifest): string {
  const own = { name: MANIFEST, sha256: sha256(manifestText(manifest)) };
  return [...manifest.files, own]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((file) => `${file.sha256}  ${file.name}\n`)
    .join('');
}

/** Path of a piece of evidence within the bundle. */
export function evidencePath(key: string, name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(-120)
    .replace(/^[.-]+/, '');
  return `evidence/${key}/${plain || 'content'}`;
}
