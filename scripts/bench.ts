/** `npm run bench`: the benchmarks, side by side in one run; prints a table and writes `bench/results/*.json`. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../src/base/log.ts';
import { loadConfig } from '../src/config/load.ts';
import { openHouse } from '../src/house/open.ts';
import { migrateQueue } from '../src/queue/open.ts';
import { startEmbedded } from '../src/store/embedded.ts';
import { migrate } from '../src/store/migrate.ts';
import { openStore } from '../src/store/open.ts';
import { createToken } from '../src/store/people.ts';
import { freePort } from '../test/support/free-port.ts';
import { benchContainment } from './bench/containment.ts';
import { benchInsights } from './bench/insights.ts';
import { benchIntake } from './bench/intake.ts';
import { benchLatency } from './bench/latency.ts';
import { benchSlack } from './bench/slack.ts';
import type { Row } from './bench/table.ts';
import { NEEDS, obtain } from './obtain.ts';

/** `npm run bench -- containment vault` runs these alone. */
const PARTS: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  house: onAHouse,
  containment: onBackends,
  slack: benchSlack,
  postmortem: postmortems,
  formats: () => [formats()],
  vault: () => [vault(), s3Vault()],
};

const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, run] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await run()));
}
console.table(rows);
const folder = join(import.meta.dirname, '..', 'bench', 'results');
await mkdir(folder, { recursive: true });
const at = new Date().toISOString();
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
await writeFile(join(folder, `${at.replaceAll(':', '-')}.json`), JSON.stringify({ at, machine, rows }, undefined, 2));

async function onAHouse(): Promise<readonly Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
  // Incidents are opened faster here than people could bear: the limit that guards them would be measured instead.
  const file = join(dataDir, 'cordon.yaml');
  await writeFile(file, 'storms: { perMinute: 10000 }\n');
  const config = loadConfig({ ...process.env, CORDON_DATA_DIR: dataDir, PORT: '0', CORDON_CONFIG: file });
  const house = await openHouse(config, createLog('error'));
  try {
    const token = await createToken(house.store.db, { name: 'bench', scope: 'admin' });
    const latency = await benchLatency(house, token);
    const intake = await benchIntake({ url: house.url ?? '', token, databaseUrl: house.store.url });
    const insights = await benchInsights(house.store);
    return [...intake, ...latency, ...insights];
  } finally {
    await house[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function formats(): Row {
  const script = join(import.meta.dirname, 'bench', 'formats.ts');
  const { took, ms, cpuMs } = JSON.parse(execFileSync(process.execPath, [script, '2000'], { encoding: 'utf8' }));
  const each = Object.entries(took).map(([id, one]) => `${id} ${Math.round(Number(one))} ms`);
  return {
    what: 'every format of a post-mortem of 2,000 events',
    value: `${Math.round(ms)} ms`,
    ratio: `${(cpuMs / ms).toFixed(2)} of the time on a processor`,
    note: `${each.join(', ')}; ${Math.round(cpuMs)} ms of processor time`,
  };
}

/** Containment on PostgreSQL, and on a Redis of its own where one can be had. */
async function onBackends(): Promise<readonly Row[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'cordon-bench-queue-'));
  // PostgreSQL runs under a user of its own when this process is root's.
  await chmod(scratch, 0o755);
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(scratch, { recursive: true, force: true }));
  try {
    const { url } = stack.use(await startEmbedded(scratch, createLog('error')));
    await migrate(url);
    await migrateQueue({ redisUrl: undefined, postgresUrl: url });
    const store = stack.use(openStore({ url, log: createLog('error') }));
    const redisUrl = await startRedis(scratch, stack);
    const backends = redisUrl ? [undefined, redisUrl] : [undefined];
    const rows: Row[] = [];
    for (const backend of backends) rows.push(...(await benchContainment(store, backend)));
    return rows;
  } finally {
    await stack.disposeAsync();
  }
}

/** Undefined where there is none. Syncs each second, as Redis does where it is told to append. */
async function startRedis(scratch: string, stack: AsyncDisposableStack): Promise<string | undefined> {
  const need = NEEDS.find(({ name }) => name === 'Redis');
  const at = need ? obtain(need).at : undefined;
  if (!at || at.includes('://')) return at;
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--dir', scratch, '--appendonly', 'yes', '--save', ''];
  const server = spawn(at, flags, { stdio: 'ignore' });
  stack.defer(async () => {
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    await gone;
  });
  return `redis://127.0.0.1:${port}`;
}

function vault(): Row {
  const script = join(import.meta.dirname, 'bench', 'vault.ts');
  const { mebibytes, inMs, outMs, beforeMb, peakMb } = JSON.parse(
    execFileSync(process.execPath, [script, '2048'], { encoding: 'utf8' }),
  );
  return {
    what: `${mebibytes} MiB of evidence streamed into the vault, and out again`,
    value: `${(inMs / 1000).toFixed(1)} s, ${(outMs / 1000).toFixed(1)} s`,
    note: `peak ${Math.round(peakMb)} MB; before it ${Math.round(beforeMb)} MB`,
  };
}

/** More than S3 copies in one request (5 GiB), so that the move to its address goes by parts too. */
function s3Vault(): Row {
  const script = join(import.meta.dirname, 'bench', 's3-vault.ts');
  const { mebibytes, inMs, beforeMb, peakMb } = JSON.parse(
    execFileSync(process.execPath, [script, '6144'], { encoding: 'utf8' }),
  );
  return {
    what: `${mebibytes} MiB of evidence streamed into a vault in S3, to a sink that checks and forgets`,
    value: `${(inMs / 1000).toFixed(1)} s`,
    note: `peak ${Math.round(peakMb)} MB; after 64 MiB ${Math.round(beforeMb)} MB`,
  };
}

function postmortems(): readonly Row[] {
  const script = join(import.meta.dirname, 'bench', 'postmortem.ts');
  const run = (count: number, ...flags: readonly string[]) =>
    JSON.parse(execFileSync(process.execPath, [...flags, script, String(count)], { encoding: 'utf8' }));
  return [1000, 10_000, 100_000].map((count) => {
    const { ms, cpuMs, peakMb, eventsMb, outputMb } = run(count);
    const { aliveBefore, alive } = run(count, '--expose-gc');
    const rounded = [peakMb, eventsMb, alive, aliveBefore].map((one) => Math.round(one));
    const [peak, before, living, events] = rounded;
    return {
      what: `post-mortem of ${count} events as Markdown`,
      value: `${Math.round(ms)} ms`,
      ratio: `${((cpuMs / count) * 1000).toFixed(0)} µs of processor time an event`,
      note: `peak ${peak} MB, ${before} MB before it began; alive ${living} MB, of which ${events} MB events; Markdown ${outputMb.toFixed(1)} MB`,
    };
  });
}
