/** Opens an incident: a number, a codename, the roster and the policy it will live under. */

import { sql } from 'drizzle-orm';
import type { Actor, Person, Source } from '../incident/actor.ts';
import type { EventData } from '../incident/events.ts';
import type { History } from '../incident/history.ts';
import type { Incident } from '../incident/incident.ts';
import type { Policy } from '../incident/policy.ts';
import type { Store } from '../store/open.ts';
import { codenameOf } from './codename.ts';
import type { Engine, Handled } from './handle.ts';

export type Opening = Pick<
  EventData['IncidentDeclared'],
  'title' | 'incidentType' | 'severity' | 'mode' | 'visibility' | 'because' | 'openedBy' | 'playbook'
> & {
  /** Made by the caller, so that saying it again opens nothing twice. */
  readonly incidentId: string;
  readonly roster: string;
  readonly detectedAt?: string;
  /** Of one that is entered after the fact. */
  readonly history?: History;
  readonly by: Actor;
  readonly source?: Source;
};

export type Declare = (opening: Opening) => Promise<Incident>;

export interface DeclareOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly policy: Policy;
  /** Members of a roster by its id; empty for an unknown one. */
  readonly membersOf: (roster: string) => readonly Person[];
}

export function createDeclare({ store, engine, policy, membersOf }: DeclareOptions): Declare {
  return async ({ incidentId, roster, by, source, ...opening }) => {
    const known = await engine.load(incidentId);
    if (known.version > 0) return known;
    const number = await nextNumber(store);
    const handled: Handled = await engine.handle(incidentId, {
      type: 'DeclareIncident',
      ...opening,
      number,
      codename: codenameOf(number),
      roster: { id: roster, members: membersOf(roster) },
      policy,
      tlp: opening.visibility === 'restricted' ? 'AMBER+STRICT' : 'AMBER',
      by,
      ...(source ? { source } : {}),
    });
    return handled.incident;
  };
}

async function nextNumber({ db }: Store): Promise<number> {
  const { rows } = await db.execute<{ number: string }>(sql`select nextval('incident_numbers') as number`);
  return Number(rows[0]?.number);
}
