/** The channel where everybody sees what outsiders may see, and others that the configuration names. */

import { sha256 } from '../base/chain.ts';
import type { Card } from '../chat/card.ts';
import type { Placement, Shown } from '../chat/outbox.ts';
import type { Place } from '../chat/transport.ts';
import type { Channels } from './channels.ts';
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

export function createAnnouncements(channels: Channels, messages: Messages, wanted: string | undefined): Announcements {
  const known = new Map<string, string>();
  return {
    show: async (
      { incidentId, number },
      { key, messages: there, shown: before, urgency: priority, begunAt },
      announced,
    ) => {
      const { card: neutral, channel: name = wanted } = announced;
      if (!name) return { messages: [], shown: 'nowhere' };
      const delivery = `${incidentId} ${key}`;
      const [card] = renderCard(neutral, { number, delivery });
      const shown = sha256(JSON.stringify(card));
      if (!card || before === shown) return { messages: there, shown };
      const conversation = known.get(name) ?? (await channels.find(name));
      known.set(name, conversation);
      const post = { conversation, delivery, page: 0, card, preview: neutral.preview, priority };
      const [id] = there;
      if (id && (await messages.edit({ ...post, id }))) return { messages: there, shown };
      const posted = await messages.post({ ...post, ...(begunAt ? { begunAt } : {}) });
      return { messages: [posted], shown };
    },
  };
}
