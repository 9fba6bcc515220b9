/** Cordon before Microsoft's own client and connector, as far as the Agents Playground goes. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invoked, Told } from '../../doubles/playground/index.ts';
import { textOf } from '../../doubles/teams/check-card.ts';
import { actionIn, submitOf } from '../../doubles/teams/person.ts';
import type { Person } from '../../doubles/teams/world.ts';
import { CHAT, type PlaygroundHouse, startPlaygroundHouse } from '../../support/playground-house.ts';
import { visitRoom } from '../../support/room-visitor.ts';
import { until } from '../../support/until.ts';

const SUMMARY = /SEV-2 · \S+ · #1$/m;

describe('the Agents Playground', () => {
  let house: PlaygroundHouse;
  let lead: Person;
  let other: Person;

  beforeAll(async () => {
    house = await startPlaygroundHouse();
    lead = house.teams.as('responder-1').person;
    other = house.teams.as('responder-2').person;
  });
  afterAll(async () => house?.[Symbol.asyncDispose]());

  const incident = () => house.test.incident(1);
  const shown = (match: RegExp, where = CHAT): Told | undefined =>
    house.playground.messages(where).findLast(({ card }) => match.test(textOf(card)));
  const there = async (match: RegExp, where = CHAT): Promise<Told> => {
    await until(() => shown(match, where) !== undefined);
    return shown(match, where) as Told;
  };
  const click = async (by: Person, match: RegExp, label: string): Promise<Invoked> => {
    await until(() => textOf(shown(match)?.card).includes(label));
    const { id, card } = await there(match);
    const { verb, data } = actionIn(card, label) ?? {};
    const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
    return house.playground.invokes(by, CHAT, 'adaptiveCard/action', value, id);
  };
  const activity = async (change: object): Promise<object> => ({
    ...(await house.playground.template(CHAT, 'userAdded')),
    ...{ membersAdded: undefined, type: 'message', id: `f:${performance.now()}` },
    ...change,
  });
  const payload = (id: string, content: string) => ({
    ...{ id, createdDateTime: '2026-01-31T10:00:00.000Z', messageType: 'message' },
    from: { user: { id: other.id, displayName: other.name } },
    ...{ body: { contentType: 'html', content }, attachments: [], reactions: [] },
  });

  it('installs the bot, adds it to a chat, and is answered', async () => {
    const { playground } = house;
    await playground.sends(await playground.template(playground.direct, 'install'));
    await playground.sends(await playground.template(CHAT, 'botAdded'));

    await until(() => playground.answered.length === 2);
    expect(playground.answered.map(({ type, status }) => [type, status])).toEqual(
      expect.arrayContaining([
        ['installationUpdate', 200],
        ['conversationUpdate', 200],
      ]),
    );
  });

  it('shows the cards of an incident in its chat, and what outsiders may know in the channel', async () => {
    const { playground, teams } = house;
    await playground.types(playground.direct, 'new sev2 Unknown key <b>used</b> by [somebody](https://evil.example)');

    await until(() => shown(SUMMARY) !== undefined, 90_000);
    await playground.types(CHAT, 'task Confirm the scope', true);
    await there(/t1 +Confirm the scope/);
    const general = teams.team.channels[0]?.id ?? '';
    await there(/SEV-2/, general);
    expect(JSON.stringify(playground.messages(general))).not.toMatch(/Unknown|evil/);
    expect((await incident()).members.map(({ id }) => id)).toContain('responder-6');
  }, 120_000);

  it('takes words after the bot’s name, and answers in the talk with the asker alone', async () => {
    const { playground } = house;
    await playground.types(CHAT, 'severity', true);

    await there(/Severity…/, playground.direct);
    expect(shown(/Severity…/)).toBeUndefined();
  });

  it('carries a click to the bot and its answer back, and the card is edited where it stands', async () => {
    const before = await there(SUMMARY);
    const { type, value } = await click(lead, SUMMARY, 'Take');

    expect(type).toBe('application/vnd.microsoft.activity.message');
    expect(String(value)).toMatch(/Commander/);
    await until(() => textOf(shown(SUMMARY)?.card).includes('Responder 1'));
    const after = await there(SUMMARY);
    expect(after.id).toBe(before.id);
    expect(after.edits).toBeGreaterThan(before.edits);
  });

  it('asks for the card as it stands for each reader', async () => {
    const { id, card } = await there(SUMMARY);
    const { action } = (card?.refresh ?? {}) as { action?: object };
    const value = { action: { type: 'Action.Execute', ...action }, trigger: 'automatic' };
    const [own, others] = await Promise.all(
      [lead, other].map((by) => house.playground.invokes(by, CHAT, 'adaptiveCard/action', value, id)),
    );

    expect(own?.type).toBe('application/vnd.microsoft.card.adaptive');
    expect(textOf(own?.value)).toContain('You: Incident Commander');
    expect(textOf(others?.value)).toContain('You: no role');
  });

  it('opens a dialog by a message action, and its submission makes a task', async () => {
    const { playground } = house;
    const value = {
      ...{ commandId: 'createTask', commandContext: 'message' },
      messagePayload: payload('1700000000001', '<p>Ask the owner for the list</p>'),
    };
    const { task } = await playground.invokes(lead, CHAT, 'composeExtension/fetchTask', value);
    const { card } = (task?.value ?? {}) as { card?: { content: unknown } };
    expect(task?.type).toBe('continue');
    expect(textOf(card?.content)).toContain('Add');

    const filled = { ...submitOf(card?.content), 'field.text': 'Ask the owner for the list' };
    await playground.invokes(lead, CHAT, 'composeExtension/submitAction', { ...value, data: filled });

    await until(async () => (await incident()).tasks.some(({ text }) => text === 'Ask the owner for the list'));
  });

  it('finds incidents by the message extension, as outsiders may see them', async () => {
    const value = { commandId: 'searchIncidents', parameters: [{ name: 'text', value: '1' }], queryOptions: {} };
    const { composeExtension } = await house.playground.invokes(other, CHAT, 'composeExtension/query', value);

    expect(composeExtension?.attachments).toHaveLength(1);
    expect(JSON.stringify(composeExtension)).toContain('#1');
    expect(JSON.stringify(composeExtension)).not.toMatch(/Unknown|evil/);
  });

  it('tells of reactions, edits and deletions', async () => {
    const { playground, test } = house;
    const visitor = await visitRoom(test.url, 'responder-1');
    const room = () => visitor.page('/incidents/1');
    const said = { id: '1700000000002', text: 'The owner made it on Friday' };
    await playground.sends(await activity(said));
    await until(async () => (await room()).includes('made it on Friday'));

    const reactionsAdded = [{ type: '1f4cc_pushpin' }];
    await playground.sends(await activity({ type: 'messageReaction', replyToId: said.id, reactionsAdded }));
    await until(async () => (await incident()).entries.some(({ text }) => text === said.text));

    const edited = { ...said, text: 'The owner made it on Sunday', timestamp: new Date().toISOString() };
    const eventType = (kind: string) => ({
      channelData: { tenant: { id: house.teams.world.tenantId }, eventType: kind },
    });
    await playground.sends(await activity({ ...edited, ...eventType('editMessage'), type: 'messageUpdate' }));
    await until(async () => (await room()).includes('made it on Sunday'));
    await playground.sends(await activity({ id: said.id, ...eventType('softDeleteMessage'), type: 'messageDelete' }));
    await until(() => playground.answered.some(({ type, status }) => type === 'messageDelete' && status === 200));
  });

  it('tells of who leaves and who comes', async () => {
    const { playground, teams } = house;
    const last = teams.as('responder-6').person;
    const account = { id: last.mri, aadObjectId: last.id };
    const members = async () => (await incident()).members.map(({ id }) => id);
    const change = { type: 'conversationUpdate', from: account };
    await playground.sends(await activity({ ...change, membersRemoved: [account] }));
    await until(async () => !(await members()).includes('responder-6'));

    const by = { id: lead.mri, aadObjectId: lead.id };
    await playground.sends(await activity({ ...change, from: by, membersAdded: [account] }));
    await until(async () => (await members()).includes('responder-6'));
  });

  it('is not believed without the signature that is put on in between, and knows no dialogs from cards', async () => {
    const { test, playground } = house;
    const forged = await fetch(`${test.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await activity({ text: '1 severity 1 because forged', from: { id: lead.mri } })),
    });
    expect(forged.status).toBe(401);

    const { id } = await there(SUMMARY);
    await expect(playground.invokes(lead, CHAT, 'task/fetch', { data: {} }, id)).rejects.toThrow('400');
  });
});
