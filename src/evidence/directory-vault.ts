/**
 * The vault in a directory: `sha256/ab/abcdef…` holds content, `incidents/ID/manifest.jsonl` what an incident has,
 * `incidents/ID/custody.jsonl` who did what with it. The default; production keeps evidence under a storage lock.
 */

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CordonError } from '../base/errors.ts';
import { faultOf, openBlob, receive, settle } from './blobs.ts';
import { append, inspect, read } from './journal.ts';
import { withLock } from './lock.ts';
import type { Access, CustodyRecord, CustodyVerb, Deposit, Held, IntegrityFault, Vault } from './vault.ts';

export interface DirectoryVaultOptions {
  /** The clock; the machine's own by default. */
  readonly now?: () => Date;
}

/** Opens, and makes if needed, a vault below `directory`. Readable by the owner alone. */
export async function openDirectoryVault(directory: string, options: DirectoryVaultOptions = {}): Promise<Vault> {
  const now = options.now ?? (() => new Date());
  for (const part of ['sha256', 'incidents', 'incoming']) {
    await mkdir(join(directory, part), { recursive: true, mode: 0o700 });
  }

  const place = (incidentId: string) => placeOf(directory, incidentId);

  async function note(incidentId: string, verb: CustodyVerb, piece: { key: string; sha256: string }, access: Access) {
    const { by, why } = access;
    await append<CustodyRecord>(place(incidentId).custody, (seq) => ({
      ...{ seq, at: now().toISOString(), verb, by, why },
      ...{ key: piece.key, sha256: piece.sha256 },
    }));
  }

  async function pieces(incidentId: string): Promise<readonly Held[]> {
    return (await read<Held>(place(incidentId).manifest)).map(({ record }) => record);
  }

  const vault: Vault = {
    async put(deposit, content, access) {
      const { folder, lock, manifest } = place(deposit.incidentId);
      const incoming = await receive(directory, content);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return await withLock(lock, async () => {
          const { key } = deposit;
          const { sha256, bytes } = incoming;
          await settle(directory, incoming);
          const before = (await pieces(deposit.incidentId)).find((one) => one.key === key && one.sha256 === sha256);
          if (before) return { ...before, already: true };
          // Custody first: after a crash in between, nothing is held that nobody answers for.
          await note(deposit.incidentId, 'put', { key, sha256 }, access);
          const storedAt = now().toISOString();
          const held = await append<Held>(manifest, (seq) => ({ ...plain(deposit), seq, sha256, bytes, storedAt }));
          return { ...held, already: false };
        });
      } finally {
        await rm(incoming.path, { force: true });
      }
    },

    async find(incidentId, key) {
      return (await pieces(incidentId)).findLast((piece) => piece.key === key);
    },

    async open(incidentId, sha256, { verb = 'read', ...access }) {
      const piece = (await pieces(incidentId)).findLast((one) => one.sha256 === sha256);
      if (!piece) {
        throw new CordonError('not_found', `This incident holds no evidence ${sha256.slice(0, 12)}.`, {
          remedy: 'List what it holds with: evidence.',
        });
      }
      await withLock(place(incidentId).lock, () => note(incidentId, verb, piece, access));
      return openBlob(directory, sha256);
    },

    manifest: (incidentId) => read<Held>(place(incidentId).manifest),
    custody: (incidentId) => read<CustodyRecord>(place(incidentId).custody),

    async check(incidentId, access) {
      const { folder, lock, manifest, custody } = place(incidentId);
      const faults: IntegrityFault[] = [];
      for (const path of [manifest, custody]) {
        const { broken } = await inspect(path);
        if (broken) faults.push({ where: `${path}:${broken.line}`, what: broken.what });
      }
      const { records } = await inspect(manifest);
      for (const piece of records.map(({ record }) => record as Held)) {
        const what = await faultOf(directory, piece.sha256);
        if (what) faults.push({ where: piece.key, what });
      }
      if (records.length > 0 && faults.length === 0) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await withLock(lock, () => note(incidentId, 'checked', { key: '*', sha256: '' }, access));
      }
      return faults;
    },

    async [Symbol.asyncDispose]() {
      // Every write was synced before it was answered; nothing is kept open.
    },
  };
  return vault;
}

function placeOf(directory: string, incidentId: string) {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(incidentId)) {
    throw new CordonError('body_invalid', `"${incidentId.slice(0, 80)}" is not an incident id.`, {
      remedy: 'Use the id of the incident: letters, digits, hyphens.',
    });
  }
  const folder = join(directory, 'incidents', incidentId);
  return {
    folder,
    lock: join(folder, '.lock'),
    manifest: join(folder, 'manifest.jsonl'),
    custody: join(folder, 'custody.jsonl'),
  };
}

/** Only the members of a deposit, so that what a caller hands in beside them is not written down. */
function plain(deposit: Deposit): Deposit {
  const { incidentId, key, kind, subject, name, mediaType, collector, window, requestIds } = deposit;
  return {
    ...{ incidentId, key, kind, subject, name, mediaType, collector },
    ...(window ? { window } : {}),
    ...(requestIds ? { requestIds } : {}),
  };
}
