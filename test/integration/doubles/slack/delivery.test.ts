/** Delivery under Slack's real conditions: retries, repetitions, disorder, lost answers, outages, response URLs. */

import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { FULL_MANIFEST } from '../../../doubles/slack/app.ts';
import { type FakeSlack, type SlackOptions, startSlack } from '../../../doubles/slack/index.ts';
import { until } from '../../../support/until.ts';
import { clientOf } from './bare-app.ts';

const HTTP = { ...FULL_MANIFEST, settings: { ...FULL_MANIFEST.settings, socket_mode_enabled: false } };

async function open(options: SlackOptions = {}): Promise<FakeSlack> {
  const slack = await startSlack(options);
  onTestFinished(async () => slack[Symbol.asyncDispose]());
  slack.channel('incidents').members.add(slack.app.botUser);
  return slack;
}

interface Heard {
  readonly num: string | undefined;
  readonly reason: string | undefined;
  readonly body: Record<string, unknown>;
}

/** An app that answers with the given statuses, one after the other, then 200. 0 does not answer. */
async function listen(slack: FakeSlack, statuses: readonly number[] = []): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = statuses[heard.length] ?? 200;
    const { 'x-slack-retry-num': num, 'x-slack-retry-reason': reason } = request.headers as Record<string, string>;
    heard.push({ num, reason, body: parsed(Buffer.concat(chunks).toString()) });
    if (status !== 0) response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  slack.app.requestUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}/slack/events`;
  return heard;
}

it('repeats an event over HTTP three times, numbered and with the reason, under the same id', async () => {
  const slack = await open({ manifest: HTTP, speed: 6000, ackMs: 300 });
  const heard = await listen(slack, [500, 0, 404]);

  slack.as('responder-1').say('incidents', 'hello');
  await slack.events.settled();

  expect(heard.map(({ num, reason }) => [num, reason])).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_timeout'],
    ['3', 'http_error'],
  ]);
  expect(new Set(heard.map(({ body }) => body.event_id)).size).toBe(1);
  expect(slack.events.sent[0]).toMatchObject({ tries: 4, acked: true });
});

it('gives an event up after the third repetition', async () => {
  const slack = await open({ manifest: HTTP, speed: 6000 });
  const heard = await listen(slack, [500, 500, 500, 500, 500]);

  slack.as('responder-1').say('incidents', 'hello');
  await slack.events.settled();

  expect(heard).toHaveLength(4);
  expect(slack.events.sent[0]).toMatchObject({ acked: false });
});

it('sends an envelope again that was not acknowledged, marked as a retry', async () => {
  const slack = await open({ ackMs: 200, speed: 6000 });
  const { url } = await clientOf(slack, slack.app.appToken).apps.connections.open({});
  const socket = new WebSocket(url ?? '');
  const envelopes: Record<string, unknown>[] = [];
  socket.on('message', (data) => {
    const envelope = JSON.parse(String(data));
    envelopes.push(envelope);
    if (envelope.retry_attempt === 2) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  });
  await until(() => envelopes.length === 1);

  slack.as('responder-1').say('incidents', 'hello');
  await slack.events.settled();

  expect(envelopes[0]).toMatchObject({
    type: 'hello',
    num_connections: 1,
    connection_info: { app_id: slack.app.appId },
  });
  expect(envelopes.slice(1).map(({ type, retry_attempt }) => [type, retry_attempt])).toEqual([
    ['events_api', undefined],
    ['events_api', 1],
    ['events_api', 2],
  ]);
  socket.terminate();
});

it('delivers twice, late and in another order when told to', async () => {
  const slack = await open({ manifest: HTTP });
  const heard = await listen(slack);
  const texts = (): unknown[] => heard.map(({ body }) => (body.event as { text?: string }).text);

  slack.events.hold();
  slack.as('responder-1').say('incidents', 'first');
  slack.as('responder-1').say('incidents', 'second');
  await slack.events.settled();
  expect(texts()).toEqual([]);
  slack.events.release((held) => held.slice(1));
  await slack.events.settled();
  slack.events.copies = 2;
  slack.as('responder-1').say('incidents', 'third');
  await slack.events.settled();
  slack.events.copies = 1;
  const [old] = slack.events.sent;
  if (old) slack.events.repeat(old);
  await slack.events.settled();

  expect(texts()).toEqual(['second', 'third', 'third', 'second']);
  expect(new Set(heard.map(({ body }) => body.event_id)).size).toBe(2);
});

it('keeps from the app what it did not subscribe to, may not see, or is not inside of', async () => {
  const seed = {
    people: [{ name: 'responder-1' }],
    channels: [{ name: 'incidents' }, { name: 'elsewhere' }, { name: 'secret', isPrivate: true }],
  };
  const bot = FULL_MANIFEST.oauth_config?.scopes?.bot?.filter((scope) => scope !== 'reactions:read') ?? [];
  const slack = await open({ manifest: { ...HTTP, oauth_config: { scopes: { bot } } }, seed });
  const heard = await listen(slack);
  const responder = slack.as('responder-1');

  const said = responder.say('incidents', 'heard');
  responder.say('elsewhere', 'not heard');
  responder.say('secret', 'not heard');
  responder.react(said, 'pushpin');
  await slack.events.settled();

  expect(heard.map(({ body }) => body.event)).toMatchObject([{ type: 'message', text: 'heard' }]);
});

it('fails calls on command: before the effect, after it, with any status', async () => {
  const slack = await open();
  const web = clientOf(slack);
  const post = () => web.chat.postMessage({ channel: slack.channel('incidents').id, text: 'x' });

  slack.faults.fail('chat.postMessage', { as: 'cut' });
  await expect(post()).rejects.toThrow();
  expect(slack.messages('incidents')).toHaveLength(0);
  slack.faults.fail('chat.postMessage', { as: 'cut', after: true });
  await expect(post()).rejects.toThrow();
  expect(slack.messages('incidents')).toHaveLength(1);
  slack.faults.fail('*', { as: 'status', status: 500 });
  await expect(post()).rejects.toThrow('500');
  slack.faults.fail('chat.postMessage', { as: 'error', error: 'internal_error' });
  await expect(post()).rejects.toThrow('internal_error');
  slack.faults.fail('chat.postMessage', { as: 'status', status: 429, retryAfter: 7 });
  await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
  slack.faults.outage = 503;
  await expect(post()).rejects.toThrow('503');
  slack.faults.clear();
  await post();

  expect(slack.messages('incidents')).toHaveLength(2);
  expect(slack.journal.of('chat.postMessage').map(({ outcome }) => outcome)).toEqual([
    'cut',
    'cut after ok',
    'status 500',
    'internal_error',
    'status 429',
    'status 503',
    'ok',
  ]);
});

it('takes a response URL five times within thirty minutes', async () => {
  const slack = await open({ manifest: HTTP });
  const [url, other] = [slack.responseUrl('responder-1', 'incidents'), slack.responseUrl('responder-1', 'incidents')];
  const post = async (to: string, body: object): Promise<number> =>
    (await fetch(to, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }))
      .status;

  const statuses = [];
  for (let use = 0; use < 6; use += 1) statuses.push(await post(url, { text: `answer ${use}` }));
  slack.clock.skip(30 * 60_000 + 1);

  expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  expect(await post(other, { text: 'late' })).toBe(404);
  expect(slack.as('responder-1').ephemerals('incidents')).toHaveLength(5);
});

it('says to the person that an app did not answer in time', async () => {
  const slack = await open({ manifest: HTTP, ackMs: 100 });
  await listen(slack, [0]);

  expect(await slack.as('responder-1').shortcut('declare')).toMatchObject({ acked: false, reason: 'http_timeout' });
});

function parsed(body: string): Record<string, unknown> {
  return body.startsWith('{') ? JSON.parse(body) : JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
}
