/**
 * Stands between Slack and Bolt: what comes in is kept before Bolt acknowledges it, and carried out after that. What
 * one person does in one place is carried out in the order in which they did it.
 */

import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { createInbox } from '../../chat/inbox.ts';
import type { Receipts, Received } from '../../chat/surface.ts';
import { laneOf } from './lane.ts';

export interface Keeping extends AsyncDisposable {
  /** The receiver, with everything that comes through it kept first. */
  keeping(receiver: Receiver): Receiver;
  /** To be called by a listener before it acknowledges: the work is done afterwards, even if that fails. */
  carry(body: object, work: () => Promise<void>): void;
}

export interface KeepingOptions {
  readonly receipts: Receipts;
  /** Tells a person that what they did was not carried out in time. */
  readonly late: (body: unknown, receivedAt: Date) => Promise<void>;
  readonly log: Log;
}

const Identified = z.looseObject({
  event_id: z.string().optional(),
  trigger_id: z.string().optional(),
  type: z.string().default('command'),
  event: z.object({ type: z.string() }).optional(),
});

/** A person has long gone another way by then: they are told instead. Slack takes answers for as long. */
const LATE_MS = 30 * 60_000;

export function createKeeping({ receipts, late, log }: KeepingOptions): Keeping {
  const works = new WeakMap<object, () => Promise<void>>();
  let app: App | undefined;
  const inbox = createInbox({ platform: 'Slack', receipts, log, again });

  async function receive(event: ReceiverEvent): Promise<void> {
    const { event_id, trigger_id, type, event: inner } = Identified.parse(event.body);
    const id = event_id ?? trigger_id;
    // Suggestions for a menu are asked for again by themselves.
    if (id === undefined) return acknowledge(event);
    const { token: _, ...body } = event.body;
    if (await inbox.keep(id, inner?.type ?? type, body)) return hear(id, event);
    await event.ack();
  }

  /** Resolves once it is acknowledged; its place in its lane is taken at once. */
  function hear(id: string, event: ReceiverEvent): Promise<void> {
    const { promise: heard, resolve, reject } = Promise.withResolvers<void>();
    inbox.carry(id, laneOf(event.body), async () => {
      await heard;
      await works.get(event.body)?.();
    });
    acknowledge(event).then(resolve, reject);
    return heard;
  }

  async function acknowledge(event: ReceiverEvent): Promise<void> {
    if (!app) throw new Error('nothing listens to Slack yet');
    await app.processEvent(event);
  }

  function again({ id, body, receivedAt }: Received): void {
    const { event_id } = Identified.parse(body);
    if (event_id === undefined && Date.now() - receivedAt.getTime() >= LATE_MS) {
      inbox.carry(id, undefined, () => giveUp(id, body, receivedAt));
      return;
    }
    hear(id, { body: body as ReceiverEvent['body'], ack: async () => undefined }).catch((fault: unknown) =>
      log.warn({ err: fault, id }, 'what Slack sent could not be heard again'),
    );
  }

  async function giveUp(id: string, body: unknown, receivedAt: Date): Promise<void> {
    await late(body, receivedAt).catch((fault: unknown) => log.warn({ err: fault, id }, 'a person could not be told'));
    throw new CordonError('conflict', 'It could not be carried out within half an hour; the person was told.', {
      remedy: 'Do it again if it is still wanted.',
    });
  }

  return {
    keeping: (receiver) => ({
      init: (given) => {
        app = given;
        // A receiver calls nothing else of the app.
        receiver.init({ processEvent: receive } as unknown as App);
      },
      start: (...args) => receiver.start(...args),
      stop: (...args) => receiver.stop(...args),
    }),
    carry: (body, work) => void works.set(body, work),
    [Symbol.asyncDispose]: () => inbox[Symbol.asyncDispose](),
  };
}
