/** What Slack sent and was acknowledged: carried out once, whatever ends or fails in between, or told to somebody. */

import { and, eq, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReceipts } from '../../../src/store/receipts.ts';
import { surfaceReceipts } from '../../../src/store/schema/surfaces.ts';
import { openIncident, type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

describe('What Slack sent', () => {
  let house: SlackHouse;
  let channel: string;

  beforeAll(async () => {
    house = await startSlackHouse();
    channel = await openIncident(house, 'new sev2 Unknown key used');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  /** A command as Slack sends it; its trigger is what tells it from others. */
  const command = (text: string, trigger_id: string) => ({
    command: '/incident',
    text,
    team_id: house.slack.world.teamId,
    user_id: house.slack.as('responder-1').person.id,
    channel_id: house.slack.channel(channel).id,
    response_url: house.slack.responseUrl('responder-1', channel),
    trigger_id,
  });
  const receipts = () => createReceipts(house.test.house.store.db, 'slack');
  const isDone = async (id: string): Promise<boolean> => {
    const { db } = house.test.house.store;
    const settled = and(eq(surfaceReceipts.id, id), isNotNull(surfaceReceipts.doneAt));
    return (await db.select().from(surfaceReceipts).where(settled)).length === 1;
  };
  const notes = async (text: string): Promise<number> =>
    (await house.test.incident(1)).entries.filter((entry) => entry.text === text).length;
  const deadLetters = async () => {
    const { deadLetters: found } = (await (await house.test.call('GET', '/api/v1/dead-letters')).json()) as {
      deadLetters: { id: string; reaction: string; problem: string }[];
    };
    return found;
  };

  it('is carried out by another process when the one that acknowledged it ended', async () => {
    await receipts().keep('ended.1', 'command', command('note The owner says no', 'ended.1'), 0);

    await until(() => isDone('ended.1'));

    expect(await notes('The owner says no')).toBe(1);
  });

  it('is done once when the process ended after the work and before it was settled', async () => {
    const { db } = house.test.house.store;
    await receipts().keep('twice.1', 'command', command('note Seen at noon', 'twice.1'), 0);
    await until(() => isDone('twice.1'));
    const body = command('note Seen at noon', 'twice.1');
    await db
      .update(surfaceReceipts)
      .set({ doneAt: null, body, freeAt: new Date() })
      .where(eq(surfaceReceipts.id, 'twice.1'));

    await until(() => isDone('twice.1'));

    expect(await notes('Seen at noon')).toBe(1);
  });

  it('opens one incident for one command, however often it is taken up', async () => {
    const { db } = house.test.house.store;
    const body = command('new sev4 Opened once', 'declared.1');
    await receipts().keep('declared.1', 'command', body, 0);
    await until(() => isDone('declared.1'));
    await db
      .update(surfaceReceipts)
      .set({ doneAt: null, body, freeAt: new Date() })
      .where(eq(surfaceReceipts.id, 'declared.1'));
    await until(() => isDone('declared.1'));

    const { incidents } = (await (await house.test.call('GET', '/api/v1/incidents')).json()) as { incidents: [] };
    expect(incidents).toHaveLength(2);
  });

  it('is tried again after a pause when Slack fails meanwhile, and holds nothing of it once it is done', async () => {
    const { slack, test } = house;
    const said = slack.as('responder-2').say(channel, 'The key is from March');
    slack.faults.fail('conversations.history', { as: 'status', status: 500 });

    slack.as('responder-2').react(said, 'pushpin');

    await until(async () => (await notes('The key is from March')) === 1);
    await until(async () => {
      const rows = await test.house.store.db.select().from(surfaceReceipts);
      return rows.every(({ doneAt, body }) => doneAt !== null && JSON.stringify(body) === '{}');
    });
  });

  it('becomes a dead letter when it fails for good, and is carried out when somebody tries it again', async () => {
    const { slack, test } = house;
    const said = slack.as('responder-2').say(channel, 'The key was in a build log');
    slack.faults.fail('conversations.history', { as: 'error', error: 'missing_scope' });

    slack.as('responder-2').react(said, 'pushpin');

    await until(async () => (await deadLetters()).length === 1);
    const [letter] = await deadLetters();
    expect(letter).toMatchObject({
      reaction: 'slack: reaction_added',
      problem: expect.stringContaining('missing_scope'),
    });
    const retried = await test.call('POST', `/api/v1/dead-letters/${encodeURIComponent(letter?.id ?? '')}/retry`, {});
    expect(retried.status).toBe(200);
    await until(async () => (await notes('The key was in a build log')) === 1);
    expect(await deadLetters()).toEqual([]);
  });

  it('is not carried out half an hour later: whoever said it is told', async () => {
    const { slack, test } = house;
    await receipts().keep('late.1', 'command', command('severity 4 because it is over', 'late.1'), 60_000);
    await test.house.store.db
      .update(surfaceReceipts)
      .set({ receivedAt: new Date(Date.now() - 31 * 60_000), freeAt: new Date() })
      .where(eq(surfaceReceipts.id, 'late.1'));

    await until(() =>
      slack
        .as('responder-1')
        .direct()
        .some(({ blocks }) => /severity 4 because it is over.*was not carried out/.test(textOf(blocks))),
    );

    expect((await test.incident(1)).severity).toBe(2);
  });
});
