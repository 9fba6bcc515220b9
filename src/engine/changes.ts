/** Hears of changes made by any process: what the relay wakes up for, and what live pages are told. */

import pg from 'pg';
import { z } from 'zod';
import type { Log } from '../base/log.ts';
import { CHANGES } from '../store/log.ts';

const Change = z.object({
  incidentId: z.string().optional(),
  number: z.number().optional(),
  seq: z.number().optional(),
  alerts: z.boolean().optional(),
});
export type Change = z.infer<typeof Change>;

export interface Changes extends AsyncDisposable {
  /** Returns what ends the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}

const RECONNECT_MS = 1000;

/**
 * Keeps one LISTEN connection. While it is lost, nothing is heard; once it is back, listeners are told an empty change:
 * look at everything. Throws when the first connection fails.
 */
export async function listenForChanges(url: string, log: Log): Promise<Changes> {
  const listeners = new Set<(change: Change) => void>();
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true });
    fresh.on('error', (fault) => log.warn({ err: fault }, 'the connection for changes was lost'));
    fresh.on('notification', ({ payload }) => tell(read(payload)));
    try {
      await fresh.connect();
      await fresh.query(`listen ${CHANGES}`);
    } catch (fault) {
      await fresh.end().catch(() => undefined);
      throw fault;
    }
    if (closed) return fresh.end();
    client = fresh;
    fresh.on('end', () => reconnect());
  }

  function reconnect(): void {
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      connect().then(
        () => tell({}),
        () => reconnect(),
      );
    }, RECONNECT_MS);
  }

  function tell(change: Change | undefined): void {
    if (change) for (const listener of listeners) listener(change);
  }

  await connect();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}

/** Undefined for what is not ours: anybody with access to the database can notify. */
function read(payload: string | undefined): Change | undefined {
  try {
    return Change.safeParse(JSON.parse(payload ?? '')).data;
  } catch {
    // Not even JSON.
    return undefined;
  }
}
