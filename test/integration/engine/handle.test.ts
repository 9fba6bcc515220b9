import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/base/ids.ts';
import { firstBroken, readChain, readEvents } from '../../../src/store/log.ts';
import { deliveries } from '../../../src/store/schema/incidents.ts';
import { findIncident } from '../../../src/store/views.ts';
import { type EngineRoom, MEMBERS, openEngineRoom, opening } from '../../support/engine-room.ts';
import { RESPONDER } from '../../support/facts.ts';

let room: EngineRoom;

beforeAll(async () => {
  room = await openEngineRoom({ reactionsTo: ({ type }) => (type === 'NoteAdded' ? ['tell', 'keep'] : []) });
});
afterAll(() => room[Symbol.asyncDispose]());

const note = (text: string) => ({ type: 'AddNote' as const, text, by: RESPONDER });

describe('handle', () => {
  it('keeps what everybody says at once, from every process, each thing once', async () => {
    const { id } = await room.declare(opening());
    const processes = [room, room.neighbour(), room.neighbour()];
    const said = Array.from({ length: 24 }, (_, index) => `note ${index}`);

    const handled = await Promise.all(
      said.map((text, index) => processes[index % 3]?.engine.handle(id, note(text)) ?? Promise.reject()),
    );

    expect(handled.every(({ accepted }) => accepted?.length === 1)).toBe(true);
    const log = await readChain(room.store.db, id);
    expect(firstBroken(log)).toBeUndefined();
    const texts = log.flatMap(({ event }) => (event.type === 'NoteAdded' ? [event.data.text] : []));
    expect(texts.toSorted()).toEqual(said.toSorted());
    const entries = log.flatMap(({ event }) => (event.type === 'NoteAdded' ? [event.data.entryId] : []));
    expect(new Set(entries).size).toBe(said.length);
  });

  it('decides on what another process has just recorded', async () => {
    const { id } = await room.declare(opening());
    await room.neighbour().engine.handle(id, { type: 'TakeRole', role: 'commander', by: RESPONDER });

    const { incident } = await room.engine.handle(id, note('seen'));

    expect(incident.roles.commander).toMatchObject({ id: RESPONDER.id });
  });

  it('records nothing of a refusal and says what would help', async () => {
    const { id, version } = await room.declare(opening());

    const handled = await room.engine.handle(id, { ...note('let me in'), by: { ...RESPONDER, id: 'stranger' } });

    expect(handled.refused).toMatchObject({ code: 'not_a_member', remedy: expect.stringContaining('access') });
    expect(await readEvents(room.store.db, id, version)).toEqual([]);
  });

  it('refuses an incident that was never declared', async () => {
    const handled = await room.engine.handle(newId(), note('anybody?'));

    expect(handled.refused).toMatchObject({ code: 'unknown_incident' });
  });

  it('records the same state again as no event at all', async () => {
    const { id } = await room.declare(opening());
    const take = { type: 'TakeRole' as const, role: 'commander', by: RESPONDER };
    await room.engine.handle(id, take);

    expect((await room.engine.handle(id, take)).accepted).toEqual([]);
  });

  it('writes one delivery for each reaction to each event', async () => {
    const { id } = await room.declare(opening());
    const { accepted } = await room.engine.handle(id, note('for two'));

    const rows = await room.store.db.select().from(deliveries).where(eq(deliveries.incidentId, id));

    expect(rows.map(({ reaction, eventId, state }) => [reaction, eventId, state]).toSorted()).toEqual([
      ['keep', accepted?.[0]?.id, 'open'],
      ['tell', accepted?.[0]?.id, 'open'],
    ]);
  });

  it('stamps who said it, when it happened and where it can be looked up', async () => {
    const { id } = await room.declare(opening());
    const source = { permalink: 'https://chat.example.com/p1' };
    const occurredAt = '2026-01-02T03:04:05.000Z';

    const { accepted } = await room.engine.handle(id, { ...note('earlier'), occurredAt, source });

    expect(accepted?.[0]).toMatchObject({ by: RESPONDER, occurredAt, source, incidentId: id });
    expect(accepted?.[0]?.recordedAt).toBe(new Date(accepted?.[0]?.recordedAt ?? '').toISOString());
  });
});

describe('declare', () => {
  it('opens one incident however often it is asked with one id', async () => {
    const once = opening();
    const processes = [room, room.neighbour(), room.neighbour()];

    const opened = await Promise.all(processes.map(({ declare }) => declare(once)));
    const again = await room.declare({ ...once, title: 'Something else' });

    expect(new Set([...opened, again].map(({ number, title }) => `${number} ${title}`)).size).toBe(1);
    const log = await readEvents(room.store.db, once.incidentId);
    expect(log.filter(({ type }) => type === 'IncidentDeclared')).toHaveLength(1);
  });

  it('gives each its number and codename, and writes down roster and policy', async () => {
    const [one, two] = await Promise.all([room.declare(opening()), room.declare(opening())]);

    expect(one?.number).not.toBe(two?.number);
    expect(one?.codename).not.toBe(two?.codename);
    const [declared] = await readEvents(room.store.db, one?.id ?? '');
    expect(declared?.data).toMatchObject({ roster: { id: 'cloud-security', members: MEMBERS }, tlp: 'AMBER+STRICT' });
    expect(await findIncident(room.store.db, one?.number ?? 0)).toMatchObject({ codename: one?.codename });
  });
});
