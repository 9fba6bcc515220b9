/**
 * Containment that changes nothing, on each backend of the queue: from the approval to the first call made, and how many jobs
 * a second the runner takes through its ledger beside a bare BullMQ that does nothing.
 */

import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createLog } from '../../src/base/log.ts';
import type { ContainmentAction } from '../../src/containment/action.ts';
import { createProviderOf } from '../../src/containment/clouds.ts';
import { draftPlan } from '../../src/containment/plan.ts';
import { runAction } from '../../src/containment/run.ts';
import { listenForChanges } from '../../src/engine/changes.ts';
import { createDeclare } from '../../src/engine/declare.ts';
import { createDeliver } from '../../src/engine/deliver.ts';
import { createEngine } from '../../src/engine/handle.ts';
import { startRelay } from '../../src/engine/relay.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import { openQueue } from '../../src/queue/open.ts';
import { createContainment } from '../../src/reactions/containment.ts';
import { findReaction, reactionsTo } from '../../src/reactions/index.ts';
import type { Reach } from '../../src/reactions/reaction.ts';
import { createLedger } from '../../src/store/ledger.ts';
import type { Store } from '../../src/store/open.ts';
import { until } from '../../test/support/until.ts';
import { quantile, type Row } from './table.ts';

const APPROVALS = 100;
const JOBS = 2000;
const CONCURRENCY = 10;
const LOG = createLog('error');
const signal = new AbortController().signal;
const person = (id: string) => ({ kind: 'person', id, name: id }) as const;

/** `redisUrl` is undefined for BullMQ on PostgreSQL. The store's queue tables must have been migrated. */
export async function benchContainment(store: Store, redisUrl: string | undefined): Promise<readonly Row[]> {
  const on = redisUrl ? 'Redis' : 'PostgreSQL';
  const waits = await approvals(store, redisUrl);
  // In turn, twice, so that a drift of the machine's speed shows.
  const rounds = [];
  for (let round = 1; round <= 2; round += 1) {
    const bare = await jobsPerSecond(store, redisUrl, async () => undefined);
    const ledger = await jobsPerSecond(store, redisUrl, noopContainment(store, `${on}-${round}`));
    rounds.push({ round, bare, ledger });
  }
  const sorted = waits.toSorted((one, other) => one - other);
  return [
    {
      what: `approval to first call made, BullMQ on ${on}`,
      value: `p50 ${quantile(sorted, 0.5).toFixed(1)} ms`,
      p99: `${quantile(sorted, 0.99).toFixed(1)} ms`,
      note: `n = ${waits.length}, one after the other`,
    },
    ...rounds.flatMap(({ round, bare, ledger }): readonly Row[] => [
      { what: `bare BullMQ on ${on}, jobs that do nothing (${round})`, value: `${Math.round(bare)}/s`, ratio: '1.00' },
      {
        what: `containment that does nothing, through the ledger, on ${on} (${round})`,
        value: `${Math.round(ledger)}/s`,
        ratio: (ledger / bare).toFixed(2),
        note: `${CONCURRENCY} at once`,
      },
    ]),
  ];
}

/** One call that changes nothing, on a target that always holds. */
function noop(called: () => void): ContainmentAction {
  return {
    ...{ id: 'simulated.noop', title: 'Do nothing', provider: 'simulated', targetKind: 'role', effect: 'reversible' },
    target: { safeParse: () => ({ success: true }) },
    ...{ tier: 1, evidence: [], permissions: [], attack: [], d3fend: [], undo: 'Nothing is undone.' },
    ...{ settleSeconds: 0, recheckSeconds: 0 },
    capture: async () => ({}),
    blast: async () => ({ radius: [] }),
    execute: () => [
      {
        ...{ id: 'noop', call: 'Noop', on: 'it', prior: 'as it is', wanted: 'as it is' },
        run: async () => {
          called();
          return { outcome: 'done', detail: 'nothing' };
        },
        look: async () => 'done',
      },
    ],
    verify: async () => ({ holding: true, seen: 'It holds.' }),
    release: () => [],
  } as unknown as ContainmentAction;
}

/** Through command, log, relay, queue, second planning and ledger; milliseconds each. */
async function approvals(store: Store, redisUrl: string | undefined): Promise<readonly number[]> {
  let calledAt = 0;
  const action = noop(() => {
    calledAt = performance.now();
  });
  const ours = ['plan-action', 'run-action'];
  const engine = createEngine({
    ...{ store, log: LOG },
    reactionsTo: (event) => reactionsTo(event).filter((one) => ours.includes(one)),
  });
  const containment = createContainment({
    catalogue: { actions: [action], names: ['noop'], find: () => action },
    ...{ ledger: createLedger(store.db), guards: [], providerOf: createProviderOf([]), leaseMs: 10_000, pollMs: 250 },
    settle: async () => [],
  });
  const reach = { handle: engine.handle, containment } as unknown as Reach;
  const deliver = createDeliver({
    ...{ store, engine, log: LOG },
    react: async (name, delivery) => findReaction(name)?.react(delivery, reach),
  });
  await using queue = openQueue({ redisUrl, postgresUrl: store.url, log: LOG });
  await using changes = await listenForChanges(store.url, LOG);
  await using _worker = queue.work(
    { reaction: ({ delivery }, attempt) => deliver(delivery, attempt), triage: async () => undefined },
    CONCURRENCY,
  );
  await using _relay = startRelay({ store, queue, changes, log: LOG });
  const members = ['commander', 'account-owner'].map((id) => ({ id, name: id }));
  const declare = createDeclare({ store, engine, policy: DEFAULT_POLICY, membersOf: () => members });
  const waits: number[] = [];
  for (let nth = 0; nth < APPROVALS; nth += 1) {
    const incidentId = `bench-${redisUrl ? 'redis' : 'postgresql'}-${nth}`;
    const planHash = await requested(engine, declare, incidentId);
    calledAt = 0;
    const beganMs = performance.now();
    const { refused } = await engine.handle(incidentId, {
      ...{ type: 'ApproveAction', by: person('account-owner'), actionId: 'a1', planHash },
    });
    if (refused) throw new Error(refused.reason);
    await until(() => calledAt > 0, 30_000);
    waits.push(calledAt - beganMs);
    await until(async () => (await engine.load(incidentId)).actions[0]?.state === 'contained', 30_000);
  }
  return waits;
}

/** An incident of its own with one plan that waits for its second person; its hash. */
async function requested(
  engine: ReturnType<typeof createEngine>,
  declare: ReturnType<typeof createDeclare>,
  incidentId: string,
): Promise<string> {
  const by = person('commander');
  const opening = {
    title: 'Bench',
    incidentType: 'identity',
    severity: 2,
    mode: 'live',
    visibility: 'restricted',
  } as const;
  await declare({ ...opening, incidentId, because: 'a bench', roster: 'bench', by });
  for (const role of ['commander', 'account-owner']) {
    await engine.handle(incidentId, { type: 'AssignRole', role, person: { id: role, name: role }, by });
  }
  const entity = { kind: 'role', id: incidentId, account: '111122223333' } as const;
  await engine.handle(incidentId, { type: 'AddEntity', entity, reason: 'a bench', by });
  const target = { provider: 'simulated', ...entity };
  const proposal = { action: 'noop', title: 'Do nothing', target, reason: 'a bench', requested: true };
  await engine.handle(incidentId, { type: 'ProposeAction', ...proposal, by });
  const first = async () => (await engine.load(incidentId)).actions[0];
  await until(async () => (await first())?.state === 'requested', 30_000);
  return (await first())?.plan?.hash ?? '';
}

/** A run of the runner over the ledger of the store, each on a resource of its own. */
function noopContainment(store: Store, name: string): (nth: number) => Promise<void> {
  const ledger = createLedger(store.db);
  const action = noop(() => undefined);
  const tell = async () => true;
  const evidence = async () => 'there' as const;
  return async (nth) => {
    const target = { provider: 'simulated', account: '111122223333', kind: 'role', id: `${name}-${nth}` };
    const { plan } = await draftPlan({ action, target, guards: [], signal });
    const job = { incidentId: name, codename: name, number: 1, actionId: `a${nth}`, jobKey: `${name}-${nth}` };
    const run = { action, target, job, approved: plan?.hash ?? '', begun: false, fresh: true };
    const tools = { ledger, guards: [], tell, evidence, signal, leaseMs: 10_000, pollMs: 250 };
    const { result } = await runAction(run, tools);
    if (result !== 'holding') throw new Error(`a no-op came to ${result}`);
  };
}

/** Jobs of a queue of their own, added before the clock runs. */
async function jobsPerSecond(
  store: Store,
  redisUrl: string | undefined,
  work: (nth: number) => Promise<void>,
): Promise<number> {
  const name = `bench-${performance.now()}`.replace('.', '-');
  const redis = redisUrl ? new Redis(redisUrl, { maxRetriesPerRequest: null }) : undefined;
  const postgres = { connectionString: store.url, schema: 'bullmq', skipMigrations: true, max: 6 };
  const defaultJobOptions = { removeOnComplete: true, removeOnFail: true };
  const queue = redis
    ? new Queue(name, { connection: redis, defaultJobOptions })
    : new Queue(name, { connection: postgres, defaultJobOptions }, createPostgresBackend);
  await queue.addBulk(Array.from({ length: JOBS }, (_, nth) => ({ name: 'noop', data: { nth } })));
  let done = 0;
  const process = async ({ data }: { readonly data: { readonly nth: number } }): Promise<void> => {
    await work(data.nth);
    done += 1;
  };
  const beganMs = performance.now();
  const worker = redis
    ? new Worker(name, process, { connection: redis, concurrency: CONCURRENCY })
    : new Worker(name, process, { connection: postgres, concurrency: CONCURRENCY }, createPostgresBackend);
  worker.on('error', (fault: Error) => LOG.error({ err: fault }, 'the bench worker reports a fault'));
  await until(() => done === JOBS, 300_000);
  const seconds = (performance.now() - beganMs) / 1000;
  await worker.close();
  await queue.close();
  redis?.disconnect();
  return JOBS / seconds;
}
