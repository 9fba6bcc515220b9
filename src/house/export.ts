/** Everything about an incident as one bundle that anybody can verify offline. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, exportBundle } from '../evidence/bundle.ts';
import type { Vault } from '../evidence/vault.ts';
import type { Incident } from '../incident/incident.ts';
import { readChain } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { COPIES, copyOf, fileNameOf } from './copies.ts';

export interface ExportOptions {
  readonly store: Store;
  readonly vault: Vault;
  /** Version of Cordon, for the manifest. */
  readonly version: string;
}

/** Writes the bundle to `path`. `by` stands in the custody record. */
export async function exportIncident(
  { store, vault, version }: ExportOptions,
  incident: Incident,
  path: string,
  by: string,
): Promise<Bundle> {
  const { id, number, codename, title, tlp } = incident;
  const copies = await Promise.all(
    COPIES.map(async (extension) => ({
      name: fileNameOf(extension),
      copy: await copyOf(store.db, incident, extension),
    })),
  );
  const documents = copies.flatMap(({ name, copy }) => (copy ? [{ name, content: copy.body }] : []));
  return exportBundle(
    {
      incident: { id, number, codename, title, tlp },
      exportedAt: new Date().toISOString(),
      cordon: version,
      events: await readChain(store.db, id),
      vault,
      documents,
      access: { by, why: 'export of the incident' },
    },
    path,
  );
}

/** A path for a bundle that is only passed on, and what removes it again. */
export async function temporaryBundle(
  codename: string,
): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-bundle-'));
  return { path: join(folder, `${codename}.zip`), remove: () => rm(folder, { recursive: true, force: true }) };
}
