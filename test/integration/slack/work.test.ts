/** What people do in an incident's channel beside words: marks, shortcuts, boxes, files, forms, and what Slack repeats. */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outboxPlatform } from '../../../src/chat/courier.ts';
import type { Item } from '../../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../../src/chat/platform.ts';
import { bodyAt } from '../../../src/readiness/storyline.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { actingIn, type SlackActing } from '../../support/slack-acting.ts';
import { type SlackHouse, startSlackHouse, textOf } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

const LEAD = 'responder-1';
const OWNER = 'responder-2';
const SCRIBE = 'responder-3';
const OUTSIDER = 'responder-5';

describe('Work in Slack', () => {
  let house: SlackHouse;
  let channel: string;
  let acting: SlackActing;

  beforeAll(async () => {
    house = await startSlackHouse({ slack: { rates: false } });
    const { slack, test } = house;
    const storyline = test.house.storylines.find(({ slug }) => slug === 'stolen-role-session');
    await fetch(`${test.house.simulatedUrl}/seed/${storyline?.seed}`, { method: 'POST' });
    for (const { source, body } of storyline?.alerts ?? [])
      await test.call('POST', `/alerts/${source}`, bodyAt(body, new Date(), 'slack-work'));
    const opened = () => [...slack.world.channels.values()].find(({ name }) => name.startsWith('inc-1-'));
    await until(() => [LEAD, OWNER, SCRIBE].every((person) => opened()?.members.has(slack.as(person).person.id)));
    channel = opened()?.name ?? '';
    acting = actingIn(slack, channel);
    await acting.find(/SEV-1 · \S+ · #1$/m);
    await until(async () => (await state()).actions.filter((one) => one.state === 'planned').length === 3);
    await slack.as(LEAD).slash('take commander', { channel });
    await slack.as(OWNER).slash('take account-owner', { channel });
    await until(async () => (await state()).roles['account-owner']?.id === OWNER);
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  const state = () => house.test.incident(1);
  const slash = (person: string, words: string) => house.slack.as(person).slash(words, { channel });
  const marked = async (text: string) => (await state()).entries.filter(({ message }) => message?.text === text);
  const marksOf = (ts: string): readonly string[] =>
    (house.slack.messages(channel).find((one) => one.ts === ts)?.reactions ?? []).map(({ name }) => name);
  const task = async (id: string) => (await state()).tasks.find(({ taskId }) => taskId === id);
  const numbers = async (): Promise<number> => {
    const { incidents } = (await (await house.test.call('GET', '/api/v1/incidents')).json()) as { incidents: [] };
    return incidents.length;
  };

  it('captures a message by emoji with its own time, author and link, and withdraws it when the emoji goes', async () => {
    const { slack } = house;
    const said = slack.as(OWNER).say(channel, 'Nobody deployed today');
    slack.as(SCRIBE).react(said, 'pushpin');
    await until(async () => (await marked('Nobody deployed today')).length === 1);
    await until(() => marksOf(said.ts).includes('memo'));
    const [entry] = await marked('Nobody deployed today');
    expect(entry?.message).toMatchObject({
      author: { id: OWNER },
      sentAt: new Date(Number(said.ts) * 1000).toISOString(),
      permalink: expect.stringContaining(said.ts.replace('.', '')),
    });

    slack.as(SCRIBE).unreact(said, 'pushpin');

    await until(async () => (await marked('Nobody deployed today'))[0]?.withdrawn === true);
    await until(() => !marksOf(said.ts).includes('memo'));
  });

  it('posts a bulletin in the channel it names, once, and beside what is announced there', async () => {
    const { slack, test } = house;
    const outbox = createOutbox<ConversationSpec, Item>(test.house.store.db, 'slack');
    const fetchFile = () => Promise.reject(new Error('no files here'));
    const platform = outboxPlatform({ id: 'slack', outbox, wake: () => undefined, fetchFile });
    const { id: incidentId } = await state();
    const title = 'Open follow-ups: 2, 1 overdue';
    const card = { key: 'digest', title, tone: 'warning', preview: title, blocks: [] } as const;
    const shown = () => slack.messages('incidents').filter(({ blocks }) => textOf(blocks).includes(title));

    for (const _ of [1, 2]) await platform.bulletin({ incidentId, conversation: channel }, 'd1', '#incidents', card);
    await until(() => shown().length > 0);
    await platform.bulletin({ incidentId, conversation: channel }, 'd2', '#incidents', { ...card, title: 'Another' });
    await until(() => slack.messages('incidents').some(({ blocks }) => textOf(blocks).includes('Another')));

    expect(shown()).toHaveLength(1);
    expect(slack.messages('incidents').some(({ blocks }) => textOf(blocks).includes('#1'))).toBe(true);
  });

  it('does nothing twice when events come twice, in another order, or a day late', async () => {
    const { slack } = house;
    const said = slack.as(OWNER).say(channel, 'The key is from March');
    slack.events.copies = 2;
    slack.events.hold();
    slack.as(SCRIBE).react(said, 'pushpin');
    slack.as(SCRIBE).unreact(said, 'pushpin');
    slack.as(SCRIBE).react(said, 'pushpin');
    slack.events.release((held) => held.toReversed());
    await until(async () => (await marked('The key is from March')).length === 1);
    slack.events.copies = 1;
    await slack.events.settled();
    const before = (await state()).version;
    for (const sent of slack.events.sent.filter(({ event }) => String(event.type).startsWith('reaction'))) {
      slack.events.repeat(sent);
    }
    await slack.events.settled();

    expect((await marked('The key is from March')).map(({ withdrawn }) => withdrawn ?? false)).toEqual([false]);
    expect((await state()).version).toBe(before);
  });

  it('takes messages onto the timeline, into a task and into an incident of their own by shortcut', async () => {
    const { slack } = house;
    const said = slack.as(OWNER).say(channel, 'Ask the vendor for their logs');
    await slack.as(SCRIBE).shortcut('add_to_timeline', said);
    await until(async () => (await marked('Ask the vendor for their logs')).length === 1);

    await slack.as(SCRIBE).shortcut('create_task', said);
    await acting.fill(SCRIBE, {});
    const task = async () => (await state()).tasks.find(({ text }) => text === 'Ask the vendor for their logs');
    await until(async () => (await task()) !== undefined);
    expect((await task())?.why).toMatch(/^From a message of Responder 2, .* UTC: https:/);
    expect((await task())?.why).toContain(said.ts.replace('.', ''));

    const elsewhere = slack.as(OUTSIDER).say('general', 'Strange logins on the build host');
    await slack.as(OUTSIDER).shortcut('declare_incident', elsewhere);
    await acting.fill(OUTSIDER, {});
    await until(async () => (await numbers()) === 2);
    await until(async () => (await house.test.incident(2)).entries.length > 0);
    expect((await house.test.incident(2)).entries).toMatchObject([
      {
        text: 'Strange logins on the build host',
        occurredAt: new Date(Number(elsewhere.ts) * 1000).toISOString(),
        message: { platform: 'slack', messageId: elsewhere.ts, author: { id: OUTSIDER } },
      },
    ]);
  });

  it('takes a file that somebody drops into evidence, with its hash, and makes it nobody else’s', async () => {
    const { slack } = house;
    slack.as(OWNER).uploadFile(channel, 'sessions.csv', 'who,when\nweb-prod,13:10\n', 'The export');

    const sha256 = createHash('sha256').update('who,when\nweb-prod,13:10\n').digest('hex');
    await until(async () => (await state()).evidence.some(({ file }) => file?.sha256 === sha256));
    expect(slack.journal.of('files.sharedPublicURL')).toEqual([]);
  });

  it('counts both of two people who tick on the same screen, and pages a long checklist', async () => {
    for (let index = 1; index <= 20; index += 1) await slash(LEAD, `task Look at host ${index}`);
    await until(async () => (await state()).tasks.filter(({ text }) => text.startsWith('Look at host')).length === 20);
    const last = (await state()).tasks.find(({ text }) => text === 'Look at host 20')?.taskId ?? '';

    await Promise.all([acting.tick(LEAD, 't3'), acting.tick(OWNER, 't7'), acting.tick(SCRIBE, last)]);

    await until(async () => {
      const done = await Promise.all(['t3', 't7', last].map(task));
      return done.every((one) => one?.state === 'done');
    });
    const groups = house.slack
      .messages(channel)
      .flatMap(({ blocks }) =>
        (blocks ?? []).flatMap(({ elements }) =>
          (Array.isArray(elements) ? elements : []).filter(({ type }) => type === 'checkboxes'),
        ),
      );
    expect(groups.length).toBeGreaterThan(1);
    expect(Math.max(...groups.map(({ options }) => options.length))).toBeLessThanOrEqual(10);
    await acting.tick(LEAD, 't3', false);
    await until(async () => (await task('t3'))?.state === 'open');
  });

  it('shows the truth after a click that was refused', async () => {
    const { slack } = house;
    slack.policy.appsKick = false;
    await slash(LEAD, `remove @${SCRIBE}`);
    await until(async () => (await state()).members.every(({ id }) => id !== SCRIBE));
    await acting.find(/Responder 3 is here and is not a member/);
    slack.journal.clear();

    await acting.tick(SCRIBE, 't3');

    await acting.told(SCRIBE, /not a member/);
    await until(() => slack.journal.of('chat.update', 'ok').some(({ args }) => JSON.stringify(args).includes('t3')));
    expect((await task('t3'))?.state).toBe('open');
    slack.policy.appsKick = true;
    await slash(LEAD, `invite @${SCRIBE}`);
    await acting.find(/Responder 3 is a member now/);
  });

  it('suggests from long menus as one types, and takes what was chosen', async () => {
    const { slack } = house;
    await slash(LEAD, 'skip');
    await until(
      () => slack.as(LEAD).hasView() && JSON.stringify(slack.as(LEAD).view().blocks).includes('external_select'),
    );
    const offered = await slack.as(LEAD).suggest(slack.as(LEAD).view(), 'field.task', 'host 11');
    expect(offered.map(({ text }) => text.text)).toEqual([expect.stringContaining('Look at host 11')]);

    await acting.fill(LEAD, { task: offered[0]?.value ?? '', reason: 'it was rebuilt' });

    await until(async () => (await task(offered[0]?.value ?? ''))?.state === 'skipped');
  });

  it('lets an outsider ask from the announcement, and a member decide', async () => {
    const { slack } = house;
    const announced = () => slack.messages('incidents').find(({ blocks }) => textOf(blocks).includes('#1'));
    await until(() => announced() !== undefined);
    await slack.as(OUTSIDER).click({ channel: 'incidents', ts: announced()?.ts ?? '' }, 'Request access');
    await acting.fill(OUTSIDER, { reason: 'I own the account' });
    await acting.click(OWNER, /SEV-1 · \S+ · #1$/m, 'Decide');
    const asked = () =>
      slack
        .as(OWNER)
        .ephemerals(channel)
        .findLast(({ blocks }) => textOf(blocks).includes('Allow'));
    await until(() => asked() !== undefined);

    await slack.as(OWNER).click({ channel, ts: asked()?.ts ?? '' }, 'Allow Responder 5');

    await until(() => slack.as(OUTSIDER).sees(channel));
  });

  it('breaks glass in a form that asks why, and tells everybody', async () => {
    const { actionId } = (await state()).actions.find(({ action }) => action === 'remove-instance-profile') ?? {};
    const card = new RegExp(`${actionId} · `);
    await acting.click(LEAD, card, 'Request');
    await acting.click(LEAD, card, 'Break glass…');
    await acting.fill(LEAD, { reason: 'nobody else answers' });

    await until(
      async () => (await state()).actions.find((one) => one.actionId === actionId)?.state === 'contained',
      60_000,
    );
    await acting.find(/nobody else answers/);
  });

  it('gathers in the home tab what waits for its reader', async () => {
    const { slack } = house;
    const { actionId } = (await state()).actions.find(({ action }) => action === 'revoke-role-sessions') ?? {};
    await acting.click(LEAD, new RegExp(`${actionId} · `), 'Request');
    await acting.told(OWNER, new RegExp(`Your approval is wanted: ${actionId}`));

    slack.as(OWNER).openHome();

    await until(() => textOf(slack.as(OWNER).home()?.blocks).includes(`#1 ${actionId}`));
    expect(textOf(slack.as(OWNER).home()?.blocks)).toMatch(/Your incidents/);
    slack.as('responder-6').openHome();
    await until(() => slack.as('responder-6').home() !== undefined);
    expect(textOf(slack.as('responder-6').home()?.blocks)).not.toMatch(/web-prod/);
  });

  it('looks for a message whose answer was lost before it is said again', async () => {
    const { slack } = house;
    slack.faults.fail('chat.postMessage', { as: 'cut', after: true });
    await house.test.say(LEAD, 1, 'update Said once');

    await acting.find(/Update: Said once/);
    await until(() => slack.journal.of('conversations.history', 'ok').length > 0);
    await house.test.say(LEAD, 1, 'update Said after it');
    await acting.find(/Update: Said after it/);

    const lines = slack.messages(channel).filter(({ blocks }) => textOf(blocks) === 'Update: Said once');
    expect(lines).toHaveLength(1);
  });
});
