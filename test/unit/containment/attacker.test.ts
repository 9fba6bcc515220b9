/** Each action against the attacker of the simulated cloud, beside what people do in its place and why that is not enough. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionTarget } from '../../../src/containment/action.ts';
import { createAws } from '../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { createCatalogue } from '../../../src/containment/index.ts';
import { draftPlan } from '../../../src/containment/plan.ts';
import { runAction } from '../../../src/containment/run.ts';
import { createSimulatedClient } from '../../../src/containment/simulated/client.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../../../src/containment/simulated/server.ts';
import { memoryLedger } from '../../support/ledger.ts';
import { until } from '../../support/until.ts';

const account = '111122223333';
const signal = new AbortController().signal;
const aws = createAws({ settings: AwsSettings.parse({}) });
const job = { incidentId: 'i', codename: 'c', number: 42, actionId: 'a1', jobKey: 'c0ffee'.repeat(10) };

let cloud: SimulatedCloud;
let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cordon-attacker-'));
  cloud = await startSimulatedCloud({ dataDir: scratch, propagationMs: 100 });
});
afterEach(async () => {
  await cloud[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

const seed = (name: string) => fetch(`${cloud.url}/seed/${name}`, { method: 'POST' });
const call = (name: string, input: Readonly<Record<string, unknown>>) =>
  createSimulatedClient(cloud.url).call(name, input);

interface Outcome {
  readonly successes: number;
  readonly failingSince?: number;
}

/** How one technique of the attacker fares: it tries every second. */
async function attacker(technique: string): Promise<Outcome> {
  const { attackers } = (await (await fetch(`${cloud.url}/attacker`)).json()) as {
    attackers: { outcomes: Record<string, Outcome> }[];
  };
  return attackers.flatMap(({ outcomes }) => outcomes[technique] ?? [])[0] ?? { successes: 0 };
}

async function succeedsFurther(technique: string): Promise<void> {
  const { successes } = await attacker(technique);
  await until(async () => (await attacker(technique)).successes > successes + 1);
}

async function failsFromNowOn(technique: string): Promise<void> {
  await until(async () => (await attacker(technique)).failingSince !== undefined);
  const { successes, failingSince = 0 } = await attacker(technique);
  await until(async () => Date.now() - failingSince > 2500);
  expect(await attacker(technique)).toMatchObject({ successes, failingSince });
}

async function contain(name: string, kind: string, id: string): Promise<void> {
  const target: ActionTarget = { provider: 'simulated', account, kind, id };
  const found = createCatalogue({ simulatedUrl: cloud.url, aws }).find(name, 'simulated');
  if (!found) throw new Error(`no action ${name}`);
  const action = { ...found, settleSeconds: 0.5 };
  const { plan } = await draftPlan({ action, target, guards: [], signal });
  const ran = await runAction(
    { action, target, job, approved: plan?.hash ?? '', begun: false, fresh: true },
    {
      ...{ ledger: memoryLedger(), guards: [], signal, leaseMs: 5000, pollMs: 50 },
      evidence: async () => 'there',
      tell: async () => undefined,
    },
  );
  expect(ran).toMatchObject({ result: 'holding' });
}

describe('the attacker', () => {
  it('keeps the open connection when groups are changed in one step, and loses it to isolate-instance', async () => {
    await seed('vm-compromise');
    const technique = 'connection:i-0build00000000001';
    const { result } = await call('CreateSecurityGroup', { GroupName: 'none', VpcId: 'vpc-build', Allows: 'none' });
    const Groups = [(result as { GroupId: string }).GroupId];
    await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-build-1', Groups });
    await succeedsFurther(technique);

    await contain('isolate-instance', 'instance', 'i-0build00000000001');

    await failsFromNowOn(technique);
  }, 30_000);

  it('goes on with a session when its key is made inactive, and is stopped by quarantine-user', async () => {
    await seed('leaked-access-key');
    const technique = 'user-key:ci-deploy';
    const AccessKeyId = 'AKIAIOSFODNN7EXAMPLE';
    await call('UpdateAccessKey', { UserName: 'ci-deploy', AccessKeyId, Status: 'Inactive' });
    await succeedsFurther(technique);

    await contain('quarantine-user', 'user', 'ci-deploy');

    await failsFromNowOn(technique);
  }, 30_000);

  it('destroys as root until the emergency policy binds the account', async () => {
    await seed('root-login');
    const technique = `destroy:${account}`;
    await succeedsFurther(technique);

    await contain('attach-emergency-policy', 'account', account);

    await failsFromNowOn(technique);
  }, 30_000);
});
