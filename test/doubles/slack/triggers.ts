/** Short-lived handles of an interaction: `trigger_id` (once, three seconds) and `response_url` (five times, thirty minutes). */

import { refuse } from './refusal.ts';
import type { World } from './world.ts';

const TRIGGER_MS = 3000;
const RESPONSE_MS = 30 * 60_000;
const RESPONSE_USES = 5;

export interface ResponseTarget {
  readonly channel: string;
  readonly user: string;
  /** The message that was clicked, when there was one. */
  readonly messageTs?: string;
  readonly threadTs?: string;
  readonly isEphemeral?: boolean;
}

export interface Triggers {
  makeTrigger(user: string): string;
  /** Whose interaction it was. Throws `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`. */
  spendTrigger(id: string): string;
  makeResponse(target: ResponseTarget): string;
  /** What the path of a response URL answers to. Throws `used_url` or `expired_url`. */
  spendResponse(path: string): ResponseTarget;
}

export function createTriggers(world: World, base: () => string): Triggers {
  const triggers = new Map<string, { user: string; atMs: number; used: boolean }>();
  const responses = new Map<string, { target: ResponseTarget; atMs: number; uses: number }>();
  return {
    makeTrigger: (user) => {
      const id = `${world.id('1')}.${world.teamId}.${world.id('')}`;
      triggers.set(id, { user, atMs: world.clock.nowMs(), used: false });
      return id;
    },
    spendTrigger: (id) => {
      const found = triggers.get(id);
      if (!found) throw refuse('invalid_trigger_id');
      if (found.used) throw refuse('exchanged_trigger_id');
      if (world.clock.nowMs() - found.atMs > TRIGGER_MS) throw refuse('expired_trigger_id');
      found.used = true;
      return found.user;
    },
    makeResponse: (target) => {
      const path = `/commands/${world.teamId}/${world.id('')}/${world.id('R')}`;
      responses.set(path, { target, atMs: world.clock.nowMs(), uses: 0 });
      return `${base()}${path}`;
    },
    spendResponse: (path) => {
      const found = responses.get(path);
      if (!found || found.uses >= RESPONSE_USES) throw refuse('used_url');
      if (world.clock.nowMs() - found.atMs > RESPONSE_MS) throw refuse('expired_url');
      found.uses += 1;
      return found.target;
    },
  };
}
