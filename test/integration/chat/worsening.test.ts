/** An incident that gets worse while its conversation waits to be made, where a platform makes only so many a minute. */

import { expect, it } from 'vitest';
import { outboxPlatform, startCourier } from '../../../src/chat/courier.ts';
import type { Item } from '../../../src/chat/outbox.ts';
import type { ConversationSpec } from '../../../src/chat/platform.ts';
import { createShaper, type Ticking } from '../../../src/chat/shaper.ts';
import type { Transport } from '../../../src/chat/transport.ts';
import type { IncidentCommand } from '../../../src/incident/commands.ts';
import type { Severity } from '../../../src/incident/policy.ts';
import { createOutbox } from '../../../src/store/outbox.ts';
import { type EngineRoom, openEngineRoom, SILENT } from '../../support/engine-room.ts';
import { cordon, declared, type Said } from '../../support/given.ts';
import { until } from '../../support/until.ts';

async function say({ engine }: EngineRoom, incidentId: string, said: Said): Promise<void> {
  expect((await engine.handle(incidentId, { ...said, by: cordon } as IncidentCommand)).refused).toBeUndefined();
}

const MINUTE_MS = 60_000;

it('goes before those that waited longer', async () => {
  await using room = await openEngineRoom();
  const outbox = createOutbox<ConversationSpec, Item>(room.store.db, 'slack');
  const fetchFile = async () => ({ name: '', mediaType: '', body: new Uint8Array() });
  const platform = outboxPlatform({ id: 'slack', outbox, wake: () => undefined, fetchFile });
  for (const number of [1, 2, 3, 4]) {
    const incidentId = `incident-${number}`;
    await say(room, incidentId, declared({ number, codename: `codename-${number}`, severity: 3 }));
    const told = { topic: '', purpose: '', restricted: true, roster: 'r', name: `inc-${number}` };
    await platform.openConversation({ incidentId, number, severity: 3, ...told });
  }
  let nowMs = 0;
  let next: (() => void) | undefined;
  const clock: Ticking = {
    nowMs: () => nowMs,
    later: (_, call) => {
      next = call;
      return () => {
        next = undefined;
      };
    },
  };
  using shaper = createShaper({ conversation: [], tiers: { create: { burst: 1, perMinute: 1 } } }, clock);
  const asked = new Map<string, () => Severity>();
  const made: string[] = [];
  const transport: Transport = {
    open: async ({ name }, severity) => {
      asked.set(name, severity);
      const run = async () => made.push(name);
      await shaper.submit({ conversation: name, tier: 'create', priority: 'normal', rank: severity, run });
      return { conversation: `C-${name}`, name };
    },
    show: async () => ({ messages: [], shown: '' }),
  };
  const house = { opened: async () => undefined, failed: async () => undefined, linkOf: async () => '' };
  const courier = startCourier({ id: 'slack', outbox, transport, house, log: SILENT });
  await until(() => asked.size === 4 && made.length === 1);
  const worse = made[0] === 'inc-4' ? 'inc-3' : 'inc-4';

  await say(room, worse.replace('inc-', 'incident-'), { type: 'SetSeverity', to: 1, reason: 'keys are in use' });
  courier.wake();
  await until(() => asked.get(worse)?.() === 1);
  for (let minute = 1; minute <= 3; minute += 1) {
    nowMs = minute * MINUTE_MS;
    next?.();
    await until(() => made.length === minute + 1);
  }

  expect(made[1]).toBe(worse);
  await courier[Symbol.asyncDispose]();
});
