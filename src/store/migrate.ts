/** Brings the database to the schema of this version. Forward only; safe when several processes start at once. */

import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

const FOLDER = join(import.meta.dirname, '..', '..', 'migrations');
/** Any number will do, as long as every process of Cordon takes the same one. */
const LOCK = 4_207_001;

export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await applyMigrations(drizzle(client), { migrationsFolder: FOLDER });
  } finally {
    await client.end();
  }
}
