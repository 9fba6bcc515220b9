/**
 * Messages of the app: posted once, found again when the answer was lost, edited in place. Each bears the id of its
 * delivery as metadata: https://docs.slack.dev/messaging/message-metadata
 */

import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { Priority } from '../chat/shaping.ts';
import { type Calls, refusalOf } from './calls.ts';
import { escaped } from './text.ts';

export interface Post {
  readonly channel: string;
  /** Same for every attempt. */
  readonly delivery: string;
  readonly blocks: readonly KnownBlock[];
  /** What notifications show. */
  readonly preview: string;
  readonly priority: Priority;
  readonly thread?: string;
  /** Set when an earlier attempt may have posted it. */
  readonly begunAt?: Date;
}

type Edit = Omit<Post, 'begunAt' | 'thread'> & { readonly ts: string };

export interface Messages {
  /** Posts, or finds what an earlier attempt posted. Answers where it stands. */
  post(post: Post): Promise<{ readonly channel: string; readonly ts: string }>;
  /** Edits; false when the message is gone. */
  edit(post: Edit): Promise<boolean>;
  pin(channel: string, ts: string): Promise<void>;
  /** Shows to one person beside the talk; false when they are not in the channel. */
  beside(post: Post, account: string): Promise<boolean>;
  /** Channel of the private talk with somebody. */
  direct(account: string): Promise<string>;
}

const EVENT_TYPE = 'cordon_delivery';
/** How much earlier than our clock says a message may stand in Slack's. */
const SLACK_CLOCK_S = 300;

const Posted = z.object({ channel: z.string(), ts: z.string() });
const OpenedDirect = z.object({ channel: z.object({ id: z.string() }) });
const History = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z.object({ event_payload: z.object({ delivery: z.string().optional() }).optional() }).optional(),
    }),
  ),
});

export function createMessages(calls: Calls): Messages {
  const directs = new Map<string, string>();

  async function find({ channel, delivery, thread, begunAt }: Post): Promise<string | undefined> {
    if (!begunAt) return undefined;
    const oldest = String(begunAt.getTime() / 1000 - SLACK_CLOCK_S);
    const args = { channel, include_all_metadata: true, limit: 200, oldest, ...(thread ? { ts: thread } : {}) };
    const method = thread ? 'conversations.replies' : 'conversations.history';
    const { messages } = await calls.call(method, args, { reads: History });
    return messages.find(({ metadata }) => metadata?.event_payload?.delivery === delivery)?.ts;
  }

  async function edit({ channel, ts, delivery, blocks, preview, priority }: Edit): Promise<boolean> {
    const metadata = { event_type: EVENT_TYPE, event_payload: { delivery } };
    try {
      await calls.call('chat.update', { channel, ts, blocks, text: escaped(preview), metadata }, { priority });
      return true;
    } catch (fault) {
      if (refusalOf(fault) === 'message_not_found') return false;
      throw fault;
    }
  }

  return {
    post: async (post) => {
      const { channel, delivery, blocks, preview, priority, thread } = post;
      const there = await find(post);
      // What an earlier attempt posted says what was true then.
      if (there && (await edit({ ...post, ts: there }))) return { channel, ts: there };
      const args = {
        ...{ channel, blocks, text: escaped(preview), unfurl_links: false, unfurl_media: false },
        metadata: { event_type: EVENT_TYPE, event_payload: { delivery } },
        ...(thread ? { thread_ts: thread } : {}),
      };
      return calls.call('chat.postMessage', args, { priority, reads: Posted });
    },
    edit,
    pin: async (channel, timestamp) => {
      await calls.call('pins.add', { channel, timestamp }, { fine: ['already_pinned'] });
    },
    beside: async ({ channel, blocks, preview, priority }, account) => {
      try {
        await calls.call(
          'chat.postEphemeral',
          { channel, user: account, blocks, text: escaped(preview) },
          { priority },
        );
        return true;
      } catch (fault) {
        if (refusalOf(fault) === 'user_not_in_channel') return false;
        throw fault;
      }
    },
    direct: async (account) => {
      const known = directs.get(account);
      if (known) return known;
      const { channel } = await calls.call('conversations.open', { users: account }, { reads: OpenedDirect });
      directs.set(account, channel.id);
      return channel.id;
    },
  };
}
