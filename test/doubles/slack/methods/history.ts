/** `conversations.history` and `conversations.replies`. */

import { type Args, flag, need, page, text } from '../args.ts';
import { historyScopes, seenChannel } from '../channels.ts';
import type { Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { messageOnWire } from '../wire.ts';
import type { Channel, Message } from '../world.ts';

export const history: readonly Method[] = [
  {
    name: 'conversations.history',
    tier: 3,
    scopes: historyScopes,
    run: (kernel, { args }) => {
      const channel = readable(kernel, args);
      const inRange = channel.messages.filter(
        (one) => (!one.thread_ts || one.thread_ts === one.ts) && within(one.ts, args),
      );
      const { items, response_metadata } = page(inRange.reverse(), args);
      return shown(items, response_metadata, channel, args);
    },
  },
  {
    name: 'conversations.replies',
    tier: 3,
    scopes: historyScopes,
    run: (kernel, { args }) => {
      const channel = readable(kernel, args);
      const root = need(args, 'ts');
      if (!channel.messages.some(({ ts }) => ts === root)) throw refuse('thread_not_found');
      const thread = channel.messages.filter(
        (one) => one.ts === root || (one.thread_ts === root && within(one.ts, args)),
      );
      const { items, response_metadata } = page(thread, args, 1000);
      return shown(items, response_metadata, channel, args);
    },
  },
];

function readable(kernel: Kernel, args: Args): Channel {
  const channel = seenChannel(kernel, need(args, 'channel'));
  if (!channel.members.has(kernel.app.botUser)) throw refuse('not_in_channel');
  return channel;
}

/** `oldest` and `latest` are open bounds, closed with `inclusive`. */
function within(ts: string, args: Args): boolean {
  const inclusive = flag(args, 'inclusive');
  const oldest = text(args, 'oldest');
  const latest = text(args, 'latest');
  const at = Number(ts);
  if (oldest && (inclusive ? at < Number(oldest) : at <= Number(oldest))) return false;
  return !(latest && (inclusive ? at > Number(latest) : at >= Number(latest)));
}

function shown(
  items: readonly Message[],
  response_metadata: { next_cursor: string },
  channel: Channel,
  args: Args,
): Record<string, unknown> {
  return {
    messages: items.map((one) => messageOnWire(one, flag(args, 'include_all_metadata'))),
    has_more: response_metadata.next_cursor !== '',
    pin_count: channel.pins.length,
    response_metadata,
  };
}
