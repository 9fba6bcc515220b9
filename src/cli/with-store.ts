/** A verb's way to the database: beside a running Cordon on the same data directory, or alone. */

import { createLog, type Log } from '../base/log.ts';
import { type Config, loadConfig } from '../config/load.ts';
import { startEmbedded } from '../store/embedded.ts';
import { migrate } from '../store/migrate.ts';
import { openStore, type Store } from '../store/open.ts';

export interface Ground {
  readonly config: Config;
  readonly store: Store;
  readonly log: Log;
  readonly databaseUrl: string;
}

export async function withStore<T>(work: (ground: Ground) => Promise<T>): Promise<T> {
  const config = loadConfig(process.env);
  const log = createLog('warn');
  const opened = new AsyncDisposableStack();
  try {
    const databaseUrl = config.databaseUrl ?? opened.use(await startEmbedded(config.dataDir, log)).url;
    await migrate(databaseUrl);
    const store = opened.use(openStore({ url: databaseUrl, log, poolSize: 4 }));
    return await work({ config, store, log, databaseUrl });
  } finally {
    await opened.disposeAsync();
  }
}

/** What a verb found: as JSON for programs, or as lines for people. */
export function print(json: boolean | undefined, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value, undefined, 2) : text);
}
