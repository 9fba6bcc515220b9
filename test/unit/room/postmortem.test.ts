/** The post-mortem's pages: written in where they are read, without script too; nothing of anybody's is lost; outsiders get nothing. */

import { describe, expect, it } from 'vitest';
import type { Person } from '../../../src/incident/actor.ts';
import { MEMBER, OUTSIDER, type PreviewHouse, previewApp, richHouse, TOKEN } from '../../support/room-preview.ts';

const PAGE = '/incidents/42/postmortem';

async function read(house: PreviewHouse, path: string, reader: Person = MEMBER) {
  const app = await previewApp(house, reader);
  const { statusCode, body, headers } = await app.inject({ url: path, headers: { accept: 'text/html' } });
  await app.close();
  return { status: statusCode, body, headers };
}

async function send(house: PreviewHouse, path: string, fields: Readonly<Record<string, string>>, script = false) {
  const app = await previewApp(house, MEMBER);
  const { statusCode, body } = await app.inject({
    method: 'POST',
    url: path,
    headers: {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      ...(script ? { 'x-partial': '1' } : {}),
    },
    payload: new URLSearchParams({ _csrf: TOKEN, ...fields }).toString(),
  });
  await app.close();
  return { status: statusCode, body };
}

const write = (house: PreviewHouse, text: string, basedOn: number) =>
  send(house, '/incidents/42/say', {
    command: 'section',
    section: 'impact',
    text,
    basedOn: String(basedOn),
    back: `${PAGE}#impact`,
  });

describe('the post-mortem page', () => {
  it('shows where the document stands and what it waits for, and leads every citation to its event', async () => {
    const { body } = await read(richHouse({ open: false }), PAGE);

    expect(body).toContain('aria-current="step">Draft');
    expect(body).toMatch(/gives it to review/);
    expect(body).toMatch(/<a href="\/incidents\/42\/log#e-\d+"[^>]*>e\d+<\/a>/);
    expect(body).toMatch(/Version as of event \d+\. Head of the hash chain <code>d{64}</);
  });

  it('takes words without script, shows them, and keeps both when two edits meet', async () => {
    const house = richHouse({ open: false });

    expect((await write(house, 'Two **accounts**.', 0)).status).toBe(303);
    expect((await read(house, PAGE)).body).toContain('Two <strong>accounts</strong>.');
    await write(house, 'Three accounts.', 1);
    await write(house, 'Four accounts.', 1);
    const { body } = await read(house, PAGE);
    expect(body).toContain('Two edits met.');
    expect(body).toContain('⟦ as it stands ⟧\n\nThree accounts.');
    expect(body).toContain('Four accounts.');
    await send(house, '/incidents/42/say', { command: 'section', drop: 'd1', back: PAGE });
    expect((await read(house, PAGE)).body).not.toContain('Two edits met.');
  });

  it('previews what is written, harmless, and loses nothing of it without script', async () => {
    const draft = { section: 'impact', text: '**bold** <script>alert(1)</script>', basedOn: '0' };

    const shown = await send(richHouse({ open: false }), `${PAGE}/preview`, draft, true);
    expect(shown.body).toContain('<strong>bold</strong>');
    expect(shown.body).not.toContain('<script>');
    const page = await send(richHouse({ open: false }), `${PAGE}/preview`, draft);
    expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;</textarea>');
  });

  it('holds comments by their section until they are resolved', async () => {
    const house = richHouse({ open: false });
    const say = (fields: Readonly<Record<string, string>>) =>
      send(house, '/incidents/42/say', { back: PAGE, ...fields });

    await say({ command: 'comment', verb: 'add', section: 'impact', text: 'Really <b>all</b>?' });
    expect((await read(house, PAGE)).body).toContain('Really &lt;b&gt;all&lt;/b&gt;?');
    await say({ words: 'comment resolve k1' });
    expect((await read(house, PAGE)).body).toContain('1 resolved');
  });

  it('of an earlier version is for reading, and says what changed since', async () => {
    const house = richHouse({ open: false });
    const before = house.incident()?.version ?? 0;
    await write(house, 'Two accounts.', 0);

    const old = await read(house, `${PAGE}?at=${before}`);
    expect(old.body).toContain(`version as of event ${before}`);
    expect(old.body).not.toContain('<textarea');
    const { body } = await read(house, `${PAGE}/differences?from=${before}&to=${before + 1}`);
    expect(body).toMatch(/change-new"[\s\S]*?Two accounts\./);
  });

  it('shows outsiders nothing, under no address', async () => {
    const house = richHouse({ open: false });
    await write(house, 'Two accounts.', 0);

    for (const path of ['', '?at=5', '/versions', '/differences?from=5&to=20', '/md', '/html']) {
      const { status, body } = await read(house, `${PAGE}${path}`, OUTSIDER);
      expect(status, path).toBe(404);
      expect(body, path).not.toMatch(/Two accounts|web-prod/);
    }
    expect((await read(house, '/follow-ups', OUTSIDER)).body).toContain('Nothing is open.');
  });
});
