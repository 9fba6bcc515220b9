import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CordonError } from '../../../src/base/errors.ts';
import { type Changes, listenForChanges } from '../../../src/engine/changes.ts';
import { createDeliver, type DeliverOptions } from '../../../src/engine/deliver.ts';
import { startRelay } from '../../../src/engine/relay.ts';
import { type JobQueue, openQueue } from '../../../src/queue/open.ts';
import { backlog, deadDeliveries, reviveDelivery } from '../../../src/store/deliveries.ts';
import { deliveries } from '../../../src/store/schema/incidents.ts';
import { listIncidents } from '../../../src/store/views.ts';
import { BACKENDS, freshRedis } from '../../support/database.ts';
import { type EngineRoom, finding, openEngineRoom, opening, role, SILENT } from '../../support/engine-room.ts';
import { RESPONDER } from '../../support/facts.ts';
import { until } from '../../support/until.ts';

type React = DeliverOptions['react'];

describe.each(BACKENDS)('the ring on $backend', ({ backend, available }) => {
  let room: EngineRoom;
  let queue: JobQueue;
  let changes: Changes;

  beforeEach(async () => {
    if (!available) return;
    room = await openEngineRoom({ reactionsTo: ({ type }) => (type === 'NoteAdded' ? ['tell'] : []) });
    const redisUrl = await freshRedis(backend);
    queue = openQueue({ redisUrl, postgresUrl: room.store.url, log: SILENT });
    changes = await listenForChanges(room.store.url, SILENT);
  });
  afterEach(async () => {
    if (!available) return;
    await changes[Symbol.asyncDispose]();
    await queue[Symbol.asyncDispose]();
    await room[Symbol.asyncDispose]();
  });

  const note = async (...texts: readonly string[]) => {
    const { id } = await room.declare(opening());
    for (const text of texts) await room.engine.handle(id, { type: 'AddNote', text, by: RESPONDER });
    return id;
  };
  const relaying = () => startRelay({ store: room.store, queue, changes, log: SILENT, pauseMs: 100 });
  const working = (react: React) => {
    const deliver = createDeliver({ store: room.store, engine: room.engine, log: SILENT, react });
    return queue.work(
      {
        reaction: ({ delivery }, attempt) => deliver(delivery, attempt),
        triage: async () => void (await room.triage()),
      },
      4,
    );
  };
  const allDone = async () => {
    const { open, dead } = await backlog(room.store.db);
    return open === 0 && dead === 0;
  };

  it.skipIf(!available)('carries each fact once to the reaction to it, with the incident as it is', async () => {
    const told: string[] = [];
    await using _worker = working(async (reaction, { event, incident }) => {
      told.push(`${reaction} ${event.type === 'NoteAdded' ? event.data.text : ''} ${incident.number}`);
    });
    await using _relay = relaying();
    await using _second = relaying();

    const id = await note('one', 'two');
    await until(allDone);

    const { number } = await room.engine.load(id);
    expect(told.toSorted()).toEqual([`tell one ${number}`, `tell two ${number}`]);
  });

  it.skipIf(!available)('loses nothing when the queue is wiped under it', async () => {
    const told: string[] = [];
    {
      await using _relay = relaying();
      await note('one', 'two', 'three');
      await until(async () => Object.values(await queue.counts()).reduce((sum, count) => sum + count) === 3);
    }
    await queue.wipe();

    await using _relay = relaying();
    await using _worker = working(async (_reaction, { event }) => {
      if (event.type === 'NoteAdded') told.push(event.data.text);
    });
    await until(allDone);

    expect(told.toSorted()).toEqual(['one', 'three', 'two']);
  });

  it.skipIf(!available)('does not run what is done already, though it is enqueued again', async () => {
    let runs = 0;
    await using _worker = working(async () => {
      runs += 1;
    });
    await using _relay = relaying();
    const id = await note('once');
    await until(allDone);
    const [row] = await room.store.db.select().from(deliveries).where(eq(deliveries.incidentId, id));

    await queue.add([{ name: 'reaction', id: `${row?.id}-again`, data: { delivery: row?.id ?? '' } }]);
    await until(async () => Object.values(await queue.counts()).every((count) => count === 0));

    expect(runs).toBe(1);
  });

  it.skipIf(!available)('tries again what may succeed later', async () => {
    let runs = 0;
    await using _worker = working(async () => {
      runs += 1;
      if (runs < 3) throw new CordonError('vendor_failed', 'busy', { remedy: 'Wait.', retryable: true });
    });
    await using _relay = relaying();

    const id = await note('in the end');
    await until(allDone);

    const [row] = await room.store.db.select().from(deliveries).where(eq(deliveries.incidentId, id));
    expect(row).toMatchObject({ state: 'done', attempts: 2, problem: null });
  });

  it.skipIf(!available)('keeps what failed for good until somebody has it tried again', async () => {
    let mended = false;
    const told: string[] = [];
    await using _worker = working(async (_reaction, { event }) => {
      if (!mended) throw new CordonError('vendor_failed', 'The channel is gone.', { remedy: 'Make another.' });
      told.push(event.type);
    });
    await using _relay = relaying();
    await note('hard to tell');
    await until(async () => (await backlog(room.store.db)).dead === 1);

    const [dead] = await deadDeliveries(room.store.db);
    mended = true;
    await reviveDelivery(room.store.db, dead?.id ?? '');
    await until(allDone);

    expect(dead).toMatchObject({ problem: 'The channel is gone.', reaction: 'tell', attempts: 1 });
    expect(told).toEqual(['NoteAdded']);
  });

  it.skipIf(!available)('opens an incident from an alert by itself', async () => {
    await using _worker = working(async () => undefined);
    await using _relay = relaying();

    await room.send([finding({ entities: [role('web-prod')] })]);

    await until(async () => (await listIncidents(room.store.db)).length === 1);
  });
});

describe('a reaction that outlasts its time', () => {
  let room: EngineRoom;
  beforeEach(async () => {
    room = await openEngineRoom({ reactionsTo: ({ type }) => (type === 'NoteAdded' ? ['hang'] : []) });
  });
  afterEach(() => room[Symbol.asyncDispose]());

  it('counts as failed for now, though it does not heed the signal', async () => {
    const { id } = await room.declare(opening());
    await room.engine.handle(id, { type: 'AddNote', text: 'hang', by: RESPONDER });
    const [row] = await room.store.db.select().from(deliveries).where(eq(deliveries.incidentId, id));
    const hung = Promise.withResolvers<void>();
    const clock = new AbortController();
    const deliver = createDeliver({
      store: room.store,
      engine: room.engine,
      log: SILENT,
      react: () => {
        clock.abort();
        return hung.promise;
      },
    });

    const attempt = deliver(row?.id ?? '', { signal: clock.signal, last: false });
    await expect(attempt).rejects.toMatchObject({ code: 'outcome_unknown', retryable: true });

    hung.resolve();
    const [after] = await room.store.db.select().from(deliveries).where(eq(deliveries.incidentId, id));
    expect(after).toMatchObject({ state: 'open', attempts: 1 });
  });
});
