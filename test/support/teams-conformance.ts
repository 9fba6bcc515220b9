/** Teams as the conformance suite needs a surface: people type, click and fill dialogs in in the fake Teams, and look there. */

import { expect, vi } from 'vitest';
import type { Answer } from '../../src/chat/answer.ts';
import type { Card } from '../../src/chat/card.ts';
import type { ConformanceHouse, Seen } from '../conformance/suite.ts';
import { elementsIn, textOf } from '../doubles/teams/check-card.ts';
import type { Actor, Dialog } from '../doubles/teams/person.ts';
import type { Conversation, Message } from '../doubles/teams/world.ts';
import { overOutbox, sameEverywhere } from './conformance-house.ts';
import { startTeamsHouse } from './teams-house.ts';
import { until } from './until.ts';

/**
 * Words, clicks and dialogs go through Teams; the answer is taken where the house gives it. Cards are those that messages
 * of the chat show.
 */
export async function openTeamsHouse(): Promise<ConformanceHouse> {
  const { teams, test, ...opened } = await startTeamsHouse({ teams: { rates: false } });
  const { house } = test;
  const { db } = house.store;
  const { inTurn, placements, conversationOf, heard, answered, itemIn, cardsIn } = overOutbox(house, 'teams');
  await db.execute(`insert into people (id, name) values ('responder-4', 'Responder 4') on conflict do nothing`);
  const chatOf = async (number: number): Promise<Conversation> => {
    let chat: Conversation | undefined;
    await until(async () => {
      chat = teams.world.conversations.get((await conversationOf(number)) ?? '');
      return chat !== undefined;
    });
    return chat as Conversation;
  };
  /** Somebody who is not in the chat speaks to the bot alone, by number. */
  const placeOf = async (actor: Actor, number: number | undefined) => {
    if (number === undefined) return { where: actor.direct(), prefix: '' };
    const chat = await chatOf(number);
    return actor.sees(chat) ? { where: chat, prefix: '' } : { where: actor.direct(), prefix: `${number} ` };
  };
  const say = async (actor: Actor, where: Conversation, words: string): Promise<Answer> => {
    const before = heard();
    expect((await actor.tells(words, where)).status).toBe(200);
    return answered(before, 'say {"words"');
  };

  const conformance: ConformanceHouse = {
    platform: 'teams',
    ...sameEverywhere(test),
    say: async (person, number, words) => {
      const actor = teams.as(person);
      const { where, prefix } = await placeOf(actor, number);
      // Teams sends no message without words: a bare call is the bot's name alone.
      if (words === '' && where.kind === 'personal') return inTurn(() => say(actor, where, `${prefix}status`));
      return inTurn(() => say(actor, where, `${prefix}${words}`));
    },
    submit: async (person, number, command, fields) => {
      const actor = teams.as(person);
      const { where, prefix } = await placeOf(actor, number);
      return inTurn(async () => {
        const direct = actor.direct();
        const there = direct.messages.length;
        const form = await say(actor, where, `${prefix}${command}`);
        const title = form.kind === 'form' ? `${form.form.title}…` : 'no form';
        const offered = () => direct.messages.slice(there).find(({ card }) => dialogTitle(card) === title);
        await until(() => offered() !== undefined);
        const message = offered() as Message;
        const { dialog } = await actor.clicks(direct, message, title);
        const before = heard();
        const values = Object.entries(fields).flatMap(([name, value]) =>
          value === '' ? [] : [[`field.${name}`, accountOf(value)]],
        );
        await actor.submits(direct, dialog as Dialog, Object.fromEntries(values));
        return answered(before, 'say {"command"');
      });
    },
    talk: async (person, number, text) => (await teams.as(person).says(text, await chatOf(number))).id,
    mark: async (person, number, id) => {
      const chat = await chatOf(number);
      const message = chat.messages.find((one) => one.id === id) as Message;
      await teams.as(person).reacts(chat, message, '1f4cc_pushpin');
    },
    press: async (person, number, cardKey, label) => {
      const chat = await chatOf(number);
      return inTurn(async () => {
        const ids = (await placements(number)).find(({ key }) => key === cardKey)?.messages ?? [];
        const message = () => chat.messages.find(({ id, card }) => ids.includes(id) && textOf(card).includes(label));
        await until(() => message() !== undefined);
        const before = heard();
        await teams.as(person).clicks(chat, message() as Message, label);
        return answered(before, label.endsWith('…') ? 'form ' : 'say {"words"');
      });
    },
    cards: async (number) => {
      const { messages } = await chatOf(number);
      return cardsIn(
        number,
        messages.map(({ id }) => id),
      );
    },
    messages: async (person, number) => {
      const chat = await chatOf(number);
      const actor = teams.as(person);
      const talk = actor.sees(chat) ? chat.messages.map(seen) : [];
      const direct = await Promise.all(
        actor.direct().messages.map(async (message) => {
          const item = await itemIn(number, message.id);
          return { ...seen(message), to: person, ...(item?.kind === 'whisper' ? { card: item.card } : {}) };
        }),
      );
      return [...talk, ...direct];
    },
    announcement: async (number) => {
      const channel = teams.team.channels[0];
      const found = () => channel?.messages.filter(({ card }) => textOf(card).includes(`#${number}`)) ?? [];
      await until(() => found().length > 0);
      return { blocks: found().map(({ summary, card }) => ({ summary, card })) } as unknown as Card;
    },
    archived: async (number) => (await chatOf(number)).name.startsWith('Closed · '),
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers();
      vi.restoreAllMocks();
      await opened[Symbol.asyncDispose]();
    },
  };
  return conformance;

  /** In a dialog people are picked by their account. */
  function accountOf(value: string): string {
    return teams.world.people.find(({ email }) => email === `${value}@example.com`)?.id ?? value;
  }
}

/** Title of the button that opens a dialog, where the card has one. */
function dialogTitle(card: unknown): string | undefined {
  const button = elementsIn(card).find(({ type }) => type === 'Action.Submit');
  return button && String(button.title);
}

function seen({ from, text, card }: Message): Seen {
  return { text: card ? textOf(card) : text, ...(from ? { author: from.name } : {}) };
}
