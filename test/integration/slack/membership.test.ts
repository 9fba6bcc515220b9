/** Who is in a channel, and what people do to it: reconciled with the incident, and told where it differs. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { visitRoom } from '../../support/room-visitor.ts';
import { openIncident, type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

describe('Membership in Slack', () => {
  let house: SlackHouse;
  let channel: string;

  beforeAll(async () => {
    house = await startSlackHouse({ slack: { rates: false } });
    channel = await openIncident(house, 'new sev2 Unknown key used');
    await house.slack.as('responder-1').slash('take commander', { channel });
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  const isMember = async (id: string): Promise<boolean> =>
    (await house.test.incident(1)).members.some((member) => member.id === id);
  const entries = async (): Promise<readonly string[]> =>
    (await house.test.incident(1)).entries.map(({ text }) => text);
  /** How the conversation was taken away, and by whom, as often as it was. */
  const losses = async (): Promise<readonly unknown[]> => {
    const log = (await (await house.test.call('GET', '/api/v1/incidents/1/events')).json()) as {
      events: readonly IncidentEvent[];
    };
    return log.events.flatMap((event) => (event.type === 'ConversationLost' ? [event.data] : []));
  };
  const shows = (text: RegExp): boolean =>
    house.slack.messages(channel).some(({ blocks }) => text.test(textOf(blocks)));
  /** As an administrator's tool does it: nobody of the channel brought them in. */
  const appear = (name: string): void => {
    const { id } = house.slack.as(name).person;
    const at = house.slack.channel(channel);
    at.members.add(id);
    house.slack.events.emit({ type: 'member_joined_channel', user: id, channel: at.id, channel_type: 'G' });
  };

  it('makes a member of whoever a member brings in, and catches them up in private', async () => {
    const { slack } = house;
    slack.as('responder-1').invite(channel, 'responder-4');

    await until(() => isMember('responder-4'));
    await until(() => slack.as('responder-4').ephemerals(channel).length > 0);
    expect(
      slack
        .as('responder-1')
        .ephemerals(channel)
        .some(({ user }) => user === slack.as('responder-4').person.id),
    ).toBe(false);
  });

  it('raises an alarm about anybody else, once, and settles it in the same message when they have gone', async () => {
    appear('responder-5');
    await until(() => shows(/Responder 5 is here and is not a member/));
    appear('responder-5');
    house.slack.as('responder-1').kick(channel, 'responder-5');

    await until(() => shows(/Responder 5 is no longer in the conversation/));

    expect(shows(/Responder 5 is here/)).toBe(false);
    expect((await entries()).filter((text) => text.startsWith('Responder 5'))).toEqual([
      'Responder 5 is in the conversation on slack and is not a member.',
      'Responder 5 is no longer in the conversation on slack.',
    ]);
  });

  it('settles the alarm when a member makes them one, by the button of the alarm', async () => {
    const { slack } = house;
    appear('responder-5');
    await until(() => shows(/Responder 5 is here and is not a member/));
    const alarm = slack.messages(channel).find(({ blocks }) => /Responder 5 is here/.test(textOf(blocks)));

    await slack.as('responder-1').click({ channel, ts: alarm?.ts ?? '' }, 'Make them a member');

    await until(() => isMember('responder-5'));
    await until(() => shows(/Responder 5 is a member now/));
  });

  it('notices at the next reconciliation who came and went while Slack told nothing', async () => {
    const { slack } = house;
    const { id } = slack.as('responder-6').person;
    slack.channel(channel).members.add(id);
    await slack.as('responder-1').slash('remove @responder-4', { channel });
    await until(() => shows(/Responder 6 is here and is not a member/));
    slack.channel(channel).members.delete(id);
    await slack.as('responder-1').slash('invite @responder-4', { channel });

    await until(() => shows(/Responder 6 is no longer in the conversation/));
    expect(slack.as('responder-4').sees(channel)).toBe(true);
  });

  it('takes out whoever is removed, and says so when Slack does not let it', async () => {
    const { slack } = house;
    slack.policy.appsKick = false;
    await slack.as('responder-1').slash('remove @responder-4', { channel });
    await until(() => shows(/Responder 4 is here and is not a member/));

    slack.policy.appsKick = true;
    await slack.as('responder-1').slash('invite @responder-4', { channel });
    await until(() => shows(/Responder 4 is a member now/));
    await slack.as('responder-1').slash('remove @responder-4', { channel });
    await until(() => !slack.as('responder-4').sees(channel));
  });

  it('tells when somebody archives the channel, and goes on where it was when it is brought back', async () => {
    const { slack, test } = house;
    const conversation = async () =>
      (await test.incident(1)).conversations.find(({ platform }) => platform === 'slack');
    slack.as('responder-1').archive(channel);
    await until(async () => (await conversation())?.archived === true);
    expect(await losses()).toMatchObject([{ how: 'archived', person: { name: 'Responder 1' } }]);
    await test.say('responder-1', 1, 'update Said while it was archived');
    await until(() => slack.journal.entries.some(({ outcome }) => outcome === 'is_archived'));

    slack.as('responder-1').unarchive(channel);

    await until(async () => (await conversation())?.archived === false);
    await until(() => shows(/Said while it was archived/));
  });

  it('tells when Cordon is removed from the channel, and goes on when it is invited again', async () => {
    const { slack, test } = house;
    slack.as('responder-1').kick(channel, 'cordon');
    await until(async () => (await losses()).length === 2);
    expect((await losses())[1]).toMatchObject({ how: 'removed' });
    await test.say('responder-1', 1, 'update Said while Cordon was out');
    await until(() => slack.journal.entries.some(({ outcome }) => outcome === 'channel_not_found'));

    slack.as('responder-1').invite(channel, 'cordon');

    await until(() => shows(/Said while Cordon was out/));
  });

  it('tells of a new name on every side, once, and goes on under it', async () => {
    const { slack, test } = house;
    const { id } = slack.channel(channel);
    const before = channel;
    const renames = async (): Promise<readonly unknown[]> => {
      const log = (await (await test.call('GET', '/api/v1/incidents/1/events')).json()) as {
        events: readonly IncidentEvent[];
      };
      return log.events.flatMap((event) => (event.type === 'ConversationRenamed' ? [event.data] : []));
    };
    slack.events.copies = 2;

    slack.as('responder-1').rename(channel, 'incident-stolen-key');

    channel = 'incident-stolen-key';
    await until(async () => (await renames()).length > 0);
    slack.events.copies = 1;
    // What is looked at by itself afterwards is known already.
    await slack.as('responder-1').slash('invite @responder-6', { channel });
    await until(() => slack.as('responder-6').sees(channel));
    expect(await renames()).toEqual([{ platform: 'slack', conversation: id, name: 'incident-stolen-key', before }]);
    const room = await visitRoom(test.url, 'responder-1');
    await until(async () => (await room.page('/incidents/1')).includes('incident-stolen-key'));
    await test.say('responder-1', 1, 'update Said under the new name');
    await until(() => shows(/Said under the new name/));
  });
});
