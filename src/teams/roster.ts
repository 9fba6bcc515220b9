/** Ids of the people of a conversation as clients know them, kept for a while: cards refresh themselves for them. */

import type { Bot } from './bot.ts';

export interface Roster {
  ids(conversation: string): Promise<readonly string[]>;
  forget(conversation: string): void;
}

const KEPT_MS = 600_000;

export function createRoster(bot: Pick<Bot, 'roster'>): Roster {
  const known = new Map<string, { readonly ids: readonly string[]; readonly untilMs: number }>();
  return {
    ids: async (conversation) => {
      const there = known.get(conversation);
      if (there && there.untilMs > Date.now()) return there.ids;
      const ids = (await bot.roster(conversation)).map(({ id }) => id).sort();
      known.set(conversation, { ids, untilMs: Date.now() + KEPT_MS });
      return ids;
    },
    forget: (conversation) => {
      known.delete(conversation);
    },
  };
}
