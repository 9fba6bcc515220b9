/** What is acknowledged at once and carried out afterwards: in order, once, and with a window open for a form. */

import { createServer } from 'node:http';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signed } from '../../doubles/slack/line.ts';
import { openIncident, type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

describe('A command', () => {
  let house: SlackHouse;
  let channel: string;

  beforeAll(async () => {
    house = await startSlackHouse();
    channel = await openIncident(house, 'new sev2 Unknown key used');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  it('of one person in one channel is carried out after the one before it', async () => {
    const said = Array.from({ length: 12 }, (_, index) => `Note ${index}`);

    await Promise.all(said.map((text) => house.slack.as('responder-1').slash(`note ${text}`, { channel })));

    await until(async () => (await noted(house)).length === said.length);
    expect(await noted(house)).toEqual(said);
  });

  it('opens a window at once where a form follows, however slow the house is, and fills it afterwards', async () => {
    const lead = house.slack.as('responder-1');
    const slow = new pg.Client({ connectionString: house.test.house.store.url });
    await slow.connect();
    await slow.query('begin; lock table people, incidents in access exclusive mode');

    const { acked } = await lead.slash('severity 1', { channel });
    await until(() => lead.hasView());
    const first = textOf(lead.view().blocks);
    await slow.query('commit');
    await slow.end();
    await until(() => /Why/.test(textOf(lead.view().blocks)));

    expect(acked).toBe(true);
    expect(first).toContain('One moment');
    const calls = house.slack.journal.entries
      .map(({ method }) => method)
      .filter((method) => method.startsWith('views.'));
    expect(calls).toEqual(['views.open', 'views.update']);
    await lead.submit({ 'field.reason': 'it is worse' });
    await until(async () => (await house.test.incident(1)).severity === 1);
  });
});

describe('Over HTTP', () => {
  let house: SlackHouse;
  let channel: string;

  beforeAll(async () => {
    house = await startSlackHouse({ mode: 'http' });
    channel = await openIncident(house, 'new sev2 Unknown key used');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  it('an event has one effect when its acknowledgement was lost and Slack sends it again', async () => {
    const { slack } = house;
    const door = slack.app.requestUrl;
    const lossy = await startLossy(door ?? '');
    slack.app.requestUrl = lossy.url;
    const said = slack.as('responder-2').say(channel, 'Note this: the key is from March');
    await slack.events.settled();
    const before = lossy.retries.length;

    lossy.loseNext();
    slack.as('responder-2').react(said, 'pushpin');
    await slack.events.settled();

    expect(lossy.retries.slice(before)).toEqual([undefined, '1 http_error']);
    expect(slack.events.sent.at(-1)).toMatchObject({ tries: 2, acked: true });
    await until(() => slack.journal.of('reactions.add').length > 0);
    expect(await noted(house)).toEqual(['Note this: the key is from March']);
    expect(slack.journal.of('reactions.add')).toHaveLength(1);
    slack.app.requestUrl = door;
    await lossy[Symbol.asyncDispose]();
  });

  it('nothing is believed that Slack did not sign within five minutes', async () => {
    const { signingSecret, requestUrl = '' } = house.slack.app;
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const send = async (headers: Readonly<Record<string, string>>) => {
      const options = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
      const answer = await fetch(requestUrl, options);
      return { status: answer.status, text: await answer.text() };
    };

    expect(await send(signed(signingSecret, body))).toEqual({ status: 200, text: '{"challenge":"abc"}' });
    for (const headers of [
      {},
      signed('another secret', body),
      signed(signingSecret, `${body} `),
      signed(signingSecret, body, Date.now() - 6 * 60_000),
    ])
      expect((await send(headers)).status).toBe(401);
  });
});

/** Entries of the timeline that these tests wrote. */
async function noted({ test }: SlackHouse): Promise<readonly string[]> {
  return (await test.incident(1)).entries.map(({ text }) => text).filter((text) => text.startsWith('Note '));
}

/** A gateway that passes everything on, and may lose an answer. */
async function startLossy(target: string) {
  const retries: (string | undefined)[] = [];
  let lose = false;
  const server = createServer(async (request, response) => {
    const { 'x-slack-retry-num': num, 'x-slack-retry-reason': reason } = request.headers;
    retries.push(num === undefined ? undefined : `${num} ${reason}`);
    const isLost = lose;
    lose = false;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const given = headers as Record<string, string>;
    const answer = await fetch(target, { method: 'POST', body: Buffer.concat(chunks), headers: given });
    const body = await answer.text();
    response.writeHead(isLost ? 502 : answer.status).end(isLost ? '' : body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    retries,
    loseNext: () => {
      lose = true;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
