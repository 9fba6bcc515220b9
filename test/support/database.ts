/** A database of its own for each test file, and a queue of its own on each backend. */

import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject } from 'vitest';
import { createLog } from '../../src/base/log.ts';
import { openStore, type Store } from '../../src/store/open.ts';

export interface FreshDatabase extends AsyncDisposable {
  readonly url: string;
}

/** Clones the migrated template: about 50 ms. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `cordon_test_${randomBytes(8).toString('hex')}`;
  await asOwner(`create database ${name} template ${inject('postgresTemplate')}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, [Symbol.asyncDispose]: () => asOwner(`drop database ${name} with (force)`) };
}

/** A store over a database of its own; both go together. */
export async function freshStore(): Promise<Store> {
  const database = await freshDatabase();
  const store = openStore({ url: database.url, log: createLog('silent') });
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      if (!store.pool.ended) await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The queue backends to run a suite on. Redis is `undefined` where there is none: skip, and say so. */
export const BACKENDS = [
  { backend: 'postgresql', available: true },
  { backend: 'redis', available: inject('redisUrl') !== '' },
] as const;

export type Backend = (typeof BACKENDS)[number]['backend'];

/** What a house of the tests queues on where a test does not say: `CORDON_TEST_BACKEND=redis` runs them all on Redis. */
export const BACKEND: Backend = process.env.CORDON_TEST_BACKEND === 'redis' ? 'redis' : 'postgresql';

/** A Redis database nobody else uses in this run, empty; undefined for the PostgreSQL backend. */
export async function freshRedis(backend: Backend): Promise<string | undefined> {
  if (backend === 'postgresql') return undefined;
  const url = new URL(inject('redisUrl'));
  const redis = new Redis(url.href);
  const { databases } = Object.fromEntries([await redis.config('GET', 'databases')]) as Record<string, string>;
  const next = await redis.incr('cordon:test:database');
  const index = 1 + (next % (Number(databases ?? 16) - 1));
  await redis.select(index);
  await redis.flushdb();
  redis.disconnect();
  url.pathname = `/${index}`;
  return url.href;
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
