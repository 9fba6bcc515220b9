/**
 * The members of a chat are the members of its incident; whoever else is there is told of, not thrown out. A standard
 * channel is seen by its whole team: responders are added to it, and nobody is taken out of it.
 */

import { z } from 'zod';
import type { Log } from '../base/log.ts';
import type { Person } from '../incident/actor.ts';
import type { Bot } from './bot.ts';
import { memberOf } from './chats.ts';
import { type Graph, graphRefusal } from './graph.ts';
import type { People } from './people.ts';
import type { PlaceInGraph, Places } from './places.ts';

export interface MembersOptions {
  readonly graph: Graph;
  readonly places: Places;
  readonly bot: Pick<Bot, 'roster'>;
  readonly people: People;
  readonly log: Log;
  /** All who are in the chat without being members, and who stay though removed. */
  strangers(incidentId: string, people: readonly Person[]): Promise<void>;
}

export interface Members {
  /** Adds and removes. `before` are the accounts that were wanted last; answers those wanted now. */
  sync(
    place: { readonly incidentId: string; readonly conversation: string },
    members: readonly Person[],
    before: readonly string[],
  ): Promise<readonly string[]>;
}

/** Newcomers read what was said before. https://learn.microsoft.com/en-us/graph/api/chat-post-members */
const EVERYTHING = '0001-01-01T00:00:00Z';

const Listed = z.object({
  value: z.array(z.object({ id: z.string(), userId: z.string().nullish() })),
});

type Where = Pick<PlaceInGraph, 'path' | 'on'>;

export function createMembers({ graph, places, bot, people, strangers, log }: MembersOptions): Members {
  const list = async (path: string, on: string) =>
    (await graph.call({ method: 'GET', path: `${path}/members`, on, reads: Listed })).value;

  /** Answers Graph's refusal, if it is one of this account. */
  async function add({ path, on }: Where, account: string, beside: object): Promise<unknown> {
    try {
      const body = { ...memberOf(graph, account), ...beside };
      await graph.call({ method: 'POST', path: `${path}/members`, on, body, priority: 'urgent', fine: [409] });
      return undefined;
    } catch (fault) {
      if (graphRefusal(fault) === undefined) throw fault;
      return fault;
    }
  }

  /**
   * One account that cannot be added keeps nobody else out: a guest, or the one too many (chats hold 250, teams 25,000:
   * https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams). Which status that is no page says. Only
   * when each is refused for want of permission is the app itself taken to be at fault, which is told.
   */
  async function addAll(where: Where, accounts: readonly string[], beside: object): Promise<void> {
    const refusals: unknown[] = [];
    for (const account of accounts) {
      const refusal = await add(where, account, beside);
      if (refusal) refusals.push(refusal);
    }
    const [first] = refusals;
    if (refusals.length === accounts.length && graphRefusal(first) === 403) throw first;
    if (first) log.warn({ err: first, refused: refusals.length }, 'members could not be added in Teams');
  }

  async function syncTeam({ team = '' }: PlaceInGraph, wanted: ReadonlySet<string>): Promise<void> {
    const there = new Set((await list(`teams/${team}`, team)).map(({ userId }) => userId));
    const missing = [...wanted].filter((account) => !there.has(account));
    await addAll({ path: `teams/${team}`, on: team }, missing, { roles: [] });
  }

  /** Answers who stays, for the app may not remove them. */
  async function remove({ path, on }: PlaceInGraph, gone: readonly string[]): Promise<readonly string[]> {
    const stay: string[] = [];
    const there = gone.length > 0 ? await list(path, on) : [];
    for (const { id, userId = '' } of there.filter((one) => gone.includes(one.userId ?? ''))) {
      try {
        await graph.call({ method: 'DELETE', path: `${path}/members/${encodeURIComponent(id)}`, on, fine: [404] });
      } catch (fault) {
        if (graphRefusal(fault) === undefined) throw fault;
        stay.push(userId ?? '');
      }
    }
    return stay;
  }

  async function syncChat(
    { incidentId, conversation }: { readonly incidentId: string; readonly conversation: string },
    at: PlaceInGraph,
    wanted: ReadonlySet<string>,
    before: readonly string[],
  ): Promise<void> {
    const present = (await bot.roster(conversation)).map(({ aadObjectId }) => aadObjectId);
    const missing = [...wanted].filter((account) => !present.includes(account));
    await addAll(at, missing, { visibleHistoryStartDateTime: EVERYTHING });
    const others = present.filter((one) => !wanted.has(one));
    const stay = await remove(
      at,
      others.filter((one) => before.includes(one)),
    );
    const strange = others.filter((one) => stay.includes(one) || !before.includes(one));
    await strangers(incidentId, await Promise.all(strange.map((account) => people.personOf(account))));
  }

  return {
    sync: async (place, members, before) => {
      const accounts = await Promise.all(members.map((person) => people.accountOf(person)));
      const wanted = new Set(accounts.filter((one) => one !== undefined));
      const at = await places(place.conversation);
      if (at.kind === 'channel') await syncTeam(at, wanted);
      else await syncChat(place, at, wanted, before);
      return [...wanted].sort();
    },
  };
}
