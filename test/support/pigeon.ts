/** A platform that keeps what it is shown in memory: to see what the courier carries, when, and how often. */

import { sha256 } from '../../src/base/chain.ts';
import { CordonError } from '../../src/base/errors.ts';
import type { Placement } from '../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../src/chat/platform.ts';
import type { Transport } from '../../src/chat/transport.ts';

export interface Pigeon extends Transport {
  readonly opened: string[];
  readonly shown: { readonly incidentId: string; readonly key: string; readonly placement: Placement }[];
  /** While set, nothing gets through. */
  down: boolean;
  /** Keys that are refused for good. */
  readonly refuses: Set<string>;
}

export function createPigeon(): Pigeon {
  const pigeon: Pigeon = {
    opened: [],
    shown: [],
    down: false,
    refuses: new Set(),
    open: async ({ name }: ConversationSpec) => {
      fly(pigeon);
      pigeon.opened.push(name);
      return { conversation: `C-${name}`, name };
    },
    show: async ({ incidentId }, placement) => {
      fly(pigeon);
      if (pigeon.refuses.has(placement.key))
        throw new CordonError('vendor_failed', `${placement.key} is refused.`, { remedy: 'None.' });
      pigeon.shown.push({ incidentId, key: placement.key, placement });
      return { messages: [`m${pigeon.shown.length}`], shown: sha256(JSON.stringify(placement.item)) };
    },
  };
  return pigeon;
}

function fly({ down }: Pigeon): void {
  if (!down) return;
  throw new CordonError('vendor_failed', 'It does not fly.', { remedy: 'Wait.', retryable: true });
}
