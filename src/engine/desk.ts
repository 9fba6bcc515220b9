/** What triage has on its desk: one batch of alerts with all that is known about them, read together, written together. */

import type { ReceivedFinding } from '../alerts/finding.ts';
import type { Opening } from '../alerts/storms.ts';
import type { Entity } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import type { Incident } from '../incident/incident.ts';
import {
  findingsById,
  type IncidentSharing,
  incidentsSharing,
  markTriaged,
  openingsSince,
  type StoredFinding,
  saveFindings,
  type WaitingAlert,
} from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import type { Engine } from './handle.ts';
import { findingId } from './intake.ts';

export interface Desk {
  finding(id: string): StoredFinding | undefined;
  /** Written when the desk is cleared: lost in a crash, it is found anew. */
  keep(row: StoredFinding): void;
  /** Written now, because something that must not happen twice comes next. */
  save(row: StoredFinding): Promise<void>;
  /** The incident as it was when the batch was taken up, or later. */
  incident(id: string): Promise<Incident>;
  /** Open incidents that name something the batch names, of the same drill. */
  sharing(drill: string): Promise<readonly IncidentSharing[]>;
  /** Incidents of the drill that rules opened or fed since `since`; whoever opens or feeds one notes it in the list. */
  openings(drill: string, since: Date): Promise<Opening[]>;
  /** What was read of incidents no longer holds: `incident` is how this one is now. */
  changed(incident: Incident): void;
  say(incidentId: string, command: IncidentCommand): Promise<void>;
  done(alert: WaitingAlert, incidentNumber: number | undefined): void;
  clear(): Promise<void>;
}

export async function openDesk(store: Store, engine: Engine, batch: readonly WaitingAlert[]): Promise<Desk> {
  const told = batch.flatMap(findingsOf);
  const known = new Map((await findingsById(store.db, idsOf(told))).map((row) => [row.id, row]));
  const incidents = new Map<string, Incident>();
  const sharing = new Map<string, readonly IncidentSharing[]>();
  const openings = new Map<string, Opening[]>();
  const unsaved = new Map<string, StoredFinding>();
  const triaged: { readonly id: string; readonly incidentNumber: number | undefined }[] = [];

  function changed(incident: Incident): void {
    incidents.set(incident.id, incident);
    sharing.clear();
  }

  return {
    finding: (id) => known.get(id),
    keep: (row) => {
      known.set(row.id, row);
      unsaved.set(row.id, row);
    },
    save: async (row) => {
      known.set(row.id, row);
      unsaved.delete(row.id);
      await saveFindings(store.db, [row]);
    },
    incident: async (id) => {
      const incident = incidents.get(id) ?? (await engine.load(id));
      if (incident.version > 0) incidents.set(id, incident);
      return incident;
    },
    sharing: async (drill) => {
      const found = sharing.get(drill) ?? (await incidentsSharing(store.db, entitiesOf(told, drill), drill));
      sharing.set(drill, found);
      return found;
    },
    openings: async (drill, since) => {
      const found = openings.get(drill) ?? [...(await openingsSince(store.db, drill, since))];
      openings.set(drill, found);
      return found;
    },
    changed,
    say: async (incidentId, command) => changed((await engine.handle(incidentId, command)).incident),
    done: ({ id }, incidentNumber) => void triaged.push({ id, incidentNumber }),
    clear: async () => {
      await saveFindings(store.db, [...unsaved.values()]);
      await markTriaged(store.db, triaged, new Date());
      unsaved.clear();
      triaged.length = 0;
    },
  };
}

/** What intake stored beside the bytes. */
export function findingsOf(alert: WaitingAlert): readonly ReceivedFinding[] {
  return alert.findings as readonly ReceivedFinding[];
}

function idsOf(told: readonly ReceivedFinding[]): readonly string[] {
  return [...new Set(told.map(findingId))];
}

function entitiesOf(told: readonly ReceivedFinding[], drill: string): readonly Entity[] {
  return told.flatMap((finding) => ((finding.drill ?? '') === drill ? (finding.entities ?? []) : []));
}
