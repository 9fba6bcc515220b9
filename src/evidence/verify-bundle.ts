/** Verifies an export bundle offline: container, manifest, every file, three chains, and evidence against events. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { sha256 } from '../base/chain.ts';
import {
  BundleManifest,
  CUSTODY,
  ENTRY_NAME,
  EVENTS,
  EVIDENCE,
  LIMITS,
  MANIFEST,
  manifestText,
  SUMS,
  sumsText,
} from './bundle-form.ts';
import { openStoredZip, readBounded, readLines, type StoredZip } from './stored-zip.ts';
import { type DisposedPiece, verifyRecords } from './verify-records.ts';
import { hashZip } from './zip.ts';

/** Something that is not as it was exported. */
export interface BundleFault {
  /** File, and line where it has lines, such as `events.jsonl:12`. */
  readonly where: string;
  readonly what: string;
}

export type BundleVerdict =
  | {
      readonly ok: true;
      readonly events: number;
      readonly files: number;
      readonly head: string;
      readonly root: string;
      readonly incident: BundleManifest['incident'];
      /** Evidence that is rightly not there. */
      readonly disposed: readonly DisposedPiece[];
    }
  | {
      readonly ok: false;
      readonly faults: readonly BundleFault[];
      /** Number of the first event that does not follow the one before it. */
      readonly firstBrokenEvent?: number;
    };

export interface VerifyOptions {
  /** Chain head seen elsewhere (chat, post-mortem), or its first 12 or more digits: detects a wholesale rewrite. */
  readonly head?: string;
  /** Likewise SHA-256 of `MANIFEST.sha256`: binds the documents too. */
  readonly root?: string;
}

/** Never throws for what the file contains; fails with `not_found` when it cannot be opened at all. */
export async function verifyBundle(path: string, options: VerifyOptions = {}): Promise<BundleVerdict> {
  const opened = await openStoredZip(path);
  if (!('entries' in opened)) return { ok: false, faults: opened.faults };
  try {
    return await judge(path, opened, options);
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

async function judge(path: string, zip: StoredZip, options: VerifyOptions): Promise<BundleVerdict> {
  const manifest = await readManifest(zip);
  if (!('files' in manifest)) return { ok: false, faults: [manifest] };
  const faults = [...unlisted(zip, manifest), ...(await fileFaults(zip, manifest))];
  const records = await verifyRecords(manifest, {
    events: readLines(zip, EVENTS),
    evidence: readLines(zip, EVIDENCE),
    custody: readLines(zip, CUSTODY),
  });
  faults.push(...records.faults);
  const { head } = manifest.chain;
  const root = sha256(sumsText(manifest));
  faults.push(...anchorFaults('head', head, options.head), ...anchorFaults('root', root, options.root));
  if (faults.length === 0) faults.push(...(await containerFaults(path, zip)));
  if (faults.length > 0) {
    const first = records.firstBrokenEvent;
    return { ok: false, faults, ...(first === undefined ? {} : { firstBrokenEvent: first }) };
  }
  const { incident, chain, files } = manifest;
  return { ok: true, events: chain.events, files: files.length, head, root, incident, disposed: records.disposed };
}

async function readManifest(zip: StoredZip): Promise<BundleManifest | BundleFault> {
  const text = await readBounded(zip, MANIFEST, LIMITS.manifestBytes);
  if (text === undefined) return { where: MANIFEST, what: 'is missing or longer than any manifest Cordon writes' };
  const sums = await readBounded(zip, SUMS, LIMITS.manifestBytes);
  if (sums === undefined) return { where: SUMS, what: 'is missing or longer than any list Cordon writes' };
  const parsed = BundleManifest.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { where: MANIFEST, what: `is not a bundle manifest: ${issue?.path.join('.')} ${issue?.message}` };
  }
  if (manifestText(parsed.data) !== text) {
    return { where: MANIFEST, what: 'is not in the form Cordon writes: it was edited' };
  }
  if (sumsText(parsed.data) !== sums) return { where: SUMS, what: 'does not agree with manifest.json' };
  return parsed.data;
}

function unlisted(zip: StoredZip, { files }: BundleManifest): BundleFault[] {
  const listed = new Set([MANIFEST, SUMS, ...files.map(({ name }) => name)]);
  const faults: BundleFault[] = [];
  if (listed.size !== files.length + 2) faults.push({ where: MANIFEST, what: 'lists a file twice' });
  for (const name of zip.entries.keys()) {
    if (!listed.has(name)) faults.push({ where: name, what: 'is in the bundle but not in its manifest' });
  }
  return faults;
}

async function fileFaults(zip: StoredZip, { files }: BundleManifest): Promise<BundleFault[]> {
  const faults: BundleFault[] = [];
  for (const { name, bytes, sha256: expected } of files) {
    const entry = zip.entries.get(name);
    if (!ENTRY_NAME.test(name)) faults.push({ where: MANIFEST, what: `lists the impossible name "${name}"` });
    else if (!entry) faults.push({ where: name, what: 'is listed in the manifest but missing' });
    else if (entry.bytes !== bytes) faults.push({ where: name, what: `has ${entry.bytes} bytes instead of ${bytes}` });
    else {
      const actual = await hashOf(zip, name);
      if (actual === undefined)
        faults.push({ where: name, what: 'cannot be read: its bytes contradict the container' });
      else if (actual !== expected) faults.push({ where: name, what: `was altered: its SHA-256 is ${actual}` });
    }
  }
  return faults;
}

async function hashOf(zip: StoredZip, name: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of await zip.open(name)) hash.update(chunk);
  } catch {
    return undefined; // The reader says the bytes contradict the container; to the caller they are simply not there.
  }
  return hash.digest('hex');
}

function anchorFaults(which: 'head' | 'root', actual: string, expected: string | undefined): BundleFault[] {
  if (expected === undefined) return [];
  const wanted = expected.trim().toLowerCase();
  if (!/^[0-9a-f]{12,64}$/.test(wanted)) {
    return [{ where: `expected ${which}`, what: `"${expected.slice(0, 80)}" is not 12 to 64 hexadecimal digits` }];
  }
  if (actual.startsWith(wanted)) return [];
  return [
    {
      where: which === 'head' ? EVENTS : SUMS,
      what: `has ${which} ${actual}, but ${wanted} was expected: this is not the record that was anchored`,
    },
  ];
}

/** Bytes between and around the files (headers, gaps, comments) must be those that Cordon itself would write. */
async function containerFaults(path: string, zip: StoredZip): Promise<BundleFault[]> {
  const contents = [...zip.entries].map(([name, { bytes }]) => ({ name, bytes, open: () => zip.open(name) }));
  const file = createHash('sha256');
  for await (const chunk of createReadStream(path)) file.update(chunk);
  if ((await hashZip(contents)) === file.digest('hex')) return [];
  return [
    {
      where: 'container',
      what: 'the files are intact, but bytes around them differ from what Cordon writes; another program re-packed or changed the zip',
    },
  ];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
