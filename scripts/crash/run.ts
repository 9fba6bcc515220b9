/** One crash run: the storyline is played over HTTP while what serves it is killed, wiped and restarted. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createLog } from '../../src/base/log.ts';
import { startSimulatedCloud } from '../../src/containment/simulated/server.ts';
import { lead } from '../../src/readiness/lead.ts';
import { play } from '../../src/readiness/play.ts';
import { loadStorylines } from '../../src/readiness/storyline.ts';
import { openStore } from '../../src/store/open.ts';
import { createToken } from '../../src/store/people.ts';
import { createPersistentCaller, PATIENCE_MS } from './caller.ts';
import { type Chance, chanceOf } from './chance.ts';
import { check, type Verdict } from './checker.ts';
import { keepRunning, ownPort, type Service } from './processes.ts';

export interface Ground {
  /** A server on which databases can be made. */
  readonly postgresUrl: string;
  /** Name of a database on it with all tables and nothing in them. */
  readonly template: string;
  /** Undefined for BullMQ on PostgreSQL. */
  readonly redisUrl: string | undefined;
  /** Path of the program that web and worker are. */
  readonly program: string;
  /** Restarts PostgreSQL under everybody's feet. */
  readonly restartPostgres: () => Promise<void>;
}

export interface RunReport {
  readonly seed: number;
  readonly plan: string;
  readonly verdict: Verdict;
  readonly seconds: number;
  readonly kills: number;
  /** Set when the storyline did not come to its end. */
  readonly stuck?: string;
  readonly output: readonly string[];
  /** What the log says became of each action; read where something was at fault. */
  readonly story: readonly string[];
}

/** Calls at whose very moment the worker is killed: the effect is there, the answer is not. */
const NAMED_STEPS = [
  'DisassociateIamInstanceProfile',
  'PutRolePolicy',
  'CreateSecurityGroup',
  'ModifyNetworkInterfaceAttribute',
  'CreateSnapshots',
  'AssociateIamInstanceProfile',
] as const;

const CAST = { commander: 'responder-1', accountOwner: 'responder-2', scribe: 'responder-3' } as const;
/** Actions the playbook proposes: what is led before all of them are there would be led on half the picture. */
const PROPOSED = 3;
/** Released soon: what is tested here is not the attacker's patience. */
const ATTACKER_PATIENCE_MS = 1500;
const SETTLE_MS = 90_000;
/** Longer than the answers that are held back, so that a step is taken over only from the dead. */
const LEASE_MS = 4000;

export async function crashRun(seed: number, ground: Ground): Promise<RunReport> {
  const chance = chanceOf(seed);
  const scratch = await mkdtemp(join(tmpdir(), 'cordon-crash-'));
  const output: string[] = [];
  const opened = new AsyncDisposableStack();
  const began = Date.now();
  try {
    const databaseUrl = await makeDatabase(ground, seed);
    const cloud = opened.use(
      await startSimulatedCloud({
        dataDir: join(scratch, 'cloud'),
        propagationMs: 300,
        patienceMs: ATTACKER_PATIENCE_MS,
      }),
    );
    const port = await ownPort();
    const environment = {
      CORDON_DATA_DIR: join(scratch, 'data'),
      DATABASE_URL: databaseUrl,
      ...(ground.redisUrl ? { REDIS_URL: ground.redisUrl } : {}),
      CORDON_SIMULATED_CLOUD_URL: cloud.url,
      CORDON_SESSION_SECRET: 'x'.repeat(32),
      CORDON_STEP_LEASE_MS: `${LEASE_MS}`,
      PORT: `${port}`,
      LOG_LEVEL: 'error',
      // Processes are started thousands of times: what was compiled once is kept between them.
      NODE_COMPILE_CACHE: join(tmpdir(), 'cordon-crash-compiled'),
    };
    const web = opened.use(keepRunning(ground.program, { ...environment, CORDON_ROLE: 'web' }, output));
    const worker = opened.use(keepRunning(ground.program, { ...environment, CORDON_ROLE: 'worker' }, output));
    const caller = createPersistentCaller(`http://127.0.0.1:${port}`, await tokenFor(databaseUrl));
    await caller.get('/api/v1/incidents');

    const end = new AbortController();
    const { plan, chaos } = trouble(chance, seed, {
      web,
      worker,
      ground,
      databaseUrl,
      simulatedUrl: cloud.url,
      signal: end.signal,
    });
    const storyline = loadStorylines().find(({ slug }) => slug === 'stolen-role-session');
    let posted = 0;
    let stuck: string | undefined;
    let rest: Promise<void> = Promise.resolve();
    try {
      if (!storyline) throw new Error('the storyline is missing');
      const { number } = await play(
        storyline,
        {
          patienceMs: PATIENCE_MS,
          seed: async (name) => void (await fetch(`${cloud.url}/seed/${name}`, { method: 'POST' })),
          post: async (source, body, drill) => {
            posted += 1;
            await caller.post(`/alerts/${source}`, body, { 'x-cordon-drill': drill });
          },
          incidentOf: async () =>
            ((await caller.get('/api/v1/incidents')) as { incidents: readonly { number: number }[] }).incidents[0]
              ?.number,
        },
        (later) => {
          rest = later;
          rest.catch(() => undefined);
        },
      );
      // On a slow machine the team could be done before the storyline has told all: everything is told first.
      await rest;
      await until(async () => {
        const { alerts, actions } = await caller.incident(number);
        return alerts.length === storyline.alerts.length && actions.length === PROPOSED;
      });
      await lead(caller, number, CAST, ATTACKER_PATIENCE_MS + 2500);
    } catch (fault) {
      stuck = fault instanceof Error ? fault.message : String(fault);
    }
    end.abort();
    await chaos;
    const undone = await openAfter(databaseUrl, stuck ? 0 : SETTLE_MS);
    const verdict = await check(cloud.url, databaseUrl, { posted, undone });
    const faulty = stuck !== undefined || Object.values(verdict).some((faults: readonly string[]) => faults.length > 0);
    const seconds = Math.round((Date.now() - began) / 1000);
    return {
      seed,
      plan,
      verdict,
      seconds,
      kills: web.crashes() + worker.crashes(),
      output,
      story: faulty ? await storyOf(databaseUrl) : [],
      ...(stuck ? { stuck } : {}),
    };
  } finally {
    await opened.disposeAsync();
    await dropDatabase(ground.postgresUrl, seed);
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Targets {
  readonly web: Service;
  readonly worker: Service;
  readonly ground: Ground;
  readonly databaseUrl: string;
  readonly simulatedUrl: string;
  readonly signal: AbortSignal;
}

/** Even seeds strike at random; odd ones at the moment of a named step. Each fourth also wipes the queue or restarts PostgreSQL. */
function trouble(
  chance: Chance,
  seed: number,
  targets: Targets,
): { readonly plan: string; readonly chaos: Promise<void> } {
  const extra = seed % 4 === 0 ? 'wipe the queue' : seed % 4 === 2 ? 'restart PostgreSQL' : '';
  if (seed % 2 === 1) {
    const step = NAMED_STEPS[Math.floor(seed / 2) % NAMED_STEPS.length] ?? 'PutRolePolicy';
    return { plan: `kill the worker at ${step}`, chaos: quietly(killAt(step, targets)) };
  }
  return { plan: `random kills${extra ? `, ${extra}` : ''}`, chaos: quietly(randomKills(chance, extra, targets)) };
}

async function randomKills(
  chance: Chance,
  extra: string,
  { web, worker, ground, databaseUrl, signal }: Targets,
): Promise<void> {
  for (let strikes = 0; strikes < 4 && !signal.aborted; strikes += 1) {
    await pause(chance.between(500, 3500), undefined, { signal });
    await chance.pick([web, worker, worker]).crash();
    if (strikes === 1 && extra === 'wipe the queue') await wipe(ground, databaseUrl);
    if (strikes === 1 && extra === 'restart PostgreSQL') await ground.restartPostgres();
  }
}

/** The answer is held back; once the cloud's records show the effect, the worker dies before it hears of it. */
async function killAt(step: string, { worker, simulatedUrl, signal }: Targets): Promise<void> {
  await fetch(`${simulatedUrl}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ call: step, kind: 'late', ms: 1500 }]),
  });
  while (!signal.aborted) {
    const { records } = (await (await fetch(`${simulatedUrl}/records`)).json()) as {
      records: readonly { call: string }[];
    };
    if (records.some(({ call }) => call === step)) {
      await worker.crash();
      return;
    }
    await pause(40, undefined, { signal });
  }
}

async function wipe(ground: Ground, databaseUrl: string): Promise<void> {
  if (ground.redisUrl) {
    const redis = new Redis(ground.redisUrl);
    await redis.flushdb();
    redis.disconnect();
    return;
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = 'bullmq' and tablename like '%job%'",
  );
  for (const { tablename } of rows) await client.query(`truncate bullmq."${tablename}" cascade`).catch(() => undefined);
  await client.end();
}

/** Chaos ends when the run ends: being told so is no fault. */
function quietly(work: Promise<void>): Promise<void> {
  return work.catch((fault: unknown) => {
    if (!(fault instanceof Error && fault.name === 'AbortError')) throw fault;
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end && !(await holds())) await pause(100);
}

/**
 * Reactions of the deliveries that are still open after so many milliseconds; none once there was a moment without any.
 * What is looked at again from time to time goes on after closing, and may open others at any later moment.
 */
async function openAfter(databaseUrl: string, ms: number): Promise<readonly string[]> {
  const end = Date.now() + ms;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ reaction: string }>("select reaction from deliveries where state = 'open'");
      if (rows.length === 0 || Date.now() > end) return rows.map(({ reaction }) => reaction);
      await pause(200);
    }
  } finally {
    await client.end();
  }
}

async function storyOf(databaseUrl: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(
      "select seq || ' ' || type || ' ' || left(body, 400) as line from events where type like 'Action%' or type like 'Step%' or type like 'Release%' order by seq",
    );
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}

function nameFor(seed: number): string {
  return `cordon_crash_${process.pid}_${seed}`;
}

async function makeDatabase({ postgresUrl, template }: Ground, seed: number): Promise<string> {
  await asOwner(postgresUrl, `create database ${nameFor(seed)} template ${template}`);
  return databaseAt(postgresUrl, nameFor(seed));
}

async function dropDatabase(postgresUrl: string, seed: number): Promise<void> {
  await asOwner(postgresUrl, `drop database if exists ${nameFor(seed)} with (force)`).catch(() => undefined);
}

export function databaseAt(postgresUrl: string, name: string): string {
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function asOwner(postgresUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function tokenFor(databaseUrl: string): Promise<string> {
  const store = openStore({ url: databaseUrl, log: createLog('silent'), poolSize: 1 });
  try {
    return await createToken(store.db, { name: 'crash', scope: 'admin' });
  } finally {
    await store[Symbol.asyncDispose]();
  }
}
