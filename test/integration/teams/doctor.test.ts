/** The doctor against the fake Teams: what is well, and what each fault is told with. */

import { afterEach, describe, expect, it } from 'vitest';
import { examineTeams } from '../../../src/teams/doctor.ts';
import { TeamsFile, type TeamsSettings, teamsSettings } from '../../../src/teams/settings.ts';
import { serve } from '../../doubles/serve.ts';
import { type FakeTeams, startTeams } from '../../doubles/teams/index.ts';
import { EVERY_PERMISSION } from '../../support/teams-house.ts';

describe('the doctor', () => {
  let teams: FakeTeams | undefined;
  afterEach(async () => {
    await teams?.[Symbol.asyncDispose]();
    teams = undefined;
  });

  const start = async (granted = EVERY_PERMISSION): Promise<FakeTeams> => {
    teams = await startTeams({ granted });
    return teams;
  };
  const settings = ({ environment }: FakeTeams, change: Partial<TeamsSettings> = {}): TeamsSettings => ({
    ...teamsSettings(environment as unknown as Parameters<typeof teamsSettings>[0], TeamsFile.parse({})),
    ...change,
  });
  const told = async (given: TeamsSettings, baseUrl?: string) =>
    Object.fromEntries((await examineTeams(given, baseUrl)).map(({ name, ok, detail }) => [name, { ok, detail }]));

  it('is content where everything is set', async () => {
    const here = await start();
    await using cordon = await serve((app) => {
      app.post('/api/messages', (_request, reply) => reply.status(401).send());
    });

    const found = await examineTeams(settings(here), cordon.url);

    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    expect(found.map(({ name }) => name)).toContain('Teams endpoint');
  });

  it('names each permission that is missing with its reason, and says which optional ones are not there', async () => {
    const here = await start(EVERY_PERMISSION.filter((name) => !/^Chat\.(Create|ReadWrite\.All)$/.test(name)));

    const found = await told(settings(here));

    expect(found['Teams permissions']).toMatchObject({
      ok: false,
      detail: expect.stringContaining('Chat.Create (making'),
    });
    expect(found['Teams permissions']?.detail).not.toContain('Chat.ReadWrite.All');
  });

  it('tells a wrong secret, a wrong tenant, a missing address and a team that is not there', async () => {
    const here = await start();

    expect(await told(settings(here, { appPassword: 'wrong' }))).toMatchObject({
      'Teams app and tenant': { ok: false, detail: expect.stringContaining('invalid_client') },
    });
    expect(await told(settings(here, { tenantId: 'another' }))).toMatchObject({
      'Teams app and tenant': { ok: false, detail: expect.stringContaining('TEAMS_TENANT_ID') },
    });
    expect(await told(settings(here, { teams: ['nowhere'] }))).toMatchObject({
      'Teams endpoint': { ok: false, detail: expect.stringContaining('CORDON_BASE_URL') },
      'Teams team nowhere': { ok: false, detail: expect.stringContaining('404') },
    });
    expect(JSON.stringify(await told(settings(here)))).not.toContain(here.app.password);
  });

  it('says when what people say to each other in a team is not heard', async () => {
    const here = await start(EVERY_PERMISSION.filter((name) => name !== 'ChannelMessage.Read.Group'));

    expect((await told(settings(here)))[`Teams team ${here.team.id}`]).toMatchObject({
      ok: false,
      detail: expect.stringContaining('ChannelMessage.Read.Group was not consented to'),
    });
  });

  it('says when this machine’s clock is too far from Microsoft’s, and in which direction', async () => {
    const here = await start();
    const apart = async (ms: number) => {
      await using microsoft = await serve((app) => {
        app.get('/openid', (_request, reply) =>
          reply.header('date', new Date(Date.now() + ms).toUTCString()).send({ issuer: 'any' }),
        );
      });
      return (await told(settings(here, { openIdUrl: `${microsoft.url}/openid` })))['Teams clock'];
    };

    expect(await apart(10_000)).toMatchObject({ ok: true });
    expect(await apart(600_000)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/6\d\d s behind|59\d s behind/),
    });
    expect(await apart(-600_000)).toMatchObject({ ok: false, detail: expect.stringMatching(/ahead of.*NTP/) });
  });

  it('says when no team is set, for open incidents get no channel then', async () => {
    const here = await start();

    expect((await told(settings(here, { teams: [] })))['Teams team']).toMatchObject({
      ok: false,
      detail: expect.stringContaining('TEAMS_TEAM_ID'),
    });
  });

  it('says when a team is nearly full, and when something else answers at the address', async () => {
    const here = await start();
    await using other = await serve((app) => {
      app.post('/api/messages', () => 'hello');
    });

    const found = await told(settings(here, { channelsPerTeam: 1 }), other.url);

    expect(found[`Teams team ${here.team.id}`]).toMatchObject({ ok: false, detail: expect.stringContaining('1 of 1') });
    expect(found['Teams endpoint']).toMatchObject({ ok: false, detail: expect.stringContaining('HTTP 200') });
  });
});
