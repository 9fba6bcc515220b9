/** What every part of the receiving half stands on. */

import type { Log } from '../../base/log.ts';
import type { SurfaceHouse } from '../../chat/surface.ts';
import type { Calls } from '../calls.ts';
import type { Messages } from '../messages.ts';
import type { People } from '../people.ts';
import type { Self } from '../self.ts';

export interface Desk {
  readonly house: SurfaceHouse;
  readonly calls: Calls;
  readonly people: People;
  readonly messages: Messages;
  readonly self: Self;
  /** Emoji that put a message on the timeline. */
  readonly emoji: readonly string[];
  readonly log: Log;
}
