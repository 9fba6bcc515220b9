/** The Room as the conformance suite needs a surface: what people say there, and what they then see. */

import { vi } from 'vitest';
import type { Answer, Said } from '../../src/chat/answer.ts';
import type { Card } from '../../src/chat/card.ts';
import { askerOf } from '../../src/house/http-house.ts';
import { addPerson } from '../../src/store/people.ts';
import { createRoomMemory } from '../../src/store/room-memory.ts';
import { findIncident } from '../../src/store/views.ts';
import { buttonsOf } from '../conformance/buttons.ts';
import type { ConformanceHouse } from '../conformance/suite.ts';
import { sameEverywhere } from './conformance-house.ts';
import { visitRoom } from './room-visitor.ts';
import { startHouse } from './start-house.ts';

export async function openRoomHouse(): Promise<ConformanceHouse> {
  const test = await startHouse();
  const { house } = test;
  // Known here, but on no roster: somebody to be called in.
  await addPerson(house.store.db, { id: 'responder-4', name: 'Responder 4' });
  const memory = createRoomMemory<Card>(house.store.db);
  const idOf = async (number: number): Promise<string> => (await findIncident(house.store.db, number))?.id ?? '';
  const say = async (person: string, number: number | undefined, said: Said): Promise<Answer> =>
    house.converse.say(
      askerOf({ id: person, name: person }, 'room'),
      number === undefined ? undefined : await idOf(number),
      said,
    );
  return {
    platform: 'room',
    ...sameEverywhere(test),
    say: (person, number, words) => say(person, number, { words }),
    press: async (person, number, cardKey, label) => {
      const card = (await memory.cards(await idOf(number))).find(({ card: one }) => one.key === cardKey)?.card;
      const button = card && buttonsOf(card).find((one) => one.label === label);
      if (!button) throw new Error(`no button ${label} on ${cardKey}`);
      const by = askerOf({ id: person, name: person }, 'room');
      return button.asks
        ? house.converse.form(by, await idOf(number), button.says)
        : say(person, number, { words: button.says });
    },
    talk: async (person, number, text) => {
      await (await visitRoom(test.url, person)).say(number, text);
      const said = await memory.messages(await idOf(number), person, { limit: 500 });
      return said.find((one) => one.text === text)?.id ?? '';
    },
    mark: async (person, number, message) => (await visitRoom(test.url, person)).mark(number, message),
    submit: (person, number, command, fields) => say(person, number, { command, fields }),
    cards: async (number) => (await memory.cards(await idOf(number))).map(({ card }) => card),
    messages: async (person, number) =>
      (await memory.messages(await idOf(number), person, { limit: 500 })).map(({ author, text, to, card }) => ({
        text,
        ...(author ? { author: author.id } : {}),
        ...(to ? { to } : {}),
        ...(card ? { card } : {}),
      })),
    announcement: async (number) => {
      const id = await idOf(number);
      return (await memory.announcements()).find(({ incidentId }) => incidentId === id)?.card;
    },
    archived: async (number) => (await memory.conversation(await idOf(number)))?.archived ?? false,
    [Symbol.asyncDispose]: async () => {
      vi.useRealTimers();
      await test[Symbol.asyncDispose]();
    },
  };
}
