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

  it('gets one message after an hour without Slack, with all that happened in order', async () => {
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
    await until(() => about().length > 0, 90_000);
    await until(() =>
      /fifth thing/.test(
        slack
          .messages(channel)
          .map(({ blocks }) => textOf(blocks))
          .join('\n'),
      ),
    );

    expect(about()).toHaveLength(1);
    const text = textOf(about()[0]?.blocks);
    expect(said.map((one) => text.indexOf(one))).toEqual(
      said.map((one) => text.indexOf(one)).toSorted((a, b) => a - b),
    );
    expect(said.every((one) => text.includes(one))).toBe(true);
  }, 150_000);
});

/** What lines say; cards show the last update as well. */
function lineOf(text: string): string {
  return text.includes('SEV-2 ·') ? '' : text;
}
