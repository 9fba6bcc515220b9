import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/base/ids.ts';
import type { Card } from '../../../src/chat/card.ts';
import type { RoomMemory, RoomMessage } from '../../../src/room/memory.ts';
import { CHANGES } from '../../../src/store/log.ts';
import type { Store } from '../../../src/store/open.ts';
import { createRoomMemory } from '../../../src/store/room-memory.ts';
import { freshStore } from '../../support/database.ts';

let store: Store;
let memory: RoomMemory;

beforeAll(async () => {
  store = await freshStore();
  memory = createRoomMemory<Card>(store.db);
});
afterAll(() => store[Symbol.asyncDispose]());

const message = (incidentId: string, text: string, rest: Partial<RoomMessage> = {}): RoomMessage => ({
  id: newId(),
  incidentId,
  text,
  at: '2026-01-02T03:04:05.000Z',
  ...rest,
});
const card = (key: string, title: string): Card => ({ key, title, tone: 'plain', blocks: [], preview: '' });
const texts = (messages: readonly RoomMessage[]) => messages.map(({ text }) => text);

describe('messages', () => {
  it('come newest last and page back without gap or repetition', async () => {
    const incidentId = newId();
    for (const text of ['1', '2', '3', '4', '5']) await memory.post(message(incidentId, text));

    const newest = await memory.messages(incidentId, 'responder-1', { limit: 2 });
    const before = await memory.messages(incidentId, 'responder-1', { limit: 2, before: newest[0]?.id ?? '' });

    expect(texts(newest)).toEqual(['4', '5']);
    expect(texts(before)).toEqual(['2', '3']);
  });

  it('are stored once, though posted twice', async () => {
    const incidentId = newId();
    const said = message(incidentId, 'once', { author: { id: 'responder-1', name: 'Responder 1' } });

    await memory.post(said);
    await memory.post({ ...said, text: 'twice' });

    expect(await memory.messages(incidentId, 'responder-1', { limit: 10 })).toEqual([said]);
    expect(await memory.message(incidentId, said.id)).toEqual(said);
  });

  it('that are whispered are read by nobody else', async () => {
    const incidentId = newId();
    await memory.post(message(incidentId, 'to all'));
    await memory.post(message(incidentId, 'your role', { to: 'responder-1' }));

    expect(texts(await memory.messages(incidentId, 'responder-1', { limit: 10 }))).toEqual(['to all', 'your role']);
    expect(texts(await memory.messages(incidentId, 'responder-2', { limit: 10 }))).toEqual(['to all']);
  });

  it('wake whoever looks at the incident, without saying what was said', async () => {
    const incidentId = newId();
    const client = await store.pool.connect();
    await client.query(`listen ${CHANGES}`);
    const heard = new Promise<string>((done) => client.once('notification', ({ payload }) => done(payload ?? '')));

    await memory.post(message(incidentId, 'a secret'));

    expect(JSON.parse(await heard)).toEqual({ incidentId });
    client.release(true);
  });
});

describe('a card', () => {
  it('is never replaced by an older one', async () => {
    const incidentId = newId();
    await memory.putCard(incidentId, card('summary', 'newer'), 7);
    await memory.putCard(incidentId, card('summary', 'older'), 5);
    await memory.putCard(incidentId, card('tasks', 'other'), 1);

    const cards = await memory.cards(incidentId);

    expect(cards.map(({ card, version }) => [card.title, version])).toEqual([
      ['newer', 7],
      ['other', 1],
    ]);
  });

  it('announces with its newest version', async () => {
    const incidentId = newId();
    await Promise.all([1, 2, 3].map((v) => memory.putAnnouncement(incidentId, card('announcement', `${v}`), v)));

    const [announced] = (await memory.announcements()).filter((one) => one.incidentId === incidentId);

    expect(announced?.card.title).toBe('3');
  });
});

describe('a conversation', () => {
  it('is made once and remembers its topic and whether it is over', async () => {
    const incidentId = newId();
    await memory.open(incidentId, 'inc-1-sapphire-heron', 'SEV-2');
    await memory.open(incidentId, 'inc-1-sapphire-heron', 'as new');
    await memory.setMembers(incidentId, [{ id: 'responder-1', name: 'Responder 1' }]);
    await memory.setArchived(incidentId, true);

    expect(await memory.conversation(incidentId)).toEqual({
      name: 'inc-1-sapphire-heron',
      topic: 'SEV-2',
      archived: true,
    });
  });
});
