/** What comes in is believed only with the Bot Connector's signature for this app, tenant and address; and without an app id nothing starts. */

import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { Ground } from '../../../src/house/ground.ts';
import { openTeams } from '../../../src/house/teams.ts';
import { createKeys, ISSUER } from '../../doubles/teams/keys.ts';
import { personOf } from '../../doubles/teams/world.ts';
import { freshDatabase } from '../../support/database.ts';
import { startHouse } from '../../support/start-house.ts';
import { startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

/** Entra's issuer of tokens that the library takes for the Emulator's. */
const EMULATOR = 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/';

describe('what comes in at the messaging endpoint', () => {
  let house: TeamsHouse;

  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    await house.teams.as('responder-1').tells('new sev2 A stolen key');
    await until(async () => (await house.test.incident(1)).number === 1);
  });
  afterAll(async () => house?.[Symbol.asyncDispose]());

  /** As the connector would send it: word for word what makes the incident worse when it is believed. */
  const activity = (change: object = {}) => {
    const { app, world, serviceUrl } = house.teams;
    const person = personOf(world, 'responder-1');
    return {
      ...{ type: 'message', id: 'forged', channelId: 'msteams', serviceUrl, text: '1 severity 1 because forged' },
      from: { id: person.mri, aadObjectId: person.id, name: person.name },
      conversation: {
        ...{ id: house.teams.as('responder-1').direct().id, conversationType: 'personal' },
        tenantId: world.tenantId,
      },
      ...{ recipient: { id: `28:${app.id}` }, channelData: { tenant: { id: world.tenantId } } },
      ...change,
    };
  };
  const post = async (token: string | undefined, body: object = activity()) =>
    (
      await fetch(house.teams.app.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: token } : {}) },
        body: JSON.stringify(body),
      })
    ).status;
  const claims = (change: object = {}) => {
    const { app, serviceUrl } = house.teams;
    return { iss: ISSUER, aud: app.id, serviceurl: serviceUrl, ...change };
  };
  const bearer = (change: object = {}) => `Bearer ${house.teams.keys.sign(claims(change))}`;
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('is refused without a signature, and with one that anybody could make', async () => {
    const [kid] = house.teams.keys.jwks.keys.map((key) => (key as { kid: string }).kid);
    const body = encoded(claims({ exp: Math.floor(Date.now() / 1000) + 600 }));
    const none = `${encoded({ alg: 'none', typ: 'JWT' })}.${body}.`;
    const shared = `${encoded({ alg: 'HS256', typ: 'JWT', kid })}.${body}`;
    const forged = {
      'no header': undefined,
      'no token': 'Bearer ',
      'no JWT': 'Bearer nonsense',
      'another scheme': 'Basic Y29yZG9uOmNvcmRvbg==',
      'no signature': `Bearer ${none}`,
      'the public key as a secret': `Bearer ${shared}.${createHmac('sha256', JSON.stringify(house.teams.keys.jwks)).update(shared).digest('base64url')}`,
      'another key': `Bearer ${createKeys().sign(claims())}`,
      'words changed after signing': bearer().replace(/\.[^.]+\./, `.${body}.`),
    };

    for (const [what, token] of Object.entries(forged)) expect(await post(token), what).toBe(401);
  });

  it('is refused with a true signature that was not made for this', async () => {
    const { app, world } = house.teams;
    const seconds = Math.floor(Date.now() / 1000);
    const others = {
      'another app': { aud: 'another-app' },
      'no app': { aud: undefined },
      'another issuer': { iss: 'https://evil.example' },
      'another address to answer to': { serviceurl: 'https://evil.example/' },
      'no address to answer to': { serviceurl: undefined },
      expired: { exp: seconds - 3600 },
      'not yet valid': { nbf: seconds + 3600, exp: seconds + 7200 },
    };
    for (const [what, change] of Object.entries(others)) expect(await post(bearer(change)), what).toBe(401);
    // What the Emulator would send bears Entra's own signature, not the connector's.
    const emulator = { iss: EMULATOR, ver: '1.0', appid: app.id, serviceurl: undefined };
    expect(await post(`Bearer ${createKeys().sign(claims(emulator))}`, activity({ channelId: 'emulator' }))).toBe(401);
    const abroad = { channelData: { tenant: { id: 'another-tenant' } } };
    expect(await post(bearer(), activity(abroad))).toBe(401);
    const nowhere = { channelData: {}, conversation: { id: 'a:1', conversationType: 'personal' } };
    expect(await post(bearer(), activity(nowhere))).toBe(401);
    expect(world.tenantId).not.toBe('another-tenant');
  });

  it('is refused for clicks and dialogs as for words, and for what is no activity', async () => {
    const click = { type: 'invoke', name: 'adaptiveCard/action', value: { action: { verb: 'say', data: {} } } };
    const fetching = { type: 'invoke', name: 'composeExtension/fetchTask', value: { commandId: 'declareIncident' } };

    for (const body of [click, fetching]) expect(await post(bearer({ aud: 'x' }), activity(body))).toBe(401);
    expect(await post(bearer(), [] as object)).toBe(400);
    expect(await post(bearer(), { text: 'no type' })).toBe(400);
  });

  it('changed nothing, until the very same words came signed', async () => {
    expect((await house.test.incident(1)).severity).toBe(2);

    expect(await post(bearer())).toBe(200);

    await until(async () => (await house.test.incident(1)).severity === 1);
  });
});

describe('without an app id', () => {
  const all = {
    TEAMS_APP_ID: 'app',
    TEAMS_APP_PASSWORD: 'hidden-secret',
    TEAMS_TENANT_ID: 'tenant',
    TEAMS_TEAM_ID: 't',
  };
  type Name = keyof typeof all;
  const opening = async (names: readonly Name[], dataDir: string) => {
    const set = Object.fromEntries(names.map((name) => [name, all[name]]));
    const config = loadConfig({ CORDON_DATA_DIR: dataDir, ...set });
    await using opened = new AsyncDisposableStack();
    return openTeams({ config } as Ground, opened);
  };

  it.each<[readonly Name[], readonly Name[]]>([
    [['TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID'], ['TEAMS_APP_ID']],
    [['TEAMS_APP_ID', 'TEAMS_TENANT_ID', 'TEAMS_TEAM_ID'], ['TEAMS_APP_PASSWORD']],
    [['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD'], ['TEAMS_TENANT_ID']],
    [['TEAMS_TEAM_ID'], ['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID']],
  ])('refuses to connect with %j, and names %j', async (names, missing) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cordon-teams-'));
    const fault = await opening(names, dataDir).catch((refused: unknown) => refused as Error & { remedy: string });
    await rm(dataDir, { recursive: true });

    expect(fault).toMatchObject({ code: 'config_invalid', remedy: expect.stringContaining('docs/teams.md') });
    for (const name of Object.keys(all)) {
      const isNamed = missing.includes(name as Name);
      expect((fault as Error).message.includes(name), name).toBe(isNamed);
    }
    expect((fault as Error).message).not.toContain(all.TEAMS_APP_PASSWORD);
  });

  it('does not start, and says what to set', async () => {
    await using database = await freshDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'cordon-teams-'));
    const started = spawn(process.execPath, ['src/main.ts'], {
      env: {
        ...{ PATH: process.env.PATH, CORDON_DATA_DIR: dataDir, DATABASE_URL: database.url, PORT: '0' },
        TEAMS_APP_PASSWORD: all.TEAMS_APP_PASSWORD,
        TEAMS_TENANT_ID: all.TEAMS_TENANT_ID,
      },
    });
    const [said, code] = await Promise.all([
      text(started.stderr),
      new Promise((done) => started.once('exit', (status) => done(status))),
    ]);
    await rm(dataDir, { recursive: true });

    expect(code).toBe(1);
    expect(said).toContain('Teams is to be connected, but TEAMS_APP_ID is not set.');
    expect(said).not.toContain(all.TEAMS_APP_PASSWORD);
  }, 60_000);

  it('has no messaging endpoint at all where nothing is set for Teams', async () => {
    await using test = await startHouse();

    expect((await fetch(`${test.url}/api/messages`, { method: 'POST' })).status).toBe(404);
  });
});
