/** Slack as the conformance suite needs a surface: people type, click and submit in the fake Slack, and look there. */

import { expect, vi } from 'vitest';
import type { Card } from '../../src/chat/card.ts';
import type { ConformanceHouse, Seen } from '../conformance/suite.ts';
import type { Message } from '../doubles/slack/world.ts';
import { overOutbox, sameEverywhere } from './conformance-house.ts';
import { startSlackHouse, textOf } from './slack-house.ts';
import { until } from './until.ts';

/**
 * Words, clicks and forms go through Slack; the answer is taken where the house gives it, and must be what Slack shows.
 * Cards are those that messages of the channel show.
 */
export async function openSlackHouse(): Promise<ConformanceHouse> {
  const { slack, test, ...opened } = await startSlackHouse({ slack: { rates: false } });
  const { house } = test;
  const { inTurn, placements, conversationOf, heard, answered, itemIn, cardsIn } = overOutbox(house, 'slack');
  slack.addPerson({ name: 'stranger-1' });
  await house.store.db.execute(`insert into people (id, name) values ('responder-4', 'Responder 4')`);
  const channelOf = async (number: number): Promise<string> => {
    let channel: string | undefined;
    await until(async () => {
      channel = await conversationOf(number);
      return channel !== undefined;
    });
    return channel ?? '';
  };
  /** Somebody who is not in the channel speaks from a public one, by number. */
  const placeOf = async (person: string, number: number | undefined) => {
    if (number === undefined) return { channel: 'general', prefix: '' };
    const channel = await channelOf(number);
    return slack.as(person).sees(channel) ? { channel, prefix: '' } : { channel: 'general', prefix: `${number} ` };
  };
  const conformance: ConformanceHouse = {
    platform: 'slack',
    ...sameEverywhere(test),
    say: async (person, number, words) => {
      const { channel, prefix } = await placeOf(person, number);
      return inTurn(async () => {
        const before = heard();
        // A clock set forward makes the socket believe that it is dead: people repeat what Slack says did not get through.
        await until(async () => (await slack.as(person).slash(`${prefix}${words}`, { channel })).acked);
        return answered(before, 'say {"words"');
      });
    },
    submit: async (person, number, command, fields) => {
      const { channel } = await placeOf(person, number);
      const actor = slack.as(person);
      return inTurn(async () => {
        while (actor.hasView()) await actor.closeView(true);
        const opening = heard();
        await actor.slash(command, { channel });
        const form = await answered(opening, 'say {"words"');
        expect(form.kind).toBe('form');
        await until(() => actor.hasView() && JSON.stringify(actor.view().blocks).includes('field.'));
        const before = heard();
        await actor.submit(
          Object.fromEntries(
            Object.entries(fields).flatMap(([name, value]) => (value === '' ? [] : [[`field.${name}`, value]])),
          ),
        );
        return answered(before, 'say {"command"');
      });
    },
    talk: async (person, number, text) => slack.as(person).say(await channelOf(number), text).ts,
    mark: async (person, number, ts) => slack.as(person).react({ channel: await channelOf(number), ts }, 'pushpin'),
    press: async (person, number, cardKey, label) => {
      const channel = await channelOf(number);
      return inTurn(async () => {
        const [ts] = (await placements(number)).find(({ key }) => key === cardKey)?.messages ?? [];
        const before = heard();
        await until(() => textOf(slack.messages(channel).find((one) => one.ts === ts)?.blocks).includes(label));
        expect((await slack.as(person).click({ channel, ts: ts ?? '' }, label)).acked).toBe(true);
        return answered(before, label.endsWith('…') ? 'form ' : 'say {"words"');
      });
    },
    cards: async (number) => {
      const channel = await channelOf(number);
      return cardsIn(
        number,
        slack.messages(channel).map(({ ts }) => ts),
      );
    },
    messages: async (person, number) => {
      const channel = await channelOf(number);
      const actor = slack.as(person);
      const talk = actor.sees(channel) ? actor.messages(channel).map((message) => seen(message)) : [];
      const beside = actor
        .ephemerals(channel)
        .map(({ text, blocks }) => ({ text: `${text}\n${textOf(blocks)}`, to: person }));
      const direct = await Promise.all(
        actor.direct().map(async (message) => {
          const item = await itemIn(number, message.ts);
          return { ...seen(message), to: person, ...(item?.kind === 'whisper' ? { card: item.card } : {}) };
        }),
      );
      return [...talk, ...beside, ...direct];
    },
    announcement: async (number) => {
      await until(() => slack.messages('incidents').some(({ blocks }) => textOf(blocks).includes(`#${number}`)));
      return { blocks: slack.messages('incidents').map(({ text, blocks }) => ({ text, blocks })) } as unknown as Card;
    },
    archived: async (number) => slack.channel(await channelOf(number)).isArchived,
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers();
      vi.restoreAllMocks();
      await opened[Symbol.asyncDispose]();
    },
  };
  return conformance;
}

function seen({ user, text, blocks }: Message): Seen {
  return { text: blocks && blocks.length > 0 ? textOf(blocks) : text, ...(user ? { author: user } : {}) };
}
