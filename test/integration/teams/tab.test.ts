/** The Room as a tab of Teams: who may frame it, who comes in, and what other sites can do with such a session. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeys } from '../../doubles/teams/keys.ts';
import type { Actor } from '../../doubles/teams/person.ts';
import type { Conversation } from '../../doubles/teams/world.ts';
import { cookieOf, tokenIn, visitRoom } from '../../support/room-visitor.ts';
import { startHouse } from '../../support/start-house.ts';
import { startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

describe('the Room as a tab', () => {
  let house: TeamsHouse;
  let chat: Conversation;

  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    fetch(house.test.url + path, {
      method: 'POST',
      headers: { origin: house.test.url, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
    });
  const enter = (token: string, back = '/', headers = {}) => post('/sign-in/framed', { token, back }, headers);
  const enters = async (who: Actor, back = '/') => cookieOf(await enter(who.tabToken(), back));
  const statusOf = async (cookie: string, path: string) =>
    (await fetch(house.test.url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })).status;

  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    await house.teams.as('responder-1').tells('new sev2 A stolen key');
    const named = () => [...house.teams.world.conversations.values()].find(({ name }) => name.startsWith('inc-1-'));
    await until(() => (named()?.tabs.length ?? 0) > 0);
    chat = named() as Conversation;
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  it('is a tab of the app itself, which leads to the incident by the page that signs people in', async () => {
    const tab = chat.tabs.find(({ displayName }) => displayName === 'Room');

    expect(tab?.contentUrl).toBe(`${house.test.url}/teams/tab?back=%2Fincidents%2F1`);
    const page = await (await fetch(tab?.contentUrl ?? '')).text();
    expect(page).toContain('data-back="/incidents/1"');
    for (const [, file = ''] of page.matchAll(/(?:src|href)="(\/teams\/assets\/[^"]+)"/g))
      expect((await fetch(house.test.url + file)).status, file).toBe(200);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('may be framed by Microsoft’s hosts and by nobody else', async () => {
    const { headers } = await fetch(`${house.test.url}/sign-in`);

    expect(headers.get('content-security-policy')).toContain(
      'frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft',
    );
    expect(headers.get('x-frame-options')).toBeNull();
  });

  it('takes in who is on a roster, with a cookie that lives in this frame alone', async () => {
    const answer = await enter(house.teams.as('responder-1').tabToken());

    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    for (const part of ['HttpOnly', 'Secure', 'Partitioned', 'SameSite=None']) expect(cookie).toContain(part);
    expect(await statusOf(cookieOf(answer), '/findings')).toBe(200);
  });

  it('takes version 1 of the token as well, which Entra gives where nothing is set', async () => {
    const { tenantId } = house.teams.world;
    const first = {
      iss: `https://sts.windows.net/${tenantId}/`,
      aud: `api://127.0.0.1/${house.teams.app.id}`,
      ver: '1.0',
    };

    expect((await enter(house.teams.as('responder-2').tabToken(first))).status).toBe(200);
  });

  it('refuses tokens of other tenants, apps, keys and times, and says what to do', async () => {
    const { teams } = house;
    const who = teams.as('responder-1');
    const abroad = '00000000-0000-0000-0000-00000000000a';
    const refused = {
      'another tenant': who.tabToken({ tid: abroad, iss: `https://login.microsoftonline.com/${abroad}/v2.0` }),
      'another tenant behind our issuer': who.tabToken({ tid: abroad }),
      'another app': who.tabToken({ aud: 'another-app' }),
      'another scope': who.tabToken({ scp: 'User.Read' }),
      'no person': who.tabToken({ scp: undefined, roles: ['x'] }),
      'an old one': who.tabToken({ exp: Math.floor(Date.now() / 1000) - 3600 }),
      'another key': createKeys().sign({ tid: teams.world.tenantId, aud: teams.app.id, oid: who.person.id }),
      'no token': 'nonsense',
    };
    for (const [what, token] of Object.entries(refused)) {
      const answer = await enter(token);
      expect([answer.status, answer.headers.get('set-cookie')], what).toEqual([401, null]);
      expect(await answer.json()).toMatchObject({ remedy: expect.stringContaining('docs/teams.md') });
    }
  });

  it('shows others of the directory nothing, and whom a member invited that incident alone', async () => {
    const stranger = house.teams.as('stranger-1');
    const refused = await enter(stranger.tabToken(), '/incidents/1');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ remedy: expect.stringContaining('invite') });

    const invited = house.teams.as('responder-5');
    expect((await enter(invited.tabToken(), '/')).status).toBe(403);
    await invited.joins(chat, house.teams.as('responder-1').person);
    await until(async () => (await house.test.incident(1)).members.some(({ id }) => id === 'responder-5'));
    const cookie = await enters(invited, '/incidents/1');
    expect([await statusOf(cookie, '/incidents/1'), await statusOf(cookie, '/findings')]).toEqual([200, 403]);
  });

  it('lets no other site act with such a session, nor sign somebody in', async () => {
    const who = house.teams.as('responder-1');
    const cookie = await enters(who);
    const page = await (await fetch(`${house.test.url}/incidents/1`, { headers: { cookie } })).text();
    const say = (headers: Readonly<Record<string, string>>) =>
      post(
        '/incidents/1/say',
        { compose: '1', words: 'said in the tab', _csrf: tokenIn(page) },
        { cookie, ...headers },
      );

    expect((await say({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await say({ origin: 'null' })).status).toBe(403);
    expect((await say({})).status).toBe(303);
    expect((await enter(who.tabToken(), '/', { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('leads a frame without a session to the page that signs in, and a window to the Room’s own', async () => {
    const at = async (dest: string) =>
      (await fetch(`${house.test.url}/incidents/1`, { headers: { 'sec-fetch-dest': dest }, redirect: 'manual' }))
        .headers;

    expect((await at('iframe')).get('location')).toBe('/teams/tab?back=%2Fincidents%2F1');
    expect((await at('document')).get('location')).toBe('/sign-in?back=%2Fincidents%2F1');
  });

  it('believes no session of Teams any more once Teams is held for compromised', async () => {
    const who = house.teams.as('responder-1');
    const cookie = await enters(who);
    const room = await visitRoom(house.test.url, 'responder-2');
    await room.say(1, '/compromised teams because a token was stolen');
    await house.test.say('responder-3', 1, 'compromised teams');

    expect((await house.test.incident(1)).severed).toMatchObject([{ platform: 'teams', how: 'compromised' }]);
    expect(await statusOf(cookie, '/incidents/1')).toBe(303);
    const refused = await enter(who.tabToken());
    expect([refused.status, await refused.text()]).toEqual([403, expect.not.stringContaining('compromised')]);
  });
});

it('is framed by nobody where Teams is not connected', async () => {
  await using test = await startHouse();
  const { headers } = await fetch(`${test.url}/sign-in`);

  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect((await fetch(`${test.url}/teams/tab`, { redirect: 'manual' })).status).toBe(404);
  expect((await fetch(`${test.url}/sign-in/framed`, { method: 'POST' })).status).toBe(404);
});
