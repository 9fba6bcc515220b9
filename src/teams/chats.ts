/**
 * Group chats of restricted incidents: bots in private channels are not dependable, and shared channels send bots no
 * messages. Made through Graph with two of the roster, adopted on retry by their topic.
 */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { ConversationSpec, Opened } from '../chat/platform.ts';
import { cut } from '../chat/text.ts';
import type { Graph } from './graph.ts';
import type { Installing } from './installing.ts';

export interface Chats {
  /** In a storm the worst incidents get their chat first. */
  open(spec: ConversationSpec, accounts: readonly string[]): Promise<Opened>;
}

/** https://learn.microsoft.com/en-us/graph/api/chat-post (topic without a colon; at least two members). */
const TOPIC = 250;
/** People that are in from the beginning. The rest follows, twenty at once are the most: the first message waits for nobody. */
const FIRST = 20;

const Chat = z.object({ id: z.string(), topic: z.string().nullish(), webUrl: z.string().nullish() });
const Listed = z.object({ value: z.array(Chat) });

export function createChats(graph: Graph, installing: Installing): Chats {
  async function adopt(name: string, account: string): Promise<z.infer<typeof Chat> | undefined> {
    const filter = encodeURIComponent(`topic eq '${name.replaceAll("'", "''")}'`);
    const path = `users/${account}/chats?$filter=${filter}`;
    const { value } = await graph.call({ method: 'GET', path, on: account, reads: Listed });
    return value.find(({ topic }) => topic === name);
  }

  return {
    open: async (spec, accounts) => {
      const [first] = accounts;
      if (!first || accounts.length < 2) {
        throw new CordonError('vendor_failed', 'A chat needs two people of the roster in this directory.', {
          remedy: 'Name their addresses in the roster or under teams.people; see docs/teams.md.',
        });
      }
      const topic = chatTopicOf(spec.name, spec.topic);
      const members = accounts.slice(0, FIRST).map((account) => memberOf(graph, account));
      const body = { chatType: 'group', topic, members };
      const made =
        (await adopt(topic, first)) ??
        (await graph.call({ method: 'POST', path: 'chats', on: 'chats', body, rank: spec.severity, reads: Chat }));
      await installing.inChat(made.id);
      return { conversation: made.id, name: spec.name, ...(made.webUrl ? { link: made.webUrl } : {}) };
    },
  };
}

export function memberOf(graph: Graph, account: string) {
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles: ['owner'],
    'user@odata.bind': graph.url(`users('${account}')`),
  };
}

/** Stands before the topic of a chat that is closed: chats cannot be archived. */
export const CLOSED = 'Closed · ';
const SEPARATOR = ' · ';

/** The name stays first, who leads is left out: the topic of a chat stands in notices, and says what outsiders may know. */
export function chatTopicOf(before: string, topic: string): string {
  const closed = before.startsWith(CLOSED) ? CLOSED : '';
  return topicOfChat(`${closed}${[nameInTopic(before), ...topic.split(SEPARATOR).slice(0, -1)].join(SEPARATOR)}`);
}

export function nameInTopic(topic: string): string {
  return topic.replace(CLOSED, '').split(SEPARATOR)[0] ?? '';
}

export function topicOfChat(text: string): string {
  return cut(text.replaceAll(':', ' '), TOPIC);
}
