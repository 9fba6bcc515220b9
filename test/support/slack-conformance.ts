/** Slack as the conformance suite needs a surface: people type, click and submit in the fake Slack, and look there. */

import { eq } from 'drizzle-orm';
import { expect, vi } from 'vitest';
import type { Answer } from '../../src/chat/answer.ts';
import type { Card } from '../../src/chat/card.ts';
import type { Item } from '../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../src/chat/platform.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { surfacePlacements } from '../../src/store/schema/surfaces.ts';
import { findIncident } from '../../src/store/views.ts';
import type { ConformanceHouse, Seen } from '../conformance/suite.ts';
import type { Message } from '../doubles/slack/world.ts';
import { startSlackHouse, textOf } from './slack-house.ts';
import { until } from './until.ts';

/**
 * Words, clicks and forms go through Slack; the answer is taken where the house gives it, and must be what Slack shows.
 * Cards are those that messages of the channel show.
 */
export async function openSlackHouse(): Promise<ConformanceHouse> {
  const { slack, test, ...opened } = await startSlackHouse({ slack: { rates: false } });
  const { house } = test;
  const { db } = house.store;
  const outbox = createOutbox<ConversationSpec, Item>(db, 'slack');
  slack.addPerson({ name: 'stranger-1' });
  await house.store.db.execute(`insert into people (id, name) values ('responder-4', 'Responder 4')`);
  const given: { readonly answer: Answer; readonly said: string }[] = [];
  /** Cards as messages last showed them, by number and key. */
  const shown = new Map<string, Card>();
  for (const method of ['say', 'form'] as const) {
    const original = house.converse[method] as (...args: never[]) => Promise<Answer>;
    vi.spyOn(house.converse, method).mockImplementation(async (...args: unknown[]) => {
      const answer = await original(...(args as never[]));
      const [, , said] = args;
      given.push({ answer, said: `${method} ${typeof said === 'string' ? said : JSON.stringify(said)}` });
      return answer;
    });
  }

  const idOf = async (number: number): Promise<string> => (await findIncident(db, number))?.id ?? '';
  const channelOf = async (number: number): Promise<string> => {
    let channel: string | undefined;
    await until(async () => {
      channel = await outbox.conversationOf(await idOf(number));
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
  /** The answer to what begins so: redrawn forms and menus ask the house as well. */
  const answered = async (before: number, said: string): Promise<Answer> => {
    const found = () => given.slice(before).find((one) => one.said.startsWith(said))?.answer;
    await until(() => found() !== undefined);
    return found() as Answer;
  };
  const placements = async (number: number) =>
    db
      .select()
      .from(surfacePlacements)
      .where(eq(surfacePlacements.incidentId, await idOf(number)));

  const conformance: ConformanceHouse = {
    platform: 'slack',
    seed: async (name) => {
      expect((await fetch(`${house.simulatedUrl}/seed/${name}`, { method: 'POST' })).ok).toBe(true);
    },
    inject: async (body) => {
      expect((await test.call('POST', '/alerts/aws-guardduty', body)).status).toBe(202);
    },
    say: async (person, number, words) => {
      const { channel, prefix } = await placeOf(person, number);
      return inTurn(async () => {
        const before = given.length;
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
        const opening = given.length;
        await actor.slash(command, { channel });
        const form = await answered(opening, 'say {"words"');
        expect(form.kind).toBe('form');
        await until(() => actor.hasView() && JSON.stringify(actor.view().blocks).includes('field.'));
        const before = given.length;
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
        const before = given.length;
        await until(() => textOf(slack.messages(channel).find((one) => one.ts === ts)?.blocks).includes(label));
        expect((await slack.as(person).click({ channel, ts: ts ?? '' }, label)).acked).toBe(true);
        return answered(before, label.endsWith('…') ? 'form ' : 'say {"words"');
      });
    },
    cards: async (number) => {
      const channel = await channelOf(number);
      const there = new Set(slack.messages(channel).map(({ ts }) => ts));
      for (const { item, key, messages, shownVersion, version } of await placements(number)) {
        const wanted = item as Item;
        if (wanted.kind === 'card' && shownVersion === version && messages.some((ts) => there.has(ts)))
          shown.set(`${number} ${key}`, wanted.card);
      }
      return [...shown].flatMap(([key, card]) => (key.startsWith(`${number} `) ? [card] : []));
    },
    messages: async (person, number) => {
      const channel = await channelOf(number);
      const actor = slack.as(person);
      const rows = await placements(number);
      const talk = actor.sees(channel) ? actor.messages(channel).map((message) => seen(message)) : [];
      const beside = actor
        .ephemerals(channel)
        .map(({ text, blocks }) => ({ text: `${text}\n${textOf(blocks)}`, to: person }));
      const direct = actor.direct().map((message) => {
        const row = rows.find(({ messages }) => messages.includes(message.ts));
        const item = row?.item as Item | undefined;
        return { ...seen(message), to: person, ...(item?.kind === 'whisper' ? { card: item.card } : {}) };
      });
      return [...talk, ...beside, ...direct];
    },
    announcement: async (number) => {
      await until(() => slack.messages('incidents').some(({ blocks }) => textOf(blocks).includes(`#${number}`)));
      return { blocks: slack.messages('incidents').map(({ text, blocks }) => ({ text, blocks })) } as unknown as Card;
    },
    archived: async (number) => slack.channel(await channelOf(number)).isArchived,
    incident: test.incident,
    numbers: async () =>
      (
        (await (await test.call('GET', '/api/v1/incidents')).json()) as { incidents: { number: number }[] }
      ).incidents.map(({ number }) => number),
    until,
    cloud: async (call, input) => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
      expect((await fetch(`${house.simulatedUrl}/api/${call}`, options)).ok).toBe(true);
    },
    later: async (minutes) => {
      vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
      vi.setSystemTime(Date.now() + minutes * 60_000);
    },
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers();
      vi.restoreAllMocks();
      await opened[Symbol.asyncDispose]();
    },
  };
  return conformance;
}

/** One after the other: answers are told apart by their order. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}

function seen({ user, text, blocks }: Message): Seen {
  return { text: blocks && blocks.length > 0 ? textOf(blocks) : text, ...(user ? { author: user } : {}) };
}
