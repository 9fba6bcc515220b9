/** Conversations of incidents: a group chat while restricted, a standard channel while open; topic, tabs, end and return. */

import { z } from 'zod';
import type { ConversationLink, ConversationSpec, Opened } from '../chat/platform.ts';
import type { Channels } from './channels.ts';
import { type Chats, CLOSED, chatTopicOf, topicOfChat } from './chats.ts';
import type { Graph } from './graph.ts';
import type { Installing } from './installing.ts';
import type { Places } from './places.ts';
import { tabUrl } from './tab-url.ts';

export interface Rooms {
  open(spec: ConversationSpec): Promise<Opened>;
  setTopic(conversation: string, topic: string): Promise<void>;
  setLinks(conversation: string, links: readonly ConversationLink[]): Promise<void>;
  setArchived(conversation: string, archived: boolean): Promise<void>;
}

export interface RoomsOptions {
  readonly graph: Graph;
  readonly places: Places;
  readonly chats: Chats;
  readonly channels: Channels;
  /** Object ids of everybody on a roster who is in this directory. */
  readonly rosterOf: (roster: string) => Promise<readonly string[]>;
  /** Tabs of every incident beside the Room and the playbook. */
  readonly links: readonly ConversationLink[];
  readonly installing: Pick<Installing, 'bound'>;
  readonly baseUrl: () => string;
}

const Named = z.object({ topic: z.string().nullish(), description: z.string().nullish() });
const Tabs = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      displayName: z.string().nullish(),
      configuration: z.object({ contentUrl: z.string().nullish() }).nullish(),
    }),
  ),
});
/** Microsoft's own app for a page as a tab. https://learn.microsoft.com/en-us/graph/teams-configuring-builtin-tabs#website-tabs */
const WEBSITE = 'com.microsoft.teamspace.tab.web';

export function createRooms(options: RoomsOptions): Rooms {
  const { graph, places, chats, channels, rosterOf, links: always, installing, baseUrl } = options;
  const named = async (conversation: string) => {
    const { kind, path, on } = await places(conversation);
    return { kind, path, on, ...(await graph.call({ method: 'GET', path, on, reads: Named })) };
  };

  /** A page of Cordon is a tab of its own app, in which Teams says who looks at it. */
  async function tabOf(url: string): Promise<{ readonly app: object; readonly contentUrl: string }> {
    const own = baseUrl();
    if (url.startsWith(`${own}/`))
      return { app: await installing.bound(), contentUrl: tabUrl(own, url.slice(own.length)) };
    return { app: { 'teamsApp@odata.bind': graph.url(`appCatalogs/teamsApps/${WEBSITE}`) }, contentUrl: url };
  }

  async function rename(path: string, on: string, topic: string): Promise<void> {
    await graph.call({ method: 'PATCH', path, on, body: { topic: topicOfChat(topic) } });
  }

  return {
    open: async (spec) => (spec.restricted ? chats.open(spec, await rosterOf(spec.roster)) : channels.open(spec)),
    setTopic: async (conversation, topic) => {
      const { kind, path, on, topic: before, description } = await named(conversation);
      if (kind === 'chat') {
        const wanted = chatTopicOf(before ?? '', topic);
        if (wanted !== before) await rename(path, on, wanted);
        return;
      }
      const id = description?.split(' ').at(-1) ?? '';
      await graph.call({ method: 'PATCH', path, on, body: { description: `${topic.slice(0, 900)} ${id}` } });
    },
    setLinks: async (conversation, links) => {
      const { path, on } = await places(conversation);
      const { value: tabs } = await graph.call({ method: 'GET', path: `${path}/tabs`, on, reads: Tabs });
      for (const { label: displayName, url: websiteUrl } of [...links, ...always]) {
        const there = tabs.find((one) => one.displayName === displayName);
        const { app, contentUrl } = await tabOf(websiteUrl);
        const configuration = { entityId: displayName, contentUrl, websiteUrl };
        if (!there) {
          const body = { displayName, ...app, configuration };
          await graph.call({ method: 'POST', path: `${path}/tabs`, on, body });
        } else if (there.configuration?.contentUrl !== contentUrl) {
          await graph.call({ method: 'PATCH', path: `${path}/tabs/${there.id}`, on, body: { configuration } });
        }
      }
    },
    setArchived: async (conversation, archived) => {
      const { kind, path, on, topic } = await named(conversation);
      if (kind === 'channel') {
        await graph.call({ method: 'POST', path: `${path}/${archived ? 'archive' : 'unarchive'}`, on, fine: [409] });
        return;
      }
      const open = (topic ?? '').replace(CLOSED, '');
      await rename(path, on, archived ? `${CLOSED}${open}` : open);
    },
  };
}
