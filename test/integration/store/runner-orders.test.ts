/** What every keeper of runners' orders promises: the database, and the memory that tests of the runner use. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/base/ids.ts';
import { memoryOrders, type Orders } from '../../../src/containment/webhook/orders.ts';
import type { Store } from '../../../src/store/open.ts';
import { createRunnerOrders } from '../../../src/store/runner-orders.ts';
import { freshStore } from '../../support/database.ts';

let store: Store;
beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const SOON = new Date('2026-03-01T15:00:00.000Z');
const LATER = new Date('2026-03-01T16:00:00.000Z');

describe.each([
  { name: 'PostgreSQL', open: (): Orders => createRunnerOrders(store.db) },
  { name: 'memory', open: memoryOrders },
])('the orders of runners in $name', ({ open }) => {
  async function given() {
    const order = newId();
    const run = { incidentId: newId(), actionId: 'a1', jobKey: newId(), stage: 'execute', step: 'contain' } as const;
    const orders = open();
    await orders.give({ order, runner: 'edr', ...run });
    const say = (state: 'pending' | 'done' | 'failed', detail: string, id = newId(), runner = 'edr') =>
      orders.hear(runner, { id, order, state, detail }, LATER);
    return { orders, order, run, say };
  }

  it('are found with the run that gave them, and given once', async () => {
    const { orders, order, run } = await given();
    await orders.accept(order, 'queued', SOON);

    await orders.give({ order, runner: 'edr', ...run, actionId: 'a2' });

    expect(await orders.find(order)).toMatchObject({ ...run, runner: 'edr', state: 'accepted', until: SOON });
    expect(await orders.find('none')).toBeUndefined();
  });

  it('are spoken of by their own runner alone', async () => {
    const { orders, order, say } = await given();

    expect(await say('done', 'mine', newId(), 'soar')).toBeUndefined();
    expect(await orders.find(order)).toMatchObject({ state: 'given' });
  });

  it('keep what a quick runner said before its answer had come', async () => {
    const { orders, order, say } = await given();
    await say('done', 'isolated');

    await orders.accept(order, 'queued', SOON);

    expect(await orders.find(order)).toMatchObject({ state: 'done', detail: 'isolated' });
  });

  it('hear a message once, and nothing after the last word, of two at once the first', async () => {
    const { orders, order, say } = await given();
    await orders.accept(order, '', SOON);
    await say('pending', 'half way', 'm1');
    await say('pending', 'nearly there', 'm2');
    expect(await say('pending', 'half way', 'm1')).toMatchObject({ detail: 'nearly there', until: LATER });

    const words = await Promise.all([say('done', 'isolated'), say('failed', 'offline')]);
    const stands = await orders.find(order);

    expect(new Set(words.map((one) => one?.state)).size).toBe(1);
    expect(await say('pending', 'at it')).toEqual(stands);
    expect(await say(stands?.state === 'done' ? 'failed' : 'done', 'on second thoughts')).toEqual(stands);
  });
});
