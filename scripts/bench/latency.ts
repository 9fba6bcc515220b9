/** How long a command takes over HTTP, and how long from an alert to the card in the Room. */

import { eq } from 'drizzle-orm';
import type { House } from '../../src/house/open.ts';
import { roomCards } from '../../src/store/schema.ts';
import { quantile, type Row } from './table.ts';

const COMMANDS = 200;
const ALERTS = 20;

export async function benchLatency(house: House, token: string): Promise<readonly Row[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = (path: string, body: unknown) =>
    fetch(house.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const visible: number[] = [];
  let number = 0;
  for (let index = 0; index < ALERTS; index += 1) {
    const began = performance.now();
    await post('/alerts/cloudevents', {
      specversion: '1.0',
      id: `bench-${index}`,
      source: '/bench',
      type: 'bench.detection',
      subject: `bucket/bench-${index}`,
      data: { title: `Bench ${index}`, severity: 'critical' },
    });
    number = await cardOf(house, `Bench ${index}`);
    visible.push(performance.now() - began);
  }
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
  return [row('alert to card in the Room', visible), row('command over HTTP', spoken)];
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
