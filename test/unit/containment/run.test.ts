import { describe, expect, it } from 'vitest';
import { CordonError } from '../../../src/base/errors.ts';
import type { ActionTarget, ContainmentAction, Receipt, Step } from '../../../src/containment/action.ts';
import { createGuards, GuardSettings } from '../../../src/containment/guards.ts';
import { draftPlan } from '../../../src/containment/plan.ts';
import { recheck, releaseAction, runAction } from '../../../src/containment/run.ts';
import type { Progress, Run } from '../../../src/containment/running.ts';
import { memoryLedger } from '../../support/ledger.ts';
import { until } from '../../support/until.ts';

const TARGET: ActionTarget = { provider: 'test', account: '111122223333', kind: 'door', id: 'front' };
const guards = createGuards(GuardSettings.parse({}));
const signal = new AbortController().signal;

/** A door that an action shuts, and what can be made to go wrong with it. */
function door(change: Partial<ContainmentAction> = {}, step: Partial<Step> = {}) {
  const world = { shut: false, runs: 0, looks: 0 };
  const turn = (id: string, to: boolean): Step => ({
    ...{ id, call: id, on: 'front', prior: to ? 'open' : 'shut', wanted: to ? 'shut' : 'open' },
    run: async (): Promise<Receipt> => {
      world.runs += 1;
      world.shut = to;
      return { outcome: 'done', detail: to ? 'shut' : 'open' };
    },
    look: async () => (world.shut === to ? 'done' : 'not_done'),
    ...(to ? step : {}),
  });
  const action = {
    ...{ id: 'test.shut-door', title: 'Shut door', provider: 'test', targetKind: 'door', effect: 'reversible' },
    target: { safeParse: () => ({ success: true }) },
    ...{ tier: 1, evidence: [], permissions: [], attack: [], d3fend: [], undo: 'It is opened.' },
    ...{ settleSeconds: 0, recheckSeconds: 60 },
    capture: async () => ({ shut: world.shut }),
    blast: async () => ({ radius: [] }),
    execute: () => [turn('shut', true)],
    verify: async () => {
      world.looks += 1;
      return { holding: world.shut, seen: world.shut ? 'It is shut.' : 'It stands open.', remedy: 'Bolt it.' };
    },
    release: () => [turn('open', false)],
    ...change,
  } as unknown as ContainmentAction;
  return { world, action };
}

async function runOf(action: ContainmentAction, jobKey = 'job-1'): Promise<Run> {
  const { plan } = await draftPlan({ action, target: TARGET, guards, signal });
  const job = { incidentId: 'incident-1', codename: 'sapphire-heron', number: 42, actionId: 'a1', jobKey };
  return { action, target: TARGET, job, approved: plan?.hash ?? '', begun: false, fresh: true };
}

function toolbox(ledger = memoryLedger()) {
  const told: Progress[] = [];
  const stop = { after: '' };
  const tools = {
    ...{ ledger, guards, signal, leaseMs: 5000, pollMs: 5 },
    evidence: async (): Promise<'there' | 'waiting' | 'failed'> => 'there',
    tell: async (progress: Progress): Promise<boolean> => {
      if (progress.kind === 'started' && stop.after === progress.stage) return false;
      told.push(progress);
      return true;
    },
  };
  return { told, stop, tools };
}

const wordsOf = (told: readonly Progress[]) =>
  told.map((one) => `${one.kind} ${one.stage}:${one.step}${one.kind === 'progress' ? ` ${one.detail}` : ''}`);

describe('a run', () => {
  it('says for which evidence it waits, all of it at once, and changes nothing', async () => {
    const evidence = [
      { kind: 'disk-snapshot', state: 'fixed' },
      { kind: 'iam-snapshot', state: 'complete' },
    ] as const;
    const { world, action } = door({ evidence });
    const { tools } = toolbox();

    const ran = await runAction(await runOf(action), { ...tools, evidence: async () => 'waiting' });

    const why = 'Waiting for evidence: disk-snapshot fixed, iam-snapshot complete.';
    expect(ran).toEqual({ result: 'later', on: 'evidence', why });
    expect(world.runs).toBe(0);
  });

  it('begins no step that is no longer wanted', async () => {
    const { world, action } = door();
    const { tools, stop } = toolbox();
    stop.after = 'execute';

    expect(await runAction(await runOf(action), tools)).toEqual({ result: 'stopped' });
    expect(world.runs).toBe(0);
  });

  it('stops verifying once it is no longer wanted, and lets the release have the resource', async () => {
    const { world, action } = door({ settleSeconds: 600 });
    const { tools, stop } = toolbox();
    const run = await runOf(action);
    const running = runAction(run, tools);
    await until(async () => world.looks > 1);

    const early = await releaseAction(run, tools);
    stop.after = 'verify';

    expect(early).toMatchObject({ result: 'later', on: 'resource' });
    expect(await running).toEqual({ result: 'stopped' });
    expect(await releaseAction(run, tools)).toMatchObject({ result: 'released' });
    expect(world.shut).toBe(false);
  });

  it('is not released as if it were restored when what was there before is not on record', async () => {
    const { world, action } = door();
    const { tools } = toolbox();
    const run = await runOf(action);
    await runAction(run, tools);

    const problem = 'What door front was like before is not on record.';
    const elsewhere = { ...tools, ledger: memoryLedger() };
    expect(await releaseAction(run, elsewhere)).toMatchObject({ result: 'failed', problem });
    expect(await runAction({ ...run, begun: true }, elsewhere)).toMatchObject({ result: 'failed', problem });
    expect(world.shut).toBe(true);
  });

  it('does not begin on a resource that another action is changing, and says so', async () => {
    const { world, action } = door({ settleSeconds: 600 });
    const { tools, stop } = toolbox();
    const first = runAction(await runOf(action), tools);
    await until(async () => world.looks > 0);
    const other = door();

    const second = await runAction(await runOf(other.action, 'job-2'), tools);

    expect(second).toEqual({ result: 'later', on: 'resource', why: 'Another action is running on door front.' });
    expect(other.world.runs).toBe(0);
    stop.after = 'verify';
    await first;
    stop.after = '';
    expect(await runAction(await runOf(other.action, 'job-2'), tools)).toMatchObject({ result: 'holding' });
  });

  it('looks for at least as long as the provider documents, telling what it sees, though it holds at once', async () => {
    const { world, action } = door({ settleSeconds: 0.3 });
    const { tools, told } = toolbox();
    const begun = performance.now();

    expect(await runAction(await runOf(action), tools)).toMatchObject({ result: 'holding' });

    expect(performance.now() - begun).toBeGreaterThan(290);
    expect(world.looks).toBeGreaterThan(2);
    expect(wordsOf(told)).toContain('progress verify:verify It is shut. Looked at until 0.3 s have passed.');
  });

  it('re-opens what no longer holds at the later look', async () => {
    const { world, action } = door();
    const { tools } = toolbox();
    const run = await runOf(action);
    await runAction(run, tools);
    world.shut = false;

    expect(await recheck(run, tools)).toEqual({ result: 'not_holding', seen: 'It stands open.', remedy: 'Bolt it.' });
  });
});

describe('a step that takes its time', () => {
  it('is looked at until it is through, each word of it told, and claimed all the while', async () => {
    const answers: Receipt[] = [
      { outcome: 'pending', detail: '1 of 2 bolts' },
      { outcome: 'pending', detail: '2 of 2 bolts' },
      { outcome: 'done', detail: 'bolted' },
    ];
    const { world, action } = door(
      {},
      {
        run: async () => {
          world.shut = answers.length === 1;
          return answers.shift() ?? { outcome: 'done', detail: '' };
        },
      },
    );
    const { tools, told } = toolbox();

    expect(await runAction(await runOf(action), tools)).toMatchObject({ result: 'holding' });

    expect(wordsOf(told).slice(0, 4)).toEqual([
      'started execute:shut',
      'progress execute:shut 1 of 2 bolts',
      'progress execute:shut 2 of 2 bolts',
      'finished execute:shut',
    ]);
  });

  it('is laid down when the worker’s own time is over, and can be taken up at once', async () => {
    const time = new AbortController();
    const { world, action } = door({}, { run: async () => ({ outcome: 'pending', detail: 'half shut' }) });
    const { tools } = toolbox();
    const run = await runOf(action);
    const running = runAction(run, { ...tools, signal: time.signal });
    setImmediate(() => time.abort());

    expect(await running).toEqual({ result: 'later', on: 'provider', why: 'shut on front: half shut.' });
    world.shut = true;
    expect(await runAction({ ...run, begun: true, fresh: false }, tools)).toMatchObject({ result: 'holding' });
  });
});

describe('a step whose outcome nobody knows', () => {
  const lost = () => {
    throw new CordonError('outcome_unknown', 'No answer came.', { remedy: 'Look.', retryable: true });
  };

  it('is unknown while looking does not tell, and is found by looking, not by doing it again', async () => {
    let sighted = false;
    let runs = 0;
    const { world, action } = door(
      {},
      {
        run: async () => {
          runs += 1;
          world.shut = true;
          return lost();
        },
        look: async () => (sighted ? 'done' : 'unknown'),
      },
    );
    const { tools, told } = toolbox();
    const run = await runOf(action);

    expect(await runAction(run, { ...tools, leaseMs: 100 })).toMatchObject({ result: 'unknown' });
    expect(told.at(-1)).toMatchObject({ kind: 'finished', outcome: 'unknown' });

    sighted = true;
    const again = () => runAction({ ...run, begun: true, fresh: false }, { ...tools, leaseMs: 100 });
    await until(async () => (await again()).result === 'holding');
    expect(runs).toBe(1);
  });

  it('stays unknown when the look itself fails', async () => {
    const { action } = door({}, { run: async () => lost(), look: async () => lost() });
    const { tools } = toolbox();

    expect(await runAction(await runOf(action), tools)).toMatchObject({ result: 'unknown' });
  });
});

describe('a provider that wants patience', () => {
  it('is given it, without the step being held up for the next worker', async () => {
    let busy = true;
    const { world, action } = door(
      {},
      {
        run: async () => {
          if (busy) throw new CordonError('vendor_failed', 'Rate exceeded.', { remedy: 'Wait.', retryable: true });
          world.shut = true;
          return { outcome: 'done', detail: 'shut' };
        },
      },
    );
    const { tools } = toolbox();
    const run = await runOf(action);

    expect(await runAction(run, tools)).toEqual({ result: 'later', on: 'provider', why: 'Rate exceeded.' });
    busy = false;
    expect(await runAction({ ...run, begun: true, fresh: false }, tools)).toMatchObject({ result: 'holding' });
  });
});
