/** The Room in a tab of Teams, in a browser: framed by a page of Teams, signed in by it, and worked in. */

import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeys } from '../doubles/teams/keys.ts';
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

  /** A page of that host that frames the tab and answers it as the client of Teams does, with this token or none. */
  async function framedBy(
    host: string,
    token: string | undefined,
    url = tabUrl,
    frameContext: 'content' | 'settings' = 'content',
  ): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    await context.route(`https://${host}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: clientPage(url, frameContext, token) }),
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

  it('is added by hand with the page that signs people in, which then leads to the list', async () => {
    const { context, page } = await framedBy(
      'teams.microsoft.com',
      undefined,
      `${house.test.url}/teams/configure`,
      'settings',
    );
    const told = () => page.evaluate('told') as Promise<readonly { func: string; args: readonly unknown[] }[]>;
    const toldOf = async (name: string) => (await told()).find(({ func }) => func === name);
    // The button that saves is not there before the page says that it may be.
    await until(async () => (await toldOf('settings.setValidityState'))?.args[0] === true);
    expect((await told()).map(({ func, args }) => [func, args[0]])).toContainEqual(['registerHandler', 'save']);
    expect(await toldOf('settings.setSettings')).toBeUndefined();

    await page.evaluate('save()');

    await until(async () => (await toldOf('settings.save.success')) !== undefined);
    const [saved] = (await toldOf('settings.setSettings'))?.args ?? [];
    expect(saved).toMatchObject({
      ...{ entityId: 'room', suggestedDisplayName: 'Cordon' },
      ...{ contentUrl: `${house.test.url}/teams/tab`, websiteUrl: `${house.test.url}/` },
    });
    await context.close();

    const { contentUrl } = saved as { contentUrl: string };
    const shown = await framedBy('teams.microsoft.com', house.teams.as('responder-2').tabToken(), contentUrl);
    const tab = await tabOf(shown.page, /:\d+\/$/);
    await tab.waitForSelector('text=#1');
    await shown.context.close();
  });

  it('lets nobody in with a token of another key or another directory, and says what to do', async () => {
    const { person } = house.teams.as('responder-1');
    const { tenantId } = house.teams.world;
    const claims = { aud: house.teams.app.id, tid: tenantId, oid: person.id, scp: 'access_as_user' };
    const foreign = [
      createKeys().sign({ ...claims, iss: `${house.teams.url}/login/${tenantId}/v2.0` }),
      house.teams.as('responder-1').tabToken({ tid: '00000000-0000-0000-0000-00000000000a' }),
    ];
    for (const token of foreign) {
      const { context, page } = await framedBy('teams.microsoft.com', token);
      const tab = await tabOf(page, /\/teams\/tab/);
      await tab.waitForSelector('text=This is no token of this directory');

      expect(await tab.textContent('#remedy')).toContain('docs/teams.md');
      expect(await context.cookies(house.test.url)).toEqual([]);
      await context.close();
    }
  });

  it('says so when Teams gives no token, and leads to the Room’s own sign-in outside Teams', async () => {
    const { context, page } = await framedBy('teams.microsoft.com', undefined);
    const tab = await tabOf(page, /\/teams\/tab/);
    await tab.waitForSelector('text=Teams did not say who you are');
    expect(await tab.textContent('#remedy')).toContain('the step about the tab');

    await page.goto(tabUrl);
    await page.waitForURL(/\/sign-in\?back=%2Fincidents%2F1$/);
    await context.close();
  });

  it('shows itself in the frame of no other site', async () => {
    const { context, page } = await framedBy('evil.example', house.teams.as('responder-1').tabToken());
    const tab = await tabOf(page, /^chrome-error:/);

    expect(await tab.content()).not.toContain('Cordon');
    await context.close();
  });
});

/** Answers what the library of tabs asks its host, keeps all that it is told, and presses its own button to save. */
function clientPage(url: string, frameContext: string, token: string | undefined): string {
  const answers = {
    initialize: [frameContext, 'web', '2.0.1'],
    'authentication.getAuthToken': token === undefined ? [false, 'CancelledByUser'] : [true, token],
    'settings.setSettings': [true],
  };
  return `<!doctype html><title>Teams</title><iframe src="${url}" width="1380" height="860"></iframe><script>
    const told = [];
    const save = () => frames[0].postMessage({ func: 'settings.save', args: [{}] }, '*');
    addEventListener('message', ({ source, data }) => {
      told.push({ func: data.func, args: data.args ?? [] });
      const answers = ${JSON.stringify(answers)};
      if (answers[data.func]) source.postMessage({ ...data, args: answers[data.func] }, '*');
    });
  </script>`;
}
