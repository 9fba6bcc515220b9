/** Where a conversation lives: a chat, or a channel in one of the teams. */

import { CordonError } from '../base/errors.ts';
import { type Graph, graphRefusal } from './graph.ts';

/** Path of a conversation in Graph, and what its calls count for. */
export interface PlaceInGraph {
  readonly kind: 'chat' | 'channel';
  readonly path: string;
  readonly on: string;
  /** The team of a channel. */
  readonly team?: string;
}

export type Places = (conversation: string) => Promise<PlaceInGraph>;

/** `19:…@thread.tacv2` is a channel; every other id is a chat's. */
export function isChannel(conversation: string): boolean {
  return conversation.includes('@thread.tacv2') || conversation.includes('@thread.skype');
}

export function createPlaces(graph: Graph, teams: readonly string[]): Places {
  const known = new Map<string, string>();

  async function teamOf(channel: string): Promise<string> {
    for (const team of teams) {
      try {
        const path = `teams/${team}/channels/${encodeURIComponent(channel)}`;
        await graph.call({ method: 'GET', path, on: team });
        return team;
      } catch (fault) {
        if (graphRefusal(fault) !== 404) throw fault;
      }
    }
    throw new CordonError('vendor_failed', 'The channel is in none of the teams that are set.', {
      remedy: 'Name its team as TEAMS_TEAM_ID or under teams.moreTeams.',
    });
  }

  return async (conversation) => {
    if (!isChannel(conversation)) {
      return { kind: 'chat', path: `chats/${encodeURIComponent(conversation)}`, on: conversation };
    }
    const team = known.get(conversation) ?? (await teamOf(conversation));
    known.set(conversation, team);
    return { kind: 'channel', path: `teams/${team}/channels/${encodeURIComponent(conversation)}`, on: team, team };
  };
}
