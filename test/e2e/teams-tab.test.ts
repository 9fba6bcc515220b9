/** The Room in a tab of Teams, in a browser: framed by a page of Teams, signed in by it, and worked in. */

import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversation } from '../doubles/teams/world.ts';
import { CHROMIUM, openBrowser } from '../support/browser.ts';
import { startTeamsHouse, type TeamsHouse } from '../support/teams-house.ts';
import { until } from '../support/until.ts';

describe.skipIf(CHROMIUM === '')('the Room in a tab of Teams', () => {
  let house: TeamsHouse;
  let browser: Browser;
  let tabUrl: string;

  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    await house.teams.as('responder-1').tells('new sev2 A stolen key');
    const chat = (): Conversation | undefined =>
      [...house.teams.world.conversations.values()].find(({ name }) => name.startsWith('inc-1-'));
    await until(() => (chat()?.tabs.length ?? 0) > 0);
    tabUrl = chat()?.tabs.find(({ displayName }) => displayName === 'Room')?.contentUrl ?? '';
    // The house of the test answers on this machine, which a page from elsewhere may not frame without being asked.
    browser = await openBrowser(['--disable-features=LocalNetworkAccessChecks']);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.[Symbol.asyncDispose]();
  });

  /** A page of that host that frames the tab and answers it as the client of Teams does, with this token. */
  async function framedBy(host: string, token: string): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    await context.route(`https://${host}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: clientPage(tabUrl, token) }),
    );
    const page = await context.newPage();
    await page.goto(`https://${host}/`);
    return { context, page };
  }

  async function tabOf(page: Page, path: RegExp): Promise<Frame> {
    const found = () => page.frames().find((frame) => frame !== page.mainFrame() && path.test(frame.url()));
    await until(() => found() !== undefined);
    return found() as Frame;
  }

  it('signs in whom Teams names and takes a click, which everybody sees', async () => {
    const { context, page } = await framedBy('teams.microsoft.com', house.teams.as('responder-1').tabToken());
    const tab = await tabOf(page, /\/incidents\/1$/);
    await tab.waitForSelector('#facts');
    await tab.click('button[value="take commander"]');

    await until(async () => (await house.test.incident(1)).roles.commander?.id === 'responder-1');
    await tab.waitForSelector('#facts >> text=Responder 1');
    // What others say appears there by itself: the stream is the frame's own too.
    await house.test.say('responder-2', 1, 'severity 1 because it is in use');
    await tab.waitForSelector('text=SEV-1');
    const cookies = await context.cookies(house.test.url);
    expect(cookies).toMatchObject([{ name: 'cordon_framed', sameSite: 'None', secure: true, httpOnly: true }]);
    await context.close();
  });

  it('says to others of the directory what they can do, in the frame', async () => {
    const { context, page } = await framedBy('teams.cloud.microsoft', house.teams.as('stranger-1').tabToken());
    const tab = await tabOf(page, /\/teams\/tab/);
    await tab.waitForSelector('text=You are on no roster here');

    expect(await tab.textContent('#remedy')).toContain('Ask a member to invite you');
    expect(await tab.isVisible('text=Open it in a browser')).toBe(true);
    await context.close();
  });

  it('shows itself in the frame of no other site', async () => {
    const { context, page } = await framedBy('evil.example', house.teams.as('responder-1').tabToken());
    const tab = await tabOf(page, /^chrome-error:/);

    expect(await tab.content()).not.toContain('Cordon');
    await context.close();
  });
});

/** Answers what the library of tabs asks its host. */
function clientPage(tabUrl: string, token: string): string {
  return `<!doctype html><title>Teams</title><iframe src="${tabUrl}" width="1380" height="860"></iframe><script>
    addEventListener('message', ({ source, data }) => {
      const answers = { initialize: ['content', 'web', '2.0.1'], 'authentication.getAuthToken': [true, '${token}'] };
      if (answers[data.func]) source.postMessage({ ...data, args: answers[data.func] }, '*');
    });
  </script>`;
}
