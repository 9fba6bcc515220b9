/** The message extension: what comes of each of its actions and of its search, looked at in the incident. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../doubles/teams/check-card.ts';
import type { Dialog, Shown } from '../../doubles/teams/person.ts';
import type { Conversation, Message } from '../../doubles/teams/world.ts';
import { startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

describe('the message extension', () => {
  let house: TeamsHouse;
  let chat: Conversation;
  let general: Conversation;

  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    const { teams } = house;
    await teams.as('responder-1').tells('new sev2 Unknown key <b>used</b> by [somebody](https://evil.example)');
    const found = () => [...teams.world.conversations.values()].find(({ name }) => name.startsWith('inc-1-'));
    // Its first card comes once Cordon knows the chat for the incident's.
    await until(() => found()?.messages.some(({ card }) => card !== undefined) === true);
    chat = found() as Conversation;
    general = teams.team.channels[0] as Conversation;
  });
  afterAll(async () => house?.[Symbol.asyncDispose]());

  const as = (name: string) => house.teams.as(name);
  const incident = (number = 1) => house.test.incident(number);
  const fetches = (who: string, where: Conversation, message: Message, command: string): Promise<Shown> =>
    as(who).acts(where, message, command);
  const submits = async (who: string, where: Conversation, command: string, { dialog }: Shown, fields = {}) =>
    as(who).completes(where, command, dialog as Dialog, fields);

  it('puts a message onto the timeline with its own time, author and link, once however often it is asked', async () => {
    const message = await as('responder-3').says('The key was made on Friday', chat);

    for (const _ of [1, 2])
      expect((await fetches('responder-2', chat, message, 'addToTimeline')).message).toBe('On the timeline.');

    const entries = (await incident()).entries.filter(({ text }) => text === 'The key was made on Friday');
    expect(entries).toHaveLength(1);
    expect(entries[0]?.message).toMatchObject({
      ...{ platform: 'teams', conversation: chat.id, messageId: message.id, author: { id: 'responder-3' } },
      ...{ sentAt: message.createdAt, permalink: expect.stringContaining(message.id) },
    });
  });

  it('puts nothing on a timeline for somebody outside, nor from outside an incident, and says why', async () => {
    const here = await as('responder-3').says('Not for strangers to mark', chat);
    const there = await as('responder-3').says('Said elsewhere', general);

    expect((await fetches('stranger-1', chat, here, 'addToTimeline')).message).toMatch(/not a member/);
    expect((await fetches('responder-2', general, there, 'addToTimeline')).message).toMatch(/not the conversation/);
    expect((await incident()).entries.map(({ text }) => text)).not.toContain('Not for strangers to mark');
  });

  it('makes a task of a message, which says whose it was and where it is read', async () => {
    const message = await as('responder-3').says('Ask the owner for the list', chat);
    const asked = await fetches('responder-1', chat, message, 'createTask');
    expect(JSON.stringify(asked.dialog?.card)).toContain('Ask the owner for the list');

    await submits('responder-1', chat, 'createTask', asked, { 'field.due': '2h' });

    const task = async () => (await incident()).tasks.find(({ text }) => text === 'Ask the owner for the list');
    await until(async () => (await task()) !== undefined);
    expect((await task())?.why).toMatch(
      /^From a message of Responder 3, \d{4}-\d\d-\d\d \d\d:\d\d UTC: https:\/\/teams/,
    );
    expect((await task())?.why).toContain(message.id);
    expect((await task())?.dueAt).toBeDefined();
  });

  it('brings a refused form back with what was typed, and the message goes along all the same', async () => {
    const message = await as('responder-3').says('Ask the vendor too', chat);
    const asked = await fetches('responder-1', chat, message, 'createTask');
    const refused = await submits('responder-1', chat, 'createTask', asked, { 'field.due': 'some day' });
    expect(textOf(refused.dialog?.card)).toMatch(/^! some day is not a time/);

    await submits('responder-1', chat, 'createTask', refused, { 'field.due': '30m' });

    const task = async () => (await incident()).tasks.find(({ text }) => text === 'Ask the vendor too');
    await until(async () => (await task()) !== undefined);
    expect((await task())?.why).toContain(message.id);
  });

  it('says where a task belongs when it is asked for outside an incident', async () => {
    const message = await as('responder-3').says('Somebody should look', general);

    expect((await fetches('responder-1', general, message, 'createTask')).message).toMatch(/speaks to an incident.*#1/);
  });

  it('opens an incident from a message: titled by it, with the message as its source and first entry', async () => {
    const message = await as('responder-6').says('Strange logins on the build host & <b>more</b>', general);
    const asked = await fetches('responder-6', general, message, 'declareIncident');
    expect(JSON.stringify(asked.dialog?.card)).toContain('Strange logins on the build host');

    const told = await submits('responder-6', general, 'declareIncident', asked, { 'field.severity': '2' });

    expect(told.message).toMatch(/^#2 \S+ is open\.$/);
    const { title, severity, visibility, members, entries } = await incident(2);
    expect([title, severity, visibility]).toEqual(['Strange logins on the build host & <b>more</b>', 2, 'restricted']);
    expect(members.map(({ id }) => id)).toContain('responder-6');
    expect(entries).toMatchObject([
      {
        text: 'Strange logins on the build host & <b>more</b>',
        occurredAt: message.createdAt,
        message: { author: { id: 'responder-6' }, conversation: general.id, messageId: message.id },
      },
    ]);
    const { events } = (await (await house.test.call('GET', '/api/v1/incidents/2/events')).json()) as {
      events: { type: string; source: { permalink?: string } }[];
    };
    expect(events.find(({ type }) => type === 'IncidentDeclared')?.source.permalink).toContain(message.id);
  });

  it('opens an incident from what another app posted, as its alert', async () => {
    const posted = await as('responder-6').says('Root login without MFA', general);
    const payload = {
      ...{ id: posted.id, createdDateTime: posted.createdAt, body: { contentType: 'text', content: posted.text } },
      ...{ from: { user: null, application: { id: 'a1', displayName: 'Alert feed' } }, linkToMessage: null },
    };
    const value = { commandId: 'declareIncident', commandContext: 'message', messagePayload: payload };
    const { person } = as('responder-6');
    const { body } = await house.teams.deliver({
      ...{ type: 'invoke', name: 'composeExtension/fetchTask', id: 'f:app-message', value },
      from: { id: person.mri, name: person.name, aadObjectId: person.id },
      conversation: { id: general.id, conversationType: 'channel', tenantId: house.teams.world.tenantId },
      channelData: { tenant: { id: house.teams.world.tenantId } },
    });
    const { task } = body as { task: { value: { title: string; card: { content: Dialog['card'] } } } };

    const dialog = { title: task.value.title, card: task.value.card.content };
    await submits('responder-6', general, 'declareIncident', { dialog });

    await until(async () => (await incident(3)).number === 3);
    expect((await incident(3)).entries[0]?.message?.author.name).toBe('Alert feed');
  });

  it('does not take a message apart that was tampered with on its way back', async () => {
    const message = await as('responder-6').says('Another one', general);
    const { dialog } = await fetches('responder-6', general, message, 'declareIncident');
    const forged = JSON.parse(JSON.stringify(dialog).replaceAll('https://teams.microsoft.com', 'javascript:alert'));

    const told = await submits('responder-6', general, 'declareIncident', { dialog: forged });

    expect(textOf(told.dialog?.card) || told.message).toMatch(/Not understood/);
    expect((await (await house.test.call('GET', '/api/v1/incidents/4')).json()) as object).not.toHaveProperty('number');
  });

  it('finds incidents by number and codename for everybody, as outsiders see them, and nothing else', async () => {
    const { codename, number } = await incident();

    for (const text of ['1', '#1', codename, codename.split('-')[0]?.toUpperCase() ?? '']) {
      const [found] = await as('stranger-1').searches(text);
      expect(textOf(found?.content), text).toContain(`#${number}`);
      expect(JSON.stringify(found)).not.toMatch(/Unknown|evil/);
    }
    expect(await as('stranger-1').searches('Unknown key')).toEqual([]);
    // Opened without a word it shows the newest.
    expect(textOf((await as('stranger-1').searches(''))[0]?.content)).toContain('#3');
  });
});
