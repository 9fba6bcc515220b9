/** What goes out to Teams keeps to its rates, held against windows that slide as Microsoft documents them. */

import { describe, expect, it } from 'vitest';
import { createSchedule, type Limits } from '../../../src/chat/shaping.ts';
import { BOT_LIMITS } from '../../../src/teams/bot.ts';
import { GRAPH_LIMITS } from '../../../src/teams/graph.ts';
import { createRates } from '../../doubles/teams/rates.ts';

const HOUR_MS = 3_600_000;
const WAITING = 20;

/** Lets `calls` go as fast as they may, some waiting at all times, and answers when each went. */
function goneAt(limits: Limits, tier: string, calls: number, takes: (atMs: number) => void): readonly number[] {
  const schedule = createSchedule(limits);
  const one = { conversation: 'c1', tier, priority: 'normal' } as const;
  for (let index = 0; index < WAITING; index += 1) schedule.add(one);
  const times: number[] = [];
  for (let nowMs = 0; times.length < calls; ) {
    const { go, waitMs = 0 } = schedule.turn(nowMs);
    for (const _ of go) {
      takes(nowMs);
      times.push(nowMs);
      schedule.add(one);
    }
    nowMs += waitMs;
  }
  return times;
}

describe('calls to Teams', () => {
  it('keep a conversation within 1,800 messages an hour, and its shorter windows, for hours on end', () => {
    let nowMs = 0;
    const rates = createRates(() => nowMs);

    const times = goneAt(BOT_LIMITS, 'bot', 2600, (atMs) => {
      nowMs = atMs;
      expect(rates.send('c1')).toBe(0);
    });

    const firstHour = times.filter((at) => at < HOUR_MS).length;
    expect(firstHour).toBeGreaterThan(1700);
    expect(firstHour).toBeLessThanOrEqual(1800);
  }, 60_000);

  it('keep a team within four calls of Graph a second', () => {
    let nowMs = 0;
    const rates = createRates(() => nowMs);

    goneAt(GRAPH_LIMITS, 'everything', 500, (atMs) => {
      nowMs = atMs;
      expect(rates.graph('c1')).toBe(0);
    });
  });

  it('keep notices within five a second, whoever they are for', () => {
    let nowMs = 0;
    const rates = createRates(() => nowMs);

    goneAt({ ...GRAPH_LIMITS, conversation: [] }, 'notices', 200, (atMs) => {
      nowMs = atMs;
      expect(rates.notice()).toBe(0);
    });
  });
});
