/** Evidence whose retention ended years ago, in a whole house: asked for, confirmed, deleted or kept, and told. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDirectoryVault } from '../../../src/evidence/directory-vault.ts';
import { verifyBundle } from '../../../src/evidence/verify-bundle.ts';
import { exportIncident } from '../../../src/house/export.ts';
import type { EvidenceItem, Incident } from '../../../src/incident/incident.ts';
import { pastRetention } from '../../../src/store/past-retention.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

describe('evidence past its retention', () => {
  let test: TestHouse;
  let scratch: string;
  beforeAll(async () => {
    test = await startHouse();
    scratch = await mkdtemp(join(tmpdir(), 'cordon-disposal-'));
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A stolen key', as: 'responder-1' });
    await until(async () => ((await test.incident(1)) as Partial<Incident>).number === 1);
    await told('take commander', 'scope add user mallory 111122223333 because the key is theirs');
    // What a worker had stored and locked years ago is found when it is collected: its retention has ended.
    const { id } = await test.incident(1);
    const access = { by: 'worker', why: 'collected long ago' };
    const retention = { days: 1, legalHold: false };
    const old = { retention, now: () => new Date('2021-01-01T10:00:00.000Z') };
    const vault = await openDirectoryVault(join(test.dataDir, 'vault'), old);
    for (const key of ['e1', 'e2']) {
      const what = {
        kind: 'iam-snapshot',
        subject: 'user/mallory',
        name: `${key}.json`,
        mediaType: 'application/json',
      };
      await vault.put(
        { ...what, incidentId: id, key, collector: 'simulated.iam-snapshot' },
        [Buffer.from(key)],
        access,
      );
      await vault.lock(id, key, access);
    }
    await told('evidence request iam-snapshot user/mallory', 'evidence request cloudtrail-window user/mallory');
    await until(async () => (await item('e1'))?.state === 'locked' && (await item('e2'))?.state === 'locked');
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true });
  });

  const item = async (id: string): Promise<EvidenceItem | undefined> =>
    (await test.incident(1)).evidence.find(({ evidenceId }) => evidenceId === id);
  const told = async (...words: readonly string[]): Promise<void> => {
    for (const text of words) expect(await test.say('responder-1', 1, text)).toMatchObject({ status: 200 });
  };

  it('is deleted once two people want it, and its record stays in chat, document and bundle', async () => {
    await told('close The key was replaced');
    expect(await pastRetention(test.house.store.db, new Date())).toEqual([{ number: 1, pieces: 2, bytes: 4 }]);
    await told('evidence dispose e1 because the matter is closed');
    const own = await test.say('responder-1', 1, 'evidence dispose e1 because the matter is closed');
    expect(own).toMatchObject({ status: 409, body: { code: 'own_request' } });

    const second = await test.say('responder-2', 1, 'evidence dispose e1 because I agree');

    expect(second).toMatchObject({ status: 200 });
    await until(async () => (await item('e1'))?.state === 'disposed');
    expect(await pastRetention(test.house.store.db, new Date())).toEqual([{ number: 1, pieces: 1, bytes: 2 }]);
    expect(JSON.stringify(await test.say('responder-3', 1, 'evidence'))).toMatch(
      /disposed of on \d{4}-\d\d-\d\d by Responder 1 and Responder 2: the matter is closed/,
    );
    const path = join(scratch, 'bundle.zip');
    const incident = await test.incident(1);
    const { store, vault, version } = test.house;
    await exportIncident({ store, vault, version }, incident, path, 'auditor');
    expect(await verifyBundle(path)).toMatchObject({ ok: true, disposed: [{ key: 'e1', name: 'e1.json' }] });
    expect(await vault.check(incident.id, { by: 'auditor', why: 'yearly' })).toEqual([]);
    await until(async () => {
      const document = await test.call('GET', '/api/v1/incidents/1/postmortem?format=md');
      return (await document.text()).includes('**disposed of**');
    });
  });

  it('is kept, and the reason recorded, where the vault does not let it go', async () => {
    const { id } = await test.incident(1);
    // Held in the vault behind the incident's back.
    await test.house.vault.lock(id, 'e2', { by: 'counsel', why: 'matter 7' }, { legalHold: true });

    await told('evidence dispose due because the matter is closed');
    await test.say('responder-2', 1, 'evidence dispose due because I agree');

    await until(async () => (await item('e2'))?.disposal?.refused !== undefined);
    expect(await item('e2')).toMatchObject({
      state: 'locked',
      disposal: { refused: expect.stringMatching(/legal hold/) },
    });
  });
});
