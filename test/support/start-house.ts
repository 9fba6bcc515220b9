/** The whole house on a database of its own, at a free port, with a token for every scope. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/base/log.ts';
import { loadConfig } from '../../src/config/load.ts';
import { type House, openHouse } from '../../src/house/open.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { createToken } from '../../src/store/people.ts';
import { BACKEND, type Backend, freshDatabase, freshRedis } from './database.ts';

export interface TestHouse extends AsyncDisposable {
  readonly house: House;
  readonly url: string;
  readonly token: string;
  readonly dataDir: string;
  /** Lines of the log, where the environment given sets `LOG_LEVEL`. */
  readonly logged: readonly string[];
  /** What it was started with: the same house again. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls the API with the admin token. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Says words as a person; answers status and body. */
  say(as: string, number: number, text: string): Promise<{ status: number; body: Record<string, unknown> }>;
  incident(number: number): Promise<Incident>;
}

export async function startHouse(
  environment: Readonly<Record<string, string>> = {},
  backend: Backend = BACKEND,
): Promise<TestHouse> {
  const database = await freshDatabase();
  const redisUrl = await freshRedis(backend);
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-house-'));
  const full = {
    CORDON_DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    PORT: '0',
    CORDON_SIMULATED_PROPAGATION_MS: '300',
    ...environment,
  };
  const config = loadConfig(full);
  const logged: string[] = [];
  const kept = { write: (line: string) => void logged.push(line) };
  const { LOG_LEVEL: level } = environment;
  const log = level ? createLog(level, kept) : createLog(process.env.TEST_LOG ?? 'silent');
  const house = await openHouse(config, log);
  const url = house.url ?? '';
  const token = await createToken(house.store.db, { name: 'test', scope: 'admin' });
  const call: TestHouse['call'] = (method, path, body, headers = {}) =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    house,
    url,
    token,
    dataDir,
    logged,
    environment: full,
    call,
    say: async (as, number, text) => {
      const answer = await call('POST', `/api/v1/incidents/${number}/commands`, { text, as });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
    incident: async (number) => (await (await call('GET', `/api/v1/incidents/${number}`)).json()) as Incident,
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
