/** The channel where everybody sees what outsiders may see, and others that the configuration names. */

import { z } from 'zod';
import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { Card } from '../chat/card.ts';
import type { Placement, Shown } from '../chat/outbox.ts';
import type { Place } from '../chat/transport.ts';
import type { Calls } from './calls.ts';
import type { Messages } from './messages.ts';
import { renderCard } from './render-card.ts';

export interface Announcements {
  /** Posts or edits. Without a configured channel nothing is announced. */
  show(place: Place, placement: Placement, announced: Announced): Promise<Shown>;
}

interface Announced {
  readonly card: Card;
  /** Name or id, when it is another than that for announcements. */
  readonly channel?: string;
}

const Listed = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export function createAnnouncements(calls: Calls, messages: Messages, wanted: string | undefined): Announcements {
  const known = new Map<string, string>();

  async function channel(name: string): Promise<string> {
    if (/^[CG][A-Z0-9]{7,}$/.test(name)) return name;
    let cursor: string | undefined;
    do {
      const types = 'public_channel,private_channel';
      const args = { types, exclude_archived: true, limit: 1000, ...(cursor ? { cursor } : {}) };
      const { channels, response_metadata } = await calls.call('conversations.list', args, { reads: Listed });
      const found = channels.find((one) => one.name === name.replace(/^#/, ''));
      if (found) return found.id;
      cursor = response_metadata?.next_cursor || undefined;
    } while (cursor);
    throw new CordonError('vendor_failed', `There is no channel ${name} for announcements.`, {
      remedy: 'Make it, or name another as slack.announcements; invite the app if it is private.',
    });
  }

  return {
    show: async ({ incidentId, number }, placement, announced) => {
      const { key, messages: there, shown: before, urgency: priority, begunAt, wantedAt } = placement;
      const { card, channel: name = wanted } = announced;
      if (!name) return { messages: [], shown: 'nowhere' };
      const [blocks = []] = renderCard(card, { number, at: wantedAt });
      const shown = sha256(JSON.stringify(blocks));
      if (before === shown) return { messages: there, shown };
      const id = known.get(name) ?? (await channel(name));
      known.set(name, id);
      const post = { channel: id, blocks, preview: card.preview, priority, delivery: `${incidentId} ${key}` };
      const [ts] = there;
      if (ts && (await messages.edit({ ...post, ts }))) return { messages: there, shown };
      const posted = await messages.post({ ...post, ...(begunAt ? { begunAt } : {}) });
      return { messages: [posted.ts], shown };
    },
  };
}
