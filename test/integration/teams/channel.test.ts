/** The talk in a standard channel: on the other sides where the team consented to it, and what is heard where it did not. */

import { describe, expect, it } from 'vitest';
import { textOf } from '../../doubles/teams/check-card.ts';
import type { Dialog } from '../../doubles/teams/person.ts';
import type { Conversation, Message } from '../../doubles/teams/world.ts';
import { type RoomVisitor, visitRoom } from '../../support/room-visitor.ts';
import { buttonsIn, EVERY_PERMISSION, startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

interface OpenIncident {
  readonly channel: Conversation;
  readonly room: RoomVisitor;
  readonly talk: () => Promise<string>;
}

async function declareOpen({ teams, test }: TeamsHouse): Promise<OpenIncident> {
  const lead = teams.as('responder-1');
  const direct = lead.direct();
  await lead.tells('new');
  const offer = () => direct.messages.find(({ card }) => buttonsIn(card).includes('Declare an incident…'));
  await until(() => offer() !== undefined);
  const { dialog } = await lead.clicks(direct, offer() as Message, 'Declare an incident…');
  await lead.submits(direct, dialog as Dialog, { 'field.title': 'Phishing mails', 'field.visibility': 'open' });
  await until(() => teams.team.channels.length === 2);
  const channel = teams.team.channels[1] as Conversation;
  await until(() => channel.messages.some(({ card }) => textOf(card).includes('#1')));
  const room = await visitRoom(test.url, 'responder-1');
  return { channel, room, talk: () => room.page('/incidents/1') };
}

const entries = async ({ test }: TeamsHouse) => (await test.incident(1)).entries.map(({ text }) => text);

describe('a standard channel', () => {
  it('is a side like any other: posts and answers, edits, deletions and marks go both ways, once', async () => {
    await using house = await startTeamsHouse({ teams: { rates: false } });
    const { teams } = house;
    const { channel, room, talk } = await declareOpen(house);
    const somebody = teams.as('responder-2');

    const said = await somebody.says('The mails come from our own domain', channel);
    await until(async () => (await talk()).includes('The mails come from our own domain'));
    expect(await talk()).toContain('in Teams');
    await somebody.answers('and from a second one', said, channel);
    await until(async () => (await talk()).includes('and from a second one'));

    await somebody.edits(channel, said, 'The mails come from a lookalike domain');
    await until(async () => (await talk()).includes('lookalike'));
    expect(await talk()).not.toContain('our own domain');
    await teams.as('responder-3').reacts(channel, said, '1f4cc_pushpin');
    await until(async () => (await entries(house)).includes('The mails come from a lookalike domain'));
    await somebody.deletes(channel, said);
    await until(async () => (await talk()).includes('Deleted.'));

    await room.say(1, 'Who runs the mail gateway?');
    await until(() => channel.messages.some(({ card }) => textOf(card).includes('Who runs the mail gateway?')));
    const copies = channel.messages.filter(({ card }) => textOf(card).includes('Who runs the mail gateway?'));
    expect(copies).toHaveLength(1);
    expect(textOf(copies[0]?.card)).toContain('Responder 1 · the Room');
  });

  it('is heard without consent only where somebody speaks to Cordon or marks a message by its menu', async () => {
    const granted = EVERY_PERMISSION.filter((name) => name !== 'ChannelMessage.Read.Group');
    await using house = await startTeamsHouse({ teams: { rates: false, granted } });
    const { teams, test } = house;
    const { channel, talk } = await declareOpen(house);
    const somebody = teams.as('responder-2');

    const said = await somebody.says('Said among ourselves', channel);
    await teams.as('responder-3').reacts(channel, said, '1f4cc_pushpin');
    await somebody.tells('note Said to Cordon', channel);
    await until(async () => (await entries(house)).includes('Said to Cordon'));
    expect(await talk()).not.toContain('Said among ourselves');

    expect((await somebody.acts(channel, said, 'addToTimeline')).message).toBe('On the timeline.');
    expect(await entries(house)).toContain('Said among ourselves');
    const { body } = await test.call('GET', '/metrics');
    expect(await new Response(body).text()).toMatch(/^cordon_received_dead 0$/m);
  });
});
