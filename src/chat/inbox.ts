/**
 * Keeps what a platform sends before it is acknowledged, so that nothing acknowledged is lost: what a process ended over
 * is taken up by another, what fails is tried again after pauses that grow, and what fails for good becomes a dead
 * letter. A request that was carried out before the process ended is found in the log by its id.
 */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { startLoop } from '../base/loop.ts';
import type { Receipts, Received } from './surface.ts';
import { createTurns } from './turns.ts';

export interface Inbox extends AsyncDisposable {
  /** False for a repetition: it is dropped. Else it is to be carried out here. */
  keep(id: string, what: string, body: unknown): Promise<boolean>;
  /**
   * Carries out what was kept when its turn comes, and settles it. Of one lane one after the other, in the order of
   * these calls.
   */
  carry(id: string, lane: string | undefined, work: () => Promise<void>): void;
}

export interface InboxOptions {
  /** As people call it. */
  readonly platform: string;
  readonly receipts: Receipts;
  readonly log: Log;
  /** Calls `carry` for what is taken up again. Never for what is under way here. */
  again(received: Received): void;
}

/** What is carried out is this process's alone for that long; renewed while it waits for its turn or runs. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
const LOOK_MS = 1000;
const FORGET_MS = 3_600_000;

export function createInbox({ platform, receipts, log, again }: InboxOptions): Inbox {
  const inTurn = createTurns();
  const underWay = new Map<string, Promise<void>>();
  let closed = false;
  const loops = [
    startLoop(`what ${platform} sent`, LOOK_MS, takeUp, log),
    startLoop(`leases of what ${platform} sent`, RENEW_MS, () => receipts.renew([...underWay.keys()], LEASE_MS), log),
    startLoop(`old receipts of ${platform}`, FORGET_MS, () => receipts.forget(), log),
  ];

  async function takeUp(): Promise<void> {
    if (closed) return;
    for (const received of await receipts.take(LEASE_MS)) if (!underWay.has(received.id)) again(received);
  }

  async function settled(id: string, work: () => Promise<void>): Promise<void> {
    try {
      // Its turn came when the process was ending: somebody else takes it up at once.
      if (closed) return await receipts.renew([id], 0);
      await work();
      await receipts.done(id);
    } catch (fault) {
      await fail(id, fault).catch((unwritten: unknown) =>
        log.warn({ err: unwritten, id }, 'a failure could not be written down'),
      );
    }
  }

  async function fail(id: string, fault: unknown): Promise<void> {
    const known = fault instanceof CordonError;
    const forGood = fault instanceof z.ZodError || (known && !fault.retryable);
    // Messages of other faults may hold what people said.
    const problem = known ? fault.message : fault instanceof Error ? fault.name : 'an unknown fault';
    const dead = await receipts.failed(id, problem, forGood);
    if (dead) log.error({ err: fault, id, platform }, 'what was sent failed for good; it waits in the dead letters');
    else log.warn({ err: fault, id, platform }, 'what was sent could not be carried out; it is tried again');
  }

  return {
    keep: async (id, what, body) => {
      const fresh = await receipts.keep(id, what, body, LEASE_MS);
      if (!fresh) log.debug({ id, platform }, 'it was sent before');
      return fresh;
    },
    carry: (id, lane, work) => {
      underWay.set(
        id,
        inTurn(() => settled(id, work), lane).finally(() => underWay.delete(id)),
      );
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      await Promise.all(loops.map((loop) => loop[Symbol.asyncDispose]()));
      await Promise.allSettled(underWay.values());
    },
  };
}
