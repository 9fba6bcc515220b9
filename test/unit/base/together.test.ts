import { expect, it } from 'vitest';
import { together } from '../../../src/base/together.ts';

it('runs once for all that is asked for in one turn, and once more for what came meanwhile', async () => {
  const runs: (readonly number[])[] = [];
  const first = Promise.withResolvers<void>();
  const double = together<number, number>(async (items) => {
    runs.push(items);
    if (runs.length === 1) await first.promise;
    return items.map((one) => one * 2);
  });

  const early = [1, 2, 3].map((one) => double(one));
  await new Promise(setImmediate);
  const late = [4, 5].map((one) => double(one));
  first.resolve();

  expect(await Promise.all([...early, ...late])).toEqual([2, 4, 6, 8, 10]);
  expect(runs).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

it('lets an item that cannot be done harm no other', async () => {
  const check = together<string, string>(async (items) => {
    if (items.includes('bad')) throw new Error('bad');
    return items;
  });

  const [one, two, three] = await Promise.allSettled(['good', 'bad', 'better'].map((item) => check(item)));

  expect(one).toEqual({ status: 'fulfilled', value: 'good' });
  expect(two?.status).toBe('rejected');
  expect(three).toEqual({ status: 'fulfilled', value: 'better' });
});
