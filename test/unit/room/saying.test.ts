import { describe, expect, it } from 'vitest';
import { MEMBER, previewApp, richHouse, TOKEN } from '../../support/room-preview.ts';

type Fields = Readonly<Record<string, string>>;

/** Posts as a browser does; with `partial`, as the script of the page does. */
async function post(fields: Fields, { path = '/incidents/42/say', partial = false } = {}) {
  const house = richHouse();
  const app = await previewApp(house, MEMBER);
  const { statusCode, headers, body } = await app.inject({
    method: 'POST',
    url: path,
    headers: {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      ...(partial ? { 'x-partial': '1' } : {}),
    },
    payload: new URLSearchParams({ _csrf: TOKEN, back: '/incidents/42', ...fields }).toString(),
  });
  await app.close();
  return { status: statusCode, headers, body, house };
}

describe('saying something', () => {
  it('posts plain words to the team', async () => {
    const { status, headers, house } = await post({ compose: '1', words: 'The address is ours after all' });

    expect([status, headers.location]).toEqual([303, '/incidents/42']);
    expect(house.messages.at(-1)).toMatchObject({ text: 'The address is ours after all', author: MEMBER });
  });

  it.each(['/note Seen again', '/incident note Seen again'])('acts on %s', async (words) => {
    const { house } = await post({ compose: '1', words });

    expect(house.incident()?.entries.at(-1)).toMatchObject({ kind: 'note', text: 'Seen again' });
    expect(house.messages.map(({ text }) => text)).not.toContain(words);
  });

  it('acts on the words of a button, though no slash leads them', async () => {
    const { house } = await post({ words: 'note From a button' });

    expect(house.incident()?.entries.at(-1)).toMatchObject({ text: 'From a button' });
  });

  it('gives back what was typed when it was refused, without script', async () => {
    const { status, body } = await post({ compose: '1', words: '/tick t99' });

    expect(status).toBe(200);
    expect(body).toMatch(/<textarea[^>]*>\/tick t99<\/textarea>/);
    expect(body).toContain('href="/incidents/42">Back');
  });

  it('answers script with the answer alone, and its kind', async () => {
    const { headers, body } = await post({ compose: '1', words: '/tick t99' }, { partial: true });

    expect(headers['x-answer']).toMatch(/refused|usage/);
    expect(body).not.toContain('<html');
  });

  it('opens what was begun elsewhere', async () => {
    const { status, headers } = await post({ words: 'drill stolen-role-session' }, { path: '/say' });

    expect([status, headers.location]).toEqual([303, '/incidents/42']);
  });

  it.each(['//elsewhere.example/', 'https://elsewhere.example/', '/\\elsewhere.example'])(
    'never leads back to %s',
    async (back) => {
      const { headers } = await post({ compose: '1', words: 'hello', back });

      expect(headers.location).toBe('/');
    },
  );

  it('refuses a form made elsewhere, with a page, and does nothing', async () => {
    const { status, body, house } = await post({ compose: '1', words: 'hello', _csrf: 'guessed' });

    expect(status).toBe(403);
    expect(body).toContain('That was refused');
    expect(house.messages.map(({ text }) => text)).not.toContain('hello');
  });
});
