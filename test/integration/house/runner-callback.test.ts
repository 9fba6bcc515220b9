/** A runner that accepts an order and calls back, in a whole house: what waits is seen, believed calls move it, others do not. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import type { Action, Incident } from '../../../src/incident/incident.ts';
import { type RunnerDouble, startRunner } from '../../doubles/soar/runner.ts';
import { type Lab, openLab } from '../../support/aws-lab.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

const motoUrl = inject('motoUrl');
const KEY = randomBytes(32);

describe.skipIf(motoUrl === '')('a runner that calls back', () => {
  let lab: Lab;
  let vendor: RunnerDouble;
  let test: TestHouse;
  let scratch: string;

  beforeAll(async () => {
    lab = await openLab({ motoUrl });
    vendor = await startRunner(KEY);
    vendor.callsBack = true;
    scratch = await mkdtemp(join(tmpdir(), 'cordon-runner-'));
    const runner = { title: 'Isolate endpoint', targetKind: 'instance', url: vendor.url, secret: 'EDR', tier: 1 };
    const runners = { 'isolate-endpoint': { ...runner, releases: true, callbackMinutes: 30 } };
    const file = join(scratch, 'cordon.yaml');
    await writeFile(file, stringify({ clouds: { aws: { accounts: lab.aws.settings.accounts }, runners } }));
    process.env.AWS_ENDPOINT_URL = lab.gateway.url;
    test = await startHouse({ CORDON_CONFIG: file, EDR: `whsec_${KEY.toString('base64')}` });
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A host talks to a stranger', as: 'responder-1' });
    await until(async () => ((await test.incident(1)) as Partial<Incident>).members?.length === 3);
    await told('take commander', 'assign account-owner @responder-2');
    await order('i-1', 0);
  }, 180_000);
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    for (const one of [test, vendor, lab]) await one[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true });
  });

  const action = async (nth = 0): Promise<Action | undefined> => ((await test.incident(1)) as Incident).actions[nth];
  const told = async (...words: readonly string[]): Promise<void> => {
    for (const text of words) expect(await test.say('responder-1', 1, text)).toMatchObject({ status: 200 });
  };
  /** Proposes, approves, and waits until the runner has accepted it. */
  const order = async (host: string, nth: number): Promise<void> => {
    await told(`scope add instance ${host} ${lab.account} because it talks to a stranger`);
    await told(`contain run-isolate-endpoint ${host} because it talks to a stranger`);
    await until(async () => (await action(nth))?.state === 'requested', 60_000);
    const { actionId, plan } = (await action(nth)) ?? {};
    await test.say('responder-2', 1, `approve ${actionId} ${plan?.hash}`);
    await until(async () => (await action(nth))?.waiting !== undefined, 60_000);
  };
  const call = async (message: RequestInit, name = 'isolate-endpoint'): Promise<number> =>
    (await fetch(`${test.url}/runners/${name}`, { method: 'POST', ...message })).status;
  const said = (state: string, detail = '', order = vendor.orders[0]) => ({ order, state, detail });

  it('is waited for in sight, and moved by nothing that it did not say', async () => {
    const card = await test.say('responder-3', 1, `plan ${(await action())?.actionId}`);
    expect(JSON.stringify(card.body)).toContain('isolate-endpoint has accepted it and calls back by');
    const forged = { ...vendor.message(said('done')), body: JSON.stringify(said('failed')) };

    expect(await call(forged)).toBe(401);
    expect(await call(vendor.message(said('done'), 'm', new Date(Date.now() - 3_600_000)))).toBe(401);
    expect(await call(vendor.message(said('done')), 'another-runner')).toBe(401);
    expect(await call(vendor.message(said('done', '', `cordon_${'0'.repeat(32)}`)))).toBe(404);
    expect(await call(vendor.message({ ...said('done'), verdict: 'fine' }))).toBe(400);
    expect(await action()).toMatchObject({ state: 'running', waiting: { on: 'provider' } });
  });

  it('tells how far it is, once, and ends the wait with its last word, which stands', {
    timeout: 120_000,
  }, async () => {
    const half = vendor.message(said('pending', 'half way'));
    const progress = async () => (await action())?.steps.find(({ stage }) => stage === 'execute')?.progress;
    expect(await call(half)).toBe(204);
    expect(await progress()).toBe('isolate-endpoint says pending: half way');
    expect(await call(vendor.message(said('pending', 'nearly there')))).toBe(204);
    expect(await call(half)).toBe(204);
    expect(await progress()).toBe('isolate-endpoint says pending: nearly there');

    expect(await call(vendor.message(said('done', 'isolated by the agent')))).toBe(204);

    await until(async () => (await action())?.state === 'contained', 60_000);
    expect((await action())?.verification).toContain('isolated by the agent');
    expect(await call(vendor.message(said('failed', 'on second thoughts')))).toBe(409);
    expect(vendor.orders).toHaveLength(1);
  });

  it('can be stopped while it is waited for: the order to take it back is waited for likewise', {
    timeout: 120_000,
  }, async () => {
    await order('i-2', 1);
    const [, contain] = vendor.orders;

    await told(`cancel ${(await action(1))?.actionId} because it was the wrong host`);

    await until(() => vendor.orders.length === 3, 60_000);
    await until(async () => (await action(1))?.waiting?.why.includes('calls back by') ?? false, 60_000);
    // What it says of the first order now ends nothing.
    expect(await call(vendor.message(said('done', '', contain)))).toBe(204);
    expect(await action(1)).toMatchObject({ state: 'releasing' });
    expect(await call(vendor.message(said('done', 'joined again', vendor.orders[2])))).toBe(204);
    await until(async () => (await action(1))?.state === 'released', 60_000);
  });
});
