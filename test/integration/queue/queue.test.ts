import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CordonError } from '../../../src/base/errors.ts';
import { createLog } from '../../../src/base/log.ts';
import type { Attempt, Handlers } from '../../../src/queue/jobs.ts';
import { type JobQueue, openQueue, type QueueOptions } from '../../../src/queue/open.ts';
import { BACKENDS, type FreshDatabase, freshDatabase, freshRedis } from '../../support/database.ts';
import { until } from '../../support/until.ts';

const reaction = (id: string) => ({ name: 'reaction' as const, id, data: { delivery: id } });

describe.each(BACKENDS)('the queue on $backend', ({ backend, available }) => {
  let database: FreshDatabase;
  let options: QueueOptions;
  let queue: JobQueue;

  beforeAll(async () => {
    if (!available) return;
    database = await freshDatabase();
    options = { redisUrl: await freshRedis(backend), postgresUrl: database.url, log: createLog('silent') };
    queue = openQueue(options);
  });
  afterAll(async () => {
    await queue?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  /** Works with `react` until the test's block ends. */
  const working = (react: Handlers['reaction'], concurrency = 4) =>
    queue.work({ reaction: react, triage: async () => undefined }, concurrency);

  it.skipIf(!available)('says which backend it is and that it answers', async () => {
    expect(queue.backend).toBe(backend);
    await expect(queue.ping()).resolves.toBeUndefined();
  });

  it.skipIf(!available)('runs a job once though it was added twice', async () => {
    const ran: string[] = [];
    await queue.add([reaction('twice')]);
    await queue.add([reaction('twice'), reaction('fence')]);

    await using _worker = working(async ({ delivery }) => void ran.push(delivery), 1);
    await until(() => ran.includes('fence'));

    expect(ran).toEqual(['twice', 'fence']);
  });

  it.skipIf(!available)('takes the same id again once the first is through', async () => {
    const ran: string[] = [];
    await using _worker = working(async ({ delivery }) => void ran.push(delivery));

    await queue.add([reaction('again')]);
    await until(() => ran.length === 1);
    await until(async () => {
      await queue.add([reaction('again')]);
      return ran.length === 2;
    });

    expect(ran.slice(0, 2)).toEqual(['again', 'again']);
  });

  it.skipIf(!available)('tries again what may succeed later, and tells the attempts apart', async () => {
    const attempts: Pick<Attempt, 'number' | 'last'>[] = [];
    await using _worker = working(async (_data, { number, last }) => {
      attempts.push({ number, last });
      if (number < 3) throw new Error('not yet');
    });

    await queue.add([reaction('flaky')]);
    await until(() => attempts.length === 3);

    expect(attempts.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(attempts.some(({ last }) => last)).toBe(false);
  });

  it.skipIf(!available)('gives up at once on what no retry can mend, and frees the id', async () => {
    let runs = 0;
    await using _worker = working(async () => {
      runs += 1;
      throw new CordonError('not_found', 'The channel is gone.', { remedy: 'Make another.' });
    });

    await queue.add([reaction('hopeless')]);
    await until(() => runs === 1);
    await until(async () => {
      await queue.add([reaction('hopeless')]);
      return runs === 2;
    });

    expect(runs).toBe(2);
  });

  it.skipIf(!available)('holds nothing after a wipe and works on', async () => {
    const ran: string[] = [];
    await queue.add([reaction('lost-1'), reaction('lost-2')]);
    await queue.wipe();
    expect(Object.values(await queue.counts()).every((count) => count === 0)).toBe(true);

    await using _worker = working(async ({ delivery }) => void ran.push(delivery));
    await queue.add([reaction('after-the-wipe')]);
    await until(() => ran.length > 0);

    expect(ran).toEqual(['after-the-wipe']);
  });

  it.skipIf(!available)('lets a running job end before it closes', async () => {
    let ended = false;
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const worker = working(async () => {
      started.resolve();
      await gate.promise;
      ended = true;
    });
    await queue.add([reaction('slow')]);
    await started.promise;

    const closed = worker[Symbol.asyncDispose]();
    gate.resolve();
    await closed;

    expect(ended).toBe(true);
  });

  it.skipIf(!available)('refuses data that is not what the catalogue says', async () => {
    const seen: string[] = [];
    await using _worker = working(async ({ delivery }) => void seen.push(delivery));

    await queue.add([{ name: 'reaction', id: 'odd', data: {} as { delivery: string } }, reaction('well-formed')]);
    await until(() => seen.length > 0);

    expect(seen).toEqual(['well-formed']);
  });
});
