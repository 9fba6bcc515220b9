/**
 * The vault in S3 with Object Lock, in an account of its own: `sha256/ab/abcdef…` holds content, `incidents/ID/manifest/`
 * what an incident has and `incidents/ID/custody/` who did what with it, one object a line, each chained to the one before.
 */

import type { S3Client } from '@aws-sdk/client-s3';
import { checked } from './checked.ts';
import { contentKey, storeContent } from './s3-content.ts';
import { appendTo, inspectFrom, readFrom } from './s3-journal.ts';
import { holdContent, laterOf, lockContent, lockLines, releaseContent } from './s3-locks.ts';
import { createS3Objects } from './s3-objects.ts';
import type { S3VaultSettings } from './settings.ts';
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

export interface S3VaultOptions {
  /** A client in the account of the bucket. */
  readonly client: S3Client;
  readonly settings: S3VaultSettings;
  readonly retention: Retention;
  readonly now?: () => Date;
}

export function openS3Vault({ client, settings, retention, now = () => new Date() }: S3VaultOptions): Vault {
  const { prefix } = settings;
  const objects = createS3Objects(client, settings);
  const lockNow = (): Locked => ({ until: lockedUntil(now(), retention), legalHold: retention.legalHold });

  function placeOf(incidentId: string) {
    checkIncidentId(incidentId);
    const folder = `${prefix}incidents/${incidentId}`;
    return { manifest: `${folder}/manifest/`, custody: `${folder}/custody/` };
  }

  async function note(
    incidentId: string,
    verb: CustodyVerb,
    { key, sha256 }: { readonly key: string; readonly sha256: string },
    { by, why }: Access,
    locked?: Locked,
  ): Promise<void> {
    await appendTo<CustodyRecord>(
      objects,
      placeOf(incidentId).custody,
      (records) => ({
        ...{ seq: records.length + 1, at: now().toISOString(), verb, by, why, key, sha256 },
        ...locked,
      }),
      lockNow(),
    );
  }

  async function pieces(incidentId: string): Promise<readonly Held[]> {
    return (await readFrom<Held>(objects, placeOf(incidentId).manifest)).map(({ record }) => record);
  }

  async function moves(incidentId: string): Promise<readonly CustodyRecord[]> {
    return (await readFrom<CustodyRecord>(objects, placeOf(incidentId).custody)).map(({ record }) => record);
  }

  const vault: Vault = {
    async put(deposit, content, access) {
      const { incidentId, key } = deposit;
      const { manifest } = placeOf(incidentId);
      let before: Held | undefined;
      const { sha256, bytes } = await storeContent(objects, prefix, content, async (hash) => {
        before = (await pieces(incidentId)).find((one) => one.key === key && one.sha256 === hash);
        if (before) stillHeld([before], await moves(incidentId), key);
        await holdContent(objects, { prefix, sha256: hash }, { incidentId, key }, lockNow());
      });
      const same = (one: Held): boolean => one.key === key && one.sha256 === sha256;
      if (before) return { ...before, already: true };
      // Custody first: after a crash in between, nothing is held that nobody answers for.
      await note(incidentId, 'put', { key, sha256 }, access);
      const storedAt = now().toISOString();
      let rival: Held | undefined;
      const held = await appendTo<Held>(
        objects,
        manifest,
        (records) => {
          rival = records.find(same);
          return rival ? undefined : { ...plainDeposit(deposit), seq: records.length + 1, sha256, bytes, storedAt };
        },
        lockNow(),
      );
      if (held) return { ...held, already: false };
      if (rival) return { ...rival, already: true };
      throw notHeld(key);
    },

    async find(incidentId, key) {
      return (await pieces(incidentId)).findLast((piece) => piece.key === key);
    },

    async open(incidentId, sha256, { verb = 'read', ...access }) {
      const same = (await pieces(incidentId)).filter((one) => one.sha256 === sha256);
      const piece = stillHeld(same, await moves(incidentId), sha256.slice(0, 12));
      await note(incidentId, verb, piece, access);
      return checked(await objects.read(contentKey(prefix, sha256)), sha256);
    },

    async lock(incidentId, key, access, keeping = {}) {
      const piece = await vault.find(incidentId, key);
      if (!piece) throw notHeld(key);
      const place = placeOf(incidentId);
      const records = await moves(incidentId);
      const before = lockIn(records, stillHeld([piece], records, key));
      const usual = lockNow();
      const next = nextLock(before, keeping, usual);
      if (!next) return before ?? usual;
      const { verb, locked } = next;
      await lockContent(objects, { prefix, sha256: piece.sha256 }, { incidentId, key, ...locked }, usual);
      await note(incidentId, verb, piece, access, locked);
      const unusual = locked.legalHold !== usual.legalHold || locked.until > usual.until;
      const lines = [place.manifest, place.custody].map((journal) => ({ journal, key }));
      if (before || unusual) await lockLines(objects, lines, laterOf(locked, lockNow()));
      return locked;
    },

    async dispose(incidentId, key, access) {
      const under = (await pieces(incidentId)).filter((one) => one.key === key);
      if (under.length === 0) throw notHeld(key);
      const records = await moves(incidentId);
      refuseKept(records, under, now());
      let freed = true;
      for (const piece of under) {
        const { sha256 } = piece;
        freed = (await releaseContent(objects, { prefix, sha256 }, { incidentId, key }, lockNow())) && freed;
        // Afterwards: the log of custody says what was done, the incident's log what was decided before.
        if (!disposalIn(records, piece)) await note(incidentId, 'disposed', piece, access);
      }
      return { freed };
    },

    manifest: (incidentId) => readFrom<Held>(objects, placeOf(incidentId).manifest),
    custody: (incidentId) => readFrom<CustodyRecord>(objects, placeOf(incidentId).custody),

    async check(incidentId, access) {
      const faults: IntegrityFault[] = [];
      const { manifest, custody } = placeOf(incidentId);
      for (const journal of [manifest, custody]) {
        const { broken } = await inspectFrom(objects, journal);
        if (broken) faults.push({ where: `${journal}${broken.line}`, what: broken.what });
      }
      const { records } = await inspectFrom(objects, manifest);
      const told = (await inspectFrom(objects, custody)).records.map(({ record }) => record as CustodyRecord);
      for (const { key, sha256 } of keptOf(
        records.map(({ record }) => record as Held),
        told,
      )) {
        const what = await faultOf(sha256);
        if (what) faults.push({ where: key, what });
      }
      if (records.length > 0 && faults.length === 0) {
        await note(incidentId, 'checked', { key: '*', sha256: '' }, access);
      }
      return faults;
    },

    async [Symbol.asyncDispose]() {
      // The client belongs to whoever made it.
    },
  };

  async function faultOf(sha256: string): Promise<string | undefined> {
    try {
      for await (const _chunk of checked(await objects.read(contentKey(prefix, sha256)), sha256));
      return undefined;
    } catch (fault) {
      return fault instanceof Error ? fault.message : String(fault);
    }
  }

  return vault;
}
