/** Cards as a client of Teams draws them: the page of Microsoft's Agents Playground, looked at once in Chromium. */

import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyAt } from '../../src/readiness/storyline.ts';
import { textOf } from '../doubles/teams/check-card.ts';
import { CHROMIUM, openBrowser } from '../support/browser.ts';
import { CHAT, type PlaygroundHouse, startPlaygroundHouse } from '../support/playground-house.ts';
import { until } from '../support/until.ts';

/** Set to a folder to keep pictures of the page. */
const PICTURES = process.env.CORDON_PICTURES;
/** What the page says of a card, or of a part of it, that it cannot show. */
const FAULTS = /render error|parse error|is not supported yet|unsupported Adaptive Card|rendered as empty/i;
/** What the page lacks itself: cards that differ by reader, dialogs from cards. Both go through the fake Teams. */
const LACKING = /User specific view|Task module/;

describe.skipIf(CHROMIUM === '')('the page of the Agents Playground', () => {
  let house: PlaygroundHouse;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    house = await startPlaygroundHouse();
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1500, height: 1400 } })).newPage();
    page.on('console', (message) => {
      if (FAULTS.test(message.text()) && !LACKING.test(message.text())) problems.push(message.text());
    });
    page.setDefaultTimeout(90_000);
    // Nothing leaves the machine.
    await page.route('**/*', (route) =>
      /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(route.request().url()) ? route.continue() : route.abort(),
    );
    await page.goto(house.playground.url);
    await page.getByText('Incident', { exact: true }).first().click();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await house?.[Symbol.asyncDispose]();
  });

  const cardOf = (match: RegExp) => house.playground.messages(CHAT).findLast(({ card }) => match.test(textOf(card)));

  async function picture(name: string): Promise<void> {
    if (!PICTURES) return;
    await mkdir(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png` });
  }

  /** The message of the page that shows this. */
  async function seen(match: RegExp): Promise<{ readonly text: string; readonly buttons: readonly string[] }> {
    await until(() => cardOf(match) !== undefined);
    const card = page.locator('.ac-adaptiveCard').filter({ hasText: match }).last();
    await card.waitFor();
    await card.scrollIntoViewIfNeeded();
    return { text: (await card.allInnerTexts()).join('\n'), buttons: await card.getByRole('button').allInnerTexts() };
  }

  it('shows the summary, the plan and the checklist with all their words and buttons', async () => {
    const { test } = house;
    const storyline = test.house.storylines.find(({ slug }) => slug === 'stolen-role-session');
    await fetch(`${test.house.simulatedUrl}/seed/${storyline?.seed}`, { method: 'POST' });
    for (const { source, body } of storyline?.alerts ?? [])
      await test.call('POST', `/alerts/${source}`, bodyAt(body, new Date(), 'playground'));
    await until(async () => (await test.incident(1)).number === 1);
    await until(async () => (await test.incident(1)).actions.filter(({ state }) => state === 'planned').length === 3);
    await test.say('responder-1', 1, 'take commander');
    await test.say('responder-2', 1, 'take account-owner');
    await until(() => /Responder 2/.test(textOf(cardOf(/SEV-1 · \S+ · #1/)?.card)));

    const summary = await seen(/SEV-1 · \S+ · #1/);
    await picture('teams-summary');
    expect(summary.text).toContain('Responder 1');
    expect(summary.buttons).toEqual(expect.arrayContaining(['Phase…', 'Update…']));

    const plan = await seen(/a\d+ · Isolate/);
    await picture('teams-plan');
    expect(plan.text).toMatch(/Undo|Loses/);
    expect(plan.buttons).toContain('Request');

    const checklist = await seen(/t1 /);
    await picture('teams-checklist');
    expect(checklist.text).toContain('☐');
  });

  it('reports no card, and no part of one, that cannot be shown', async () => {
    const lines = (await page.locator('body').allInnerTexts()).flatMap((text) => text.split('\n'));
    expect(lines.filter((line) => FAULTS.test(line) && !LACKING.test(line))).toEqual([]);
    expect(problems).toEqual([]);
  });
});
