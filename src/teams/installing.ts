/** The app installs itself where it must speak: in a chat it made, and for a person it has to tell something in private. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Graph } from './graph.ts';
import { RSC } from './permissions.ts';

export interface Installing {
  /** Names the app in a call of Graph. */
  bound(): Promise<object>;
  inChat(chat: string): Promise<void>;
  forPerson(account: string): Promise<void>;
}

const Listed = z.object({ value: z.array(z.object({ id: z.string() })) });
/** It is there already. */
const THERE = [409];

export function createInstalling(graph: Graph, appId: string): Installing {
  let catalogued: Promise<string> | undefined;

  async function look(): Promise<string> {
    const filter = encodeURIComponent(`externalId eq '${appId}'`);
    const path = `appCatalogs/teamsApps?$filter=${filter}`;
    const { value } = await graph.call({ method: 'GET', path, on: 'catalog', reads: Listed });
    if (value[0]) return value[0].id;
    throw new CordonError('vendor_failed', 'The app is not in the catalog of the organisation.', {
      remedy: 'Upload the package of `npm run cordon -- teams package` in the Teams admin center.',
    });
  }

  async function bound(): Promise<object> {
    catalogued ??= look().catch((fault: unknown) => {
      catalogued = undefined;
      throw fault;
    });
    return { 'teamsApp@odata.bind': graph.url(`appCatalogs/teamsApps/${await catalogued}`) };
  }

  return {
    bound,
    inChat: async (chat) => {
      const resourceSpecificPermissions = Object.keys(RSC)
        .filter((name) => name.endsWith('.Chat'))
        .map((permissionValue) => ({ permissionValue, permissionType: 'Application' }));
      const body = { ...(await bound()), consentedPermissionSet: { resourceSpecificPermissions } };
      const path = `chats/${encodeURIComponent(chat)}/installedApps`;
      await graph.call({ method: 'POST', path, on: chat, body, fine: THERE, priority: 'urgent' });
    },
    forPerson: async (account) => {
      const path = `users/${account}/teamwork/installedApps`;
      await graph.call({ method: 'POST', path, on: account, body: await bound(), fine: THERE, priority: 'urgent' });
    },
  };
}
