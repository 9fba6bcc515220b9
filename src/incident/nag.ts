/** A reminder as the state calls for it. */

import type { Person } from './actor.ts';
import type { Timestamp } from './timestamp.ts';

export interface Nag {
  /** Names the reminder and the period it belongs to, so that a new period starts counting anew. */
  readonly nag: string;
  readonly about: string;
  readonly text: string;
  /** Who can act. Empty when nobody can: then the channel is told. */
  readonly to: readonly Person[];
  readonly firstAt: Timestamp;
  readonly everyMinutes: number;
  /** From here on there is nothing to remind of. */
  readonly until?: Timestamp;
}
