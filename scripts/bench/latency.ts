/** How long a command takes over HTTP, and how long from an alert to the card stored and to the row painted in a browser. */

import { eq } from 'drizzle-orm';
import { chromium, type Page } from 'playwright-core';
import type { House } from '../../src/house/open.ts';
import { roomCards } from '../../src/store/schema/talk.ts';
import { CHROMIUM_FLAGS } from '../../test/support/browser.ts';
import { NEEDS, obtain } from '../obtain.ts';
import { quantile, type Row } from './table.ts';

const COMMANDS = 200;
const ALERTS = 20;

export async function benchLatency(house: House, token: string): Promise<readonly Row[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = (path: string, body: unknown) =>
    fetch(house.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const alert = (name: string) =>
    post('/alerts/cloudevents', {
      specversion: '1.0',
      id: name,
      source: '/bench',
      type: 'bench.detection',
      subject: `bucket/${name}`,
      data: { title: name, severity: 'critical' },
    });
  const stored: number[] = [];
  let number = 0;
  for (let index = 0; index < ALERTS; index += 1) {
    const began = performance.now();
    await alert(`Bench ${index}`);
    number = await cardOf(house, `Bench ${index}`);
    stored.push(performance.now() - began);
  }
  const painted = await paintedTimes(house, alert);
  const spoken: number[] = [];
  for (let index = 0; index < COMMANDS; index += 1) {
    const began = performance.now();
    await (
      await post(`/api/v1/incidents/${number}/commands`, {
        text: `note Something worth keeping ${index}`,
        as: 'responder-1',
      })
    ).text();
    spoken.push(performance.now() - began);
  }
  return [
    row('alert to card in the Room, stored', stored),
    ...(painted ? [row('alert to row painted in a browser', painted)] : []),
    row('command over HTTP', spoken),
  ];
}

/** Undefined where there is no browser. The list is open and live; a row counts once a frame with it was drawn. */
async function paintedTimes(house: House, alert: (name: string) => Promise<unknown>): Promise<number[] | undefined> {
  const need = NEEDS.find(({ name }) => name === 'Chromium');
  const executablePath = need ? obtain(need).at : undefined;
  if (!executablePath) return undefined;
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  try {
    const page = await browser.newPage();
    await page.goto(house.url ?? '');
    await page.click('button[value=responder-1]');
    await page.waitForSelector('#rows');
    const times: number[] = [];
    for (let index = 0; index < ALERTS; index += 1) {
      const name = `Painted ${index}.`;
      const began = performance.now();
      const seen = drawn(page, name);
      await alert(name);
      await seen;
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await browser.close();
  }
}

/** Said as text: this code runs in the page, not here. */
async function drawn(page: Page, text: string): Promise<void> {
  await page.waitForSelector(`#rows li:has-text(${JSON.stringify(text)})`);
  await page.evaluate('new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)))');
}

async function cardOf(house: House, title: string): Promise<number> {
  for (;;) {
    const rows = await house.store.db
      .select({ card: roomCards.card })
      .from(roomCards)
      .where(eq(roomCards.key, 'summary'));
    for (const { card } of rows) {
      const text = JSON.stringify(card);
      if (text.includes(title)) return Number(/#(\d+)/.exec(text)?.[1]);
    }
    await new Promise((tick) => setTimeout(tick, 5));
  }
}

function row(what: string, times: number[]): Row {
  const sorted = times.sort((a, b) => a - b);
  return {
    what,
    value: `median ${quantile(sorted, 0.5).toFixed(1)} ms`,
    p99: `${quantile(sorted, 0.99).toFixed(1)} ms`,
    note: `n = ${times.length}`,
  };
}
