/**
 * Messages of the bot: posted once, found again when the answer was lost, edited in place. Each card bears the id of its
 * delivery in an element that nobody sees, for the connector cannot list messages and Graph can.
 */

import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Priority } from '../chat/shaping.ts';
import { type Bot, connectorRefusal } from './bot.ts';
import { type Graph, graphRefusal } from './graph.ts';
import type { Installing } from './installing.ts';
import type { PersonalChat } from './personal.ts';
import { isChannel, type Places } from './places.ts';
import { type AdaptiveCard, markOf } from './render-card.ts';
import { CARD_TYPE } from './render-form.ts';

export interface Post {
  readonly conversation: string;
  /** Same for every attempt. */
  readonly delivery: string;
  /** Which of the messages of one delivery it is. */
  readonly page: number;
  readonly card: AdaptiveCard;
  /** What notifications show. */
  readonly preview: string;
  readonly priority: Priority;
  /** Whom a talk with one person alone is with. */
  readonly account?: string;
  /** The post of a channel that it goes on under. */
  readonly under?: string;
  /** Set when an earlier attempt may have posted it. */
  readonly begunAt?: Date;
}

type Edit = Omit<Post, 'begunAt' | 'under'> & { readonly id: string; readonly root?: string };

export interface Messages {
  /** Posts, or finds what an earlier attempt posted. Answers the id of the message. */
  post(post: Post): Promise<string>;
  /** Edits; false when the message is gone. */
  edit(post: Edit): Promise<boolean>;
  /** Chats alone can be pinned in; without the permission it is left. */
  pin(conversation: string, id: string): Promise<void>;
  /** Conversation with one person alone; undefined when the app cannot be installed for them. */
  direct(account: string): Promise<string | undefined>;
}

/** How much earlier than our clock says a message may stand in Teams'. */
const CLOCK_MS = 300_000;
/** Messages that are looked through, newest first. */
const LOOKED = 50;

const History = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      createdDateTime: z.string(),
      attachments: z.array(z.object({ content: z.string().nullish() })).nullish(),
    }),
  ),
});
const Pinned = z.object({ value: z.array(z.object({ id: z.string() })) });

export interface MessagesOptions {
  readonly bot: Bot;
  readonly graph: Graph;
  readonly places: Places;
  readonly personal: PersonalChat;
  readonly installing: Installing;
  readonly tenantId: string;
}

export function createMessages({ bot, graph, places, personal, installing, tenantId }: MessagesOptions): Messages {
  const directs = new Map<string, string>();

  async function find(post: Post): Promise<string | undefined> {
    const { conversation, delivery, page, begunAt, under, account } = post;
    if (!begunAt) return undefined;
    const at = account ? await personal(account) : await places(conversation);
    if (!at) return undefined;
    const { path, on } = at;
    const below = under ? `/messages/${under}/replies` : '/messages';
    const call = { method: 'GET', path: `${path}${below}?$top=${LOOKED}`, on, reads: History } as const;
    const { value } = await graph.call(call).catch((fault: unknown) => {
      // Without the permission to read there it is said again, and may come twice.
      if (graphRefusal(fault) === 403) return { value: [] };
      throw fault;
    });
    const mark = markOf(delivery, page);
    return value.find(
      ({ createdDateTime, attachments }) =>
        Date.parse(createdDateTime) > begunAt.getTime() - CLOCK_MS &&
        attachments?.some(({ content }) => content?.includes(mark)),
    )?.id;
  }

  async function edit(post: Edit): Promise<boolean> {
    const { conversation, id, root, priority } = post;
    const at = isChannel(conversation) ? `${conversation};messageid=${root ?? id}` : conversation;
    return bot.update(at, id, activityOf(post), priority);
  }

  return {
    post: async (post) => {
      const { conversation, under, priority } = post;
      const there = await find(post);
      // What an earlier attempt posted says what was true then.
      if (there && (await edit({ ...post, id: there, ...(under ? { root: under } : {}) }))) return there;
      const activity = activityOf(post);
      if (!isChannel(conversation)) return bot.send(conversation, activity, priority);
      if (under) return bot.send(`${conversation};messageid=${under}`, activity, priority);
      const parameters = {
        isGroup: true,
        activity: activity as Activity,
        channelData: { channel: { id: conversation } },
      };
      const { id, activityId } = await bot.create(parameters, conversation, priority);
      return activityId ?? id.split(';messageid=')[1] ?? id;
    },
    edit,
    pin: async (conversation, id) => {
      if (isChannel(conversation)) return;
      const { path, on } = await places(conversation);
      try {
        const { value } = await graph.call({ method: 'GET', path: `${path}/pinnedMessages`, on, reads: Pinned });
        if (value.some((one) => one.id === id)) return;
        const body = { 'message@odata.bind': graph.url(`${path}/messages/${id}`) };
        await graph.call({ method: 'POST', path: `${path}/pinnedMessages`, on, body });
      } catch (fault) {
        // The permission is optional, for it reaches every chat.
        if (graphRefusal(fault) !== 403) throw fault;
      }
    },
    direct: async (account) => {
      const known = directs.get(account);
      if (known) return known;
      const parameters = {
        isGroup: false,
        members: [{ id: account, name: '' }],
        channelData: { tenant: { id: tenantId } },
      };
      const create = () => bot.create(parameters as never, `direct ${account}`, 'urgent');
      try {
        const { id } = await create().catch(async (fault: unknown) => {
          if (connectorRefusal(fault) !== 403) throw fault;
          await installing.forPerson(account);
          return create();
        });
        directs.set(account, id);
        return id;
      } catch (fault) {
        if (connectorRefusal(fault) === 403 || connectorRefusal(fault) === 404 || graphRefusal(fault) === 403)
          return undefined;
        throw fault;
      }
    },
  };
}

function activityOf({ card, preview }: Pick<Post, 'card' | 'preview'>): Partial<Activity> {
  return { type: 'message', summary: preview, attachments: [{ contentType: CARD_TYPE, content: card }] };
}
