/**
 * Slack, against the fake Slack on loopback: how soon a command is acknowledged beside a bare Bolt app, also at 200
 * interactions a second, and how soon an alert has its usable channel beside the shortest chain of the calls it takes.
 * The fake Slack, the apps and PostgreSQL share the machine, the first two the process.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { stringify } from 'yaml';
import { createLog } from '../../src/base/log.ts';
import { loadConfig } from '../../src/config/load.ts';
import { openHouse } from '../../src/house/open.ts';
import { manifestOf } from '../../src/slack/manifest.ts';
import { createToken } from '../../src/store/people.ts';
import { type FakeSlack, startSlack } from '../../test/doubles/slack/index.ts';
import { until } from '../../test/support/until.ts';
import { quantile, type Row } from './table.ts';

const COMMANDS = 200;
const PER_SECOND = 200;
const SECONDS = 5;
const ALERTS = 5;
const ROSTER = ['responder-1', 'responder-2', 'responder-3'];

export async function benchSlack(): Promise<readonly Row[]> {
  const bare = await withBolt(acknowledgements);
  const ours = await withHouse(0, async (slack, alert) => {
    const { channel } = await usable(slack, alert, 'first');
    return { acks: await acknowledgements(slack, channel), alerts: await alerts(slack, alert) };
  });
  const far = await withHouse(150, async (slack, alert) => {
    await usable(slack, alert, 'first');
    return alerts(slack, alert);
  });
  return [
    row('bare Bolt: a command acknowledged', bare.calm),
    row('Slack: a command acknowledged', ours.acks.calm, bare.calm),
    row(`bare Bolt: acknowledged at ${PER_SECOND}/s`, bare.busy),
    row(`Slack: acknowledged at ${PER_SECOND}/s`, ours.acks.busy, bare.busy),
    ...[ours.alerts, far].flatMap(({ chain, channel, delayMs }) => [
      row(`shortest chain of calls to a channel, ${delayMs} ms a call`, chain),
      row(`alert to usable channel, ${delayMs} ms a call`, channel, chain),
    ]),
  ];
}

interface Acks {
  readonly calm: readonly number[];
  readonly busy: readonly number[];
}

/** One command after the other, then as many a second as a big workspace makes, whether answered or not. */
async function acknowledgements(slack: FakeSlack, channel: string): Promise<Acks> {
  const people = ROSTER.map((name) => slack.as(name));
  const say = (index: number) =>
    (people[index % people.length] ?? slack.as('responder-1')).slash('status', { channel });
  const calm: number[] = [];
  for (let index = 0; index < COMMANDS; index += 1) calm.push((await say(index)).ms);
  const under: Promise<number>[] = [];
  const beganMs = performance.now();
  while (performance.now() - beganMs < SECONDS * 1000) {
    const due = Math.floor(((performance.now() - beganMs) / 1000) * PER_SECOND);
    while (under.length < due) under.push(say(under.length).then(({ ms }) => ms));
    await new Promise((tick) => setTimeout(tick, 2));
  }
  return { calm, busy: await Promise.all(under) };
}

type Alert = (name: string) => Promise<unknown>;

/** A channel is usable once the roster is in it and the summary card stands there. */
async function usable(slack: FakeSlack, alert: Alert, name: string): Promise<{ channel: string; ms: number }> {
  const known = new Set(slack.world.channels.keys());
  const members = ROSTER.map((one) => slack.as(one).person.id);
  const beganMs = performance.now();
  await alert(name);
  for (;;) {
    const found = [...slack.world.channels.values()].find(
      (one) =>
        !known.has(one.id) &&
        one.isPrivate &&
        members.every((member) => one.members.has(member)) &&
        one.messages.some(({ bot_id, blocks }) => bot_id && JSON.stringify(blocks ?? '').includes(name)),
    );
    if (found) return { channel: found.name, ms: performance.now() - beganMs };
    await new Promise((tick) => setTimeout(tick, 2));
  }
}

async function alerts(slack: FakeSlack, alert: Alert) {
  const channel: number[] = [];
  const chain: number[] = [];
  for (let index = 0; index < ALERTS; index += 1) {
    await quiet(slack);
    channel.push((await usable(slack, alert, `Bench ${index} at ${slack.faults.delayMs} ms`)).ms);
    await quiet(slack);
    chain.push(await shortestChain(slack, index));
  }
  return { channel, chain, delayMs: slack.faults.delayMs };
}

/** Make the channel, then bring everybody in and post at the same time: nothing can be quicker. */
async function shortestChain(slack: FakeSlack, index: number): Promise<number> {
  const web = new WebClient(slack.app.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  const users = ROSTER.map((one) => slack.as(one).person.id).join(',');
  const blocks = [{ type: 'section' as const, text: { type: 'plain_text' as const, text: 'x'.repeat(1000) } }];
  const beganMs = performance.now();
  const made = await web.conversations.create({ name: `shortest-${slack.faults.delayMs}-${index}`, is_private: true });
  const channel = made.channel?.id ?? '';
  await Promise.all([
    web.conversations.invite({ channel, users }),
    web.chat.postMessage({ channel, text: 'card', blocks }),
  ]);
  return performance.now() - beganMs;
}

/** Waits until no call came for a second. */
async function quiet({ journal }: FakeSlack): Promise<void> {
  await until(() => Date.now() - (journal.entries.at(-1)?.atMs ?? 0) > 1000, 120_000);
}

async function withBolt(run: (slack: FakeSlack, channel: string) => Promise<Acks>): Promise<Acks> {
  const slack = await startSlack({ manifest: manifestOf({ command: '/incident' }), rates: false });
  const { app, apiUrl } = slack;
  const bolt = new App({
    token: app.botToken,
    appToken: app.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: apiUrl },
  });
  bolt.command('/incident', async ({ ack }) => ack());
  await bolt.start();
  try {
    return await run(slack, 'general');
  } finally {
    await bolt.stop();
    await slack[Symbol.asyncDispose]();
  }
}

async function withHouse<T>(delayMs: number, run: (slack: FakeSlack, alert: Alert) => Promise<T>): Promise<T> {
  const slack = await startSlack({ manifest: manifestOf({ command: '/incident' }), rates: false });
  slack.faults.delayMs = delayMs;
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-bench-slack-'));
  const file = join(dataDir, 'cordon.yaml');
  const people = Object.fromEntries(ROSTER.map((name) => [`${name}@example.com`, name]));
  await writeFile(file, stringify({ storms: { perMinute: 10_000 }, slack: { people } }));
  const environment = { CORDON_DATA_DIR: dataDir, PORT: '0', CORDON_CONFIG: file, SLACK_API_URL: slack.apiUrl };
  const tokens = { SLACK_BOT_TOKEN: slack.app.botToken, SLACK_APP_TOKEN: slack.app.appToken };
  const house = await openHouse(loadConfig({ ...process.env, ...environment, ...tokens }), createLog('error'));
  try {
    const token = await createToken(house.store.db, { name: 'bench', scope: 'admin' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const alert: Alert = (name) => {
      const about = { type: 'bench.detection', subject: `bucket/${name}`, data: { title: name, severity: 'critical' } };
      const body = JSON.stringify({ specversion: '1.0', id: name, source: '/bench', ...about });
      return fetch(`${house.url}/alerts/cloudevents`, { method: 'POST', headers, body });
    };
    return await run(slack, alert);
  } finally {
    await house[Symbol.asyncDispose]();
    await slack[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function row(what: string, times: readonly number[], first?: readonly number[]): Row {
  const median = (all: readonly number[]): number =>
    quantile(
      all.toSorted((a, b) => a - b),
      0.5,
    );
  const sorted = times.toSorted((a, b) => a - b);
  return {
    what,
    value: `median ${median(times).toFixed(1)} ms`,
    p99: `${quantile(sorted, 0.99).toFixed(1)} ms`,
    ...(first ? { ratio: (median(times) / median(first)).toFixed(2) } : {}),
    note: `n = ${times.length}`,
  };
}
