/** The adapter through the real Bolt and Web API client against the fake Slack, in both modes. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findIncident } from '../../../src/store/views.ts';
import type { Message } from '../../doubles/slack/world.ts';
import { type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

describe.each(['socket', 'http'] as const)('Slack over %s', (mode) => {
  let house: SlackHouse;
  let channel: string;

  beforeAll(async () => {
    house = await startSlackHouse({ mode });
    const { slack, test } = house;
    await slack.as('responder-1').slash('new sev2 Unknown key <used> by *somebody* <!channel>', { channel: 'general' });
    await until(async () => (await findIncident(test.house.store.db, 1)) !== undefined);
    const view = await findIncident(test.house.store.db, 1);
    channel = `inc-1-${view?.codename}`;
    await until(() => slack.hasChannel(channel));
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  const cardOf = (match: RegExp): Message | undefined =>
    house.slack.messages(channel).find(({ blocks }) => match.test(textOf(blocks)));

  it('opens a private channel with topic, purpose, bookmarks, the roster, and the pinned card', async () => {
    const { slack } = house;
    await until(() => slack.as('responder-1').sees(channel) && slack.as('responder-3').sees(channel));
    await until(() => cardOf(/SEV-2 · /) !== undefined && slack.channel(channel).pins.length > 0);
    await until(() => slack.channel(channel).bookmarks.some(({ title }) => title === 'Room'));
    const { isPrivate, topic, purpose } = slack.channel(channel);
    expect(isPrivate).toBe(true);
    expect(topic.value).toMatch(/^SEV-2 · .* · http/);
    expect(purpose.value).toContain('#1');
    expect(slack.as('responder-5').sees(channel)).toBe(false);
    expect(JSON.stringify(cardOf(/SEV-2 · /)?.blocks)).not.toContain('mrkdwn');
  });

  it('announces to outsiders what outsiders may see', async () => {
    const { slack } = house;
    await until(() => slack.messages('incidents').some(({ blocks }) => textOf(blocks).includes('SEV-2')));
    expect(JSON.stringify(slack.messages('incidents'))).not.toMatch(/Unknown key/);
  });

  it('answers in private, and opens forms where words are missing', async () => {
    const { slack } = house;
    const lead = slack.as('responder-1');
    await lead.slash('take commander', { channel });
    await until(() =>
      lead.ephemerals(channel).some(({ blocks }) => /Incident Commander|command/i.test(textOf(blocks))),
    );
    await lead.slash('severity', { channel });
    await until(() => lead.hasView() && /Why/.test(textOf(lead.view().blocks)));
    await lead.submit({ 'field.to': '1', 'field.reason': 'it is worse' });
    await until(async () => (await house.test.incident(1)).severity === 1);
  });
});
