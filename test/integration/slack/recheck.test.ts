/** What Slack did not tell of, as in an outage: noticed when channels are looked at again. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openIncident, type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

describe('A look at the channels', () => {
  let house: SlackHouse;
  let channel: string;

  beforeAll(async () => {
    house = await startSlackHouse({ slack: { rates: false }, settings: { recheckMinutes: 0.02 } });
    channel = await openIncident(house, 'new sev2 Unknown key used');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  const isArchived = async () =>
    (await house.test.incident(1)).conversations.find(({ platform }) => platform === 'slack')?.archived;
  const shows = (text: RegExp): boolean =>
    house.slack.world.channels
      .get(house.slack.channel(channel).id)
      ?.messages.some(({ blocks }) => text.test(textOf(blocks))) === true;
  /** Two more looks, from their beginning to their end. */
  const lookedAgain = async (): Promise<void> => {
    const looks = () => house.slack.journal.of('conversations.info').length;
    const before = looks();
    await until(() => looks() > before + 2);
  };

  it('notices who came and who went', async () => {
    const { id } = house.slack.as('responder-6').person;

    house.slack.channel(channel).members.add(id);
    await until(() => shows(/Responder 6 is here and is not a member/));
    house.slack.channel(channel).members.delete(id);

    await until(() => shows(/Responder 6 is no longer in the conversation/));
  });

  it('notices that somebody archived the channel, and that they brought it back', async () => {
    house.slack.channel(channel).isArchived = true;
    await until(async () => (await isArchived()) === true);
    await house.test.say('responder-1', 1, 'update Said while it was archived');
    await lookedAgain();
    house.slack.channel(channel).isArchived = false;

    await until(async () => (await isArchived()) === false);
    await until(() => shows(/Said while it was archived/));
  });

  it('notices that Cordon was taken out of the channel, and that it is in again', async () => {
    const bot = house.slack.app.botUser;

    house.slack.channel(channel).members.delete(bot);
    await until(async () => (await isArchived()) === true);
    await house.test.say('responder-1', 1, 'update Said while Cordon was out');
    await lookedAgain();
    house.slack.channel(channel).members.add(bot);

    await until(() => shows(/Said while Cordon was out/));
  });

  it('notices that somebody renamed the channel', async () => {
    const at = house.slack.channel(channel);

    at.name = 'renamed-unheard';

    const name = async () =>
      (await house.test.incident(1)).conversations.find(({ platform }) => platform === 'slack')?.name;
    await until(async () => (await name()) === 'renamed-unheard');
    channel = 'renamed-unheard';
    const { version } = await house.test.incident(1);
    await lookedAgain();
    expect((await house.test.incident(1)).version).toBe(version);
  });
});
