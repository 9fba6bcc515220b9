/** The story of an incident in Slack, through the real Bolt in Socket Mode. */

import { expect } from 'vitest';
import type { FakeSlack } from '../doubles/slack/index.ts';
import { actingIn } from '../support/slack-acting.ts';
import { startSlackHouse } from '../support/slack-house.ts';
import { until } from '../support/until.ts';
import { CALL, type Scene, type Stage, story } from './story.ts';

story('Slack', async (): Promise<Stage> => {
  const { slack, test, ...opened } = await startSlackHouse({ slack: { rates: false }, settings: { links: [CALL] } });
  const found = () => [...slack.world.channels.values()].find(({ name }) => name.startsWith('inc-1-'))?.name;
  return {
    test,
    enter: async (people) => {
      await until(() => found() !== undefined);
      const channel = found() ?? '';
      await until(() => people.every((person) => slack.as(person).sees(channel)));
      return sceneIn(slack, channel);
    },
    announced: () => JSON.stringify(slack.messages('incidents')),
    elsewhere: (person, words) => slack.as(person).slash(words, { channel: 'general' }),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
});

function sceneIn(slack: FakeSlack, channel: string): Scene {
  const acting = actingIn(slack, channel);
  const marksOf = (ts: string) => slack.messages(channel).find((one) => one.ts === ts)?.reactions ?? [];
  return {
    ...acting,
    furnished: async () => {
      const { ts } = await acting.find(/SEV-1 · \S+ · #1$/m);
      await until(() => slack.channel(channel).pins.includes(ts));
      await until(() =>
        ['Room', 'Playbook', CALL.label].every((one) =>
          slack.channel(channel).bookmarks.some(({ title }) => title.includes(one)),
        ),
      );
      expect(slack.channel(channel)).toMatchObject({
        isPrivate: true,
        topic: { value: expect.stringMatching(/^SEV-1 · .* · http/) },
      });
    },
    sees: (person) => slack.as(person).sees(channel),
    led: (by) => until(() => slack.channel(channel).topic.value.includes(by)),
    captured: async ({ by, text }, person) => {
      const said = slack.as(by).say(channel, text);
      slack.as(person).react(said, 'pushpin');
      await until(() => marksOf(said.ts).some(({ name }) => name === 'memo'));
    },
    isArchived: () => slack.channel(channel).isArchived,
    hasPostmortem: () => {
      const all = slack.messages(channel);
      return (
        all.some(({ blocks }) => /1\/postmortem/.test(JSON.stringify(blocks ?? ''))) &&
        all.some(({ files }) => JSON.stringify(files ?? '').includes('postmortem.md'))
      );
    },
  };
}
