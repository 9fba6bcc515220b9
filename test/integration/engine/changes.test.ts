import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Change, type Changes, listenForChanges } from '../../../src/engine/changes.ts';
import { CHANGES } from '../../../src/store/log.ts';
import { createRoomMemory } from '../../../src/store/room-memory.ts';
import { type EngineRoom, finding, openEngineRoom, opening, SILENT } from '../../support/engine-room.ts';
import { until } from '../../support/until.ts';

let room: EngineRoom;
let changes: Changes;
let heard: Change[];

beforeEach(async () => {
  room = await openEngineRoom();
  changes = await listenForChanges(room.store.url, SILENT);
  heard = [];
  changes.subscribe((change) => heard.push(change));
});
afterEach(async () => {
  await changes[Symbol.asyncDispose]();
  await room[Symbol.asyncDispose]();
});

describe('changes', () => {
  it('tell which incident went on, whoever changed it', async () => {
    const { id, number, version } = await room.neighbour().declare(opening());

    await until(() => heard.length > 0);

    expect(heard).toEqual([{ incidentId: id, number, seq: version }]);
  });

  it('tell of alerts and of what is said in the Room', async () => {
    await room.send([finding()]);
    await createRoomMemory(room.store.db).setTopic('some-incident', 'SEV-2');

    await until(() => heard.length === 2);

    expect(heard).toEqual([{ alerts: true }, { incidentId: 'some-incident' }]);
  });

  it('pass over what is not theirs', async () => {
    for (const payload of ['not JSON', '[1]', '{"number":"x"}', '']) {
      await room.store.db.execute(sql`select pg_notify(${CHANGES}, ${payload})`);
    }
    await room.send([finding()]);

    await until(() => heard.length > 0);

    expect(heard).toEqual([{ alerts: true }]);
  });

  it('say so once they hear again after the connection was lost', async () => {
    await room.store.db.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query = ${`listen ${CHANGES}`}`);
    await until(() => heard.length > 0);
    expect(heard).toEqual([{}]);

    await room.send([finding()]);

    await until(() => heard.length > 1);
    expect(heard[1]).toEqual({ alerts: true });
  });

  it('end with the subscription', async () => {
    const late: Change[] = [];
    const unsubscribe = changes.subscribe((change) => late.push(change));
    unsubscribe();

    await room.send([finding()]);
    await until(() => heard.length > 0);

    expect(late).toEqual([]);
  });
});
