import { describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/crash/bundle.ts';
import { prepareGround } from '../../scripts/crash/ground.ts';
import { crashRun } from '../../scripts/crash/run.ts';
import { BACKENDS } from '../support/database.ts';

/** Odd seeds kill the worker at a named step; 2 restarts PostgreSQL, 4 wipes the queue. */
const SEEDS = { postgresql: [1, 2], redis: [3, 4] } as const;

describe.each(BACKENDS)('under SIGKILL on $backend', ({ backend, available }) => {
  it.skipIf(!available).each(SEEDS[backend])('nothing is lost, half made or done twice (seed %i)', async (seed) => {
    const opened = new AsyncDisposableStack();
    try {
      const ground = await prepareGround(backend, await bundle(opened), opened);

      const { verdict, stuck, kills } = await crashRun(seed, ground);

      expect({ stuck, ...verdict }).toEqual({ stuck: undefined, lost: [], half: [], twice: [] });
      expect(kills).toBeGreaterThan(0);
    } finally {
      await opened.disposeAsync();
    }
  });
});
