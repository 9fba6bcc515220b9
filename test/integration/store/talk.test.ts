/** Talk comes to the same whatever order and however often its changes arrive, and is put before the other sides with them. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/base/ids.ts';
import type { Item, Outbox } from '../../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../../src/chat/platform.ts';
import { mirrorCard, mirrorKey, type Talk, type Utterance } from '../../../src/chat/talk.ts';
import { openTalk } from '../../../src/house/talk.ts';
import type { IncidentCommand } from '../../../src/incident/commands.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { createRoomMemory } from '../../../src/store/room-memory.ts';
import { createTalk } from '../../../src/store/talk.ts';
import { type EngineRoom, openEngineRoom } from '../../support/engine-room.ts';
import { actor, declared, type Said } from '../../support/given.ts';

const AUTHOR = { id: 'responder-1', name: 'Responder 1' };
const spec = (incidentId: string): ConversationSpec => ({
  ...{ incidentId, number: 42, name: 'inc-42', topic: '', purpose: '', restricted: true, severity: 2, roster: 'r' },
});
const utterance = (id: string, stamp: number, text: string): Utterance => ({
  ...{ id, stamp, author: AUTHOR, text, files: [], saidAt: '2026-03-01T14:00:00.000Z' },
});

describe('talk', () => {
  let room: EngineRoom;
  let talk: Talk;
  let incidentId: string;
  const sides = new Map<string, Outbox>();
  const memory = () => createRoomMemory<unknown>(room.store.db);
  const say = async ({ by = 'commander', ...said }: Said): Promise<void> => {
    const command = { ...said, by: typeof by === 'string' ? actor(by) : by } as IncidentCommand;
    expect((await room.engine.handle(incidentId, command)).refused).toBeUndefined();
  };
  /** What the side shows, or is to show, of the message: nothing twice, for there is one card by that key. */
  const shownIn = async (side: string, id: string): Promise<Item | undefined> => {
    const found =
      (await sides.get(side)?.pending(incidentId))?.filter(({ key }) => key === mirrorKey('slack', id)) ?? [];
    expect(found.length).toBeLessThanOrEqual(1);
    return found[0]?.item;
  };

  beforeAll(async () => {
    room = await openEngineRoom();
    talk = openTalk(room.store);
    incidentId = newId();
    await say(declared({ number: 42 }));
    await say({ type: 'TakeRole', role: 'commander' });
    for (const side of ['slack', 'teams']) {
      const outbox = createOutbox<ConversationSpec, Item>(room.store.db, side);
      sides.set(side, outbox);
      await outbox.want(spec(incidentId));
    }
  });
  afterAll(async () => room[Symbol.asyncDispose]());

  it('comes to its newest state in any order, with any number of repetitions, on every other side', async () => {
    const change = fc.record({ stamp: fc.integer({ min: 1, max: 9 }), gone: fc.boolean() });
    const story = fc.array(change, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(story, fc.boolean(), async (changes, deleted) => {
        const id = newId();
        // What a stamp says is one thing: repetitions say the same.
        for (const { stamp, gone } of changes)
          if (gone && deleted) await talk.remove(incidentId, 'slack', id);
          else await talk.hear(incidentId, 'slack', utterance(id, stamp, `text ${stamp} of ${id}`));

        const isGone = deleted && changes.some(({ gone }) => gone);
        const stamps = changes.flatMap(({ stamp, gone }) => (gone && deleted ? [] : [stamp]));
        const newest = `text ${Math.max(...stamps)} of ${id}`;
        const kept = await talk.find(incidentId, 'slack', id);
        expect(kept).toMatchObject(isGone ? { gone: true, text: '' } : { gone: false, text: newest });
        expect(await shownIn('slack', id)).toBeUndefined();
        const card = await shownIn('teams', id);
        const wasShown = changes.findIndex(({ gone }) => gone && deleted) !== 0;
        if (isGone && !wasShown) expect(card).toBeUndefined();
        else expect(card).toEqual({ kind: 'card', card: kept && mirrorCard(kept, 'SEV-2 · sapphire-heron · #42') });
        if (isGone) expect(JSON.stringify(card ?? '')).not.toContain(`of ${id}`);
        const inRoom = (await memory().messages(incidentId, 'x', { limit: 500 })).filter(
          ({ origin }) => origin?.message === id,
        );
        expect(inRoom.map(({ text }) => text)).toEqual(isGone ? (wasShown ? [''] : []) : [newest]);
      }),
      { numRuns: 40 },
    );
  });

  it('is kept together with what the other sides are to show of it, or not at all', async () => {
    const broken = createTalk<Item>(room.store.db, () => {
      throw new Error('the process ended here');
    });
    await expect(broken.hear(incidentId, 'slack', utterance('half', 1, 'half'))).rejects.toThrow('ended here');

    expect(await talk.find(incidentId, 'slack', 'half')).toBeUndefined();
    expect((await memory().messages(incidentId, 'x', { limit: 500 })).some(({ text }) => text === 'half')).toBe(false);
    await talk.hear(incidentId, 'slack', utterance('half', 1, 'half'));
    expect(JSON.stringify(await shownIn('teams', 'half'))).toContain('half');
  });

  it('says who and where, which files, and whether it is on the timeline, in one card', async () => {
    await talk.hear(incidentId, 'room', { ...utterance('r1', 1, 'look at this'), files: ['dump.txt'] });
    await talk.mark(incidentId, 'room', 'r1', true);
    await talk.mark(incidentId, 'room', 'r1', true);

    for (const side of ['slack', 'teams']) {
      const [wanted, ...more] = (await sides.get(side)?.pending(incidentId)) ?? [];
      const found = [wanted, ...more].filter((one) => one?.key === 'said:room:r1');
      expect(found).toHaveLength(1);
      expect(found[0]?.version).toBe(2);
      const text = JSON.stringify(found[0]?.item);
      expect(text).toContain('Responder 1 · the Room · ◆ on the timeline');
      expect(text).toContain('dump.txt');
      expect(text).toMatch(/"preview":"SEV-2 · sapphire-heron · #42"/);
    }
  });

  it('is neither heard from a side that is cut off nor put before it, also when both happen at once', async () => {
    const before = await sides.get('teams')?.pending(incidentId);
    expect(before?.length).toBeGreaterThan(0);
    const cut = say({ type: 'ReportCompromise', platform: 'teams', reason: 'it is read', alone: true });
    const ids = Array.from({ length: 20 }, (_, index) => `race-${index}`);
    await Promise.all([cut, ...ids.map((id) => talk.hear(incidentId, 'slack', utterance(id, 1, 'a secret')))]);
    await talk.hear(incidentId, 'slack', utterance('after', 1, 'a later secret'));
    await talk.hear(incidentId, 'teams', utterance('forged', 1, 'trust me'));

    expect(await sides.get('teams')?.pending(incidentId)).toEqual([]);
    expect(await talk.find(incidentId, 'teams', 'forged')).toBeUndefined();
    expect(await talk.find(incidentId, 'slack', 'after')).toBeDefined();
    await say({ type: 'RestorePlatform', platform: 'teams', reason: 'mended' });
    expect(await shownIn('teams', 'after')).toBeUndefined();
  });

  it('ends with the incident on the other sides; the Room goes on', async () => {
    await say({ type: 'CloseIncident', resolution: 'done', accept: [] });

    await talk.hear(incidentId, 'room', utterance('late', 1, 'one more thought'));

    expect((await sides.get('slack')?.pending(incidentId))?.some(({ key }) => key === 'said:room:late')).toBe(false);
    expect(await memory().message(incidentId, 'late')).toMatchObject({ text: 'one more thought' });
  });
});
