/**
 * The export bundle: everything about an incident in one zip that anybody can verify offline. Nothing in it is
 * compressed: the container is then a pure function of its contents, so that `verify` can demand every byte of it,
 * and there is no way to build a zip bomb.
 */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { canonicalJson, GENESIS, link, sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import {
  BundleManifest,
  CUSTODY,
  ENTRY_NAME,
  EVENTS,
  EVIDENCE,
  FORMAT,
  type ListedFile,
  MANIFEST,
  manifestText,
  README,
  SUMS,
  sumsText,
} from './bundle-form.ts';
import { readmeText } from './bundle-readme.ts';
import { chain } from './chained-line.ts';
import { evidencePaths } from './evidence-paths.ts';
import { type Access, keptOf, type Vault } from './vault.ts';
import { type Content, writeZip } from './zip.ts';

/** An event as the log holds it, with its place in the chain. */
export interface LoggedEvent {
  readonly event: object;
  readonly previous: string;
  readonly hash: string;
}

export interface BundleInput {
  readonly incident: BundleManifest['incident'];
  readonly exportedAt: string;
  /** Version of Cordon that writes the bundle. */
  readonly cordon: string;
  readonly events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>;
  /** Holds the evidence, its manifest and its custody log. */
  readonly vault: Vault;
  /** Post-mortem and the like; `name` becomes `documents/NAME`. */
  readonly documents: readonly { readonly name: string; readonly content: Uint8Array | string }[];
  readonly access: Access;
}

export interface Bundle {
  readonly path: string;
  /** Hash of the last event: binds events and evidence. Shown in chat and post-mortem, it detects a rewrite. */
  readonly head: string;
  /** SHA-256 of `MANIFEST.sha256`: binds every byte of every file. */
  readonly root: string;
  readonly events: number;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes the bundle to `path`, beside it first and renamed when whole. The same input and vault give the same bytes.
 * Fails with `bundle_invalid` when the events do not form a chain, `evidence_missing` when evidence is damaged.
 */
export async function exportBundle(input: BundleInput, path: string): Promise<Bundle> {
  const work = await mkdtemp(join(tmpdir(), 'cordon-export-'));
  const aside = join(dirname(path), `.${randomUUID()}.part`);
  try {
    const events = await writeEvents(input.events, join(work, EVENTS));
    const files = [events.file, ...(await evidenceFiles(input)), ...documentFiles(input)];
    files.push(inMemory(README, readmeText(input.incident, events.head)));
    const listed = files.map(({ name, bytes, sha256 }): ListedFile => ({ name, bytes, sha256 })).sort(byName);
    refuseClashes(listed);
    const manifest = BundleManifest.parse({
      format: FORMAT,
      incident: input.incident,
      exportedAt: input.exportedAt,
      exportedBy: input.access.by,
      cordon: input.cordon,
      chain: { events: events.count, head: events.head },
      files: listed,
    });
    const sums = sumsText(manifest);
    await writeZip(aside, [...files, inMemory(MANIFEST, manifestText(manifest)), inMemory(SUMS, sums)]);
    await rename(aside, path);
    const { size } = await stat(path);
    return { path, head: events.head, root: sha256(sums), events: events.count, files: listed.length, bytes: size };
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(aside, { force: true });
  }
}

type File = ListedFile & Content;

/** Events go to a file first: the manifest must know their hash before the zip is written, and memory stays flat. */
async function writeEvents(events: BundleInput['events'], path: string) {
  const out = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let head = GENESIS;
  let count = 0;
  let bytes = 0;
  try {
    for await (const logged of events) {
      count += 1;
      if (logged.previous !== head || logged.hash !== link(head, canonicalJson(logged.event))) throw brokenAt(count);
      const line = Buffer.from(`${chain(head, logged.event).line}\n`);
      hash.update(line);
      bytes += line.length;
      head = logged.hash;
      await out.appendFile(line);
    }
  } finally {
    await out.close();
  }
  const file: File = {
    ...{ name: EVENTS, bytes, sha256: hash.digest('hex') },
    open: async () => createReadStream(path),
  };
  return { file, head, count };
}

async function evidenceFiles({ vault, incident, access }: BundleInput): Promise<File[]> {
  const held = await vault.manifest(incident.id);
  // Read before the pieces are opened: who exports is recorded by the vault, and is part of the next bundle.
  const custody = await vault.custody(incident.id);
  const told = custody.map(({ record }) => record);
  const there = keptOf(
    held.map(({ record }) => record),
    told,
  );
  const pieces = evidencePaths(there).map(({ path, piece }): File => {
    const { bytes, sha256 } = piece;
    return {
      ...{ name: path, bytes, sha256 },
      open: () => vault.open(incident.id, sha256, { ...access, verb: 'exported' }),
    };
  });
  const lines = (records: readonly { readonly previous: string; readonly record: object }[]) =>
    records.map(({ previous, record }) => `${chain(previous, record).line}\n`).join('');
  return [...pieces, inMemory(EVIDENCE, lines(held)), inMemory(CUSTODY, lines(custody))];
}

function documentFiles({ documents }: BundleInput): File[] {
  return documents.map(({ name, content }) => inMemory(`documents/${name}`, content));
}

function inMemory(name: string, content: string | Uint8Array): File {
  const bytes = Buffer.from(content as string);
  return { name, bytes: bytes.length, sha256: sha256(bytes), open: async () => Readable.from([bytes]) };
}

function refuseClashes(files: readonly ListedFile[]): void {
  const seen = new Set<string>();
  for (const { name } of files) {
    // Two names that differ in case only overwrite each other when unpacked on some systems.
    if (ENTRY_NAME.test(name) && !seen.has(name.toLowerCase())) seen.add(name.toLowerCase());
    else {
      throw new CordonError('bundle_invalid', `"${name}" cannot be a file of the bundle.`, {
        remedy: 'Give each document a plain name of its own, such as postmortem.md.',
      });
    }
  }
}

function brokenAt(seq: number): CordonError {
  return new CordonError('bundle_invalid', `Event ${seq} does not follow the one before it: the chain is broken.`, {
    remedy: 'Do not change the log. Compare it with an earlier bundle or the head shown in chat, and investigate.',
  });
}

const byName = (a: ListedFile, b: ListedFile) => (a.name < b.name ? -1 : 1);
