/** One incident in two browsers, in Slack and in Teams: what is said on one side is on all, and one of them falls. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIncident } from '../../src/store/views.ts';
import { type BothHouse, type BridgeSide, openBoth } from '../support/bridge-sides.ts';
import { CHROMIUM, openBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';

describe.skipIf(CHROMIUM === '')('an incident on every side', () => {
  let house: BothHouse;
  let browser: Browser;
  let lead: Page;
  let owner: Page;
  let slack: BridgeSide;
  let teams: BridgeSide;
  const problems: string[] = [];

  beforeAll(async () => {
    house = await openBoth();
    const { test } = house;
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A stolen key', as: 'responder-1' });
    await until(async () => (await findIncident(test.house.store.db, 1)) !== undefined);
    const name = `inc-1-${(await findIncident(test.house.store.db, 1))?.codename}`;
    [slack, teams] = await Promise.all([house.slack(name, 'responder-2'), house.teams(name, 'responder-3')]);
    await until(() => shows(slack, 'A stolen key') && shows(teams, 'A stolen key'));
    browser = await openBrowser();
    lead = await enter('responder-1');
    owner = await enter('responder-2');
  });
  afterAll(async () => {
    await browser?.close();
    await house?.[Symbol.asyncDispose]();
  });

  async function open(url: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    page.on('pageerror', (fault) => problems.push(fault.message));
    await page.goto(url);
    return page;
  }

  async function enter(person: string): Promise<Page> {
    const page = await open(`${house.test.url}/sign-in?back=/incidents/1`);
    await page.click(`button[value=${person}]`);
    await page.waitForSelector('#words');
    return page;
  }

  async function type(page: Page, words: string): Promise<void> {
    await page.fill('#words', words);
    await page.press('#words', 'Enter');
    await until(async () => (await page.inputValue('#words')) === '');
  }

  const shows = (side: BridgeSide, text: string): boolean => timesIn(side, text) > 0;
  const timesIn = (side: BridgeSide, text: string): number =>
    side.messages().filter((message) => message.text.includes(text)).length;
  const messageIn = async (page: Page, text: string): Promise<string> => {
    const item = page.locator('#stream > li', { hasText: text });
    await item.first().waitFor();
    expect(await item.count(), text).toBe(1);
    return (await item.textContent()) ?? '';
  };

  it('shows what is said on each side on all others, once, with who and where', async () => {
    await type(lead, 'Said in the Room');
    const inSlack = await slack.say('responder-2', 'Said in Slack');
    const inTeams = await teams.say('responder-3', 'Said in Teams');

    await until(() => shows(slack, 'Said in the Room') && shows(slack, 'Said in Teams'));
    await until(() => shows(teams, 'Said in the Room') && shows(teams, 'Said in Slack'));
    expect(await messageIn(owner, 'Said in the Room')).toContain('Responder 1');
    for (const page of [lead, owner]) {
      expect(await messageIn(page, 'Said in Slack')).toMatch(/Responder 2[\s\S]*in Slack/);
      expect(await messageIn(page, 'Said in Teams')).toMatch(/Responder 3[\s\S]*in Teams/);
    }
    for (const side of [slack, teams])
      expect(['Said in the Room', 'Said in Slack', 'Said in Teams'].map((text) => timesIn(side, text))).toEqual([
        1, 1, 1,
      ]);
    expect(side(slack, 'Said in Teams')).toContain('Responder 3 · Teams');
    expect(side(teams, 'Said in Slack')).toContain('Responder 2 · Slack');

    await slack.edit('responder-2', inSlack, 'Said better in Slack');
    await teams.remove('responder-3', inTeams);
    await lead.waitForSelector('text=Said better in Slack');
    await until(() => shows(teams, 'Said better in Slack') && !shows(slack, 'Said in Teams'));
    await until(async () => (await owner.locator('text=Said in Teams').count()) === 0);
    expect([timesIn(teams, 'Said better in Slack'), timesIn(teams, 'Said in Slack')]).toEqual([1, 0]);
  });

  it('takes commands from each, and shows everywhere what came of them', async () => {
    await slack.command('responder-2', 'take commander');
    await lead.waitForSelector('#facts >> text=Responder 2');
    await teams.command('responder-3', 'severity 1 because customer data is involved');
    await until(() => shows(slack, 'Severity is now SEV-1') && shows(teams, 'Severity is now SEV-1'));
    await owner.waitForSelector('text=customer data is involved');
  });

  it('leaves Slack with a notice alone once it is held for compromised, and lets members in by a link that works once', async () => {
    await type(lead, '/compromised slack because the attacker quotes us');
    await owner.waitForSelector('text=A second member confirms it');
    expect(shows(slack, 'quotes us')).toBe(false);
    await type(owner, '/compromised slack');
    await until(() => slack.messages().at(-1)?.text.includes('Cordon no longer writes here') ?? false);
    const left = slack.messages().length;

    await type(lead, 'Said after Slack fell');
    await teams.say('responder-3', 'Said in Teams after Slack fell');
    await until(() => shows(teams, 'Said after Slack fell'));
    await messageIn(owner, 'Said in Teams after Slack fell');

    const link = () => /http:\/\/127\.0\.0\.1:\d+\/pass\/[\w.-]+/.exec(teams.private('responder-3'))?.[0];
    await until(() => link() !== undefined);
    const guest = await open(link() ?? '');
    await guest.click('text=Enter');
    await guest.waitForURL(/\/incidents\/1$/);
    await messageIn(guest, 'Said in Teams after Slack fell');
    await type(guest, 'I am in the Room now');
    expect(await messageIn(lead, 'I am in the Room now')).toContain('Responder 3');
    const again = await open(link() ?? '');
    await again.click('text=Enter');
    await again.waitForSelector('text=was used already');

    await until(() => shows(teams, 'I am in the Room now'));
    expect(slack.messages()).toHaveLength(left);
    expect(slack.everything()).not.toContain('after Slack fell');
    expect(problems).toEqual([]);
  });

  const side = (where: BridgeSide, text: string): string =>
    where.messages().find((message) => message.text.includes(text))?.text ?? '';
});
