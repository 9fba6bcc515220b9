/**
 * The vault in a directory: `sha256/ab/abcdef…` holds content, `incidents/ID/manifest.jsonl` what an incident has,
 * `incidents/ID/custody.jsonl` who did what with it. The default; production keeps evidence under a storage lock.
 */

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { faultOf, openBlob, receive, removeBlob, settle } from './blobs.ts';
import { append, inspect, read } from './journal.ts';
import { withLock } from './lock.ts';
import {
  type Access,
  type CustodyRecord,
  type CustodyVerb,
  checkIncidentId,
  disposalIn,
  type Held,
  type IntegrityFault,
  keptOf,
  type Locked,
  lockedUntil,
  lockIn,
  nextLock,
  notHeld,
  plainDeposit,
  type Retention,
  refuseKept,
  stillHeld,
  type Vault,
} from './vault.ts';

export interface DirectoryVaultOptions {
  /** The clock; the machine's own by default. */
  readonly now?: () => Date;
  /** Three years by default: NIST SP 800-61 r2 §3.4.3. */
  readonly retention?: Retention;
}

/** Opens, and makes if needed, a vault below `directory`. Readable by the owner alone. */
export async function openDirectoryVault(directory: string, options: DirectoryVaultOptions = {}): Promise<Vault> {
  const { now = () => new Date(), retention = { days: 1095, legalHold: false } } = options;
  for (const part of ['sha256', 'incidents', 'incoming']) {
    await mkdir(join(directory, part), { recursive: true, mode: 0o700 });
  }

  const place = (incidentId: string) => placeOf(directory, incidentId);

  async function note(
    incidentId: string,
    verb: CustodyVerb,
    piece: { key: string; sha256: string },
    access: Access,
    locked?: Locked,
  ) {
    const { by, why } = access;
    await append<CustodyRecord>(place(incidentId).custody, (seq) => ({
      ...{ seq, at: now().toISOString(), verb, by, why },
      ...{ key: piece.key, sha256: piece.sha256, ...locked },
    }));
  }

  async function pieces(incidentId: string): Promise<readonly Held[]> {
    return (await read<Held>(place(incidentId).manifest)).map(({ record }) => record);
  }

  async function moves(incidentId: string): Promise<readonly CustodyRecord[]> {
    return (await read<CustodyRecord>(place(incidentId).custody)).map(({ record }) => record);
  }

  /** Content is kept once, whichever incidents hold it: nobody takes it in while somebody looks whether it may go. */
  function withContent<T>(sha256: string, work: () => Promise<T>): Promise<T> {
    return withLock(join(directory, 'incoming', `${sha256}.lock`), work);
  }

  async function keptByOthers({ incidentId, key, sha256 }: Held): Promise<boolean> {
    for (const other of await readdir(join(directory, 'incidents'))) {
      const same = (await pieces(other)).filter((one) => one.sha256 === sha256);
      const others = same.filter((one) => other !== incidentId || one.key !== key);
      if (others.length === 0) continue;
      const records = await moves(other);
      if (others.some((one) => !disposalIn(records, one))) return true;
    }
    return false;
  }

  async function letGo(piece: Held): Promise<boolean> {
    return withContent(piece.sha256, async () => {
      if (await keptByOthers(piece)) return false;
      await removeBlob(directory, piece.sha256);
      return true;
    });
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
          const before = (await pieces(deposit.incidentId)).find((one) => one.key === key && one.sha256 === sha256);
          if (before) stillHeld([before], await moves(deposit.incidentId), key);
          return withContent(sha256, async () => {
            await settle(directory, incoming);
            if (before) return { ...before, already: true };
            // Custody first: after a crash in between, nothing is held that nobody answers for.
            await note(deposit.incidentId, 'put', { key, sha256 }, access);
            const storedAt = now().toISOString();
            const held = await append<Held>(manifest, (seq) => ({
              ...plainDeposit(deposit),
              ...{ seq, sha256, bytes, storedAt },
            }));
            return { ...held, already: false };
          });
        });
      } finally {
        await rm(incoming.path, { force: true });
      }
    },

    async find(incidentId, key) {
      return (await pieces(incidentId)).findLast((piece) => piece.key === key);
    },

    async open(incidentId, sha256, { verb = 'read', ...access }) {
      const same = (await pieces(incidentId)).filter((one) => one.sha256 === sha256);
      const piece = stillHeld(same, await moves(incidentId), sha256.slice(0, 12));
      await withLock(place(incidentId).lock, () => note(incidentId, verb, piece, access));
      return openBlob(directory, sha256);
    },

    /** Its bytes are read-only from the beginning; the promise is what is written down, for people and for the bundle. */
    async lock(incidentId, key, access, keeping = {}) {
      const { lock } = place(incidentId);
      const piece = await vault.find(incidentId, key);
      if (!piece) throw notHeld(key);
      return withLock(lock, async () => {
        const records = await moves(incidentId);
        const before = lockIn(records, stillHeld([piece], records, key));
        const usual = { until: lockedUntil(now(), retention), legalHold: retention.legalHold };
        const next = nextLock(before, keeping, usual);
        if (next) await note(incidentId, next.verb, piece, access, next.locked);
        return next?.locked ?? before ?? usual;
      });
    },

    async dispose(incidentId, key, access) {
      return withLock(place(incidentId).lock, async () => {
        const under = (await pieces(incidentId)).filter((one) => one.key === key);
        if (under.length === 0) throw notHeld(key);
        const records = await moves(incidentId);
        refuseKept(records, under, now());
        let freed = true;
        for (const piece of under) {
          freed = (await letGo(piece)) && freed;
          // Afterwards: the log of custody says what was done, the incident's log what was decided before.
          if (!disposalIn(records, piece)) await note(incidentId, 'disposed', piece, access);
        }
        return { freed };
      });
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
      const told = (await inspect(custody)).records.map(({ record }) => record as CustodyRecord);
      for (const piece of keptOf(
        records.map(({ record }) => record as Held),
        told,
      )) {
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
  checkIncidentId(incidentId);
  const folder = join(directory, 'incidents', incidentId);
  return {
    folder,
    lock: join(folder, '.lock'),
    manifest: join(folder, 'manifest.jsonl'),
    custody: join(folder, 'custody.jsonl'),
  };
}
