/** Who is in a conversation and is not a member of its incident: told there while it lasts, and settled in the same card. */

import type { Outbox } from '../chat/outbox.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import { DRIFT, driftCard, isSettled, settledDriftCard } from '../chat/views/index.ts';
import type { Engine } from '../engine/handle.ts';
import type { Person } from '../incident/actor.ts';
import { isMember } from '../incident/permissions.ts';
import { CORDON } from '../reactions/reaction.ts';
import type { Store } from '../store/open.ts';
import { findPerson } from '../store/people.ts';

export interface Drift {
  /** Somebody is in the conversation. Unless they are a member, everybody there is told, once while it lasts. */
  raise(incidentId: string, person: Person): Promise<void>;
  /** They are no longer in the conversation, or are a member now. */
  settle(incidentId: string, person: Person): Promise<void>;
  /** All who are there without being members, as the platform shows it: alarms about anybody else are settled. */
  reconcile(incidentId: string, strangers: readonly Person[]): Promise<void>;
}

export interface DriftOptions {
  readonly platform: ChatPlatform;
  readonly outbox: Outbox;
  readonly engine: Engine;
  readonly store: Store;
}

export function createDrift({ platform, outbox, engine, store }: DriftOptions): Drift {
  /** Ids of the people whose alarm stands. */
  async function alarmed(incidentId: string): Promise<ReadonlySet<string>> {
    const standing = await outbox.standing(incidentId, DRIFT);
    return new Set(
      standing.flatMap(({ key, item }) =>
        item.kind === 'card' && !isSettled(item.card) ? [key.slice(DRIFT.length)] : [],
      ),
    );
  }

  async function tell(incidentId: string, person: Person, here: boolean): Promise<void> {
    const conversation = await outbox.conversationOf(incidentId);
    const before = await engine.load(incidentId);
    const member = isMember(before, person);
    if (!conversation || (here && member)) return;
    const now = member ? 'is a member now' : `is no longer in the conversation on ${platform.id}`;
    const text = here
      ? `${person.name} is in the conversation on ${platform.id} and is not a member.`
      : `${person.name} ${now}.`;
    const { incident } = await engine.handle(incidentId, { type: 'AddNote', text, by: CORDON });
    const card = here ? driftCard(incident, person) : settledDriftCard(incident, person, now);
    await platform.put({ incidentId, conversation }, card, incident.version, 'urgent');
  }

  const settle = async (incidentId: string, person: Person): Promise<void> => {
    if ((await alarmed(incidentId)).has(person.id)) await tell(incidentId, person, false);
  };
  const raise = async (incidentId: string, person: Person): Promise<void> => {
    if (!(await alarmed(incidentId)).has(person.id)) await tell(incidentId, person, true);
  };
  return {
    raise,
    settle,
    reconcile: async (incidentId, strangers) => {
      for (const person of strangers) await raise(incidentId, person);
      const there = new Set(strangers.map(({ id }) => id));
      for (const id of await alarmed(incidentId)) {
        const person = there.has(id) ? undefined : await findPerson(store.db, id);
        if (person) await tell(incidentId, person, false);
      }
    },
  };
}
