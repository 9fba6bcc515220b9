/** The whole house with the fake Slack at its door, in Socket Mode or over HTTP. */

import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { newId } from '../../src/base/ids.ts';
import { manifestOf } from '../../src/slack/manifest.ts';
import { findIncident } from '../../src/store/views.ts';
import { type FakeSlack, type SlackOptions, startSlack } from '../doubles/slack/index.ts';
import { startHouse, type TestHouse } from './start-house.ts';
import { until } from './until.ts';

export interface SlackHouse extends AsyncDisposable {
  readonly slack: FakeSlack;
  readonly test: TestHouse;
}

export interface SlackHouseOptions {
  readonly mode?: 'socket' | 'http';
  readonly slack?: SlackOptions;
  /** Beside what every test has in the section `slack`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Beside the section `slack`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Beside what Slack needs. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Responders 1 to 6 have accounts; the first three are the roster. */
export async function startSlackHouse(options: SlackHouseOptions = {}): Promise<SlackHouse> {
  const { mode = 'socket' } = options;
  const url = mode === 'http' ? 'https://cordon.example.com' : undefined;
  const manifest = manifestOf({ command: '/incident', url });
  const slack = await startSlack({ manifest, ...options.slack });
  const file = join(tmpdir(), `cordon-${newId()}.yaml`);
  const numbers = [1, 2, 3, 4, 5, 6];
  const names = ['stranger-1', ...numbers.map((one) => `responder-${one}`)];
  const people = Object.fromEntries(names.map((name) => [`${name}@example.com`, name]));
  await writeFile(
    file,
    stringify({ ...options.config, slack: { announcements: 'incidents', people, ...options.settings } }),
  );
  const { app, apiUrl } = slack;
  const test = await startHouse({
    ...options.environment,
    CORDON_CONFIG: file,
    SLACK_API_URL: apiUrl,
    SLACK_BOT_TOKEN: app.botToken,
    ...(mode === 'socket' ? { SLACK_APP_TOKEN: app.appToken } : { SLACK_SIGNING_SECRET: app.signingSecret }),
  });
  if (mode === 'http') app.requestUrl = `${test.url}/slack/events`;
  return {
    slack,
    test,
    [Symbol.asyncDispose]: async () => {
      await test[Symbol.asyncDispose]();
      await slack[Symbol.asyncDispose]();
    },
  };
}

/** Declares an incident by a command outside any channel, and answers the name of its channel once it is usable. */
export async function openIncident({ slack, test }: SlackHouse, words: string, number = 1): Promise<string> {
  await slack.as('responder-1').slash(words, { channel: 'general' });
  await until(async () => (await findIncident(test.house.store.db, number)) !== undefined);
  const view = await findIncident(test.house.store.db, number);
  const channel = `inc-${number}-${view?.codename}`;
  await until(() => slack.as('responder-1').sees(channel) && slack.channel(channel).pins.length > 0);
  return channel;
}

/** Text of everything that blocks show. */
export function textOf(blocks: unknown): string {
  if (Array.isArray(blocks)) return blocks.map(textOf).join('\n');
  if (typeof blocks !== 'object' || blocks === null) return '';
  return Object.entries(blocks)
    .map(([field, value]) => (field === 'text' && typeof value === 'string' ? value : textOf(value)))
    .filter(Boolean)
    .join('\n');
}
