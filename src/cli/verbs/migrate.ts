/** `migrate`: brings database and queue to this version. `npm start` does the same by itself. */

import { Command } from 'commander';
import { migrateQueue } from '../../queue/open.ts';
import { print, withStore } from '../with-store.ts';

export function migrateDatabase(): Command {
  return new Command('migrate').description('bring the database to the schema of this version').action(async () => {
    await withStore(({ config, databaseUrl }) => migrateQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl }));
    print(false, {}, 'The database is up to date.');
  });
}
