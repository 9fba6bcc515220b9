import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionJob, ActionTarget, ContainmentAction, PriorState } from '../../../src/containment/action.ts';
import { createAws } from '../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { createGuards, type Guard, GuardSettings } from '../../../src/containment/guards.ts';
import { createCatalogue, nameOf } from '../../../src/containment/index.ts';
import { draftPlan, type Plan } from '../../../src/containment/plan.ts';
import { releaseAction, runAction } from '../../../src/containment/run.ts';
import type { Progress } from '../../../src/containment/running.ts';
import { createSimulatedClient } from '../../../src/containment/simulated/client.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../../../src/containment/simulated/server.ts';
import { memoryLedger } from '../../support/ledger.ts';
import { until } from '../../support/until.ts';

const ACCOUNT = '111122223333';
const HOST = 'i-0abc1234def567890';
const guards = createGuards(GuardSettings.parse({}));
const aws = createAws({ settings: AwsSettings.parse({}) });
const signal = new AbortController().signal;
const job = (action: string): ActionJob => ({
  incidentId: 'incident-1',
  codename: 'sapphire-heron',
  number: 42,
  actionId: action,
  jobKey: `${'a'.repeat(40)}${action.length}`,
});

const TARGETS: Readonly<Record<string, { seed: string; target: ActionTarget }>> = {
  'quarantine-user': {
    seed: 'leaked-access-key',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'user', id: 'ci-deploy' },
  },
  'revoke-role-sessions': {
    seed: 'stolen-role-session',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'role', id: 'web-prod' },
  },
  'remove-instance-profile': {
    seed: 'stolen-role-session',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'instance', id: HOST },
  },
  'isolate-instance': {
    seed: 'stolen-role-session',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'instance', id: HOST },
  },
  'snapshot-instance': {
    seed: 'stolen-role-session',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'instance', id: HOST },
  },
  'block-public-bucket': {
    seed: 'public-storage-bucket',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'bucket', id: 'customer-exports-prod' },
  },
  'attach-emergency-policy': {
    seed: 'root-login',
    target: { provider: 'simulated', account: ACCOUNT, kind: 'account', id: ACCOUNT },
  },
};

let cloud: SimulatedCloud;
let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cordon-cloud-'));
  cloud = await startSimulatedCloud({ dataDir: scratch, propagationMs: 100 });
});
afterEach(async () => {
  await cloud[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

const seed = async (name: string): Promise<void> => {
  await fetch(`${cloud.url}/seed/${name}`, { method: 'POST' });
};
const fault = async (call: string, kind: string, times = 1): Promise<void> => {
  await fetch(`${cloud.url}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ call, kind, times }]),
  });
};
const records = async (call: string): Promise<number> => {
  const { records: all } = (await (await fetch(`${cloud.url}/records`)).json()) as { records: { call: string }[] };
  return all.filter((record) => record.call === call).length;
};
const call = (name: string, input: Readonly<Record<string, unknown>>) =>
  createSimulatedClient(cloud.url).call(name, input);

/** Quick to settle, so that verification is about what it sees, not about how long it looks. */
function find(name: string, settleSeconds = 0.3): ContainmentAction {
  const found = createCatalogue({ simulatedUrl: cloud.url, aws }).find(name, 'simulated');
  if (!found) throw new Error(`no action ${name}`);
  return { ...found, settleSeconds };
}

async function plan(action: ContainmentAction, target: ActionTarget): Promise<Plan> {
  const drafted = await draftPlan({ action, target, guards, signal });
  if (!drafted.plan) throw new Error(drafted.refused.reason);
  return drafted.plan;
}

const told: Progress[] = [];
function tools(ledger = memoryLedger(), evidence: 'there' | 'waiting' | 'failed' = 'there') {
  return {
    ledger,
    guards,
    signal,
    leaseMs: 5000,
    pollMs: 50,
    evidence: async () => evidence,
    tell: async (progress: Progress) => void told.push(progress),
  };
}

async function run(id: string, with_ = tools(), settleSeconds?: number) {
  const { seed: world, target } = TARGETS[id] ?? { seed: '', target: {} as ActionTarget };
  await seed(world);
  const action = find(id, settleSeconds);
  const { hash } = await plan(action, target);
  return {
    action,
    target,
    hash,
    ran: await runAction({ action, target, job: job(id), approved: hash, begun: false, fresh: true }, with_),
  };
}

describe.each(Object.keys(TARGETS))('%s', (id) => {
  const { seed: world, target } = TARGETS[id] ?? { seed: '', target: {} as ActionTarget };

  it('plans the same world to the same hash, and refuses another kind of target', async () => {
    await seed(world);
    const action = find(id);

    const { hash, estimate } = await plan(action, target);
    expect((await plan(action, target)).hash).toBe(hash);
    expect(estimate).toEqual({ seconds: expect.any(Number), cost: expect.any(String) });
    expect(await draftPlan({ action, target: { ...target, kind: 'pod' }, guards, signal })).toMatchObject({
      refused: { code: 'target_invalid' },
    });
    const stranger = await draftPlan({ action, target: { ...target, id: 'not-there' }, guards, signal });
    expect(stranger).toMatchObject({ refused: { code: 'target_unreadable', remedy: expect.any(String) } });
  });

  it('waits for its evidence, and changes nothing before', async () => {
    await seed(world);
    const action = find(id);
    if (action.evidence.length === 0) return;
    const { hash } = await plan(action, target);
    const asked = { action, target, job: job(id), approved: hash, begun: false, fresh: true };
    const before = ((await (await fetch(`${cloud.url}/records`)).json()) as { records: unknown[] }).records.length;

    expect(await runAction(asked, tools(memoryLedger(), 'waiting'))).toMatchObject({ result: 'later' });
    expect(await runAction(asked, tools(memoryLedger(), 'failed'))).toMatchObject({
      result: 'failed',
      stage: 'preserve',
    });
    expect(((await (await fetch(`${cloud.url}/records`)).json()) as { records: unknown[] }).records.length).toBe(
      before,
    );
  });
});

describe('running and releasing', () => {
  it.each([
    'quarantine-user',
    'remove-instance-profile',
    'isolate-instance',
    'block-public-bucket',
    'attach-emergency-policy',
  ])('%s holds, is done once however often it is run, and gives the prior state back', async (id) => {
    const ledger = memoryLedger();
    const { action, target, hash, ran } = await run(id, tools(ledger));
    expect(ran).toMatchObject({ result: 'holding' });
    const changes = ((await (await fetch(`${cloud.url}/records`)).json()) as { records: unknown[] }).records.length;

    const again = await runAction(
      { action, target, job: job(id), approved: hash, begun: true, fresh: false },
      tools(ledger),
    );
    expect(again).toMatchObject({ result: 'holding' });
    expect(((await (await fetch(`${cloud.url}/records`)).json()) as { records: unknown[] }).records.length).toBe(
      changes,
    );

    expect(await releaseAction({ action, target, job: job(id) }, tools(ledger))).toMatchObject({
      result: 'released',
    });
    expect((await plan(action, target)).hash === hash || id === 'remove-instance-profile').toBe(true);
  });

  it('refuses to bring stolen sessions back to life, and says until when', async () => {
    const ledger = memoryLedger();
    await run('remove-instance-profile', tools(ledger));
    const { action, target, ran } = await run('revoke-role-sessions', tools(ledger));
    expect(ran).toMatchObject({ result: 'holding' });

    const released = await releaseAction({ action, target, job: job(nameOf(action)) }, tools(ledger));

    expect(released).toMatchObject({
      result: 'failed',
      problem: expect.stringContaining('come alive again'),
      remedy: expect.stringContaining('Release after'),
    });
  });

  it('sees that revoking does not hold while the host goes on minting sessions', async () => {
    // As long as the provider documents: a fresh session is minted and used within it.
    const { ran } = await run('revoke-role-sessions', tools(), 3);

    expect(ran).toMatchObject({
      result: 'not_holding',
      remedy: expect.stringContaining('remove the instance profile'),
    });
  }, 30_000);

  it('changes nothing when the world has drifted from the approved plan', async () => {
    await seed('stolen-role-session');
    const { target } = TARGETS['isolate-instance'] ?? { target: {} as ActionTarget };
    const action = find('isolate-instance');
    const { hash } = await plan(action, target);
    await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-web-2', Groups: ['sg-web'] });

    const ran = await runAction({ action, target, job: job('a1'), approved: hash, begun: false, fresh: true }, tools());

    expect(ran).toMatchObject({ result: 'drift' });
    expect(await records('CreateSecurityGroup')).toBe(0);
  });
});

describe('a step', () => {
  it('is found done after its worker died between effect and record', async () => {
    const ledger = memoryLedger();
    ledger.dieBeforeFinish();
    await expect(run('block-public-bucket', tools(ledger))).rejects.toThrow('the worker died');
    const action = find('block-public-bucket');
    const target = TARGETS[nameOf(action)]?.target ?? ({} as ActionTarget);

    const ran = await runAction(
      { action, target, job: job(nameOf(action)), approved: 'whatever', begun: true, fresh: false },
      tools(ledger),
    );

    expect(ran).toMatchObject({ result: 'holding' });
    expect(await records('PutPublicAccessBlock')).toBe(1);
  });

  it('is not repeated when its answer is lost, and is repeated when it was throttled', async () => {
    await fault('PutPublicAccessBlock', 'lost');
    expect((await run('block-public-bucket')).ran).toMatchObject({ result: 'holding' });
    expect(await records('PutPublicAccessBlock')).toBe(1);

    await fault('DisassociateIamInstanceProfile', 'throttle', 2);
    expect((await run('remove-instance-profile')).ran).toMatchObject({ result: 'holding' });
    expect(await records('DisassociateIamInstanceProfile')).toBe(1);
  });

  it('is taken by one of two workers', async () => {
    const ledger = memoryLedger();
    await seed('public-storage-bucket');
    const action = find('block-public-bucket');
    const target = TARGETS[nameOf(action)]?.target ?? ({} as ActionTarget);
    const { hash } = await plan(action, target);
    const asked = { action, target, job: job(nameOf(action)), approved: hash, begun: false, fresh: true };

    const both = await Promise.all([runAction(asked, tools(ledger)), runAction(asked, tools(ledger))]);

    expect(both.some(({ result }) => result === 'holding')).toBe(true);
    expect(await records('PutPublicAccessBlock')).toBe(1);
  });
});

describe('guards', () => {
  it.each([
    ['role', 'cordon-responder', 'protected_principal'],
    ['role', 'AWSServiceRoleForSupport', 'provider_owned'],
    ['user', 'break-glass-1', 'protected_principal'],
  ])('protect %s %s', async (kind, id, code) => {
    const refusals = await refusalsOf(guards, { provider: 'simulated', account: ACCOUNT, kind, id });

    expect(refusals).toMatchObject([{ code, remedy: expect.any(String) }]);
  });

  it('protect what is tagged and whole accounts', async () => {
    const strict = createGuards({ ...GuardSettings.parse({}), protectedAccounts: ['999988887777'] });
    const target = { provider: 'simulated', account: ACCOUNT, kind: 'instance', id: HOST };

    expect(await refusalsOf(strict, target, { tags: { 'ir:protected': 'true' } })).toMatchObject([
      { code: 'protected_tag' },
    ]);
    expect(await refusalsOf(strict, { ...target, account: '999988887777' })).toMatchObject([
      { code: 'protected_account' },
    ]);
  });
});

async function refusalsOf(by: readonly Guard[], target: ActionTarget, prior: PriorState = {}) {
  const asked = by.map((guard) => guard(target, prior, { title: '', effect: 'reversible' }));
  return (await Promise.all(asked)).filter((refusal) => refusal !== undefined);
}

describe('the simulated world', () => {
  const attacker = async (name: string): Promise<number> => {
    const { attackers } = (await (await fetch(`${cloud.url}/attacker`)).json()) as {
      attackers: { outcomes: Record<string, { successes: number }> }[];
    };
    return attackers.flatMap(({ outcomes }) => outcomes[name]?.successes ?? [])[0] ?? 0;
  };

  it('keeps a tracked connection alive through a one-step change of groups, and cuts it in two', async () => {
    await seed('stolen-role-session');
    const open = async () =>
      (
        (await call('DescribeFlows', { InstanceId: HOST })).result as {
          Flows: { Open: boolean; NetworkInterfaceId: string }[];
        }
      ).Flows.filter((flow) => flow.Open && flow.NetworkInterfaceId === 'eni-web-1').length;
    const { GroupId: none } = (
      await call('CreateSecurityGroup', { GroupName: 'none', VpcId: 'vpc-prod', Allows: 'none' })
    ).result as { GroupId: string };
    const { GroupId: all } = (
      await call('CreateSecurityGroup', { GroupName: 'all', VpcId: 'vpc-prod', Allows: 'open' })
    ).result as { GroupId: string };

    await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-web-1', Groups: [none] });
    expect(await open()).toBe(1);

    await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-web-1', Groups: [all] });
    await call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-web-1', Groups: [none] });
    expect(await open()).toBe(0);
  });

  it('lets a session live on after its key is disabled, until everything is denied and that has spread', async () => {
    await seed('leaked-access-key');
    const live = async () =>
      (
        (await call('DescribeUserSessions', { UserName: 'ci-deploy' })).result as { Sessions: { Denied: boolean }[] }
      ).Sessions.filter(({ Denied }) => !Denied).length;

    await call('UpdateAccessKey', { UserName: 'ci-deploy', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Inactive' });
    expect(await live()).toBe(1);

    await call('PutUserPolicy', {
      UserName: 'ci-deploy',
      PolicyName: 'deny',
      PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }),
    });
    expect(await live()).toBe(1);
    await until(async () => (await live()) === 0);
  });

  it('has an attacker who goes on until contained, and comes back from its journal the same', async () => {
    await seed('public-storage-bucket');
    await until(async () => (await attacker('public-bucket:customer-exports-prod')) > 0);
    await call('PutPublicAccessBlock', {
      Bucket: 'customer-exports-prod',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    });
    await cloud[Symbol.asyncDispose]();
    cloud = await startSimulatedCloud({ dataDir: scratch, propagationMs: 100 });

    expect((await call('GetBucketPolicyStatus', { Bucket: 'customer-exports-prod' })).result).toEqual({
      PolicyStatus: { IsPublic: false },
    });
    expect(await records('PutPublicAccessBlock')).toBe(1);
  });
});
