import { describe, expect, it } from 'vitest';
import type { Person } from '../../../src/incident/actor.ts';
import type { EventType, IncidentEvent } from '../../../src/incident/events.ts';
import type { RoomHouse } from '../../../src/room/house.ts';
import { withOneMore } from '../../support/one-of-each.ts';
import { MEMBER, OUTSIDER, previewApp, previewHouse, richHouse } from '../../support/room-preview.ts';
import { tellStolenSession, tellStorm } from '../../support/storyline.ts';
import { HOSTILE } from './hostile.ts';

async function read(house: RoomHouse, path: string, reader: Person | 'nobody' = MEMBER) {
  const app = await previewApp(house, reader === 'nobody' ? undefined : reader);
  const { statusCode, body, headers } = await app.inject({ url: path, headers: { accept: 'text/html' } });
  await app.close();
  return { status: statusCode, body, headers };
}

const PLAIN = [
  '/',
  '/findings',
  '/playbooks',
  '/follow-ups',
  '/drills',
  '/dashboard',
  '/import',
  '/queue',
  '/settings',
  '/sign-in',
  '/form?says=new',
];
const OF_INCIDENT = ['', '?show=decision', '?tab=facts', '/actions/a1', '/log', '/form?says=update'].map(
  (path) => `/incidents/42${path}`,
);
const CLOSED = [
  '/incidents/42',
  '/incidents/42/log',
  ...['', '?at=5', '/versions', '/differences?from=5&to=20'].map((path) => `/incidents/42/postmortem${path}`),
];

/** The stolen session with events of these kinds on a later day, the first of them number 1001. */
function onwards(types: readonly EventType[]): readonly IncidentEvent[] {
  const late = types.map((type, index) => {
    const recordedAt = `2026-03-09T10:0${index}:00.000Z`;
    const event = withOneMore(type).at(-1) as IncidentEvent;
    return { ...event, seq: 1001 + index, id: `late-${index}`, recordedAt, occurredAt: recordedAt };
  });
  return [...tellStolenSession(), ...late];
}

/** Nothing that the content security policy would stop, nothing from anybody else. */
function expectPolite(body: string): void {
  expect(body).not.toMatch(/<[^>]*\son[a-z]+\s*=/i);
  expect(body).not.toMatch(/<[^>]*\sstyle\s*=/i);
  expect(body).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)/i);
  expect(body).not.toMatch(/<style/i);
  expect(body).not.toMatch(/<(?:script|link|img)[^>]*(?:src|href)="https?:/i);
}

describe('the pages', () => {
  it.each(PLAIN)('draw %s for an empty house', async (path) => {
    const { status, body } = await read(previewHouse(), path);

    expect(status).toBe(200);
    expect(body).toContain('<h');
    expectPolite(body);
  });

  it.each([...PLAIN, ...OF_INCIDENT])('draw %s for a busy house, within 100 kB', async (path) => {
    const { status, body } = await read(richHouse(), path);

    expect(status).toBe(200);
    expectPolite(body);
    expect(Buffer.byteLength(body)).toBeLessThan(100_000);
  });

  it.each(CLOSED)('draw %s of a closed incident', async (path) => {
    const { status, body } = await read(richHouse({ open: false }), path);

    expect(status).toBe(200);
    expectPolite(body);
  });

  it('stay light after a storm: the newest are shown, the rest is in the log', async () => {
    const house = previewHouse({ events: tellStorm(5_000) });
    const room = await read(house, '/incidents/42');
    const log = await read(house, '/incidents/42/log?from=4801');

    expect(room.body).toMatch(/\d+ earlier entries are in the log/);
    expect(log.body).toContain('href="/incidents/42/log?from=4601"');
    expect(log.body).toContain('id="e-5000"');
    expect(Buffer.byteLength(room.body)).toBeLessThan(100_000);
    expect(Buffer.byteLength(log.body)).toBeLessThan(100_000);
  });

  it('teach a newcomer: one click to a drill, one line to send an alert', async () => {
    const { body } = await read(previewHouse(), '/');

    expect(body).toContain('value="drill stolen-role-session"');
    expect(body).toContain('npm run cordon -- token create --scope alerts --name me');
    expect(body).toContain('curl http://127.0.0.1:3000/alerts/generic');
  });

  it('show hostile titles as text', async () => {
    const house = richHouse({ title: HOSTILE });

    for (const path of ['/', '/incidents/42', '/incidents/42/log']) {
      const { body } = await read(house, path);
      expect(body).not.toMatch(/<script>|<img src=x/);
      expect(body).toContain('&lt;script&gt;');
    }
  });

  it('say in words how bad it is, which phase, who leads, and what is mine to do', async () => {
    const { body } = await read(richHouse(), '/incidents/42');
    const head = /<header class="room-head">[\s\S]*?<\/header>/.exec(body)?.[0] ?? '';

    expect(head).toMatch(/SEV-1/);
    expect(head).toMatch(/<b>(Eradication|Containment|Recovery)<\/b> <span class="muted">\d of 6/);
    expect(head).toMatch(/Commander<\/dt><dd>commander/);
    expect(head).toContain('Yours');
  });

  it('hand the post-mortem out as a file', async () => {
    const { body, headers } = await read(richHouse({ open: false }), '/incidents/42/postmortem/md');

    expect(headers['content-disposition']).toBe('attachment; filename="sapphire-heron-postmortem.md"');
    expect(body).toMatch(/^# Post-mortem/m);
  });

  it('answer what is not there with a page that leads on', async () => {
    for (const path of [
      '/nowhere',
      '/incidents/7',
      '/incidents/abc',
      '/incidents/42/actions/a99',
      '/incidents/42/postmortem/exe',
    ]) {
      const { status, body } = await read(richHouse(), path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).toContain('To the incidents');
    }
  });

  it('send who is not signed in to the door, and back afterwards', async () => {
    const { status, headers } = await read(richHouse(), '/incidents/42/log', 'nobody');

    expect([status, headers.location]).toEqual([303, '/sign-in?back=%2Fincidents%2F42%2Flog']);
  });
});

describe('an outsider of a restricted incident', () => {
  const SECRET = 'Heist of the crown jewels';

  it.each([...OF_INCIDENT.slice(0, 5), '/incidents/42?regions=1', '/', '/incidents/42/stream'])(
    'learns nothing from %s',
    async (path) => {
      const { body } = await read(richHouse({ title: SECRET }), path, OUTSIDER);

      expect(body).toContain('sapphire-heron');
      for (const secret of [
        SECRET,
        'billing-export',
        'commander',
        'forensics-lead',
        'i-0abc',
        '111122223333',
        'Nobody deployed',
      ]) {
        expect(body).not.toContain(secret);
      }
    },
  );

  it('may ask for access', async () => {
    const { body } = await read(richHouse(), '/incidents/42', OUTSIDER);

    expect(body).toContain('Request access');
  });

  it.each(['postmortem', 'postmortem/html', 'bundle'].map((path) => `/incidents/42/${path}`))(
    'finds nothing at %s',
    async (path) => {
      const { status } = await read(richHouse({ open: false }), path, OUTSIDER);

      expect(status).toBe(404);
    },
  );

  it('does not read whispers to others even as a member', async () => {
    const { body } = await read(richHouse(), '/incidents/42', MEMBER);

    expect(body).toContain('You joined');
    expect(body).not.toContain('For another pair of eyes');
  });
});

describe('the talk', () => {
  it('begins with the newest entries, and goes back as far as one asks', async () => {
    const house = richHouse();
    for (let n = 1; n <= 300; n += 1) await house.post(MEMBER, 42, `message number ${n}.`);

    const first = await read(house, '/incidents/42');
    const second = await read(house, '/incidents/42?entries=240');
    const all = await read(house, '/incidents/42?entries=960');

    expect(first.body).toContain('message number 300.');
    expect(first.body).not.toContain('message number 170.');
    expect(first.body).toContain('href="/incidents/42?entries=240"');
    expect(second.body).toContain('message number 170.');
    expect(second.body).not.toContain('message number 1.');
    expect(all.body).toContain('message number 1.');
    expect(all.body).not.toContain('>Earlier<');
  });

  it.each<[readonly EventType[], string]>([
    [['TaskTicked', 'TaskUnticked', 'TaskAssigned'], '3 routine events <small>3 on the checklist</small>'],
    [['TaskAdded', 'StepFinished', 'StepFinished'], '3 routine events <small>1 on the checklist, 2 steps</small>'],
    [['ActionPlanned', 'MemberJoined', 'EvidenceFixed'], '<small>1 step, 1 about people, 1 about evidence</small>'],
    // Much that counts as talk is nothing on the checklist.
    [['FollowUpChanged', 'CommentAdded', 'SectionWritten'], '<small>1 about follow-ups, 2 written down</small>'],
    [
      ['SimilarFound', 'FollowUpTracked', 'TaskTicked'],
      '<small>1 by Cordon, 1 about follow-ups, 1 on the checklist</small>',
    ],
  ])('folds %s into one line that says of what kinds they are', async (types, said) => {
    const { body } = await read(previewHouse({ events: onwards(types) }), '/incidents/42');

    const [, fold] = /<li class="fold" id="fold-event-1001">([\s\S]*?)<\/summary>/.exec(body) ?? [];
    expect(fold).toContain(said);
  });

  it('folds neither two in a row, nor what stands between, nor what is shown by its kind alone', async () => {
    const events = onwards(['TaskTicked', 'TaskUnticked', 'NoteAdded', 'TaskTicked', 'TaskUnticked', 'TaskAssigned']);

    const all = await read(previewHouse({ events }), '/incidents/42');
    const talk = await read(previewHouse({ events }), '/incidents/42?show=talk');

    expect(all.body.match(/id="fold-event-1\d{3}"/g)).toEqual(['id="fold-event-1004"']);
    expect(talk.body).not.toContain('class="fold"');
  });
});
