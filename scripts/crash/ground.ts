/** Real servers for crash runs: PostgreSQL that can be restarted on its port, and Redis with its append-only file. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createLog } from '../../src/base/log.ts';
import { migrateQueue } from '../../src/queue/open.ts';
import { startEmbedded } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';
import { NEEDS, obtain } from '../obtain.ts';
import { ownPort } from './processes.ts';
import { asOwner, databaseAt, type Ground } from './run.ts';

const TEMPLATE = 'cordon_crash_template';

/** `program` as `bundle` answers it. */
export async function prepareGround(
  backend: 'postgresql' | 'redis',
  program: string,
  opened: AsyncDisposableStack,
): Promise<Ground> {
  const scratch = await mkdtemp(join(tmpdir(), 'cordon-crash-ground-'));
  await chmod(scratch, 0o755);
  opened.defer(() => rm(scratch, { recursive: true, force: true }));
  const postgres = await startEmbedded(scratch, createLog('silent'));
  const data = join(scratch, 'postgres');
  const stop = (): number | undefined => {
    if (!existsSync(join(data, 'postmaster.pid'))) return undefined;
    const pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    process.kill(pid, 'SIGINT');
    return pid;
  };
  process.once('exit', stop);
  // Not disposed as it was started: a restarted server is another process.
  opened.defer(async () => {
    const pid = stop();
    while (pid !== undefined && isAlive(pid)) await pause(20);
    process.off('exit', stop);
  });
  const redisUrl = backend === 'redis' ? await startRedis(scratch, opened) : undefined;
  await asOwner(postgres.url, `create database ${TEMPLATE}`);
  const template = databaseAt(postgres.url, TEMPLATE);
  await migrate(template);
  await migrateQueue({ redisUrl: undefined, postgresUrl: template });
  return {
    ...{ postgresUrl: postgres.url, template: TEMPLATE, redisUrl, program },
    restartPostgres: () => restart(data, postgres.url),
  };
}

/** SIGQUIT is PostgreSQL's immediate shutdown: as after a power cut, it recovers from its log. */
async function restart(data: string, url: string): Promise<void> {
  const pid = Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10);
  const options = await readFile(join(data, 'postmaster.opts'), 'utf8');
  const [program = '', ...args] = [...options.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await pause(20);
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  spawn(program, args, { stdio: 'ignore', ...owner }).unref();
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch {
      await pause(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function startRedis(scratch: string, opened: AsyncDisposableStack): Promise<string> {
  const need = NEEDS.find(({ name }) => name === 'Redis');
  const at = need ? obtain(need).at : undefined;
  if (!at) throw new Error('Redis is needed for this backend: install redis-server.');
  const port = await ownPort();
  const server = spawn(
    at,
    [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--dir',
      scratch,
      '--appendonly',
      'yes',
      '--save',
      '',
      '--databases',
      '512',
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: 'ignore' },
  );
  const stop = (): boolean => server.kill('SIGTERM');
  process.once('exit', stop);
  opened.defer(async () => {
    const gone = once(server, 'exit');
    stop();
    await gone;
    process.off('exit', stop);
  });
  return `redis://127.0.0.1:${port}`;
}
