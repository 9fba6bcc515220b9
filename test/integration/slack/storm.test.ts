/** Slack under its real rates: a storm of incidents, and an hour without Slack. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { findIncident } from '../../../src/store/views.ts';
import { openIncident, type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

describe('Slack', () => {
  let house: SlackHouse;
  afterEach(async () => {
    vi.useRealTimers();
    await house[Symbol.asyncDispose]();
  });

  const declare = (words: string) => house.test.call('POST', '/api/v1/commands', { text: words, as: 'responder-1' });

  it('makes channels in a storm in the order of severity, never beyond its rate; all incidents are in the Room at once', async () => {
    house = await startSlackHouse();
    const { slack, test } = house;
    const severities = [...Array(12).fill(4), 3, 4, 3, 2, 1] as readonly number[];
    await Promise.all(severities.map((severity) => declare(`new sev${severity} One of many`)));
    expect((await findIncident(test.house.store.db, severities.length))?.status).toBe('open');

    const made = () => slack.journal.of('conversations.create', 'ok').map(({ args }) => String(args.name));
    await until(() => made().length === severities.length, 90_000);

    expect(slack.journal.of('conversations.create', 'ratelimited')).toEqual([]);
    const numbers = made().map((name) => Number(/^inc-(\d+)/.exec(name)?.[1]));
    const order = await Promise.all(
      numbers.map(async (one) => (await findIncident(test.house.store.db, one))?.severity ?? 0),
    );
    // What came first goes out at once; from when the worst is there, what waits is made in the order of severity.
    const waited = order.slice(order.indexOf(1));
    expect(waited).toEqual(waited.toSorted());
    expect(waited.length).toBeGreaterThan(3);
  }, 150_000);

  it('gets one message after an hour without Slack, with what happened meanwhile in order', async () => {
    house = await startSlackHouse();
    const { slack, test } = house;
    const channel = await openIncident(house, 'new sev2 Unknown key used');
    slack.faults.outage = 503;
    const said = ['first', 'second', 'third', 'fourth', 'fifth'].map((one) => `The ${one} thing happened`);
    for (const one of said) expect((await test.say('responder-1', 1, `update ${one}`)).status).toBe(200);
    await until(() => slack.journal.entries.some(({ outcome }) => outcome.includes('503')));
    vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
    vi.setSystemTime(Date.now() + 61 * 60_000);
    slack.faults.outage = undefined;

    const about = () => slack.messages(channel).filter(({ blocks }) => /thing happened/.test(lineOf(textOf(blocks))));
    await until(() => said.every((one) => about().some(({ blocks }) => textOf(blocks).includes(one))), 90_000);
    // The one whose attempt met the outage may have arrived: it is looked up, and told by itself.
    const texts = about().map(({ blocks }) => textOf(blocks));
    expect(texts.length).toBeLessThanOrEqual(2);
    const digest = texts.at(-1) ?? '';
    const held = said.filter((one) => digest.includes(one));
    expect(held.length).toBeGreaterThanOrEqual(4);
    expect(held.toSorted((one, other) => digest.indexOf(one) - digest.indexOf(other))).toEqual(held);
  }, 150_000);
});

/** What lines say; cards show the last update as well. */
function lineOf(text: string): string {
  return text.includes('SEV-2 ·') ? '' : text;
}
