/** The one door in for commands: read, fold, decide, append; on a lost race read and decide again. */

import { CordonError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Actor, Source } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import { decide } from '../incident/decide.ts';
import type { Refusal } from '../incident/decision.ts';
import { emptyIncident } from '../incident/empty.ts';
import type { Fact, IncidentEvent } from '../incident/events.ts';
import { evolve } from '../incident/evolve.ts';
import type { Incident } from '../incident/incident.ts';
import { append, readEvents } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { findRequest } from '../store/requests.ts';

export type Handled =
  | { readonly accepted: readonly IncidentEvent[]; readonly refused?: undefined; readonly incident: Incident }
  | { readonly refused: Refusal; readonly accepted?: undefined; readonly incident: Incident };

export type Handle = (incidentId: string, command: IncidentCommand) => Promise<Handled>;

export interface Engine {
  readonly handle: Handle;
  /** The incident as it is now; version 0 when there is none of the id. */
  readonly load: (incidentId: string) => Promise<Incident>;
}

export interface EngineOptions {
  readonly store: Store;
  /** Names of the reactions to an event: one delivery row is written for each. */
  readonly reactionsTo: (event: IncidentEvent) => readonly string[];
  readonly log: Log;
  readonly now?: () => Date;
}

/** Incidents kept folded in memory; only newer events are read. Least recently used go first. */
const KEPT = 500;
/** Races lost in a row before giving up: far beyond what two busy people and all workers bring about. */
const MOST_RACES = 50;

export function createEngine({ store, reactionsTo, log, now = () => new Date() }: EngineOptions): Engine {
  const kept = new Map<string, Incident>();

  async function load(incidentId: string): Promise<Incident> {
    let incident = kept.get(incidentId) ?? emptyIncident(incidentId);
    for (const event of await readEvents(store.db, incidentId, incident.version)) incident = evolve(incident, event);
    if (incident.version > 0) keep(incident);
    return incident;
  }

  function keep(incident: Incident): void {
    const known = kept.get(incident.id);
    kept.delete(incident.id);
    kept.set(incident.id, known && known.version > incident.version ? known : incident);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  }

  /** What came of the same request before, if it was heard. */
  async function earlierEvents(incidentId: string, request: string) {
    const heard = await findRequest(store.db, incidentId, request);
    if (!heard) return undefined;
    const later = await readEvents(store.db, incidentId, heard.firstSeq - 1);
    return later.filter(({ seq }) => seq <= heard.lastSeq);
  }

  async function handle(incidentId: string, command: IncidentCommand): Promise<Handled> {
    for (let race = 0; race < MOST_RACES; race += 1) {
      const handled = await attempt(await load(incidentId), command);
      if (handled) return handled;
      log.debug({ incidentId, command: command.type, race }, 'lost a race, deciding again');
    }
    throw new CordonError('conflict', `Incident ${incidentId} is changing too fast to be changed.`, {
      remedy: 'Try again.',
      retryable: true,
    });
  }

  /** Undefined when somebody else was faster. */
  async function attempt(incident: Incident, command: IncidentCommand): Promise<Handled | undefined> {
    const { request } = command;
    const earlier = request === undefined ? undefined : await earlierEvents(incident.id, request);
    if (earlier) return { accepted: earlier, incident };
    const at = now();
    const decision = decide(command, incident, at);
    if (decision.refused) return { refused: decision.refused, incident };
    if (decision.accepted.length === 0) return { accepted: [], incident };
    const events = record(decision.accepted, incident, command, at);
    const after = events.reduce(evolve, incident);
    const named = request === undefined ? {} : { request };
    if (!(await append(store.db, { after, events, expected: incident.version, reactionsTo, ...named })))
      return undefined;
    keep(after);
    return { accepted: events, incident: after };
  }

  return { handle, load };
}

/** Dates, numbers and signs facts. */
function record(
  facts: readonly Fact[],
  incident: Incident,
  command: { readonly by: Actor; readonly source?: Source },
  at: Date,
): readonly IncidentEvent[] {
  const recordedAt = at.toISOString();
  return facts.map((fact, index) => {
    const { type, data } = fact;
    return {
      id: newId(),
      incidentId: incident.id,
      seq: incident.version + index + 1,
      type,
      data,
      recordedAt,
      occurredAt: fact.occurredAt ?? recordedAt,
      by: command.by,
      source: fact.source ?? command.source ?? {},
    } as IncidentEvent;
  });
}
