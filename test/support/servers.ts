/**
 * Real servers for a test project, started once and taken down at its end: PostgreSQL (`DATABASE_URL`, else embedded)
 * with a migrated template database, and Redis (`REDIS_URL`, else the program on the path, else none).
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createLog } from '../../src/base/log.ts';
import { migrateQueue } from '../../src/queue/open.ts';
import { startEmbedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startMoto } from '../doubles/aws/moto.ts';
import { freePort } from './free-port.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database whose owner may create others. */
    readonly postgresUrl: string;
    /** Name of the migrated database that tests clone. */
    readonly postgresTemplate: string;
    /** Empty when there is no Redis. */
    readonly redisUrl: string;
    /** Where moto answers as AWS; empty when it cannot be had. */
    readonly motoUrl: string;
  }
}

const taken: AsyncDisposable[] = [];

export async function setup(project: TestProject): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'cordon-servers-'));
  // PostgreSQL refuses to run as root: under root its own user must be able to walk in.
  await chmod(scratch, 0o755);
  taken.push({ [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }) });
  const postgresUrl = await startPostgres(scratch);
  const template = `cordon_template_${process.pid}_${Date.now()}`;
  await makeTemplate(postgresUrl, template);
  project.provide('postgresUrl', postgresUrl);
  project.provide('postgresTemplate', template);
  project.provide('redisUrl', await startRedis(scratch));
  project.provide('motoUrl', project.name === 'integration' ? await startAws() : '');
}

export async function teardown(): Promise<void> {
  for (const one of taken.splice(0).reverse()) await one[Symbol.asyncDispose]();
}

async function startPostgres(scratch: string): Promise<string> {
  const given = process.env.DATABASE_URL;
  if (given) return given;
  const server = await startEmbedded(scratch, createLog('silent'));
  taken.push(server);
  return server.url;
}

async function makeTemplate(postgresUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  await migrate(url.href);
  await migrateQueue({ redisUrl: undefined, postgresUrl: url.href });
  taken.push({
    [Symbol.asyncDispose]: async () => {
      const last = new pg.Client({ connectionString: postgresUrl });
      await last.connect();
      await last.query(`drop database if exists ${name} with (force)`);
      await last.end();
    },
  });
}

async function startRedis(scratch: string): Promise<string> {
  const given = process.env.REDIS_URL;
  if (given) return given;
  const program = process.env.CORDON_REDIS_SERVER ?? onPath('redis-server') ?? onPath('valkey-server');
  if (!program) {
    if (process.env.CI === 'true') throw new Error('Under CI=true Redis must be there: install redis-server.');
    console.warn('No Redis: its tests are skipped. Install redis-server, or set REDIS_URL.');
    return '';
  }
  const port = await freePort();
  const server = spawn(
    program,
    [
      ...['--port', `${port}`, '--bind', '127.0.0.1', '--dir', scratch],
      ...['--appendonly', 'yes', '--save', '', '--databases', '512', '--maxmemory-policy', 'noeviction'],
    ],
    { stdio: 'ignore' },
  );
  taken.push({ [Symbol.asyncDispose]: () => stop(server) });
  const url = `redis://127.0.0.1:${port}`;
  const probe = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  probe.on('error', () => undefined);
  await probe.ping();
  probe.disconnect();
  return url;
}

async function startAws(): Promise<string> {
  const program = process.env.CORDON_MOTO_SERVER ?? onPath('moto_server');
  if (!program) {
    if (process.env.CI === 'true') throw new Error("Under CI=true moto must be there: pip install 'moto[server]'.");
    console.warn("No moto: tests on AWS are skipped. pip install 'moto[server]', or set CORDON_MOTO_SERVER.");
    return '';
  }
  const moto = await startMoto(program);
  taken.push(moto);
  return moto.url;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await gone;
}

function onPath(program: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
