import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../src/chat/card.ts';
import { type Courier, outboxPlatform, startCourier } from '../../../src/chat/courier.ts';
import type { Item, Outbox } from '../../../src/chat/outbox.ts';
import type { ChatPlatform, ConversationSpec } from '../../../src/chat/platform.ts';
import type { Store } from '../../../src/store/open.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { freshStore } from '../../support/database.ts';
import { SILENT } from '../../support/engine-room.ts';
import { createPigeon, type Pigeon } from '../../support/pigeon.ts';
import { until } from '../../support/until.ts';

const spec = (incidentId: string, severity: 1 | 2 | 3 | 4 = 2): ConversationSpec => ({
  ...{
    incidentId,
    number: 1,
    name: `inc-${incidentId}`,
    topic: '',
    purpose: '',
    restricted: true,
    severity,
    roster: 'r',
  },
});
const card = (key: string, title = key): Card => ({ key, title, tone: 'plain', blocks: [], preview: 'SEV-2' });
const at = (incidentId: string) => ({ incidentId, conversation: `C-inc-${incidentId}` });
const line = (text: string, seq = 1) => ({ text, preview: 'SEV-2', seq, at: '2026-03-02T03:04:05.000Z' });

describe('the courier', () => {
  let store: Store;
  let outbox: Outbox;
  let platform: ChatPlatform;
  let pigeon: Pigeon;
  let courier: Courier | undefined;
  let told: string[];
  const start = () => {
    courier = startCourier({
      id: 'slack',
      outbox,
      transport: pigeon,
      log: SILENT,
      house: {
        opened: async (incidentId) => void told.push(`opened ${incidentId}`),
        failed: async (incidentId) => void told.push(`failed ${incidentId}`),
        linkOf: async (personId, { occasion }) => `https://cordon.example.com/pass/secret-of-${personId}-${occasion}`,
      },
    });
  };

  beforeEach(async () => {
    store = await freshStore();
    outbox = createOutbox<ConversationSpec, Item>(store.db, 'slack');
    pigeon = createPigeon();
    told = [];
    platform = outboxPlatform({
      id: 'slack',
      outbox,
      wake: () => courier?.wake(),
      fetchFile: async (id) => ({ name: id, mediaType: 'text/plain', body: new Uint8Array() }),
    });
  });
  afterEach(async () => {
    await courier?.[Symbol.asyncDispose]();
    courier = undefined;
    await store[Symbol.asyncDispose]();
  });

  it('opens what is wanted in the order of severity, once, and tells the house', async () => {
    for (const [id, severity] of [
      ['low', 4],
      ['high', 1],
      ['middle', 2],
    ] as const)
      expect(await platform.openConversation(spec(id, severity))).toBeUndefined();
    start();
    await until(() => told.length === 3);
    expect(pigeon.opened).toEqual(['inc-high', 'inc-middle', 'inc-low']);
    await until(async () => (await platform.openConversation(spec('high', 1)))?.conversation === 'C-inc-high');
    await until(async () => (await outbox.incidentOf('C-inc-low')) === 'low');
  });

  it('shows the newest of a card, never an older one, and says each line once', async () => {
    await platform.openConversation(spec('a'));
    await platform.put(at('a'), card('summary', 'first'), 3, 'refresh');
    await platform.put(at('a'), card('summary', 'newest'), 5, 'refresh');
    await platform.put(at('a'), card('summary', 'late'), 4, 'refresh');
    await platform.say(at('a'), 'd1', line('once'), 'normal');
    await platform.say(at('a'), 'd1', line('once'), 'normal');
    start();
    await until(async () => pigeon.shown.length > 0 && (await outbox.pending('a')).length === 0);
    const titles = pigeon.shown.map(({ placement: { item } }) => (item.kind === 'card' ? item.card.title : item.kind));
    expect(titles.toSorted()).toEqual(['line', 'newest']);
  });

  it('lets members come first, urgent cards overtake refreshes, and the end come last', async () => {
    await platform.openConversation(spec('a'));
    await platform.archive(at('a'), 9);
    await platform.put(at('a'), card('summary'), 1, 'refresh');
    await platform.put(at('a'), card('action:a1'), 2, 'urgent');
    await platform.setMembers(at('a'), [], 2);
    start();
    await until(() => pigeon.shown.length === 4);
    expect(pigeon.shown.map(({ key }) => key)).toEqual(['members', 'action:a1', 'summary', 'archived']);
  });

  it('keeps everything through an outage, and tells what was said meanwhile in one message, in the order of the log', async () => {
    await platform.openConversation(spec('a'));
    start();
    await until(() => told.length === 1);
    pigeon.down = true;
    // Workers write lines down as they come to them.
    for (const seq of [1, 2, 4, 3]) await platform.say(at('a'), `d${seq}`, line(`thing ${seq}`, seq), 'normal');
    await store.db.execute(`update surface_placements set wanted_at = now() - interval '1 hour', begun_at = null`);
    await until(async () => (await outbox.pending('a')).length === 4);
    await courier?.[Symbol.asyncDispose]();
    await store.db.execute(`update surface_placements set begun_at = null`);
    pigeon.down = false;
    start();
    await until(async () => (await outbox.pending('a')).length === 0);
    expect(pigeon.shown).toHaveLength(1);
    const [{ placement } = { placement: undefined }] = pigeon.shown;
    const text = placement?.item.kind === 'line' ? placement.item.line.text : '';
    expect(text.match(/thing \d/g)).toEqual([1, 2, 3, 4].map((seq) => `thing ${seq}`));
    expect(text).toContain('03:04');
  });

  it('adds a link of their own to what admits somebody, only on the way: it is kept nowhere', async () => {
    await platform.openConversation(spec('a'));
    start();
    await until(() => told.length === 1);
    pigeon.down = true;
    const to = { id: 'responder-1', name: 'Responder 1' };
    const pass = { number: 1, occasion: 'event-1', expiresAt: '2026-03-01T18:00:00.000Z' };
    await platform.admit(at('a'), to, card('moved'), pass);
    await platform.admit(at('a'), to, card('moved'), pass);
    await until(async () => (await outbox.pending('a')).some(({ begunAt }) => begunAt));
    pigeon.down = false;
    await until(() => pigeon.shown.length === 1);

    const item = pigeon.shown[0]?.placement.item;
    expect(item?.kind === 'whisper' && item.card.blocks.at(-1)).toEqual({
      kind: 'link',
      label: 'Enter the Room',
      url: 'https://cordon.example.com/pass/secret-of-responder-1-event-1',
    });
    await until(async () => (await outbox.pending('a')).length === 0);
    const { rows } = await store.db.execute(`select 1 from surface_placements p where p::text like '%secret-of%'`);
    expect(rows).toEqual([]);
  });

  it('leaves what a platform refuses for good, and goes on', async () => {
    await platform.openConversation(spec('a'));
    pigeon.refuses.add('links');
    await platform.setLinks(at('a'), [], 1);
    await platform.put(at('a'), card('summary'), 1, 'refresh');
    start();
    await until(async () => pigeon.shown.length === 1 && (await outbox.pending('a')).length === 0);
    expect(pigeon.shown[0]?.key).toBe('summary');
  });

  it('draws again what somebody’s screen may show otherwise', async () => {
    await platform.openConversation(spec('a'));
    await platform.put(at('a'), card('summary'), 1, 'refresh');
    start();
    await until(async () => pigeon.shown.length === 1 && (await outbox.pending('a')).length === 0);
    expect(await outbox.keyOf('a', 'm1')).toBe('summary');
    await outbox.again('a', 'summary');
    courier?.wake();
    await until(() => pigeon.shown.length === 2);
  });
});
