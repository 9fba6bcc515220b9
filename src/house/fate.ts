/** What people do to a conversation itself: archived, deleted, renamed, taken away from Cordon, brought back. Told in the log, and healed. */

import type { Outbox } from '../chat/outbox.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { Fate } from '../chat/surface.ts';
import type { Engine } from '../engine/handle.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import { CORDON } from '../reactions/reaction.ts';

export interface FateOptions {
  readonly platform: ChatPlatform;
  readonly outbox: Outbox;
  readonly engine: Engine;
  readonly wake: () => void;
}

/** Carries out what follows from it. `by` is unknown where the platform does not say. */
export type Suffer = (incident: Incident, conversation: string, fate: Fate, by: Person | undefined) => Promise<void>;

export function createFate({ platform: { id: platform }, outbox, engine, wake }: FateOptions): Suffer {
  return async ({ id }, conversation, fate, person) => {
    const at = { platform, conversation, by: CORDON, ...(person ? { person } : {}) };
    if (typeof fate === 'object') {
      await engine.handle(id, { type: 'RecordRename', ...at, name: fate.renamed });
      return;
    }
    if (fate !== 'back') {
      await engine.handle(id, { type: 'RecordLoss', ...at, how: fate });
      return;
    }
    await engine.handle(id, { type: 'RecordReturn', ...at });
    // What was refused meanwhile can be shown now.
    await outbox.retry(id);
    wake();
  };
}
