/** A house whose vault is S3 in an account of its own, by configuration: capture, hold, lift, keep, export, verify. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import { verifyBundle } from '../../../src/evidence/verify-bundle.ts';
import { exportIncident } from '../../../src/house/export.ts';
import type { EvidenceItem, Incident } from '../../../src/incident/incident.ts';
import { type Lab, openLab } from '../../support/aws-lab.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

const motoUrl = inject('motoUrl');
const Bucket = `evidence-${process.pid}`;

describe.skipIf(motoUrl === '')('a house with its vault in S3', () => {
  let shop: Lab;
  let forensic: Lab;
  let test: TestHouse;
  let scratch: string;

  beforeAll(async () => {
    shop = await openLab({ motoUrl });
    forensic = await openLab({ motoUrl });
    await shop.of(IAMClient).send(new CreateUserCommand({ UserName: 'mallory' }));
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    const bucket = { Bucket, ObjectLockEnabledForBucket: true, CreateBucketConfiguration };
    await forensic.of(S3Client).send(new CreateBucketCommand(bucket));
    scratch = await mkdtemp(join(tmpdir(), 'cordon-s3-house-'));
    const accounts = { ...shop.aws.settings.accounts, ...forensic.aws.settings.accounts };
    const vault = { kind: 's3', bucket: Bucket, account: forensic.account, region: 'eu-west-1', lock: 'compliance' };
    const clouds = { aws: { accounts, callsPerSecond: 100 } };
    const file = join(scratch, 'cordon.yaml');
    await writeFile(file, stringify({ clouds, evidence: { vault, retentionDays: 30 } }));
    process.env.AWS_ENDPOINT_URL = shop.gateway.url;
    test = await startHouse({ CORDON_CONFIG: file });
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    for (const one of [test, forensic, shop]) await one[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true });
  });

  /** Before the incident is there, the API answers with an error. */
  const item = async (of: string): Promise<EvidenceItem | undefined> => {
    const { evidence = [] }: Partial<Incident> = await test.incident(1);
    return evidence.find(({ kind }) => kind === of);
  };
  const lockOf = async (sha256 = '') => {
    const Key = `sha256/${sha256.slice(0, 2)}/${sha256}`;
    const head = await forensic.of(S3Client).send(new HeadObjectCommand({ Bucket, Key }));
    return { mode: head.ObjectLockMode, until: head.ObjectLockRetainUntilDate, held: head.ObjectLockLegalHoldStatus };
  };
  const say = async (as: string, text: string): Promise<void> => {
    const { status, body } = await test.say(as, 1, text);
    if (status !== 200) throw new Error(`${text}: ${JSON.stringify(body)}`);
  };

  it('keeps what is captured there, locked, and does what people order about it', { timeout: 180_000 }, async () => {
    await test.call('POST', '/alerts/cloudevents', {
      ...{ specversion: '1.0', id: 'ce-1', source: '/detector', type: 'com.example.detection' },
      ...{ subject: 'bucket/exports', data: { title: 'Read by a stranger', severity: 'critical' } },
    });
    await until(async () => (await item('alert-payload'))?.state === 'locked');
    await say('responder-1', `scope add user mallory ${shop.account} because the key is theirs`);
    await say('responder-1', 'evidence request iam-snapshot user/mallory');
    await until(async () => (await item('iam-snapshot'))?.state === 'locked', 60_000);
    const snapshot = await item('iam-snapshot');
    expect(await lockOf(snapshot?.file?.sha256)).toMatchObject({ mode: 'COMPLIANCE', held: 'OFF' });

    await say('responder-2', 'evidence hold all because matter 7');
    await until(async () => (await item('iam-snapshot'))?.locked?.legalHold === true);
    await until(async () => (await item('alert-payload'))?.locked?.legalHold === true);
    expect(await lockOf(snapshot?.file?.sha256)).toMatchObject({ held: 'ON' });

    await say('responder-3', 'take legal');
    await say('responder-3', 'evidence lift all because matter 7 is settled');
    await say('responder-3', `evidence keep ${snapshot?.evidenceId} until 2036-01-31 because an audit is announced`);
    await until(async () => (await item('iam-snapshot'))?.locked?.until === '2036-01-31T00:00:00.000Z');
    await until(async () => (await item('iam-snapshot'))?.locked?.legalHold === false);
    const until2036 = { mode: 'COMPLIANCE', until: new Date('2036-01-31'), held: 'OFF' };
    expect(await lockOf(snapshot?.file?.sha256)).toEqual(until2036);
  });

  it('gives a bundle that holds offline, with the source of each piece and whose word each move rests on', async () => {
    const { store, vault, version } = test.house;
    const path = join(scratch, 'bundle.zip');
    const incident = await test.incident(1);

    await exportIncident({ store, vault, version }, incident, path, 'auditor');

    expect(await verifyBundle(path)).toMatchObject({ ok: true });
    const held = (await vault.manifest(incident.id)).map(({ record }) => record);
    const piece = held.find(({ kind }) => kind === 'iam-snapshot');
    expect(piece).toMatchObject({
      ...{ subject: 'user/mallory', collector: 'aws.iam-snapshot' },
      source: { provider: 'aws', account: shop.account },
      requestIds: expect.arrayContaining([expect.any(String)]),
    });
    const moves = (await vault.custody(incident.id)).flatMap(({ record: { key, verb, by, why } }) =>
      key === piece?.key ? [[verb, by, why]] : [],
    );
    expect(moves.slice(0, 3)).toEqual([
      ['put', 'worker', `requested as ${piece?.key}`],
      ['locked', 'worker', `requested as ${piece?.key}`],
      ['held', 'responder-2', 'matter 7'],
    ]);
    expect(moves.slice(3)).toEqual(
      expect.arrayContaining([
        ['lifted', 'responder-3', 'matter 7 is settled'],
        ['exported', 'auditor', 'export of the incident'],
      ]),
    );
  });
});
