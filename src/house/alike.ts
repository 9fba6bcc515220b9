/** Finds incidents like one, in the house's own memory of all of them. */

import type { Entity, Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import { type Likeness, whyAlike } from '../incident/likeness.ts';
import { entityKeys, traitsOf } from '../insight/likeness.ts';
import { mostAlike } from '../insight/similar.ts';
import type { SimilarRow } from '../room/house.ts';
import { sharing } from '../store/alike.ts';
import type { Store } from '../store/open.ts';
import { findIncident } from '../store/views.ts';
import { refreshInsights } from './insights.ts';
import { rowFor } from './surroundings.ts';

/** Milliseconds that one search lets logs be folded first: what is not folded by then is found at the next one. */
const PATIENCE_MS = 10_000;

/** Others like an incident, the most alike first. */
export async function alikeTo(store: Pick<Store, 'db'>, incident: Incident): Promise<readonly Likeness[]> {
  await refreshInsights(store, PATIENCE_MS);
  const { entities, techniques } = traitsOf(incident);
  return mostAlike(
    await sharing(store.db, {
      incidentId: incident.id,
      incidentType: incident.incidentType,
      isDrill: incident.mode === 'drill',
      entities,
      techniques,
      text: `${incident.title}\n${incident.summary}`,
    }),
  );
}

export interface Waiting {
  readonly title: string;
  readonly drill: string;
  readonly entities: readonly Entity[];
  readonly techniques: readonly string[];
}

/** Incidents like a finding that no incident has yet. Nothing is folded first: a page waits for this. */
export async function alikeToFinding(store: Pick<Store, 'db'>, finding: Waiting): Promise<readonly Likeness[]> {
  return mostAlike(
    await sharing(store.db, {
      isDrill: finding.drill !== '',
      entities: entityKeys(finding.entities),
      techniques: finding.techniques,
      text: finding.title,
    }),
  );
}

/** What was found, as much of it as the reader may see: anybody number and codename, the rest whoever may open it. */
export async function similarRows(
  { db }: Pick<Store, 'db'>,
  found: readonly Likeness[],
  reader: Person,
): Promise<readonly SimilarRow[]> {
  return Promise.all(
    found.map(async ({ number, codename, reasons }) => {
      const view = await findIncident(db, number);
      const { title, status } = view ? rowFor(view, reader.id) : {};
      return { number, codename, why: whyAlike(reasons), ...(title && status ? { title, status } : {}) };
    }),
  );
}
