import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { append, CHANGES, firstBroken, readChain, readEvents } from '../../../src/store/log.ts';
import type { Store } from '../../../src/store/open.ts';
import { rebuildViews } from '../../../src/store/rebuild.ts';
import { deliveries, events, incidents } from '../../../src/store/schema/incidents.ts';
import { findIncident, listIncidents, viewOf } from '../../../src/store/views.ts';
import { freshStore } from '../../support/database.ts';
import { declaration, grow, note } from '../../support/facts.ts';

let store: Store;
let number = 0;

beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store[Symbol.asyncDispose]());

const none = () => [];

async function opened() {
  number += 1;
  const first = declaration(number);
  await append(store.db, { ...first, reactionsTo: none });
  return first.after;
}

describe('append', () => {
  it('gives back the very events, and only those after a version when asked', async () => {
    const incident = await opened();
    const more = grow(incident, note('one'), note('two'));

    expect(await append(store.db, { ...more, reactionsTo: none })).toBe(true);

    expect(await readEvents(store.db, incident.id, incident.version)).toEqual(more.events);
    expect((await readEvents(store.db, incident.id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('lets one of two win that were decided on the same version, and writes nothing of the other', async () => {
    const incident = await opened();
    const rivals = [grow(incident, note('left')), grow(incident, note('right'))];

    const won = await Promise.all(rivals.map((one) => append(store.db, { ...one, reactionsTo: () => ['tell'] })));

    expect(won.toSorted()).toEqual([false, true]);
    const winner = rivals[won.indexOf(true)];
    expect(await readEvents(store.db, incident.id, 1)).toEqual(winner?.events);
    const due = await store.db.select().from(deliveries).where(eq(deliveries.incidentId, incident.id));
    expect(due.map(({ eventId }) => eventId)).toEqual(winner?.events.map(({ id }) => id));
  });

  it('lets one of two first events win', async () => {
    number += 1;
    const one = declaration(number);
    const two = declaration(number, one.after.id);

    const won = await Promise.all([one, two].map((rival) => append(store.db, { ...rival, reactionsTo: none })));

    expect(won.toSorted()).toEqual([false, true]);
    expect(await readEvents(store.db, one.after.id)).toHaveLength(1);
  });

  it('fails aloud when another incident has the number, so that nobody tries for ever', async () => {
    const incident = await opened();

    await expect(append(store.db, { ...declaration(incident.number), reactionsTo: none })).rejects.toThrow();
  });

  it('writes events, view and deliveries together or not at all', async () => {
    const incident = await opened();
    const more = grow(incident, note('half'));

    const twice = append(store.db, { ...more, reactionsTo: () => ['tell', 'tell'] });

    await expect(twice).rejects.toThrow();
    expect(await readEvents(store.db, incident.id, 1)).toEqual([]);
    expect(await findIncident(store.db, incident.number)).toMatchObject({ version: 1 });
  });

  it('tells listeners which incident changed and never what', async () => {
    const incident = await opened();
    const client = await store.pool.connect();
    await client.query(`listen ${CHANGES}`);
    const heard = new Promise<string>((done) => client.once('notification', ({ payload }) => done(payload ?? '')));

    await append(store.db, { ...grow(incident, note('a secret')), reactionsTo: none });

    expect(JSON.parse(await heard)).toEqual({ incidentId: incident.id, number: incident.number, seq: 2 });
    client.release(true);
  });
});

describe('the chain', () => {
  it('holds as written', async () => {
    const incident = await opened();
    await append(store.db, { ...grow(incident, note('Grüße, 日本語, \u{1f512}'), note('two')), reactionsTo: none });

    const log = await readChain(store.db, incident.id);

    expect(firstBroken(log)).toBeUndefined();
    expect(await findIncident(store.db, incident.number)).toMatchObject({ headHash: log.at(-1)?.hash });
  });

  it('names the first event that was edited', async () => {
    const incident = await opened();
    await append(store.db, { ...grow(incident, note('honest'), note('later')), reactionsTo: none });

    await store.db.execute(sql`
      update events set body = replace(body, 'honest', 'forged') where incident_id = ${incident.id}`);

    expect(firstBroken(await readChain(store.db, incident.id))).toBe(2);
  });

  it('breaks where an event was taken out', async () => {
    const incident = await opened();
    await append(store.db, { ...grow(incident, note('gone'), note('kept')), reactionsTo: none });

    await store.db.delete(events).where(sql`incident_id = ${incident.id} and seq = 2`);

    expect(firstBroken(await readChain(store.db, incident.id))).toBe(2);
  });
});

describe('views', () => {
  it('are the same rebuilt as they were live', async () => {
    const other = await freshStore();
    for (let n = 1; n <= 3; n += 1) {
      const first = declaration(n);
      await append(other.db, { ...first, reactionsTo: none });
      const more = grow(
        first.after,
        { type: 'SeverityChanged', data: { from: 2, to: 1, reason: 'it spreads' } },
        { type: 'MemberJoined', data: { person: { id: 'responder-2', name: 'Responder 2' }, how: 'invited' } },
        {
          type: 'RoleAssigned',
          data: {
            role: 'commander',
            title: 'Incident Commander',
            brief: 'You decide.',
            person: { id: 'responder-2', name: 'Responder 2' },
            how: 'taken',
          },
        },
      );
      await append(other.db, { ...more, reactionsTo: none });
    }
    const live = await listIncidents(other.db);
    await other.db.update(incidents).set({ title: 'spoilt', version: 0, members: [], nextWakeAt: null, headHash: '' });

    expect(await rebuildViews(other.db)).toBe(3);

    expect(await listIncidents(other.db)).toEqual(live);
    await other[Symbol.asyncDispose]();
  });

  it('know when time will next bring something about', async () => {
    const incident = await opened();

    const view = await findIncident(store.db, incident.number);

    expect(view).toEqual(viewOf(incident, view?.headHash ?? ''));
    expect(view?.nextWakeAt).toBeInstanceOf(Date);
  });
});
