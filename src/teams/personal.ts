/**
 * The talk with one person alone as Graph knows it: the connector names it otherwise.
 * https://learn.microsoft.com/en-us/graph/api/userscopeteamsappinstallation-get-chat
 */

import { z } from 'zod';
import { type Graph, graphRefusal } from './graph.ts';
import type { PlaceInGraph } from './places.ts';

/** Undefined where the app is not installed for them, or may not look. */
export type PersonalChat = (account: string) => Promise<Pick<PlaceInGraph, 'path' | 'on'> | undefined>;

const Installed = z.object({ value: z.array(z.object({ id: z.string() })) });
const Chat = z.object({ id: z.string() });

export function createPersonalChat(graph: Graph, appId: string): PersonalChat {
  async function look(account: string): Promise<string | undefined> {
    const apps = `users/${account}/teamwork/installedApps`;
    const filter = encodeURIComponent(`teamsApp/externalId eq '${appId}'`);
    const path = `${apps}?$expand=teamsApp&$filter=${filter}`;
    const { value } = await graph.call({ method: 'GET', path, on: account, reads: Installed });
    const [own] = value;
    if (!own) return undefined;
    return (await graph.call({ method: 'GET', path: `${apps}/${own.id}/chat`, on: account, reads: Chat })).id;
  }

  return async (account) => {
    const chat = await look(account).catch((fault: unknown) => {
      if (graphRefusal(fault) === 403 || graphRefusal(fault) === 404) return undefined;
      throw fault;
    });
    return chat === undefined ? undefined : { path: `chats/${encodeURIComponent(chat)}`, on: chat };
  };
}
