/** A small incident with two pieces of evidence, exported; and the tools to alter what came out. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { canonicalJson, GENESIS, link, sha256 } from '../../../src/base/chain.ts';
import { type Bundle, type BundleInput, exportBundle, type LoggedEvent } from '../../../src/evidence/bundle.ts';
import { BundleManifest, MANIFEST, manifestText, SUMS, sumsText } from '../../../src/evidence/bundle-form.ts';
import { openDirectoryVault } from '../../../src/evidence/directory-vault.ts';
import { openStoredZip } from '../../../src/evidence/stored-zip.ts';
import type { Vault } from '../../../src/evidence/vault.ts';
import { writeZip } from '../../../src/evidence/zip.ts';

export const INCIDENT = 'incident-1';
export const access = { by: 'responder-1', why: 'collected by the playbook' };
export const clock = () => new Date('2026-03-01T10:00:00.000Z');

export interface Workplace extends AsyncDisposable {
  readonly directory: string;
  readonly vault: Vault;
}

export async function workplace(): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), 'cordon-evidence-'));
  const vault = await openDirectoryVault(join(directory, 'vault'), { now: clock });
  return {
    ...{ directory, vault },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

export function deposit(key: string, name = `${key}.json`) {
  return {
    ...{ incidentId: INCIDENT, key, kind: 'iam-snapshot', subject: 'role/payments' },
    ...{ name, mediaType: 'application/json', collector: 'iam-snapshot' },
  };
}

/** Chains plain event objects as the log does. */
export function logged(events: readonly object[]): LoggedEvent[] {
  let previous = GENESIS;
  return events.map((event) => {
    const hash = link(previous, canonicalJson(event));
    const one = { event, previous, hash };
    previous = hash;
    return one;
  });
}

export function eventsOf(evidence: readonly { key: string; content: string }[]): object[] {
  const declared = { number: 42, codename: 'sapphire-heron', title: 'Stolen session', tlp: 'AMBER' };
  const data = [
    { type: 'IncidentDeclared', data: declared },
    { type: 'NoteAdded', data: { entryId: 'n1', text: 'Größe „café“ \u2028 and a "quote"' } },
    ...evidence.map(({ key, content }) => ({
      type: 'EvidenceCollected',
      data: { evidenceId: key, sha256: sha256(content), bytes: Buffer.byteLength(content) },
    })),
    { type: 'IncidentClosed', data: { resolution: 'contained' } },
  ];
  return data.map((one, index) => ({ id: `id-${index}`, incidentId: INCIDENT, seq: index + 1, ...one }));
}

export const EVIDENCE = [
  { key: 'e1', content: '{"role":"payments"}\n' },
  { key: 'e2', content: 'first line\nsecond line\n' },
];

export async function inputOf(vault: Vault): Promise<BundleInput> {
  for (const { key, content } of EVIDENCE) await vault.put(deposit(key), [Buffer.from(content)], access);
  return {
    incident: { id: INCIDENT, number: 42, codename: 'sapphire-heron', title: 'Stolen session', tlp: 'AMBER' },
    ...{ exportedAt: '2026-03-02T00:00:00.000Z', cordon: '0.1.0', vault, access },
    events: logged(eventsOf(EVIDENCE)),
    documents: [
      { name: 'postmortem.md', content: '# Incident 42\n' },
      { name: 'postmortem.html', content: '<h1>Incident 42</h1>\n' },
    ],
  };
}

export async function givenBundle(place: Workplace, name = 'bundle.zip'): Promise<Bundle> {
  return exportBundle(await inputOf(place.vault), join(place.directory, name));
}

/** Every file of a bundle by name. */
export async function unpack(path: string): Promise<Map<string, Buffer>> {
  const opened = await openStoredZip(path);
  if (!('entries' in opened)) throw new Error(JSON.stringify(opened.faults));
  await using zip = opened;
  const files = new Map<string, Buffer>();
  for (const name of zip.entries.keys()) files.set(name, Buffer.concat(await (await zip.open(name)).toArray()));
  return files;
}

/** A well-formed container around whatever the files hold now. */
export async function repack(files: ReadonlyMap<string, Buffer>, path: string): Promise<string> {
  await rm(path, { force: true });
  const contents = [...files].map(([name, content]) => ({
    ...{ name, bytes: content.length },
    open: async () => Readable.from(content.length > 0 ? [content] : []),
  }));
  await writeZip(path, contents);
  return path;
}

/** What a forger with a text editor and `sha256sum` would do: lists the files anew so that the sums agree. */
export function relist(files: Map<string, Buffer>, change: (manifest: BundleManifest) => BundleManifest = (m) => m) {
  const before = BundleManifest.parse(JSON.parse(String(files.get(MANIFEST))));
  const listed = [...files]
    .filter(([name]) => name !== MANIFEST && name !== SUMS)
    .map(([name, content]) => ({ name, bytes: content.length, sha256: sha256(content) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest = change({ ...before, files: listed });
  files.set(MANIFEST, Buffer.from(manifestText(manifest)));
  files.set(SUMS, Buffer.from(sumsText(manifest)));
}
