/** The database: a pool and drizzle over it. */

import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

export type Database = NodePgDatabase;
/** A transaction or the database itself: whatever can run a statement. */
export type Statements = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

export interface Store extends AsyncDisposable {
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly url: string;
}

export interface StoreOptions {
  readonly url: string;
  readonly log: Log;
  /** Connections at most. */
  readonly poolSize?: number;
}

/** Connects lazily; throws nothing until the first statement. Lost idle connections are logged and replaced. */
export function openStore({ url, log, poolSize = 10 }: StoreOptions): Store {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, connectionTimeoutMillis: 10_000 });
  pool.on('error', (fault) => log.warn({ err: fault }, 'an idle database connection was lost'));
  return { db: drizzle(pool), pool, url, [Symbol.asyncDispose]: () => pool.end() };
}

/** Whether the database answers: for readiness. */
export async function ping({ pool }: Store): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (cause) {
    throw new CordonError('store_unavailable', 'PostgreSQL does not answer.', {
      remedy: 'Start it, or mend DATABASE_URL.',
      retryable: true,
      cause,
    });
  }
}
