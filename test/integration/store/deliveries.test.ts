import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backlog,
  deadDeliveries,
  dueDeliveries,
  findDelivery,
  markDone,
  markEnqueued,
  markFailed,
  reviveDelivery,
} from '../../../src/store/deliveries.ts';
import { append } from '../../../src/store/log.ts';
import type { Store } from '../../../src/store/open.ts';
import { freshStore } from '../../support/database.ts';
import { declaration } from '../../support/facts.ts';

let store: Store;
let number = 0;

beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const NOW = new Date('2026-01-02T03:04:05.000Z');
const LATER = new Date('2026-01-02T04:00:00.000Z');

async function delivery(): Promise<string> {
  number += 1;
  const first = declaration(number);
  await append(store.db, { ...first, reactionsTo: () => ['tell'] });
  return `${first.events[0]?.id}.tell`;
}

const due = async (staleBefore: Date) => (await dueDeliveries(store.db, staleBefore, 100)).map(({ id }) => id);

describe('a delivery', () => {
  it('is due until it is put in the queue, and again when the queue may have lost it', async () => {
    const id = await delivery();

    expect(await due(NOW)).toContain(id);
    await markEnqueued(store.db, [id], NOW);
    expect(await due(NOW)).not.toContain(id);
    expect(await due(LATER)).toContain(id);
  });

  it('is never due again once done', async () => {
    const id = await delivery();

    await markDone(store.db, id, NOW);
    await markFailed(store.db, id, 'too late', true, LATER);

    expect(await due(LATER)).not.toContain(id);
    expect(await findDelivery(store.db, id)).toMatchObject({ state: 'done', problem: null });
  });

  it('dies with its problem, is listed, and lives again when somebody says so', async () => {
    const id = await delivery();
    await markFailed(store.db, id, 'the channel is gone', false, NOW);
    await markFailed(store.db, id, 'the channel is still gone', true, NOW);

    expect(await due(LATER)).not.toContain(id);
    expect(await deadDeliveries(store.db)).toEqual([
      expect.objectContaining({ id, attempts: 2, problem: 'the channel is still gone' }),
    ]);
    expect(await backlog(store.db)).toMatchObject({ dead: 1 });

    expect(await reviveDelivery(store.db, id)).toBe(true);
    expect(await reviveDelivery(store.db, id)).toBe(false);
    expect(await due(NOW)).toContain(id);
    expect(await backlog(store.db)).toMatchObject({ dead: 0 });
  });
});
