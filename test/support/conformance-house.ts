/** What the conformance suite needs of every surface alike, and what it needs of those that an outbox serves. */

import { eq } from 'drizzle-orm';
import { expect, vi } from 'vitest';
import type { Answer } from '../../src/chat/answer.ts';
import type { Card } from '../../src/chat/card.ts';
import type { Item } from '../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../src/chat/platform.ts';
import { createTurns } from '../../src/chat/turns.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { surfacePlacements } from '../../src/store/schema/surfaces.ts';
import { findIncident } from '../../src/store/views.ts';
import type { ConformanceHouse } from '../conformance/suite.ts';
import type { TestHouse } from './start-house.ts';
import { until } from './until.ts';

type Everywhere = Pick<ConformanceHouse, 'seed' | 'inject' | 'incident' | 'numbers' | 'cloud' | 'later' | 'until'>;

export function sameEverywhere({ house, call, incident }: TestHouse): Everywhere {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  return {
    seed: async (name) => {
      expect((await fetch(`${house.simulatedUrl}/seed/${name}`, { method: 'POST' })).ok).toBe(true);
    },
    inject: async (body) => {
      expect((await call('POST', '/alerts/aws-guardduty', body)).status).toBe(202);
    },
    incident,
    numbers: async () => {
      const { incidents } = (await (await call('GET', '/api/v1/incidents')).json()) as {
        incidents: { number: number }[];
      };
      return incidents.map(({ number }) => number);
    },
    cloud: async (name, input) => {
      const options = { ...post, body: JSON.stringify(input) };
      expect((await fetch(`${house.simulatedUrl}/api/${name}`, options)).ok).toBe(true);
    },
    later: async (minutes) => {
      // Only the calendar leaps; timers go on as they did, so that whatever is due is found by the next look.
      vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
      vi.setSystemTime(Date.now() + minutes * 60_000);
    },
    until,
  };
}

/** Listens to the answers that the house gives, which are taken there and must be what the platform shows. */
export function overOutbox({ converse, store }: TestHouse['house'], platform: 'slack' | 'teams') {
  const outbox = createOutbox<ConversationSpec, Item>(store.db, platform);
  const given: { readonly answer: Answer; readonly said: string }[] = [];
  /** Cards as messages last showed them, by number and key. */
  const shown = new Map<string, Card>();
  for (const method of ['say', 'form'] as const) {
    const original = converse[method] as (...args: never[]) => Promise<Answer>;
    vi.spyOn(converse, method).mockImplementation(async (...args: unknown[]) => {
      const answer = await original(...(args as never[]));
      const [, , said] = args;
      given.push({ answer, said: `${method} ${typeof said === 'string' ? said : JSON.stringify(said)}` });
      return answer;
    });
  }
  const idOf = async (number: number): Promise<string> => (await findIncident(store.db, number))?.id ?? '';
  const placements = async (number: number) =>
    store.db
      .select()
      .from(surfacePlacements)
      .where(eq(surfacePlacements.incidentId, await idOf(number)));
  return {
    /** Answers are told apart by their order: one after the other. */
    inTurn: createTurns(1),
    placements,
    conversationOf: async (number: number) => outbox.conversationOf(await idOf(number)),
    /** How many answers were given so far. */
    heard: () => given.length,
    /** The answer to what begins so, of those after the first `before`: redrawn forms and menus ask the house as well. */
    answered: async (before: number, said: string): Promise<Answer> => {
      const found = () => given.slice(before).find((one) => one.said.startsWith(said))?.answer;
      await until(() => found() !== undefined);
      return found() as Answer;
    },
    /** What stands in a message, by its id on the platform. */
    itemIn: async (number: number, message: string) =>
      (await placements(number)).find(({ messages }) => messages.includes(message))?.item as Item | undefined,
    /** Cards that these messages of the conversation show. */
    cardsIn: async (number: number, there: readonly string[]): Promise<readonly Card[]> => {
      for (const { item, key, messages, shownVersion, version } of await placements(number)) {
        const wanted = item as Item;
        if (wanted.kind === 'card' && shownVersion === version && messages.some((id) => there.includes(id)))
          shown.set(`${number} ${key}`, wanted.card);
      }
      return [...shown].flatMap(([key, card]) => (key.startsWith(`${number} `) ? [card] : []));
    },
  };
}
