/** Findings as the Room shows them to one reader, with what those that wait for a person remind of. */

import type { Person } from '../incident/actor.ts';
import type { FindingRow, SimilarRow } from '../room/house.ts';
import { listFindings, type StoredFinding } from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import { listIncidents } from '../store/views.ts';
import { alikeToFinding, similarRows } from './alike.ts';

/** Waiting findings, the newest, for which similar incidents are looked up: a page is not to wait for a storm. */
const MOST_COMPARED = 20;

/** Findings of restricted incidents are for their members; those that wait for triage are for everybody here. */
export async function findingRows(store: Store, person: Person): Promise<readonly FindingRow[]> {
  const [rows, views] = await Promise.all([listFindings(store.db), listIncidents(store.db)]);
  const hidden = new Set(
    views
      .filter(({ visibility, members }) => visibility !== 'open' && !members.includes(person.id))
      .map(({ id }) => id),
  );
  const shown = rows.filter(({ incidentId }) => !incidentId || !hidden.has(incidentId));
  const waiting = shown.filter(({ disposition }) => disposition === 'triage').slice(0, MOST_COMPARED);
  const similar = new Map(
    await Promise.all(waiting.map(async (row) => [row.id, await similarTo(store, row, person)] as const)),
  );
  return shown.map((row) => ({
    ...{ id: row.id, title: row.title, source: row.source, type: row.type, severity: row.severity, count: row.count },
    ...{ disposition: row.disposition, why: row.why, lastSeenAt: row.lastSeenAt.toISOString() },
    ...(row.incidentNumber ? { incident: row.incidentNumber } : {}),
    similar: similar.get(row.id) ?? [],
  }));
}

/** Everybody reads a waiting finding, so that what it shares with a restricted incident is told to its members alone. */
async function similarTo(store: Store, finding: StoredFinding, reader: Person): Promise<readonly SimilarRow[]> {
  const found = await alikeToFinding(store, finding);
  return (await similarRows(store, found, reader)).filter(({ title }) => title !== undefined);
}
