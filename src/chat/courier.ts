/**
 * Carries what is wanted to a platform that has rates, outages and lost answers. What reactions ask for is only written
 * down, so no worker waits for a vendor; the courier shows it, conversation by conversation, in order, as the platform
 * allows. A crash or an outage leaves it written down.
 */

import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { startLoop } from '../base/loop.ts';
import type { Severity } from '../incident/policy.ts';
import { type Due, nextDue } from './due.ts';
import type { Claim, Outbox, Placement } from './outbox.ts';
import type { ChatPlatform, ConversationRef, Opened, Pass } from './platform.ts';
import type { Place, Transport } from './transport.ts';

/** What the house is told of conversations. */
export interface CourierHouse {
  opened(incidentId: string, opened: Opened): Promise<void>;
  failed(incidentId: string, problem: string, remedy: string): Promise<void>;
  /** The one-time link of a pass: the same for every attempt. */
  linkOf(personId: string, pass: Pass): Promise<string>;
}

export interface CourierOptions {
  readonly id: ChatPlatform['id'];
  readonly outbox: Outbox;
  readonly transport: Transport;
  readonly house: CourierHouse;
  readonly log: Log;
}

export interface Courier extends AsyncDisposable {
  /** Looks for something to carry, soon. */
  wake(): void;
}

/** Conversations served at once. Most of them only wait for their turn in the shaper. */
const AT_ONCE = 200;
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
const PAUSE_MS = 1000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** What a platform refuses for good is asked again when somebody may have changed its settings. */
const HOPELESS_MS = 3_600_000;

export interface OutboxPlatformOptions {
  readonly id: ChatPlatform['id'];
  readonly outbox: Outbox;
  readonly wake: () => void;
  readonly fetchFile: ChatPlatform['fetchFile'];
  /** Whether the platform has groups of people that stand for rosters. */
  readonly hasGroups?: boolean;
}

/** The platform as reactions see it: everything is written down, and `wake` starts the carrying. */
export function outboxPlatform({
  id,
  outbox,
  wake,
  fetchFile,
  hasGroups = false,
}: OutboxPlatformOptions): ChatPlatform {
  const put = async (incidentId: string, wanted: Parameters<Outbox['put']>[1]): Promise<void> => {
    await outbox.put(incidentId, wanted);
    wake();
  };
  return {
    id,
    openConversation: async (spec) => {
      const opened = await outbox.want(spec);
      wake();
      return opened;
    },
    setTopic: ({ incidentId }, topic, version) =>
      put(incidentId, { key: 'topic', item: { kind: 'topic', topic }, version, urgency: 'normal' }),
    setLinks: ({ incidentId }, links, version) =>
      put(incidentId, { key: 'links', item: { kind: 'links', links }, version, urgency: 'refresh' }),
    setMembers: ({ incidentId }, members, version) =>
      put(incidentId, { key: 'members', item: { kind: 'members', members }, version, urgency: 'normal' }),
    put: async ({ incidentId }, card, version, urgency) => {
      await put(incidentId, { key: card.key, item: { kind: 'card', card }, version, urgency });
      // However many they are: whoever comes finds the summary.
      if (hasGroups && card.key === 'summary')
        await put(incidentId, { key: 'group', item: { kind: 'group' }, version: 1, urgency: 'refresh' });
    },
    say: ({ incidentId }, deliveryId, line, urgency) =>
      put(incidentId, { key: `line:${deliveryId}`, item: { kind: 'line', line }, version: 1, urgency }),
    notice: ({ incidentId }, noticeId, text) =>
      put(incidentId, {
        key: `notice:${noticeId}`,
        item: { kind: 'line', line: { text, preview: text, seq: 0, at: new Date().toISOString() } },
        version: 1,
        urgency: 'urgent',
      }),
    whisper: ({ incidentId }, deliveryId, to, card, how) =>
      put(incidentId, {
        key: `whisper:${deliveryId}:${to.id}`,
        item: { kind: 'whisper', to, card, how },
        version: 1,
        urgency: card.key.startsWith('approval:') ? 'urgent' : 'normal',
      }),
    admit: ({ incidentId }, to, card, pass) =>
      put(incidentId, {
        key: `pass:${pass.occasion}:${to.id}`,
        item: { kind: 'whisper', to, card, how: 'direct', pass },
        version: 1,
        urgency: 'urgent',
      }),
    share: ({ incidentId }, deliveryId, file) =>
      put(incidentId, { key: `file:${deliveryId}`, item: { kind: 'file', file }, version: 1, urgency: 'normal' }),
    fetchFile,
    announce: (incidentId, card, version) =>
      put(incidentId, { key: 'announcement', item: { kind: 'announcement', card }, version, urgency: 'refresh' }),
    bulletin: ({ incidentId }, deliveryId, channel, card) =>
      put(incidentId, {
        key: `bulletin:${deliveryId}`,
        item: { kind: 'announcement', card, channel },
        version: 1,
        urgency: 'refresh',
      }),
    archive: (ref, version) => archived(ref, true, version),
    unarchive: (ref, version) => archived(ref, false, version),
  };

  function archived({ incidentId }: ConversationRef, is: boolean, version: number): Promise<void> {
    const item = { kind: 'archived', archived: is } as const;
    return put(incidentId, { key: 'archived', item, version, urgency: 'normal' });
  }
}

export function startCourier({ id, outbox, transport, house, log }: CourierOptions): Courier {
  const serving = new Map<string, Promise<void>>();
  /** Severity of the incidents whose conversation waits to be made. */
  const waiting = new Map<string, Severity>();
  let closed = false;
  const loop = startLoop(`courier of ${id}`, PAUSE_MS, turn, log);
  const renewing = setInterval(() => void renew(), RENEW_MS);
  renewing.unref();

  async function turn(): Promise<void> {
    if (closed) return;
    await lookAgain();
    if (serving.size >= AT_ONCE) return;
    for (const claim of await outbox.claim(AT_ONCE - serving.size, LEASE_MS)) {
      const { incidentId } = claim.spec;
      const work = serve(claim).finally(() => serving.delete(incidentId));
      serving.set(incidentId, work);
    }
  }

  /** An incident that gets worse goes before those that waited longer. */
  async function lookAgain(): Promise<void> {
    if (waiting.size === 0) return;
    for (const [id, severity] of await outbox.severities([...waiting.keys()]))
      if (waiting.has(id)) waiting.set(id, severity);
  }

  async function renew(): Promise<void> {
    await outbox
      .renew([...serving.keys()], LEASE_MS)
      .catch((fault: unknown) => log.warn({ err: fault }, 'leases of conversations could not be renewed'));
  }

  async function serve(claim: Claim): Promise<void> {
    const { incidentId } = claim.spec;
    try {
      const conversation = claim.conversation ?? (await open(claim));
      await showAll(claim, conversation);
      await outbox.release(incidentId, 0, false);
      // Something may have been written down between the last look and the release.
      if ((await outbox.pending(incidentId)).length > 0) loop.wake();
    } catch (fault) {
      if (!closed) log.warn({ err: fault, platform: id, incidentId }, 'a platform could not be reached; tried again');
      await outbox.release(incidentId, closed ? 0 : pauseAfter(fault, claim.attempts), true).catch(() => undefined);
    }
  }

  async function open({ spec }: Claim): Promise<string> {
    waiting.set(spec.incidentId, spec.severity);
    try {
      const opened = await transport.open(spec, () => waiting.get(spec.incidentId) ?? spec.severity);
      await house.opened(spec.incidentId, opened);
      await outbox.opened(spec.incidentId, opened);
      return opened.conversation;
    } catch (fault) {
      if (fault instanceof CordonError && !fault.retryable)
        await house.failed(spec.incidentId, fault.message, fault.remedy);
      throw fault;
    } finally {
      waiting.delete(spec.incidentId);
    }
  }

  async function showAll({ spec }: Claim, conversation: string): Promise<void> {
    for (;;) {
      if (closed) return;
      const due = nextDue(await outbox.pending(spec.incidentId), new Date());
      if (!due) return;
      const { key } = due.placement;
      const check = () => stillGoes(spec.incidentId, key);
      const { incidentId, number, roster } = spec;
      await show(due, { incidentId, number, roster, conversation, check });
    }
  }

  async function stillGoes(incidentId: string, key: string): Promise<void> {
    if (await outbox.may(incidentId, key)) return;
    throw new CordonError('conflict', `Nothing of the incident goes to ${id} any more.`, {
      remedy: 'It waits until the platform is a side of the incident again.',
      retryable: true,
    });
  }

  async function show({ placement, covers }: Due, place: Place): Promise<void> {
    const { incidentId } = place;
    await outbox.begin(incidentId, placement.key);
    try {
      const shown = await transport.show(place, await withLink(placement));
      const { key, version } = placement;
      await outbox.shown(incidentId, { key, version: shown.unfinished ? version - 1 : version }, shown);
      for (const one of covers) await outbox.shown(incidentId, one, shown);
      // What was refused because the conversation was archived can be shown now.
      if (placement.item.kind === 'archived' && !placement.item.archived) await outbox.retry(incidentId);
    } catch (fault) {
      if (!(fault instanceof CordonError) || fault.retryable) throw fault;
      log.warn({ err: fault, platform: id, incidentId, key: placement.key }, 'a platform refused; it is left');
      await outbox.dropped(incidentId, placement, fault.message);
    }
  }

  async function withLink(placement: Placement): Promise<Placement> {
    const { item } = placement;
    if (item.kind !== 'whisper' || !item.pass) return placement;
    const url = await house.linkOf(item.to.id, item.pass);
    const blocks = [...item.card.blocks, { kind: 'link', label: 'Enter the Room', url } as const];
    return { ...placement, item: { ...item, card: { ...item.card, blocks } } };
  }

  return {
    wake: loop.wake,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearInterval(renewing);
      await loop[Symbol.asyncDispose]();
      await Promise.allSettled(serving.values());
    },
  };
}

function pauseAfter(fault: unknown, attempts: number): number {
  if (fault instanceof CordonError && !fault.retryable) return HOPELESS_MS;
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10));
}
