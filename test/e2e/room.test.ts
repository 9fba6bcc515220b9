import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openBrowser } from '../support/browser.ts';
import { BACKENDS } from '../support/database.ts';
import { startHouse, type TestHouse } from '../support/start-house.ts';
import { until } from '../support/until.ts';

/** Set to a folder to keep pictures of the story as it is played. */
const PICTURES = process.env.CORDON_PICTURES;

const SUITES = BACKENDS.filter(({ available }) => available);

describe.skipIf(CHROMIUM === '').each(SUITES)('the Room in two browsers, its queue on $backend', ({ backend }) => {
  let test: TestHouse;
  let browser: Browser;
  let lead: Page;
  let owner: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    test = await startHouse({}, backend);
    browser = await openBrowser();
    lead = await enter('responder-1');
    owner = await enter('responder-2');
  });
  afterAll(async () => {
    await browser?.close();
    await test?.[Symbol.asyncDispose]();
  });

  async function enter(person: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    page.on('pageerror', (fault) => problems.push(fault.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on(
      'request',
      (request) =>
        !request.url().startsWith(test.url) &&
        !request.url().startsWith('data:') &&
        problems.push(`third party: ${request.url()}`),
    );
    await page.goto(test.url);
    await page.click(`button[value=${person}]`);
    return page;
  }

  async function type(page: Page, words: string): Promise<void> {
    await page.fill('#words', words);
    await page.press('#words', 'Enter');
    await until(async () => (await page.inputValue('#words')) === '');
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (!PICTURES) return;
    await mkdir(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png` });
  }

  const state = () => test.incident(1);
  const action = async (name: string) => (await state()).actions.find((one) => one.action === name);

  it('leads a drill from the first alert to the post-mortem, each seeing what the other does', async () => {
    await picture(lead, 'empty');
    await lead.goto(`${test.url}/drills`);
    await lead.click('button[value="drill stolen-role-session"]');
    await lead.waitForURL(/incidents\/1$/);
    await owner.goto(`${test.url}/incidents/1`);
    await until(async () => (await state()).actions.filter(({ state: at }) => at === 'planned').length === 3);

    // Taking command in one browser shows in the other.
    await lead.click('button[value="take commander"]');
    await owner.waitForSelector('#facts >> text=Responder 1');
    await type(owner, '/incident take account-owner');
    await type(owner, '/assign scribe @responder-3');
    await lead.waitForSelector('#facts >> text=Responder 3');

    // Talk, and a message on the timeline with its own time.
    await type(owner, 'The owner of web-prod says nobody deployed today');
    await lead.waitForSelector('.message-text >> text=nobody deployed today');
    await lead.click('.message:has-text("nobody deployed today") button:has-text("Mark")');
    await until(async () => (await state()).entries.some(({ kind }) => kind === 'message'));

    // The checklist: tick by hand, skip with a reason in a form, one ticks itself.
    await lead.click('#task-t3 .tick');
    await owner.waitForSelector('#task-t3.item-done');
    await type(lead, '/severity 1 because two sources agree');
    await until(async () => (await state()).severityConfirmed);
    await type(lead, '/update Scope is known; containment is next');
    for (const task of (await state()).tasks.filter(
      ({ phase, state: at }) => phase === 'detection_analysis' && at === 'open',
    )) {
      await type(lead, `/skip ${task.taskId} because it is played in a test`);
    }

    // The gate opens; containment: own approval refused, the second person approves, workers carry it out live.
    await type(lead, '/phase containment');
    await lead.waitForSelector('.stepper .now >> text=Containment');
    const remove = (await action('remove-instance-profile'))?.actionId ?? '';
    await lead.goto(`${test.url}/incidents/1/actions/${remove}`);
    await picture(lead, 'plan');
    await lead.click('button:has-text("Request")');
    await until(async () => (await action('remove-instance-profile'))?.state === 'requested');
    await lead.reload();
    await lead.click('button:has-text("Approve")');
    await lead.waitForSelector('.said >> text=someone else must approve');
    await owner.waitForSelector('h3:has-text("Waits for approval")');
    await picture(owner, 'approval');
    await owner.click('.card:has-text("Waits for approval") button:has-text("Approve")');
    await owner.waitForSelector('#facts .state-contained');
    for (const name of ['revoke-role-sessions', 'isolate-instance']) {
      const { actionId, plan } = (await action(name)) ?? {};
      await lead.goto(`${test.url}/incidents/1`);
      await type(lead, `/request ${actionId}`);
      await type(owner, `/approve ${actionId} ${plan?.hash.slice(0, 12)}`);
      await until(async () => (await action(name))?.state === 'contained');
    }
    await lead.goto(`${test.url}/incidents/1`);
    await picture(lead, 'contained');

    // On through the phases; what must stay is accepted by name, and the end is a document.
    await type(lead, '/phase eradication override because the rest is played elsewhere');
    await type(lead, '/phase recovery override because the rest is played elsewhere');
    await type(lead, `/release ${(await action('remove-instance-profile'))?.actionId} because the host was rebuilt`);
    await until(async () => (await action('remove-instance-profile'))?.state === 'released');
    for (const { actionId } of (await state()).actions.filter(({ state: at }) => at === 'contained')) {
      await type(lead, `/accept ${actionId} because it stays until the sessions have expired`);
    }
    await type(lead, '/close Contained and closed by two people in two browsers');
    await until(async () => (await state()).postmortem !== undefined);
    await lead.goto(`${test.url}/incidents/1/postmortem`);
    await lead.waitForSelector('.part h2');
    await picture(lead, 'postmortem');

    expect(await lead.textContent('.document')).toContain('Responder 2');
    await lead.click('#write-lucky > summary');
    await lead.fill('#text-lucky', 'Nobody was **asleep**.');
    await lead.waitForSelector('#write-lucky .preview strong');
    await lead.click('#write-lucky .button-primary');
    await lead.waitForSelector('section[aria-labelledby=lucky] .postmortem strong:text("asleep")');
    expect(problems).toEqual([]);
  });

  it('shows an outsider four facts and a way to ask, and nothing else', async () => {
    const outsider = await (await browser.newContext()).newPage();
    await outsider.goto(test.url);
    await outsider.fill('#name', 'Somebody Else');
    await outsider.click('button:has-text("Enter")');
    await outsider.goto(`${test.url}/incidents/1`);
    const text = (await outsider.textContent('body')) ?? '';

    expect(text).toContain('Request access');
    expect(text).not.toMatch(/web-prod|i-0abc|Responder|Credentials/);
  });

  it('reads and acts without script, within its weight', async () => {
    const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await plain.goto(test.url);
    await plain.click('button[value=responder-3]');
    await plain.goto(`${test.url}/incidents/1`);
    await plain.click('a:has-text("Reopen")');
    await plain.fill('input[name=reason]', 'played without script');
    await plain.click('form button:has-text("Reopen")');
    await until(async () => (await state()).status === 'open');
    const weight = (await (await plain.request.get(`${test.url}/incidents/1`)).body()).length;

    expect((await state()).status).toBe('open');
    expect(weight).toBeLessThan(120_000);
  });

  it('goes on counting while nothing happens', async () => {
    const watcher = await enter('responder-2');
    await watcher.clock.install();
    await watcher.goto(`${test.url}/incidents/1`);
    const openFor = () => watcher.textContent('.glance div:has(dt:text("Open for")) dd');
    const before = await openFor();
    await watcher.clock.runFor(20_000);
    await until(async () => (await openFor()) !== before);
  });
});
