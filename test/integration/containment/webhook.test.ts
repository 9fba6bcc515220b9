import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionJob } from '../../../src/containment/action.ts';
import { createAws } from '../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { createCatalogue } from '../../../src/containment/index.ts';
import { draftPlan } from '../../../src/containment/plan.ts';
import { releaseAction, runAction } from '../../../src/containment/run.ts';
import { memoryOrders, type Orders } from '../../../src/containment/webhook/orders.ts';
import { openRunners, RunnerEntries } from '../../../src/containment/webhook/settings.ts';
import { type RunnerDouble, startRunner } from '../../doubles/soar/runner.ts';
import { memoryLedger } from '../../support/ledger.ts';

const KEY = randomBytes(32);
const SECRET = `whsec_${KEY.toString('base64')}`;
const aws = createAws({ settings: AwsSettings.parse({}) });
afterAll(() => aws[Symbol.dispose]());
const signal = new AbortController().signal;
const target = { provider: 'aws', account: '111122223333', kind: 'instance', id: 'i-1' };
const job: ActionJob = {
  incidentId: 'i',
  codename: 'sapphire-heron',
  number: 42,
  actionId: 'a1',
  jobKey: 'c0ffee'.repeat(10),
};

let vendor: RunnerDouble;
beforeEach(async () => {
  vendor = await startRunner(KEY);
});
afterEach(() => vendor[Symbol.asyncDispose]());

function catalogue(secret = SECRET, orders: Orders = memoryOrders()) {
  const entry = { title: 'Isolate endpoint', targetKind: 'instance', url: vendor.url, secret: 'EDR', releases: true };
  const faults: string[] = [];
  const runners = openRunners(RunnerEntries.parse({ 'isolate-endpoint': entry }), () => secret, faults);
  return { ...createCatalogue({ simulatedUrl: '', aws, runners, orders }), faults };
}

function action(secret = SECRET, orders?: Orders) {
  const found = catalogue(secret, orders).find('run-isolate-endpoint', 'aws');
  if (!found) throw new Error('the runner is no action');
  return found;
}

function tools(ledger = memoryLedger()) {
  return {
    ...{ ledger, signal, guards: [], leaseMs: 5000, pollMs: 10 },
    evidence: async () => 'there' as const,
    tell: async () => undefined,
  };
}

async function run(with_ = tools(), one = action()) {
  const { plan } = await draftPlan({ action: one, target, guards: [], signal });
  const asked = { action: one, target, job, approved: plan?.hash ?? '', begun: false, fresh: true };
  return runAction(asked, with_);
}

describe('an action that another tool carries out', () => {
  it('is ordered once, followed to its end, verified, and taken back by an order of its own', async () => {
    vendor.looks = 3;
    const kept = tools();

    expect(await run(kept)).toMatchObject({ result: 'holding', verification: expect.stringContaining('as ordered') });
    expect(await releaseAction({ action: action(), target, job }, kept)).toMatchObject({ result: 'released' });

    expect(vendor.done).toEqual(['cordon.contain i-1', 'cordon.release i-1']);
    expect(vendor.orders).toHaveLength(2);
  });

  it('is not ordered again when the answer was lost, or by another worker', async () => {
    vendor.losesNext = true;

    expect(await run()).toMatchObject({ result: 'holding' });
    expect(await run()).toMatchObject({ result: 'holding' });

    expect(vendor.orders).toHaveLength(1);
  });

  it('fails with what the tool says, and with a remedy where it does not believe the signature', async () => {
    const stranger = `whsec_${randomBytes(32).toString('base64')}`;
    expect(await run(tools(), action(stranger))).toMatchObject({
      result: 'failed',
      problem: expect.stringContaining('the signature does not fit'),
      remedy: expect.stringContaining('same secret'),
    });
    expect(vendor.orders).toEqual([]);

    vendor.fails = true;
    expect(await run()).toMatchObject({ result: 'failed', problem: expect.stringContaining('the agent is offline') });
  });

  it('that calls back is laid down until it has, and is neither asked nor ordered again meanwhile', async () => {
    vendor.callsBack = true;
    const orders = memoryOrders();
    const [kept, one] = [tools(), action(SECRET, orders)];
    const go = () => runAction({ action: one, target, job, approved: '', begun: true, fresh: false }, kept);

    const first = await run(kept, one);
    expect(first).toMatchObject({ result: 'later', on: 'provider', why: expect.stringContaining('calls back by') });
    const [order = ''] = vendor.orders;
    expect(await orders.find(order)).toMatchObject({
      runner: 'isolate-endpoint',
      actionId: 'a1',
      stage: 'execute',
      state: 'accepted',
    });
    const { asked } = vendor;
    const later = new Date(Date.now() + 60_000);
    await orders.hear('isolate-endpoint', { id: 'm1', order, state: 'pending', detail: 'half way' }, later);
    expect(await go()).toMatchObject({ result: 'later', why: expect.stringContaining('half way') });
    await orders.hear('isolate-endpoint', { id: 'm2', order, state: 'done', detail: 'isolated' }, later);

    expect(await go()).toMatchObject({ result: 'holding', verification: expect.stringContaining('isolated') });
    expect([vendor.orders.length, vendor.asked]).toEqual([1, asked]);
  });

  it('that does not call back in time is looked at, and shown as unknown where that tells nothing', async () => {
    vendor.callsBack = true;
    const orders = memoryOrders();
    const [kept, one] = [tools(), action(SECRET, orders)];
    await run(kept, one);
    const [order = ''] = vendor.orders;
    await orders.hear('isolate-endpoint', { id: 'm1', order, state: 'pending', detail: '' }, new Date(0));
    const again = { action: one, target, job, approved: '', begun: true, fresh: false };

    expect(await runAction(again, kept)).toMatchObject({ result: 'unknown' });
    kept.ledger.expire();
    vendor.callsBack = false;
    expect(await runAction(again, kept)).toMatchObject({ result: 'holding' });
    expect(vendor.orders).toHaveLength(1);
  });

  it('exists on the real cloud alone: drills never reach it', () => {
    const { find, names } = catalogue();

    expect(names).toContain('run-isolate-endpoint');
    expect(find('run-isolate-endpoint', 'simulated')).toBeUndefined();
  });

  it('needs a secret that is one, and an address that nobody listens to on the way', () => {
    expect(catalogue('short').faults).toEqual([expect.stringContaining('EDR must hold whsec_')]);
    const entry = { title: 'x', targetKind: 'instance', secret: 'EDR', url: 'http://soar.example.com/hook' };
    expect(RunnerEntries.safeParse({ one: entry }).error?.issues[0]?.message).toContain('must be https');
  });
});
