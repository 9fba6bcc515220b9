/**
 * What every action on AWS is held to, against moto through the real SDK: it plans without changing anything, holds,
 * is done once however often it is run, gives the prior state back exactly, and leaves the same world wherever its
 * worker died.
 */

import { afterEach, describe, expect, inject, it } from 'vitest';
import type { ActionJob, ActionTarget, ContainmentAction } from '../../../../src/containment/action.ts';
import { awsGuards } from '../../../../src/containment/aws/guards.ts';
import { createGuards, GuardSettings } from '../../../../src/containment/guards.ts';
import { createCatalogue } from '../../../../src/containment/index.ts';
import { draftPlan, type Plan } from '../../../../src/containment/plan.ts';
import { releaseAction, runAction } from '../../../../src/containment/run.ts';
import type { RunResult, RunTools } from '../../../../src/containment/running.ts';
import { type Lab, type LabOptions, openLab } from '../../../support/aws-lab.ts';
import { memoryLedger, type TestLedger } from '../../../support/ledger.ts';

export interface ActionCase {
  /** Verb and noun. */
  readonly action: string;
  /** What is special about this world, where one action is held to the contract in several. */
  readonly when?: string;
  /** Makes the world in the lab's empty account. Names are the test's own, so that two worlds compare. */
  readonly world: (lab: Lab) => Promise<Pick<ActionTarget, 'kind' | 'id'> & { readonly account?: string }>;
  /** All of the world that the action may touch, without what differs between two worlds (ids AWS gives, times). */
  readonly read: (lab: Lab, target: ActionTarget) => Promise<unknown>;
  /** What the world is expected to hold once contained. */
  readonly contained: (seen: unknown) => void;
  /** `refused`: releasing now is refused with a reason. `none`: the action has no release. */
  readonly release: 'restores' | 'refused' | 'none';
  /** What the world holds after a release, where something that does no harm stays behind. */
  readonly restored?: (seen: unknown, before: unknown) => void;
  readonly lab?: Omit<LabOptions, 'motoUrl'>;
}

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

/** Runs the contract over one action. Skipped where moto cannot be had, which CI treats as a failure before. */
export function contract(one: ActionCase): void {
  const name = one.when ? `aws.${one.action} where ${one.when}` : `aws.${one.action}`;
  describe.skipIf(inject('motoUrl') === '')(name, () => {
    it('plans the same world to the same hash and changes nothing', async () => {
      const { lab, action, target } = await scene(one);
      const before = await one.read(lab, target);

      const [first, second] = [await plan(lab, action, target), await plan(lab, action, target)];

      expect(first.hash).toBe(second.hash);
      expect(first.steps.length).toBeGreaterThan(0);
      expect(first.estimate).toEqual({ seconds: expect.any(Number), cost: expect.any(String) });
      expect(await one.read(lab, target)).toEqual(before);
      expect(lab.gateway.changes).toEqual([]);
    });

    it('holds, and is done once however often it is run', async () => {
      const { lab, action, target } = await scene(one);
      const ledger = memoryLedger();

      expect(await run({ lab, action, target, ledger })).toMatchObject({ result: 'holding' });
      const contained = await one.read(lab, target);
      one.contained(contained);
      const { length } = lab.gateway.changes;

      // Of its steps this ledger knows nothing: that all is done already is seen at the provider.
      const bare = memoryLedger();
      await bare.keepPrior(JOB, (await ledger.keptPrior(JOB.incidentId, JOB.actionId)) ?? {}, true);
      expect(await run({ lab, action, target, ledger: bare, begun: true })).toMatchObject({ result: 'holding' });
      expect(lab.gateway.changes.slice(length)).toEqual([]);
      expect(await one.read(lab, target)).toEqual(contained);
      const undeclared = [...lab.gateway.calls].filter(
        (call) => !call.startsWith('sts:') && !action.permissions.includes(call),
      );
      expect(undeclared).toEqual([]);
    });

    it.runIf(one.release === 'restores')('gives the prior state back exactly', async () => {
      const { lab, action, target } = await scene(one);
      const before = await one.read(lab, target);
      const ledger = memoryLedger();
      await run({ lab, action, target, ledger });

      expect(await undo({ lab, action, target, ledger })).toMatchObject({ result: 'released' });

      back(one, await one.read(lab, target), before);
    });

    it.runIf(one.release === 'refused')('refuses to be released now, says when, and is released then', async () => {
      const { lab, action, target } = await scene(one);
      const before = await one.read(lab, target);
      const ledger = memoryLedger();
      await run({ lab, action, target, ledger });
      const contained = await one.read(lab, target);

      expect(await undo({ lab, action, target, ledger })).toMatchObject({
        result: 'failed',
        remedy: expect.any(String),
      });
      expect(await one.read(lab, target)).toEqual(contained);

      Object.assign(lab.aws, { now: () => new Date(Date.now() + 13 * HOUR_MS) });
      expect(await undo({ lab, action, target, ledger })).toMatchObject({ result: 'released' });
      expect(await one.read(lab, target)).toEqual(before);
    });

    it(
      'leaves one and the same world wherever its worker died',
      async () => {
        const reference = await scene(one);
        await run({ ...reference, ledger: memoryLedger() });
        const contained = await one.read(reference.lab, reference.target);

        await eachDeath(reference.lab.gateway.changes.length, async (nth, when) => {
          const { lab, action, target } = await scene(one);
          const ledger = memoryLedger();
          const approved = (await plan(lab, action, target)).hash;
          await dying(lab, nth, when, ledger, (signal) => run({ lab, action, target, ledger, signal, approved }));

          const again = await run({ lab, action, target, ledger, approved, begun: true });

          expect({ nth, when, again }).toMatchObject({ again: { result: 'holding' } });
          expect({ nth, when, seen: await one.read(lab, target) }).toEqual({ nth, when, seen: contained });
        });
      },
      LONG_MS,
    );

    it.runIf(one.release === 'restores')(
      'gives the prior state back wherever the worker of its release died',
      async () => {
        const reference = await scene(one);
        const before = await one.read(reference.lab, reference.target);
        const known = memoryLedger();
        await run({ ...reference, ledger: known });
        const { length } = reference.lab.gateway.changes;
        await undo({ ...reference, ledger: known });

        for (let nth = 1; nth <= reference.lab.gateway.changes.length - length; nth += 1) {
          for (const when of ['before', 'after'] as const) {
            const { lab, action, target } = await scene(one);
            const ledger = memoryLedger();
            await run({ lab, action, target, ledger });
            await dying(lab, nth, when, ledger, (signal) => undo({ lab, action, target, ledger, signal }));

            expect(await undo({ lab, action, target, ledger })).toMatchObject({ result: 'released' });
            back(one, await one.read(lab, target), before);
          }
        }
      },
    );

    it('is done once when the answer to a change is lost on the way', async () => {
      const { lab, action, target } = await scene(one);
      lab.gateway.breakAt(1, 'after');

      expect(await run({ lab, action, target, ledger: memoryLedger() })).toMatchObject({ result: 'holding' });

      expect(lab.gateway.changes.filter((name) => name === lab.gateway.changes[0]).length).toBeGreaterThan(0);
      one.contained(await one.read(lab, target));
    });
  });
}

/** A world for each way to die, four at a time. */
const LONG_MS = 300_000;
const AT_ONCE = 4;
const HOUR_MS = 3_600_000;

async function eachDeath(
  changes: number,
  die: (nth: number, when: 'before' | 'after') => Promise<void>,
): Promise<void> {
  const deaths = Array.from({ length: changes }, (_, index) => index + 1).flatMap((nth) => [
    () => die(nth, 'before'),
    () => die(nth, 'after'),
  ]);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = deaths.shift(); next; next = deaths.shift()) await next();
    }),
  );
}

function back({ restored }: ActionCase, seen: unknown, before: unknown): void {
  if (restored) restored(seen, before);
  else expect(seen).toEqual(before);
}

interface Scene {
  readonly lab: Lab;
  readonly action: ContainmentAction;
  readonly target: ActionTarget;
}

async function scene({ action: name, world, lab: options = {} }: ActionCase): Promise<Scene> {
  const lab = await openLab({ ...options, motoUrl: inject('motoUrl') });
  opened.push(lab);
  const found = createCatalogue({ simulatedUrl: '', aws: lab.aws }).find(name, 'aws');
  if (!found) throw new Error(`there is no action aws.${name}`);
  const { account, region } = lab;
  const target = { provider: 'aws', account, region, ...(await world(lab)) };
  // moto settles at once; how long AWS takes is the action's own claim.
  return { lab, action: { ...found, settleSeconds: 0 }, target };
}

async function plan(lab: Lab, action: ContainmentAction, target: ActionTarget): Promise<Plan> {
  const drafted = await draftPlan({ action, target, guards: guardsOf(lab), signal: new AbortController().signal });
  if (!drafted.plan) throw new Error(drafted.refused.reason);
  return drafted.plan;
}

interface Work extends Scene {
  readonly ledger: TestLedger;
  readonly signal?: AbortSignal;
  /** Hash approved before; that of the world now where none is given. */
  readonly approved?: string;
  readonly begun?: boolean;
}

async function run({ lab, action, target, ledger, signal, approved, begun = false }: Work): Promise<RunResult> {
  const hash = approved ?? (await plan(lab, action, target)).hash;
  return runAction({ action, target, job: JOB, approved: hash, begun, fresh: !begun }, toolsOf(lab, ledger, signal));
}

function undo({ lab, action, target, ledger, signal }: Work) {
  return releaseAction({ action, target, job: JOB }, toolsOf(lab, ledger, signal));
}

/** The worker dies at the nth change: nothing it does afterwards counts, and its leases run out. */
async function dying(
  lab: Lab,
  nth: number,
  when: 'before' | 'after',
  ledger: TestLedger,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const death = new AbortController();
  lab.gateway.breakAt(nth, when, () => death.abort());
  await work(death.signal).catch(() => undefined);
  expect(death.signal.aborted).toBe(true);
  ledger.expire();
}

const JOB: ActionJob = {
  incidentId: 'incident-1',
  codename: 'sapphire-heron',
  number: 42,
  actionId: 'a1',
  jobKey: 'c0ffee'.repeat(10),
};

function guardsOf({ aws }: Lab) {
  return [...createGuards(GuardSettings.parse({})), ...awsGuards(aws)];
}

function toolsOf(lab: Lab, ledger: TestLedger, signal = new AbortController().signal): RunTools {
  return {
    ...{ ledger, signal, guards: guardsOf(lab), leaseMs: 15_000, pollMs: 20 },
    evidence: async () => 'there',
    tell: async () => undefined,
  };
}
