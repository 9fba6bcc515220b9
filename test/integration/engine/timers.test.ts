import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTimers } from '../../../src/engine/timers.ts';
import { readEvents } from '../../../src/store/log.ts';
import { incidents } from '../../../src/store/schema/incidents.ts';
import { findIncident } from '../../../src/store/views.ts';
import { type EngineRoom, openEngineRoom, opening, SILENT } from '../../support/engine-room.ts';
import { until } from '../../support/until.ts';

const START = Date.parse('2026-01-02T03:00:00.000Z');
let minutes = 0;
const now = () => new Date(START + minutes * 60_000);
let room: EngineRoom;

beforeEach(async () => {
  minutes = 0;
  room = await openEngineRoom({ now });
});
afterEach(() => room[Symbol.asyncDispose]());

const nags = async (id: string) =>
  (await readEvents(room.store.db, id)).flatMap((event) => (event.type === 'NagRaised' ? [event.data.nag] : []));
const ticking = (handle = room.neighbour().engine.handle) =>
  startTimers({ store: room.store, handle, log: SILENT, pauseMs: 10, now });

describe('timers', () => {
  it('remind when something is due, not before, and once', async () => {
    const { id, policy } = await room.declare(opening());
    await using _timers = ticking();
    minutes = policy.commanderMinutes - 1;
    const other = await room.declare(opening());
    expect(await nags(id)).toEqual([]);

    minutes = policy.commanderMinutes;
    await until(async () => (await nags(id)).length > 0);
    minutes = policy.commanderMinutes * 2 - 1;
    await until(async () => (await nags(other.id)).length > 0);

    expect(await nags(id)).toEqual(['no-commander']);
  });

  it('remember what was due while nobody ran', async () => {
    const { id, policy } = await room.declare(opening());
    {
      await using _before = ticking();
    }
    minutes = policy.commanderMinutes + 30;

    await using _after = ticking();

    await until(async () => (await nags(id)).includes('no-commander'));
  });

  it('are told when to look next by the view itself', async () => {
    const { number, policy } = await room.declare(opening());

    const view = await findIncident(room.store.db, number);

    expect(view?.nextWakeAt).toEqual(new Date(START + policy.commanderMinutes * 60_000));
  });

  it('do not let one incident keep the others waiting', async () => {
    const stuck = await room.declare(opening());
    const { id } = await room.declare(opening());
    await room.store.db.update(incidents).set({ nextWakeAt: new Date(START) });
    minutes = 60;
    const { handle } = room.engine;

    await using _timers = ticking((incidentId, command) =>
      incidentId === stuck.id ? Promise.reject(new Error('broken')) : handle(incidentId, command),
    );

    await until(async () => (await nags(id)).length > 0);
  });
});
