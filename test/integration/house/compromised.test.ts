/** A platform is found to be read by an attacker in the middle of an incident: nothing more of it goes there. */

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../../src/base/log.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { openHouse } from '../../../src/house/open.ts';
import { backlog } from '../../../src/store/deliveries.ts';
import { readEvents } from '../../../src/store/log.ts';
import { addPerson } from '../../../src/store/people.ts';
import { findIncident } from '../../../src/store/views.ts';
import { type BothHouse, type BridgedHouse, type BridgeSide, openBoth, SIDES } from '../../support/bridge-sides.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';
import { cookieOf, type RoomVisitor, send, tokenIn, visitorWith, visitRoom } from '../../support/room-visitor.ts';
import type { TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

/** Tables of the database in which any of these stands. */
async function tablesWith({ house }: TestHouse, secrets: readonly string[]): Promise<readonly string[]> {
  const { db } = house.store;
  const tables = await db.execute<{ name: string }>(
    sql`select table_schema || '.' || quote_ident(table_name) as name from information_schema.tables where table_schema in ('public', 'bullmq') and table_type = 'BASE TABLE'`,
  );
  expect(tables.rows.length).toBeGreaterThan(20);
  const found: string[] = [];
  for (const { name } of tables.rows)
    for (const secret of secrets) {
      const { rows } = await db.execute(sql.raw(`select 1 from ${name} t where t::text like '%${secret}%' limit 1`));
      if (rows.length > 0) found.push(name);
    }
  return found;
}

/** Said after the switch only: no platform that is cut off may ever hold it. */
const LATER = /later-secret/;

describe.each(SIDES)('$name compromised', ({ id: platform, open }) => {
  let mail: MailServer;
  let house: BridgedHouse;
  let there: BridgeSide;
  let other: BridgeSide;
  let lead: RoomVisitor;

  const settled = async (): Promise<void> => until(async () => (await backlog(house.test.house.store.db)).open === 0);
  const talk = () => lead.page('/incidents/1');
  const begin = async (number: number): Promise<BridgeSide> => {
    const { test } = house;
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A stolen key', as: 'responder-1' });
    await until(async () => (await findIncident(test.house.store.db, number)) !== undefined);
    const view = await findIncident(test.house.store.db, number);
    const side = await house.conversationOf(`inc-${number}-${view?.codename}`, 'responder-2');
    await until(() => side.messages().some(({ text }) => text.includes('A stolen key')));
    await test.say('responder-1', number, 'take commander');
    return side;
  };

  beforeAll(async () => {
    mail = await startMailServer();
    const server = { host: '127.0.0.1', port: mail.port, plain: true, from: 'cordon@example.com' };
    house = await open({ mail: server }, { LOG_LEVEL: 'trace' });
    await addPerson(house.test.house.store.db, { id: 'responder-4', name: 'Responder 4' });
    there = await begin(1);
    other = await begin(2);
    lead = await visitRoom(house.test.url, 'responder-1');
  });
  afterAll(async () => {
    await house[Symbol.asyncDispose]();
    await mail[Symbol.asyncDispose]();
  });

  it('is cut off by two people, who may be there themselves; whoever reads along is not told of the first', async () => {
    await there.command('responder-2', `compromised ${platform} because the attacker quotes us`);
    await until(async () => (await talk()).includes('A second member confirms it'));
    await settled();
    expect(there.messages().some(({ text }) => text.includes('compromised'))).toBe(false);

    await there.command('responder-3', `compromised ${platform}`);

    await until(async () => (await house.test.incident(1)).severed.length === 1);
    expect((await house.test.incident(1)).severed).toMatchObject([{ platform, how: 'compromised' }]);
  });

  it('gets a notice that tells nothing, and nothing else: no line, card, topic, member, whisper or talk', async () => {
    const { test } = house;
    await until(() => there.messages().at(-1)?.text.includes('Cordon no longer writes here') ?? false);
    const count = there.messages().length;

    await lead.say(1, 'later-secret: the key is AKIA-1');
    await test.say('responder-1', 1, 'severity 1 because of the later-secret');
    await test.say('responder-1', 1, 'update the later-secret is out');
    await test.say('responder-1', 1, 'take commander');
    await test.say('responder-1', 1, 'note the later-secret');
    await test.say('responder-1', 1, 'assign scribe @responder-4');
    await until(async () => (await talk()).includes('later-secret is out'));
    await settled();

    // Whatever waits would go before the notice of another incident.
    expect(there.messages()).toHaveLength(count);
    expect(there.everything()).not.toMatch(LATER);
    expect(there.everything()).not.toMatch(/SEV-1/);
  });

  it('is not heard: words, answers, homes, marks and talk from there come to nothing, and tell nothing', async () => {
    const before = await house.test.incident(1);
    await there.command('responder-1', 'status');
    await there.command('responder-1', '1 note forged');
    await there.command('responder-1', 'list');
    await there.command('responder-1', `compromised ${platform} over because it is fine`);
    await there.say('responder-1', 'forged: approve everything');
    await there.mark('responder-1', there.messages()[0]?.id ?? '');

    await until(() => there.private('responder-1').split('Cordon does not speak here').length > 4);
    await settled();
    expect(await talk()).not.toContain('forged');
    expect((await house.test.incident(1)).version).toBe(before.version);
    expect(there.everything()).not.toMatch(LATER);
  });

  it('mails each member one link, which lets that person into that incident once', async () => {
    await settled();
    const letters = mail.mails.filter((one) => /^Subject: Incident #1 /m.test(one));
    const to = letters.map((one) => /^To: (.*)$/m.exec(one)?.[1]?.trim()).toSorted();
    expect(to).toEqual([1, 2, 3, 4].map((one) => `responder-${one}@example.com`));
    const letter = letters.find((one) => one.includes('To: responder-2@')) ?? '';
    expect(letter).not.toMatch(/stolen key|later-secret|attacker/);
    const link = /http:\/\/\S+\/pass\/\S+/.exec(letter.replaceAll('=\r\n', ''))?.[0] ?? '';
    const { pathname } = new URL(link);

    const page = await (await fetch(link)).text();
    const entered = await send(house.test.url, pathname, '', { _csrf: tokenIn(page) });
    expect(entered.headers.get('location')).toBe('/incidents/1');
    const again = await send(house.test.url, pathname, '', { _csrf: tokenIn(await (await fetch(link)).text()) });
    expect(again.status).toBe(401);

    const guest = visitorWith(house.test.url, cookieOf(entered));
    expect(await guest.page('/incidents/1')).toContain('later-secret is out');
    await guest.say(1, 'I am in the Room now');
    expect(await talk()).toContain('Responder 2');
    expect([await guest.status('/'), await guest.status('/queue'), await guest.status('/incidents/2')]).toEqual([
      403, 403, 403,
    ]);
  });

  it('keeps no link anywhere, and believes none that it did not sign', async () => {
    const { db } = house.test.house.store;
    const secrets = mail.mails.map((one) => /\/pass\/(\S+)/.exec(one.replaceAll('=\r\n', ''))?.[1] ?? 'none');
    expect(await tablesWith(house.test, secrets)).toEqual([]);

    await db.execute(sql`insert into tokens (id, name, scope, sha256, expires_at)
      values ('forged', 'x', 'pass:1:responder-1', encode(sha256('forged'), 'hex'), now() + interval '1 hour')`);
    const csrf = tokenIn(await (await fetch(`${house.test.url}/pass/forged`)).text());
    expect((await send(house.test.url, '/pass/forged', '', { _csrf: csrf })).status).toBe(401);
  });

  it('writes neither a link nor a token nor a secret into the log, however much is logged', async () => {
    const { logged, token, environment } = house.test;
    const links = mail.mails.map((one) => /\/pass\/(\S+)/.exec(one.replaceAll('=\r\n', ''))?.[1] ?? 'none');
    const secrets = Object.entries(environment).flatMap(([name, value]) =>
      /TOKEN|SECRET|PASSWORD/.test(name) ? value : [],
    );
    const log = logged.join('');

    expect(logged.length).toBeGreaterThan(0);
    expect(links.length).toBeGreaterThan(3);
    expect(secrets.length).toBeGreaterThan(0);
    for (const one of [...links, ...secrets, token, lead.cookie.split('=')[1] ?? lead.cookie])
      expect(log).not.toContain(one);
    expect(log).not.toMatch(/\/pass\/[^"]|Bearer |eyJhbGciOi/);
  });

  it('is cut off in every other incident, with its members told, and gets no conversation of a new one', async () => {
    const { test } = house;
    await until(() => other.messages().at(-1)?.text.includes('Cordon no longer writes here') ?? false);
    expect((await test.incident(2)).severed).toMatchObject([{ platform, how: 'compromised', elsewhere: 1 }]);
    expect(mail.mails.filter((one) => /^Subject: Incident #2 /m.test(one))).toHaveLength(3);
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A later-secret', as: 'responder-1' });
    await until(async () => (await test.incident(3)).severed.length === 1);
    await settled();
    expect(other.everything()).not.toMatch(/inc-3|later-secret/);

    const { body } = await test.say('responder-1', 2, `compromised ${platform} over because it is fine`);
    expect(JSON.stringify(body)).toContain('#1 declared');
  });

  it('is a side again when the commander says so from elsewhere, and that is on record', async () => {
    await lead.say(1, `/compromised ${platform} over because every token was rotated`);

    await until(() => there.messages().some(({ text }) => text.includes('Carried here since')));
    await until(() => there.messages().some(({ text }) => text.includes('SEV-1')));
    const { db } = house.test.house.store;
    const log = await readEvents(db, (await findIncident(db, 1))?.id ?? '');
    expect(log.filter(({ type }) => type.startsWith('Platform')).map(({ type }) => type)).toEqual([
      'PlatformCutOff',
      'PlatformRestored',
    ]);
    await until(() => other.messages().some(({ text }) => text.includes('Carried here since')));
    const view = await findIncident(db, 3);
    await house.conversationOf(`inc-3-${view?.codename}`, 'responder-2');
  });

  it('gets nothing of what waited when the process ended between the switch and its reactions', async () => {
    const { test } = house;
    const side = await begin(4);
    await settled();
    house.outage(true);
    const visitor = await visitRoom(test.url, 'responder-1');
    await visitor.say(4, 'waiting-secret in the talk');
    await test.say('responder-1', 4, 'update waiting-secret in an update');
    const { id = '' } = (await findIncident(test.house.store.db, 4)) ?? {};
    const by = { kind: 'person', id: 'responder-1', name: 'Responder 1', surface: 'room' } as const;
    const cut = { type: 'ReportCompromise', platform, reason: 'read', alone: true, by } as const;

    const thrown = test.house.engine.handle(id, cut);
    await Promise.all([thrown, test.house[Symbol.asyncDispose]()]);
    house.outage(false);
    const again = await openHouse(loadConfig({ ...test.environment }), createLog('silent'));

    try {
      await until(() => side.messages().some(({ text }) => text.includes('Cordon no longer writes here')));
      await until(async () => (await backlog(again.store.db)).open === 0);
      expect(side.everything()).not.toMatch(/waiting-secret/);
    } finally {
      await again[Symbol.asyncDispose]();
    }
  });
});

describe('Slack compromised, in an incident that Teams is a side of too', () => {
  let house: BothHouse;
  let slack: BridgeSide;
  let teams: BridgeSide;
  let lead: RoomVisitor;

  const shows = (side: BridgeSide, text: string) => side.messages().some((one) => one.text.includes(text));
  const linkTo = (person: string) => /http:[^"\s]+\/pass\/[^"\s]+/.exec(teams.private(person))?.[0] ?? '';

  beforeAll(async () => {
    house = await openBoth();
    const { test } = house;
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A stolen key', as: 'responder-1' });
    await until(async () => (await findIncident(test.house.store.db, 1)) !== undefined);
    const name = `inc-1-${(await findIncident(test.house.store.db, 1))?.codename}`;
    [slack, teams] = await Promise.all([house.slack(name, 'responder-2'), house.teams(name, 'responder-2')]);
    await until(() => shows(slack, 'A stolen key') && shows(teams, 'A stolen key'));
    await test.say('responder-1', 1, 'take commander');
    lead = await visitRoom(test.url, 'responder-1');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  it('carries talk between Slack and Teams before', async () => {
    await slack.say('responder-2', 'said in Slack');
    await teams.say('responder-3', 'said in Teams');

    await until(() => shows(teams, 'said in Slack') && shows(slack, 'said in Teams'));
    expect(await lead.page('/incidents/1')).toContain('in Slack');
  });

  it('tells Teams of the first report, and once confirmed there gives each member a link of their own there', async () => {
    await slack.command('responder-2', 'compromised slack because the attacker quotes us');
    await until(() => shows(teams, 'compromised'));
    expect(shows(slack, 'compromised')).toBe(false);

    house.hangUp(2);
    await teams.command('responder-3', 'compromised slack');

    const members = ['responder-1', 'responder-2', 'responder-3'];
    await until(() => members.every((one) => linkTo(one) !== ''));
    expect(new Set(members.map(linkTo)).size).toBe(3);
    await until(() => slack.messages().at(-1)?.text.includes('Cordon no longer writes here') ?? false);
    expect(slack.everything()).not.toContain('/pass/');
    expect(teams.messages().some(({ text }) => text.includes('/pass/'))).toBe(false);
  });

  it('lets the reader of such a link into the Room, once, and keeps no copy of it', async () => {
    const link = linkTo('responder-2');
    const { pathname } = new URL(link);

    const enter = async () => send(house.test.url, pathname, '', { _csrf: tokenIn(await (await fetch(link)).text()) });

    const entered = await enter();
    expect(entered.headers.get('location')).toBe('/incidents/1');
    expect((await enter()).status).toBe(401);
    const guest = visitorWith(house.test.url, cookieOf(entered));
    expect(await guest.page('/incidents/1')).toContain('said in Teams');
    expect(await tablesWith(house.test, [pathname.split('/').at(-1) ?? 'none'])).toEqual([]);
  });

  it('writes no link and no token into the log, though Teams hung up as the links were sent', async () => {
    const { logged, token } = house.test;
    const links = ['responder-1', 'responder-2', 'responder-3'].map((one) => linkTo(one).split('/').at(-1) ?? 'none');
    const log = logged.join('');

    expect(log).toContain('Teams did not answer');
    for (const one of [...links, token]) expect(log).not.toContain(one);
    expect(log).not.toMatch(/\/pass\/[^"]|Bearer |eyJhbGciOi/);
  });

  it('goes on between Teams and the Room, and nothing of it reaches Slack', async () => {
    await teams.say('responder-2', 'later-secret said in Teams');
    await until(async () => (await lead.page('/incidents/1')).includes('later-secret said in Teams'));
    await lead.say(1, 'later-secret said in the Room');
    await until(() => shows(teams, 'later-secret said in the Room'));

    await until(async () => (await backlog(house.test.house.store.db)).open === 0);
    expect(slack.everything()).not.toMatch(LATER);
  });
});
