/** What every part of the receiving half stands on. */

import type { Log } from '../../base/log.ts';
import type { SurfaceHouse } from '../../chat/surface.ts';
import type { Bot } from '../bot.ts';
import type { Graph } from '../graph.ts';
import type { Messages } from '../messages.ts';
import type { People } from '../people.ts';
import type { Places } from '../places.ts';
import type { LookAround } from '../standing.ts';

export interface Desk {
  readonly house: SurfaceHouse;
  readonly bot: Bot;
  readonly graph: Graph;
  readonly places: Places;
  readonly people: People;
  readonly messages: Messages;
  readonly lookAround: LookAround;
  readonly appId: string;
  /** Reactions that put a message on the timeline. */
  readonly reactions: readonly string[];
  readonly log: Log;
}
