/** `doctor` says green for an app made from our manifest, and what to fix for each thing that can be wrong with it. */

import { expect, it, onTestFinished } from 'vitest';
import { examineSlack } from '../../../src/slack/doctor.ts';
import { manifestOf } from '../../../src/slack/manifest.ts';
import type { SlackSettings } from '../../../src/slack/settings.ts';
import { type FakeSlack, type SlackOptions, startSlack } from '../../doubles/slack/index.ts';

const MANIFEST = manifestOf({ command: '/incident' });

async function open(options: SlackOptions = {}): Promise<{ slack: FakeSlack; settings: SlackSettings }> {
  const slack = await startSlack({ manifest: MANIFEST, ...options });
  onTestFinished(async () => slack[Symbol.asyncDispose]());
  const { apiUrl, app } = slack;
  const settings = {
    apiUrl,
    botToken: app.botToken,
    appToken: app.appToken,
    signingSecret: undefined,
    announcements: '#incidents',
    ...{ channelName: '{name}', emoji: ['pushpin'], people: {}, userGroups: {}, recheckMinutes: 15, links: [] },
  };
  return { slack, settings };
}

/** What is wrong, as one text. */
async function faultsOf(settings: SlackSettings): Promise<string> {
  const findings = await examineSlack(settings);
  return findings
    .filter(({ ok }) => !ok)
    .map(({ name, detail }) => `${name}: ${detail}`)
    .join('\n');
}

it('is green for an app made from the manifest, in Socket Mode', async () => {
  const { settings } = await open();

  const findings = await examineSlack(settings);

  expect(findings.map(({ name, ok }) => [name, ok])).toEqual([
    ['Slack clock', true],
    ['Slack bot token', true],
    ['Slack Socket Mode', true],
    ['Slack announcements', true],
  ]);
  expect(JSON.stringify(findings)).not.toContain(settings.botToken);
});

it('is green over HTTP with a signing secret, and says so when there is none', async () => {
  const manifest = manifestOf({ command: '/incident', url: 'https://cordon.example.com' });
  const { slack, settings } = await open({ manifest });
  const http = { ...settings, appToken: undefined };

  expect(await faultsOf({ ...http, signingSecret: slack.app.signingSecret })).toBe('');
  expect(await faultsOf({ ...http, signingSecret: 'client-secret' })).toContain('does not look like one');
  expect(await faultsOf(http)).toContain('Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set');
});

it('names each missing scope with what is lost by it', async () => {
  const bot = MANIFEST.oauth_config.scopes.bot.filter((scope) => scope !== 'groups:write');
  const { settings } = await open({ manifest: { ...MANIFEST, oauth_config: { scopes: { bot } } } });

  const faults = await faultsOf(settings);

  expect(faults).toContain('groups:write (making, naming, inviting to');
  expect(faults).toContain('reinstall the app');
});

it('sees tokens in the wrong place', async () => {
  const { slack, settings } = await open();

  expect(await faultsOf({ ...settings, botToken: slack.app.userToken })).toContain('SLACK_BOT_TOKEN is a user token');
  expect(await faultsOf({ ...settings, appToken: slack.app.botToken })).toContain('SLACK_APP_TOKEN is a bot token');
  expect(await faultsOf({ ...settings, botToken: 'xoxb-old' })).toContain('invalid_auth');
  expect(await faultsOf({ ...settings, botToken: undefined })).toContain('SLACK_BOT_TOKEN is not set');
});

it('sees that Socket Mode is off', async () => {
  const off = { ...MANIFEST, settings: { ...MANIFEST.settings, socket_mode_enabled: false } };
  const { settings } = await open({ manifest: off });

  expect(await faultsOf(settings)).toContain('Turn Socket Mode on');
});

it.each([
  [-400_000, 'ahead of Slack'],
  [400_000, 'behind Slack'],
])('sees a clock that is off by %i ms', async (skewMs, words) => {
  const { settings } = await open({ skewMs });

  expect(await faultsOf(settings)).toMatch(new RegExp(`(399|400|401) s ${words}`));
});

it('misses the channel for announcements', async () => {
  const { settings } = await open();

  expect(await faultsOf({ ...settings, announcements: 'nowhere' })).toContain('There is no channel nowhere');
});

it('says so when Slack does not answer', async () => {
  const { settings } = await open();

  const faults = await faultsOf({ ...settings, apiUrl: 'http://127.0.0.1:9/api/' });

  expect(faults).toContain('Slack does not answer');
});
