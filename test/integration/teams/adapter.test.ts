/** The adapter through the real library against the fake Teams. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outboxPlatform } from '../../../src/chat/courier.ts';
import type { Item } from '../../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../../src/chat/platform.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { textOf } from '../../doubles/teams/check-card.ts';
import type { Dialog } from '../../doubles/teams/person.ts';
import { addChannel, type Conversation, type Message, personOf } from '../../doubles/teams/world.ts';
import { buttonsIn, startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

describe('Teams', () => {
  let house: TeamsHouse;
  let chat: Conversation;

  beforeAll(async () => {
    house = await startTeamsHouse();
    const { teams } = house;
    // The connector throttles, is out, and loses an answer after it posted: nothing is lost or doubled.
    teams.faults.fail(/POST \/connector\/v3\/conversations\/19/, { as: 'cut', after: true }, 2);
    for (const status of [412, 429, 502, 504]) teams.faults.fail(/POST \/connector/, { as: 'status', status });
    teams.faults.fail(/POST \/v1.0\/chats$/, { as: 'cut', after: true });
    await teams.as('responder-1').tells('new sev2 Unknown key <b>used</b> by [somebody](https://evil.example)');
    chat = await opened('inc-1-');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  async function opened(name: string): Promise<Conversation> {
    const all = () => [...house.teams.world.conversations.values()];
    await until(() => all().some((one) => one.name.startsWith(name) && one.hasApp));
    return house.teams.conversation(name);
  }
  const cardOf = (match: RegExp, where = chat): Message | undefined =>
    where.messages.findLast(({ card }) => match.test(textOf(card)));
  const cardThere = async (match: RegExp, where = chat): Promise<Message> => {
    await until(() => cardOf(match, where) !== undefined);
    return cardOf(match, where) as Message;
  };
  const incident = () => house.test.incident(1);

  it('opens one group chat with the roster, the codename as topic, a tab to the Room, and the pinned card', async () => {
    const { teams } = house;
    await until(() => teams.as('responder-1').sees(chat) && teams.as('responder-3').sees(chat));
    await cardThere(/SEV-2 · .*#1/);
    await until(() => chat.pinned.size > 0);
    await until(() => chat.tabs.some(({ displayName }) => displayName === 'Room'));

    expect(chat.kind).toBe('groupChat');
    expect(chat.name).toMatch(/^inc-1-[a-z]+-[a-z]+ · SEV-2 · Detection & Analysis$/);
    expect(teams.as('responder-5').sees(chat)).toBe(false);
    expect([...teams.world.conversations.values()].filter(({ kind }) => kind === 'groupChat')).toHaveLength(1);
  });

  it('shows each card once, although answers were lost', async () => {
    await house.teams.as('responder-1').tells('task Confirm the scope', chat);
    await cardThere(/Confirm the scope/);
    const titles = chat.messages.map(({ card }) => textOf(card).split('\n')[0]);
    expect(titles.filter((title) => /SEV-2 · .*#1/.test(title ?? ''))).toHaveLength(1);
  });

  it('keeps what notifications show free of restricted facts, and text from outside free of markup', () => {
    expect(JSON.stringify(chat.messages.map(({ summary }) => summary))).not.toMatch(/Unknown|evil/);
    expect(textOf(cardOf(/SEV-2 · .*#1/)?.card)).toContain('[somebody](https://evil.example)');
  });

  it('tells outsiders in the channel for announcements what they may know, and lets them ask', async () => {
    const general = house.teams.team.channels[0] as Conversation;
    const announced = await cardThere(/SEV-2/, general);
    expect(JSON.stringify(general.messages)).not.toMatch(/Unknown|evil/);

    const stranger = house.teams.as('stranger-1');
    const { dialog } = await stranger.clicks(general, announced, 'Request access');
    const asked = await stranger.submits(general, dialog as Dialog, { 'field.reason': 'I own the account' });
    expect(asked.message).toMatch(/asked|members/i);
    await until(async () => (await incident()).accessRequests.length > 0);
  });

  it('posts a bulletin in the channel it names, once, and edits nothing that was announced', async () => {
    const { teams, test } = house;
    const general = teams.team.channels[0] as Conversation;
    const channel = addChannel(teams.world, teams.team, 'Follow-ups', '');
    const outbox = createOutbox<ConversationSpec, Item>(test.house.store.db, 'teams');
    const fetchFile = () => Promise.reject(new Error('no files here'));
    const platform = outboxPlatform({ id: 'teams', outbox, wake: () => undefined, fetchFile });
    const place = { incidentId: (await incident()).id, conversation: chat.id };
    const title = 'Open follow-ups: 2, 1 overdue';
    const card = { key: 'digest', title, tone: 'warning', preview: title, blocks: [] } as const;
    const announced = JSON.stringify(general.messages);

    for (const _ of [1, 2]) await platform.bulletin(place, 'd1', 'Follow-ups', card);
    await cardThere(/2, 1 overdue/, channel);
    await platform.bulletin(place, 'd2', 'Follow-ups', { ...card, title: 'Another' });
    await cardThere(/Another/, channel);

    expect(channel.messages.filter(({ card: there }) => textOf(there).includes(title))).toHaveLength(1);
    expect(JSON.stringify(general.messages)).toBe(announced);
  });

  it('answers in the talk with the asker alone, also for somebody who has not installed the app', async () => {
    const person = personOf(house.teams.world, 'responder-6');
    person.hasApp = false;
    const actor = house.teams.as('responder-6');
    const general = house.teams.team.channels[0] as Conversation;

    await actor.tells('aprove a1', general);

    await cardThere(/Did you mean approve/, actor.direct());
    expect(person.hasApp).toBe(true);
    expect(cardOf(/Did you mean/, general)).toBeUndefined();
  });

  it('ticks by a click, answers it with a line, and shows everybody what changed', async () => {
    const checklist = await cardThere(/t1 /);
    const shown = await house.teams.as('responder-2').clicks(chat, checklist, 'Tick t1');

    expect(shown.toast).toBeTruthy();
    await until(async () => (await incident()).tasks.find(({ taskId }) => taskId === 't1')?.state === 'done');
    await until(() => textOf(cardOf(/t1 /)?.card).includes('☑'));
    expect(cardOf(/t1 /)?.id).toBe(checklist.id);
  });

  it('opens a dialog from a button, and brings it back with what was typed when it is refused', async () => {
    const summary = await cardThere(/SEV-2 · .*#1/);
    const lead = house.teams.as('responder-1');
    await lead.tells('take commander', chat);
    await until(async () => (await incident()).roles.commander !== undefined);
    const { dialog } = await lead.clicks(chat, summary, 'Phase…');
    const refused = await lead.submits(chat, dialog as Dialog, { 'field.to': 'containment' });

    expect(textOf(refused.dialog?.card)).toMatch(/^! /);
    const done = await lead.submits(chat, refused.dialog as Dialog, {
      'field.override': 'true',
      'field.reason': 'it is in use now',
    });
    expect(done).toEqual({});
    await until(async () => (await incident()).phase === 'containment');
  });

  it('shows each reader what is theirs, by a card that refreshes itself', async () => {
    const summary = await cardThere(/SEV-2 · .*#1/);

    const lead = await house.teams.as('responder-1').refreshes(chat, summary);
    const other = await house.teams.as('responder-3').refreshes(chat, summary);
    const stranger = await house.teams.as('stranger-1').refreshes(chat, summary);

    expect(textOf(lead.card)).toContain('You: Incident Commander');
    expect(textOf(other.card)).toContain('You: no role');
    expect(stranger.card).toBeUndefined();
    const { userIds = [] } = (summary.card?.refresh ?? {}) as { userIds?: readonly string[] };
    expect(userIds).toContain(house.teams.as('responder-1').person.mri);
  });

  it('puts a message on the timeline by its menu and by a reaction, with its own time, author and files', async () => {
    const file = { name: 'list.csv', contentUrl: 'https://example.sharepoint.com/list.csv' };
    const owner = house.teams.as('responder-3');
    const first = await owner.says('The key was made on Friday & <used> on Sunday', chat, [file]);
    const second = await owner.says('It is ours', chat);

    expect((await house.teams.as('responder-2').acts(chat, first, 'addToTimeline')).message).toBe('On the timeline.');
    await house.teams.as('responder-2').reacts(chat, second, '1f4cc_pushpin');

    await until(async () => (await incident()).entries.some(({ text }) => text === 'It is ours'));
    const { entries, evidence } = await incident();
    expect(entries.find(({ text }) => text.includes('Friday & <used>'))).toMatchObject({ occurredAt: first.createdAt });
    await until(async () => JSON.stringify((await incident()).evidence).includes('teams:u!'));
    expect(JSON.stringify(evidence)).not.toContain('undefined');
    await house.teams.as('responder-2').reacts(chat, second, '1f4cc_pushpin', false);
    await until(async () =>
      (await incident()).entries.every(({ text, withdrawn }) => text !== 'It is ours' || withdrawn),
    );
  });

  it('takes in whom a member adds, raises the alarm about anybody else, and hears who leaves', async () => {
    const { teams } = house;
    await teams.as('responder-4').joins(chat, teams.as('responder-1').person);
    await until(async () => (await incident()).members.some(({ id }) => id === 'responder-4'));

    await teams.as('stranger-1').joins(chat);
    await cardThere(/Stranger 1 is here and is not a member/);
    await teams.as('stranger-1').leaves(chat);
    await cardThere(/Stranger 1 is no longer/);
  });

  it('asks approvers in private and in their activity feed, without a restricted word', async () => {
    expect(buttonsIn(cardOf(/SEV-2 · .*#1/)?.card).length).toBeGreaterThan(3);
    for (const { preview } of house.teams.world.notices) expect(preview).not.toMatch(/Unknown|evil/);
  });
});

describe('open incidents in Teams', () => {
  it('are channels with lawful names in the first team that has room, and fall silent once restricted', async () => {
    await using house = await startTeamsHouse({ settings: { channelsPerTeam: 2 } });
    const { teams, test } = house;
    const lead = teams.as('responder-1');
    const direct = lead.direct();
    const declare = async (title: string): Promise<void> => {
      const there = direct.messages.length;
      await lead.tells('new');
      const offer = () =>
        direct.messages.slice(there).find(({ card }) => buttonsIn(card).includes('Declare an incident…'));
      await until(() => offer() !== undefined);
      const { dialog } = await lead.clicks(direct, offer() as Message, 'Declare an incident…');
      await lead.submits(direct, dialog as Dialog, { 'field.title': title, 'field.visibility': 'open' });
    };

    await declare('Phishing: 1/2 "mails" reported?');
    await until(() => teams.team.channels.length === 2);
    const channel = teams.team.channels[1] as Conversation;
    expect(channel.name).toMatch(/^inc-1-[a-z-]+$/);
    const standing = () => channel.messages.find(({ card }) => textOf(card).includes('#1'));
    await until(() => standing() !== undefined && channel.tabs.length > 0);
    await until(() => channel.description.startsWith('SEV-') || channel.description.includes('#1'));

    await lead.tells('note said in the thread of the card', channel, standing()?.root);
    await until(async () => (await test.incident(1)).entries.length > 0);

    await declare('Another one');
    await until(async () => (await test.incident(2)).number === 2);
    // The team is full now: the incident lives in the Room, and its log says why.
    await until(async () =>
      JSON.stringify(await (await test.call('GET', '/api/v1/incidents/2/events')).json()).includes('No team has room'),
    );
    expect(teams.team.channels).toHaveLength(2);

    await lead.tells('1 take commander');
    await until(async () => (await test.incident(1)).roles.commander !== undefined);
    await lead.tells('1 private because customer data is involved');
    await until(async () => (await test.incident(1)).visibility === 'restricted');
    const before = JSON.stringify(channel.messages);
    await test.say('responder-1', 1, 'note The customer is Example Ltd');
    await until(async () => (await test.incident(1)).entries.length > 1);
    expect(JSON.stringify(channel.messages)).not.toContain('Example Ltd');
    expect(before).not.toContain('Example Ltd');
  });
});
