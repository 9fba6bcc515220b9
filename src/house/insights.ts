/** Works out what the logs say over all incidents: anew for those that have grown, from what is kept for the rest. */

import { replay } from '../incident/evolve.ts';
import { type Figures, figuresOf, type ToldAlerts } from '../insight/figures.ts';
import { traitsOf } from '../insight/likeness.ts';
import { type MeasuredIncident, measure } from '../insight/measures.ts';
import type { Selected } from '../insight/selection.ts';
import {
  countStale,
  insightVersions,
  type Measured,
  measuredOf,
  type NewInsight,
  saveInsights,
  staleInsights,
  toldByMonth,
} from '../store/insights.ts';
import { readEvents } from '../store/log.ts';
import type { Store } from '../store/open.ts';

/** Logs read and folded before they are kept: bounds what a crash has to do again. */
const BATCH = 20;
/** Milliseconds for which what was read serves again: scrapers and several readers look at once. */
const FRESH_MS = 5000;
/** Milliseconds that a reader waits for logs to be folded; after an upgrade the rest follows at the next looks. */
const PATIENCE_MS = 1500;
/** Months that are not shown are not kept drawn up. */
const MOST_SELECTIONS = 50;

export interface Insights {
  /** `behind` incidents have not been worked out yet and are not in the figures. */
  figures(selected: Selected, now: Date): Promise<Figures & { readonly behind: number }>;
  /** Every incident's own measures, oldest first. */
  measured(): Promise<readonly MeasuredIncident[]>;
}

/** Brings what is kept up to every log, or as far as it comes in `patienceMs`. Returns how many were worked out. */
export async function refreshInsights(
  { db }: Pick<Store, 'db'>,
  patienceMs = Number.POSITIVE_INFINITY,
): Promise<number> {
  const until = performance.now() + patienceMs;
  let count = 0;
  for (;;) {
    const stale = await staleInsights(db, BATCH);
    const rows: NewInsight[] = [];
    for (const id of stale) rows.push(await workOut({ db }, id));
    await saveInsights(db, rows);
    count += rows.length;
    // An open incident may have grown meanwhile: what is left for the next look is less than a batch.
    if (stale.length < BATCH || performance.now() > until) return count;
  }
}

async function workOut({ db }: Pick<Store, 'db'>, id: string): Promise<NewInsight> {
  const events = await readEvents(db, id);
  const incident = replay(id, events);
  const { entities, techniques, ...words } = traitsOf(incident);
  return {
    ...words,
    incidentId: id,
    version: incident.version,
    measures: measure(incident, events),
    entities: [...entities],
    techniques: [...techniques],
  };
}

interface Known {
  readonly measured: readonly MeasuredIncident[];
  readonly told: readonly ToldAlerts[];
  readonly behind: number;
  /** Drawn up already, by selection. */
  readonly drawn: Map<string, Figures>;
}

export function createInsights(store: Pick<Store, 'db'>): Insights {
  const kept = new Map<string, Measured>();
  let known: Promise<Known> | undefined;
  let until = 0;

  function current(): Promise<Known> {
    if (known && Date.now() < until) return known;
    // Those who ask while it is being read wait for the same reading.
    until = Number.POSITIVE_INFINITY;
    const reading = read(store, kept).finally(() => {
      until = Date.now() + FRESH_MS;
    });
    known = reading;
    reading.catch(() => {
      known = undefined;
    });
    return reading;
  }

  return {
    figures: async (selected, now) => {
      const { measured, told, behind, drawn } = await current();
      const key = JSON.stringify(selected);
      const figures = drawn.get(key) ?? figuresOf(measured, told, selected, now);
      if (drawn.size < MOST_SELECTIONS) drawn.set(key, figures);
      return { ...figures, behind };
    },
    measured: async () => (await current()).measured,
  };
}

/** Only what has changed since the last look is read. */
async function read({ db }: Pick<Store, 'db'>, kept: Map<string, Measured>): Promise<Known> {
  const began = performance.now();
  await refreshInsights({ db }, PATIENCE_MS);
  const isDone = performance.now() - began < PATIENCE_MS;
  const versions = await insightVersions(db);
  const changed = versions.filter(({ id, version }) => kept.get(id)?.version !== version).map(({ id }) => id);
  for (const row of await measuredOf(db, changed)) kept.set(row.id, row);
  const [told, behind] = await Promise.all([toldByMonth(db), isDone ? 0 : countStale(db)]);
  // `measure` wrote what is kept there; `rebuild-views` has it written anew after an upgrade.
  const measured = versions.flatMap(({ id }) => kept.get(id) ?? []) as readonly unknown[];
  return { measured: measured as readonly MeasuredIncident[], told, behind, drawn: new Map() };
}
