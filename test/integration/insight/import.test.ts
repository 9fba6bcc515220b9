import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { importIncident } from '../../../src/house/importing.ts';
import { readEvents } from '../../../src/store/log.ts';
import { listIncidents } from '../../../src/store/views.ts';
import { type EngineRoom, openEngineRoom } from '../../support/engine-room.ts';
import { RESPONDER } from '../../support/facts.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';

const CSV =
  'time,author,text,milestone\n2025-06-01T08:00:00Z,First,Saw it,started\n2025-06-01T09:00:00Z,Second,Stopped it,contained\n';
const asked = (bytes: Uint8Array, kind: 'slack' | 'csv' = 'csv', name = 'history.csv') => ({
  ...{ kind, files: [{ name, bytes }], title: 'Key leaked', severity: 2 as const, incidentType: 'identity' },
  ...{ visibility: 'restricted' as const, by: RESPONDER },
});

async function zipped(messages: number): Promise<Uint8Array> {
  const zip = new ZipFile();
  const day = Array.from({ length: messages }, (_, index) => ({
    type: 'message',
    user: 'U1',
    text: `Step ${index}`,
    ts: `${1_748_764_800 + index}.000100`,
  }));
  zip.addBuffer(Buffer.from(JSON.stringify([{ id: 'U1', name: 'first' }])), 'users.json');
  zip.addBuffer(Buffer.from(JSON.stringify(day)), 'inc-1/2025-06-01.json');
  zip.end();
  return buffer(zip.outputStream as NodeJS.ReadableStream);
}

describe('an imported history', () => {
  let room: EngineRoom;

  beforeAll(async () => {
    room = await openEngineRoom();
  });
  afterAll(() => room[Symbol.asyncDispose]());

  const bringIn = (one: ReturnType<typeof asked>) => importIncident({ ...room, roster: 'cloud-security' }, one);

  it('becomes one retrospective incident whose entries keep their time and author', async () => {
    const { number } = await bringIn(asked(Buffer.from(CSV)));

    const [view] = await listIncidents(room.store.db);
    const events = await readEvents(room.store.db, view?.id ?? '');
    expect(view).toMatchObject({ number, mode: 'retrospective', severity: 2 });
    expect(
      events.filter(({ type }) => type === 'MessageCaptured').map(({ occurredAt, data }) => [occurredAt, data]),
    ).toMatchObject([
      ['2025-06-01T08:00:00.000Z', { message: { author: { name: 'First' }, text: 'Saw it' } }],
      ['2025-06-01T09:00:00.000Z', { message: { author: { name: 'Second' }, text: 'Stopped it' } }],
    ]);
    expect((await room.engine.load(view?.id ?? '')).milestones).toEqual({
      detected: '2025-06-01T08:00:00.000Z',
      started: '2025-06-01T08:00:00.000Z',
      contained: '2025-06-01T09:00:00.000Z',
    });
  });

  it('changes nothing when it comes again', async () => {
    const before = await listIncidents(room.store.db);

    const again = await bringIn(asked(Buffer.from(CSV.replaceAll('\n', '\r\n'))));

    expect(again).toMatchObject({ known: true });
    expect(await listIncidents(room.store.db)).toEqual(before);
  });

  it('is not half there when a row is faulty', async () => {
    const before = await listIncidents(room.store.db);

    await expect(bringIn(asked(Buffer.from(`${CSV}yesterday,Third,Eh,\n`)))).rejects.toMatchObject({
      code: 'body_invalid',
      details: [expect.stringMatching(/^line 4: time is no time with its zone\. Write it like/)],
    });
    expect(await listIncidents(room.store.db)).toEqual(before);
  });

  it('comes out of a zip of Slack, thousands of messages in one append', async () => {
    const { number, entries } = await bringIn(asked(await zipped(4000), 'slack', 'export.zip'));

    expect(entries).toBe(4000);
    const view = (await listIncidents(room.store.db)).find((one) => one.number === number);
    expect(
      (await readEvents(room.store.db, view?.id ?? '')).filter(({ type }) => type === 'MessageCaptured'),
    ).toHaveLength(4000);
  });

  it.each([
    ['a damaged zip', Buffer.from('PK\u0003\u0004 nothing'), /zip cannot be read/],
    ['what is no text', Buffer.from([0xff, 0xfe, 0x00]), /not UTF-8/],
  ])('is refused when it is %s', async (_what, bytes, message) => {
    await expect(bringIn(asked(bytes, 'slack', 'x'))).rejects.toThrow(message);
  });

  it('is refused beyond what a person can read', async () => {
    await expect(bringIn(asked(await zipped(5001), 'slack'))).rejects.toThrow(/5001 entries/);
  });
});

describe('the page to bring one in', () => {
  let test: TestHouse;

  beforeAll(async () => {
    test = await startHouse();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('takes a file from who is signed in, tells faults on the page, and refuses a foreign form', async () => {
    const form = await fetch(`${test.url}/sign-in`);
    const token = (text: string) => /name="_csrf" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const entered = await fetch(`${test.url}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _csrf: token(await form.text()), person: 'responder-1' }),
    });
    const headers = { cookie: entered.headers.get('set-cookie')?.split(';')[0] ?? '', accept: 'text/html' };
    const csrf = token(await (await fetch(`${test.url}/import`, { headers })).text());
    const send = (text: string, _csrf = csrf) => {
      const body = new FormData();
      const fields = {
        _csrf,
        kind: 'csv',
        title: 'Key <b>leaked</b>',
        severity: '2',
        incidentType: 'identity',
        visibility: 'restricted',
      };
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      body.set('file', new Blob([text]), 'history.csv');
      return fetch(`${test.url}/import`, { method: 'POST', body, headers, redirect: 'manual' });
    };

    const faulty = await send('time,author,text\nnoon,<i>First</i>,Saw it\n');
    const foreign = await send(CSV, 'somebody-elses');
    const fine = await send(CSV);

    expect(faulty.status).toBe(400);
    expect(await faulty.text()).toContain('line 2: time is no time with its zone');
    expect(foreign.status).toBe(403);
    expect([fine.status, fine.headers.get('location')]).toEqual([303, '/incidents/1']);
    expect((await test.incident(1)).entries).toHaveLength(2);
  });
});
