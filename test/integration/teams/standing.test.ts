/** What people do to channels, chats and teams by hand: the incident learns it, tells it on its other sides, and goes on when it is back. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../doubles/teams/check-card.ts';
import type { Dialog } from '../../doubles/teams/person.ts';
import type { Conversation, Message, Team } from '../../doubles/teams/world.ts';
import { visitRoom } from '../../support/room-visitor.ts';
import { startHouse } from '../../support/start-house.ts';
import { buttonsIn, startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

describe('conversations in Teams', () => {
  let house: TeamsHouse;
  let channel: Conversation;
  let chat: Conversation;
  let team: Team;

  const open = 1;
  const restricted = 2;
  const there = async (number: number) =>
    (await house.test.incident(number)).conversations.find(({ platform }) => platform === 'teams');
  const isArchived = async (number: number): Promise<boolean> => (await there(number))?.archived === true;
  const room = async (number: number) => (await visitRoom(house.test.url, 'responder-1')).page(`/incidents/${number}`);
  const shows = (where: Conversation, text: string): boolean =>
    where.messages.some(({ card }) => textOf(card).includes(text));

  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    const { teams } = house;
    [team] = teams.world.teams as [Team];
    await declareOpen('Phishing mails reported');
    await until(() => team.channels.length === 2);
    channel = team.channels[1] as Conversation;
    await teams.as('responder-1').tells('new sev2 A stolen key');
    const named = () => [...teams.world.conversations.values()].find(({ name }) => name.startsWith('inc-2-'));
    await until(() => named() !== undefined);
    chat = named() as Conversation;
    await until(() => shows(channel, '#1') && shows(chat, '#2'));
    await until(async () => (await there(open)) !== undefined && (await there(restricted)) !== undefined);
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  async function declareOpen(title: string): Promise<void> {
    const lead = house.teams.as('responder-1');
    const direct = lead.direct();
    await lead.tells('new');
    const offer = () => direct.messages.find(({ card }) => buttonsIn(card).includes('Declare an incident…'));
    await until(() => offer() !== undefined);
    const { dialog } = await lead.clicks(direct, offer() as Message, 'Declare an incident…');
    await lead.submits(direct, dialog as Dialog, { 'field.title': title, 'field.visibility': 'open' });
  }

  it('learns who deleted a channel, says so in the Room, and goes on where it was once it is restored', async () => {
    const owner = house.teams.owner('responder-4');
    await owner.deletes(channel);

    await until(() => isArchived(open));
    await until(async () => (await room(open)).includes('Responder 4 deleted the conversation in Teams'));
    await house.test.say('responder-1', open, 'update Said while it was deleted');
    await until(() => house.teams.journal.some(({ status, call }) => status === 404 && call.includes('/connector/')));

    await owner.restores(channel);

    await until(async () => !(await isArchived(open)));
    await until(() => shows(channel, 'Said while it was deleted'));
    await until(() => shows(channel, 'Responder 4 brought the conversation in Teams back'));
  });

  it('learns the new name of a channel and of a chat', async () => {
    const owner = house.teams.owner('responder-4');
    await owner.renames(channel, 'phishing wave');
    await owner.renames(chat, 'the stolen key');

    await until(async () => (await there(open))?.name === 'phishing wave');
    await until(async () => (await there(restricted))?.name === 'the stolen key');
    await until(async () => (await room(open)).includes('renamed the conversation in Teams: phishing wave'));
  });

  it('learns of an archived and of a deleted team in every incident that has a channel there, and in no chat', async () => {
    const owner = house.teams.owner('responder-4');
    await owner.archives(team);
    await until(() => isArchived(open));
    await owner.archives(team, false);
    await until(async () => !(await isArchived(open)));

    await owner.deletesTeam(team);
    await until(() => isArchived(open));
    await owner.deletesTeam(team, false);
    await until(async () => !(await isArchived(open)));
    expect(await isArchived(restricted)).toBe(false);
  });

  it('learns that the app was taken out of a team and of a chat, and that it is there again', async () => {
    const owner = house.teams.owner('responder-4');
    for (const [where, number] of [
      [team, open],
      [chat, restricted],
    ] as const) {
      await owner.takesAppOut(where);
      await until(() => isArchived(number));
      await until(async () => (await room(number)).includes('removed Cordon from the conversation in Teams'));
      await owner.addsApp(where);
      await until(async () => !(await isArchived(number)));
    }
  });

  it('finds by looking what it was not told, in both directions', async () => {
    const unheard = house.teams.owner('responder-4', false);
    await unheard.deletes(channel);
    await unheard.takesAppOut(chat);
    await unheard.renames(channel, 'renamed unheard');
    await using _second = await startHouse(house.test.environment);
    await until(async () => (await isArchived(open)) && (await isArchived(restricted)));

    await unheard.restores(channel);
    await unheard.addsApp(chat);
    await using _third = await startHouse(house.test.environment);
    await until(async () => !(await isArchived(open)) && !(await isArchived(restricted)));
  });
});
