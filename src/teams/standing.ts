/**
 * Whether conversations still stand as their incidents know them: deleted, archived, renamed, out of the app's reach.
 * Looked up in Graph now and then, and when Teams tells of a whole team.
 */

import { z } from 'zod';
import type { Fate, KnownConversation, SurfaceHouse } from '../chat/surface.ts';
import type { Person } from '../incident/actor.ts';
import { type Bot, connectorRefusal } from './bot.ts';
import { nameInTopic } from './chats.ts';
import { type Graph, graphRefusal } from './graph.ts';
import { isChannel } from './places.ts';

export type TeamState = 'there' | 'archived' | 'deleted' | 'removed';

/** A team, by its group id, as Teams told of it: Graph may say so only later. */
export interface HeardOfTeam {
  readonly team: string;
  readonly state: TeamState;
  readonly by?: Person;
}

/** Tells the house what is otherwise than it knows. */
export type LookAround = (heard?: HeardOfTeam) => Promise<void>;

export interface StandingOptions {
  readonly graph: Graph;
  readonly bot: Pick<Bot, 'roster'>;
  readonly teams: readonly string[];
  readonly house: Pick<SurfaceHouse, 'conversations' | 'befell'>;
}

/** How a conversation was found; undefined where it is nowhere to be seen. */
interface Found {
  readonly state: TeamState;
  readonly name: string;
}

const Team = z.object({ isArchived: z.boolean().nullish() });
const Channels = z.object({
  value: z.array(z.object({ id: z.string(), displayName: z.string(), isArchived: z.boolean().nullish() })),
});
const Chat = z.object({ topic: z.string().nullish() });

export function createLookAround({ graph, bot, teams, house }: StandingOptions): LookAround {
  async function stateOf(team: string): Promise<TeamState> {
    try {
      const { isArchived } = await graph.call({ method: 'GET', path: `teams/${team}`, on: team, reads: Team });
      return isArchived ? 'archived' : 'there';
    } catch (fault) {
      return awayBy(graphRefusal(fault), fault);
    }
  }

  async function channelsOf(team: string, state: TeamState): Promise<readonly (readonly [string, Found])[]> {
    if (state === 'deleted' || state === 'removed') return [];
    const path = `teams/${team}/channels`;
    const { value } = await graph.call({ method: 'GET', path, on: team, reads: Channels });
    return value.map(({ id, displayName: name, isArchived }) => [id, { name, state: isArchived ? 'archived' : state }]);
  }

  async function chatAt(conversation: string): Promise<Found> {
    const path = `chats/${encodeURIComponent(conversation)}`;
    try {
      const { topic } = await graph.call({ method: 'GET', path, on: conversation, reads: Chat });
      await bot.roster(conversation);
      return { state: 'there', name: nameInTopic(topic ?? '') };
    } catch (fault) {
      return { state: awayBy(graphRefusal(fault) ?? connectorRefusal(fault), fault), name: '' };
    }
  }

  /** How channels are found, by id, and how one that no team shows is. */
  async function channelsThere(heard: HeardOfTeam | undefined): Promise<(channel: string) => Found> {
    const channels = new Map<string, Found>();
    const states = new Set<TeamState>();
    for (const team of teams) {
      const state = heard?.team === team ? heard.state : await stateOf(team);
      states.add(state);
      for (const [id, found] of await channelsOf(team, state)) channels.set(id, found);
    }
    // It is in a team that is gone, or was deleted itself.
    const absent: Found = { state: states.has('removed') ? 'removed' : 'deleted', name: '' };
    return (channel) => channels.get(channel) ?? absent;
  }

  return async (heard) => {
    const known = await house.conversations();
    const channelAt = await channelsThere(heard);
    for (const one of known.filter(({ conversation }) => !heard || isChannel(conversation))) {
      const { conversation } = one;
      const fate = fateOf(one, isChannel(conversation) ? channelAt(conversation) : await chatAt(conversation));
      if (fate) await house.befell(conversation, fate, heard?.by);
    }
  };
}

function awayBy(status: number | undefined, fault: unknown): TeamState {
  if (status === 404) return 'deleted';
  if (status === 403) return 'removed';
  throw fault;
}

/** Undefined where nothing is otherwise. */
function fateOf({ archived, name: known }: KnownConversation, { state, name }: Found): Fate | undefined {
  if (state !== 'there') return archived ? undefined : state;
  if (archived) return 'back';
  return name === '' || name === known ? undefined : { renamed: name };
}
