/** The weekly digest of follow-ups: real PostgreSQL, a mail server, the Room, and the outbox of a platform. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mailer, openMailer } from '../../../src/base/mail.ts';
import type { Card } from '../../../src/chat/card.ts';
import { outboxPlatform } from '../../../src/chat/courier.ts';
import type { Item } from '../../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../../src/chat/platform.ts';
import { type DigestOptions, startDigests } from '../../../src/house/digests.ts';
import type { Actor, Person } from '../../../src/incident/actor.ts';
import type { Incident } from '../../../src/incident/incident.ts';
import { createRoom } from '../../../src/room/platform.ts';
import { claimDigest, planDigests } from '../../../src/store/digests.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { createRoomMemory } from '../../../src/store/room-memory.ts';
import { digests } from '../../../src/store/schema/postmortems.ts';
import { type EngineRoom, openEngineRoom, opening, SILENT } from '../../support/engine-room.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';
import { until } from '../../support/until.ts';

/** A Monday. */
const MONDAY = '2026-11-23T08:00:00.000Z';
const OWNER: Person = { id: 'responder-1', name: 'Responder 1' };
const STRANGER: Person = { id: 'stranger', name: 'Stranger' };
const BY: Actor = { kind: 'person', ...OWNER };
const WORKER: Actor = { kind: 'worker', id: 'worker', name: 'Cordon worker' };

let room: EngineRoom;
let post: MailServer;
let now = new Date();
beforeEach(async () => {
  now = new Date(Date.parse(MONDAY) + 60_000);
  [room, post] = await Promise.all([openEngineRoom(), startMailServer()]);
});
afterEach(async () => {
  await Promise.all([room[Symbol.asyncDispose](), post[Symbol.asyncDispose]()]);
});

const slackOutbox = () => createOutbox<ConversationSpec, Item>(room.store.db, 'slack');
const mailerTo = ({ port }: MailServer): Mailer =>
  openMailer({ host: '127.0.0.1', port, tls: false, plain: true, from: 'cordon@example.com' });

/** One process that sends digests. */
function sending(rest: Partial<DigestOptions> = {}) {
  const memory = createRoomMemory<Card>(room.store.db);
  const fetchFile = () => Promise.reject(new Error('no files here'));
  return startDigests({
    store: room.store,
    load: room.engine.load,
    platforms: [
      createRoom({ memory, baseUrl: 'http://room.test' }),
      outboxPlatform({ id: 'slack', outbox: slackOutbox(), wake: () => undefined, fetchFile }),
    ],
    mailer: mailerTo(post),
    addressOf: ({ id }) => `${id}@example.com`,
    settings: { enabled: true, day: 'monday', hour: 8, team: { mail: ['team@example.com'], slack: '#security' } },
    baseUrl: () => 'http://room.test',
    log: SILENT,
    pauseMs: 20,
    now: () => now,
    ...rest,
  });
}

/** A clock that counts how often it was looked at. */
function counted() {
  const looking = {
    count: 0,
    now: () => {
      looking.count += 1;
      return now;
    },
  };
  return looking;
}

interface Wanted {
  readonly visibility: 'open' | 'restricted';
  readonly on: readonly string[];
  readonly followUps: readonly { readonly text: string; readonly owner?: Person; readonly dueAt?: string }[];
}

async function incidentWith({ visibility, on, followUps }: Wanted): Promise<Incident> {
  const { id } = await room.declare(opening({ visibility, because: 'a test' }));
  for (const platform of on) {
    const there = { platform, conversation: `${platform}-${id}`, name: 'inc', isPrivate: true };
    await room.engine.handle(id, { type: 'RecordConversation', ...there, by: WORKER });
  }
  for (const one of followUps) await room.engine.handle(id, { type: 'AddFollowUp', kind: 'prevent', by: BY, ...one });
  return room.engine.load(id);
}

const done = async () => {
  const rows = await room.store.db.select().from(digests);
  return rows.length > 0 && rows.every(({ doneAt }) => doneAt !== null);
};
const mailTo = (address: string) => post.mails.filter((mail) => mail.includes(`To: ${address}`));
const plain = (mail = ''): string => mail.replaceAll('=\r\n', '').replaceAll('=3D', '=');
const whisperedInRoom = async ({ id }: Incident) =>
  (await createRoomMemory<Card>(room.store.db).messages(id, OWNER.id, { limit: 50 })).filter(({ to }) => to);

describe('the weekly digest', () => {
  it('brings every owner what is open of all incidents they may see, the overdue first, and nobody else’s', async () => {
    const first = await incidentWith({
      visibility: 'open',
      on: ['room', 'slack'],
      followUps: [
        { text: 'Rotate the keys', owner: OWNER, dueAt: '2026-12-24T00:00:00.000Z' },
        { text: 'Somebody else’s', owner: STRANGER },
      ],
    });
    const second = await incidentWith({
      visibility: 'restricted',
      on: ['room'],
      followUps: [
        { text: 'Canary of the members', owner: OWNER, dueAt: '2026-11-20T00:00:00.000Z' },
        { text: 'Canary given to an outsider', owner: STRANGER },
      ],
    });

    await using _sending = sending();
    await until(done);

    const [mail] = mailTo('responder-1@example.com').map(plain);
    expect(mail).toContain('Subject: Your open follow-ups: 2, 1 overdue');
    expect(mail?.indexOf(`#${second.number} ${second.codename} f1`)).toBeLessThan(
      mail?.indexOf('Rotate the keys') ?? 0,
    );
    expect(mail).not.toContain('Canary');
    const [card] = await whisperedInRoom(second);
    const fields = card?.card?.blocks.flatMap((block) => (block.kind === 'fields' ? block.fields : []));
    expect(fields?.map(({ value }) => value)).toEqual([
      'Canary of the members (overdue 3 d 8 h)',
      'Rotate the keys (due 2026-12-24)',
    ]);
    expect(await whisperedInRoom(first)).toEqual([]);
    const [theirs] = mailTo('stranger@example.com').map(plain);
    expect(theirs).toContain('Somebody else');
    expect(theirs).not.toContain('Canary');
  });

  it('tells an owner who is not among the members of a restricted incident that something is theirs, and no more', async () => {
    const hidden = await incidentWith({
      visibility: 'restricted',
      on: ['room', 'slack'],
      followUps: [
        { text: 'Canary one', owner: STRANGER, dueAt: '2026-11-20T00:00:00.000Z' },
        { text: 'Canary two', owner: STRANGER },
      ],
    });

    await using _sending = sending();
    await until(done);

    const [mail] = mailTo('stranger@example.com').map(plain);
    const [whisper] = await slackOutbox().standing(hidden.id, 'whisper:digest:2026-11-23');
    expect(mail).toContain('Subject: Your open follow-ups: 2\r\n');
    expect(whisper?.item).toMatchObject({ kind: 'whisper', to: STRANGER, how: 'direct' });
    for (const said of [mail, JSON.stringify(whisper)]) {
      expect(said).toContain(`#${hidden.number} ${hidden.codename}: 2 open follow-ups are yours`);
      expect(said).toContain(`http://room.test/incidents/${hidden.number}`);
      expect(said).not.toMatch(/Canary|overdue|2026-11-20|a test|f1|responder/);
    }
    // What stands in its conversation in the Room an outsider could not open.
    expect(await createRoomMemory<Card>(room.store.db).messages(hidden.id, STRANGER.id, { limit: 50 })).toEqual([]);
  });

  it('tells on a platform nothing of an incident that does not go there', async () => {
    const there = await incidentWith({
      visibility: 'restricted',
      on: ['room', 'slack'],
      followUps: [{ text: 'Said in Slack', owner: OWNER }],
    });
    await incidentWith({ visibility: 'restricted', on: ['room'], followUps: [{ text: 'Room alone', owner: OWNER }] });

    await using _sending = sending();
    await until(done);

    const [whisper] = await slackOutbox().standing(there.id, 'whisper:digest:2026-11-23');
    expect(JSON.stringify(whisper)).toContain('Said in Slack');
    expect(JSON.stringify(whisper)).not.toContain('Room alone');
  });

  it('gives the team what is open, by mail and in its channel, and no restricted incident in either', async () => {
    const open = await incidentWith({
      visibility: 'open',
      on: ['room', 'slack'],
      followUps: [{ text: 'Nobody has this' }, { text: 'Somebody has this', owner: OWNER }],
    });
    const hidden = await incidentWith({
      visibility: 'restricted',
      on: ['room', 'slack'],
      followUps: [{ text: 'Canary' }],
    });

    await using _sending = sending();
    await until(done);

    const [mail] = mailTo('team@example.com').map(plain);
    expect(mail).toContain('Nobody has this (nobody yet, no date)');
    const [bulletin] = await slackOutbox().standing(open.id, 'bulletin:');
    expect(bulletin?.item).toMatchObject({ kind: 'announcement', channel: '#security' });
    expect(await slackOutbox().standing(hidden.id, 'bulletin:')).toEqual([]);
    for (const said of [mail, JSON.stringify(bulletin)]) {
      expect(said).not.toContain('Canary');
      expect(said).not.toContain(hidden.codename);
    }
  });

  it('goes out once, whatever the number of processes, and again only the week after', async () => {
    await incidentWith({ visibility: 'open', on: ['room'], followUps: [{ text: 'Once', owner: OWNER }] });
    {
      await using _one = sending();
      await using _other = sending();
      await until(done);
      now = new Date('2026-11-24T08:00:00.000Z');
      await incidentWith({ visibility: 'open', on: ['room'], followUps: [{ text: 'Tuesday', owner: STRANGER }] });
    }
    {
      await using _restarted = sending();
      await until(done);
    }
    expect(mailTo('responder-1@example.com')).toHaveLength(1);
    expect(mailTo('stranger@example.com')).toEqual([]);

    now = new Date('2026-11-30T09:00:00.000Z');
    await using _next = sending();

    await until(() => mailTo('stranger@example.com').length === 1 && mailTo('responder-1@example.com').length === 2);
  });

  it('is sent again under the same id by whoever comes after a sender that died on the way', async () => {
    await incidentWith({ visibility: 'open', on: ['room'], followUps: [{ text: 'Once', owner: OWNER }] });
    const week = new Date(MONDAY);
    await planDigests(room.store.db, week, [{ recipient: OWNER.id, way: 'mail' }]);
    // It took the letter and died: its lease is all that is left of it.
    await claimDigest(room.store.db, week, { now, leaseMs: 5 * 60_000 });
    {
      const looking = counted();
      await using _early = sending({ pauseMs: 5, now: looking.now });
      await until(() => looking.count > 10);
    }
    expect(post.mails).toEqual([]);
    now = new Date(now.getTime() + 6 * 60_000);

    await using _later = sending();
    await until(done);

    expect(post.mails).toHaveLength(1);
    expect(post.mails[0]).toContain('Message-ID: <cordon.digest.2026-11-23.');
  });

  it('waits out a mail server that is away, without holding up what goes another way', async () => {
    const incident = await incidentWith({
      visibility: 'open',
      on: ['room'],
      followUps: [{ text: 'Once', owner: OWNER }],
    });
    const { port } = post;
    await using away = await startMailServer({ code: 451 });
    {
      await using _sending = sending({ mailer: mailerTo(away) });
      await until(async () => (await whisperedInRoom(incident)).length === 1);
      await until(async () =>
        (await room.store.db.select().from(digests)).some(({ problem }) => problem?.includes('451')),
      );
    }
    now = new Date(now.getTime() + 60 * 60_000);

    await using _sending = sending({ mailer: mailerTo({ ...post, port }) });
    await until(done);

    expect(mailTo('responder-1@example.com')).toHaveLength(1);
  });

  it('does not come days late: the next one says the same', async () => {
    await incidentWith({ visibility: 'open', on: ['room'], followUps: [{ text: 'Once', owner: OWNER }] });
    now = new Date('2026-11-27T09:00:00.000Z');
    const looking = counted();

    await using _sending = sending({ now: looking.now });
    await until(() => looking.count > 10);

    expect(await room.store.db.select().from(digests)).toEqual([]);
  });
});
