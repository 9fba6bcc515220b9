/** Where nothing of an incident may go any more: what waits stays, whatever process looks, from the moment it is said. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../src/chat/card.ts';
import { outboxPlatform, startCourier } from '../../../src/chat/courier.ts';
import type { Item, Outbox } from '../../../src/chat/outbox.ts';
import type { ChatPlatform, ConversationSpec } from '../../../src/chat/platform.ts';
import type { Transport } from '../../../src/chat/transport.ts';
import type { IncidentCommand } from '../../../src/incident/commands.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { type EngineRoom, openEngineRoom, SILENT } from '../../support/engine-room.ts';
import { actor, cordon, declared, joined, type Said } from '../../support/given.ts';
import { until } from '../../support/until.ts';

const ID = 'incident-42';
const REF = { incidentId: ID, conversation: 'C-inc-42' };
const OTHER = { incidentId: 'incident-43', conversation: 'C-inc-43' };
const spec = (incidentId: string, number: number): ConversationSpec => ({
  ...{ incidentId, number, name: `inc-${number}`, topic: '', purpose: '', restricted: true, severity: 2, roster: 'r' },
});
const card = (title: string): Card => ({ key: 'summary', title, tone: 'plain', blocks: [], preview: 'SEV-2' });
const line = (text: string, seq = 1) => ({ text, preview: 'SEV-2', seq, at: '2026-03-02T03:04:05.000Z' });

describe('a platform that is cut off', () => {
  let room: EngineRoom;
  let outbox: Outbox;
  let platform: ChatPlatform;
  const say = async (id: string, { by = 'commander', ...said }: Said): Promise<void> => {
    const command = { ...said, by: typeof by === 'string' ? actor(by) : by } as IncidentCommand;
    expect((await room.engine.handle(id, command)).refused).toBeUndefined();
  };
  const declare = async (id: string, change: Partial<Said<'DeclareIncident'>>): Promise<void> => {
    await say(id, declared(change));
    await say(id, { type: 'TakeRole', role: 'commander' });
    await say(id, joined('responder-1'));
  };
  const cutOff: Said = { type: 'ReportCompromise', platform: 'slack', reason: 'it is read', alone: true };
  const restore: Said = { type: 'RestorePlatform', platform: 'slack', reason: 'mended' };
  const carry = (transport: Transport) =>
    startCourier({
      ...{ id: 'slack', outbox, transport, log: SILENT },
      house: { opened: async () => undefined, failed: async () => undefined, linkOf: async () => '' },
    });
  const keysWaiting = async (id: string) => (await outbox.pending(id)).map(({ key }) => key);

  beforeEach(async () => {
    room = await openEngineRoom();
    outbox = createOutbox<ConversationSpec, Item>(room.store.db, 'slack');
    const fetchFile = async () => ({ name: '', mediaType: '', body: new Uint8Array() });
    platform = outboxPlatform({ id: 'slack', outbox, wake: () => undefined, fetchFile });
    await declare(ID, {});
    await declare(OTHER.incidentId, { number: 43, codename: 'amber-owl' });
    await platform.openConversation(spec(ID, 42));
    await platform.openConversation(spec(OTHER.incidentId, 43));
  });
  afterEach(async () => room[Symbol.asyncDispose]());

  it('gets nothing of what waits already, but for the notice, though no reaction has run', async () => {
    await platform.put(REF, card('role web-prod'), 3, 'refresh');
    await platform.say(REF, 'd1', line('a secret'), 'urgent');
    await platform.whisper(REF, 'd2', { id: 'responder-1', name: 'R' }, card('for you'), 'direct');
    expect(await keysWaiting(ID)).toHaveLength(3);

    await say(ID, cutOff);
    await platform.notice(REF, 'n1', 'Cordon no longer writes here.');

    expect(await keysWaiting(ID)).toEqual(['notice:n1']);
    expect(await outbox.claim(9, 0)).toEqual([]);
  });

  it('gets nothing of other incidents either, and no conversation of a new one, until it is restored', async () => {
    await platform.put(OTHER, card('another secret'), 3, 'refresh');
    await say(ID, cutOff);
    expect(await keysWaiting(OTHER.incidentId)).toEqual([]);
    expect(await outbox.claim(9, 0)).toEqual([]);

    await say(ID, restore);

    expect(await keysWaiting(OTHER.incidentId)).toEqual(['summary']);
    expect((await outbox.claim(9, 0)).map(({ spec: { number } }) => number).toSorted()).toEqual([42, 43]);
  });

  it('is a drill’s own business when a drill says so', async () => {
    await declare('drill', { number: 44, codename: 'copper-swift', mode: 'drill' });
    await platform.put(OTHER, card('live'), 3, 'refresh');

    await say('drill', cutOff);

    expect(await keysWaiting(OTHER.incidentId)).toEqual(['summary']);
  });

  it('gets nothing of what has left the outbox and waits for its turn in the shaper', async () => {
    const sent: string[] = [];
    const turn = Promise.withResolvers<void>();
    const slow: Transport = {
      open: async ({ name }) => ({ conversation: `C-${name}`, name }),
      show: async (place, placement) => {
        await turn.promise;
        await place.check();
        sent.push(placement.key);
        return { messages: ['m1'], shown: placement.key };
      },
    };
    await platform.say(REF, 'd1', line('a secret'), 'urgent');
    await using _courier = carry(slow);
    await until(async () => (await outbox.pending(ID))[0]?.begunAt !== undefined);

    await say(ID, cutOff);
    turn.resolve();
    await until(async () => (await outbox.claim(9, 0)).length === 0);
    await platform.notice(REF, 'n1', 'Cordon no longer writes here.');
    await until(() => sent.length > 0);

    expect(sent).toEqual(['notice:n1']);
    await say(ID, restore);
    await until(() => sent.includes('line:d1'));
  });

  it('is heard by no process: what a person says there is refused by each', async () => {
    await say(ID, cutOff);
    const by = { ...actor('commander'), surface: 'slack' } as const;

    const { refused } = await room.neighbour().engine.handle(ID, { type: 'AddNote', text: 'approve', by });

    expect(refused?.code).toBe('severed');
    expect(`${refused?.reason} ${refused?.remedy}`).not.toMatch(/42|sapphire|Room|compromised/);
    await room.engine.handle(ID, { type: 'AddNote', text: 'by Cordon', by: cordon });
  });
});
