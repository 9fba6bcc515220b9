/** The story of an incident in Teams, through the real library against the fake Teams. */

import { expect } from 'vitest';
import { textOf } from '../doubles/teams/check-card.ts';
import type { FakeTeams } from '../doubles/teams/index.ts';
import type { Conversation } from '../doubles/teams/world.ts';
import { actingIn } from '../support/teams-acting.ts';
import { startTeamsHouse } from '../support/teams-house.ts';
import { until } from '../support/until.ts';
import { CALL, type Scene, type Stage, story } from './story.ts';

story('Teams', async (): Promise<Stage> => {
  const { teams, test, ...opened } = await startTeamsHouse({ teams: { rates: false }, settings: { links: [CALL] } });
  const general = teams.team.channels[0] as Conversation;
  const found = () => [...teams.world.conversations.values()].find(({ name }) => name.startsWith('inc-1-'));
  return {
    test,
    enter: async (people) => {
      await until(() => found() !== undefined);
      const chat = found() as Conversation;
      await until(() => people.every((person) => teams.as(person).sees(chat)));
      return sceneIn(teams, chat);
    },
    announced: () => JSON.stringify(general.messages.map(({ text, summary, card }) => ({ text, summary, card }))),
    elsewhere: (person, words) => teams.as(person).tells(words),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
});

function sceneIn(teams: FakeTeams, chat: Conversation): Scene {
  const acting = actingIn(teams, chat);
  return {
    ...acting,
    furnished: async () => {
      await until(() =>
        chat.messages.some(({ id, card }) => chat.pinned.has(id) && /SEV-1 · \S+ · #1$/m.test(textOf(card))),
      );
      await until(() =>
        ['Room', 'Playbook', CALL.label].every((one) => chat.tabs.some(({ displayName }) => displayName === one)),
      );
      expect(chat).toMatchObject({ kind: 'groupChat', name: expect.stringMatching(/^inc-1-\S+ · SEV-1 · \S/) });
    },
    sees: (person) => teams.as(person).sees(chat),
    // The topic stands in notices: who leads is said by the card alone.
    led: async (by) => {
      await until(async () => (await acting.read(/SEV-1 · \S+ · #1$/m)).includes(by));
    },
    // Teams lets no bot react: that it was captured stands on the timeline alone.
    captured: async ({ by, text }, person) => {
      const said = await teams.as(by).says(text, chat);
      await teams.as(person).reacts(chat, said, '1f4cc_pushpin');
    },
    isArchived: () => chat.name.startsWith('Closed · '),
    hasPostmortem: () =>
      chat.messages.some(
        ({ card }) => /1\/postmortem"/.test(JSON.stringify(card)) && /postmortem\.md/.test(textOf(card)),
      ),
  };
}
