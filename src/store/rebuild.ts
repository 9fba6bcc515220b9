/** Views hold nothing of their own: this makes them anew from the log. */

import { asc, eq } from 'drizzle-orm';
import { replay } from '../incident/evolve.ts';
import { readChain } from './log.ts';
import type { Database } from './open.ts';
import { incidentInsights, incidents } from './schema/incidents.ts';
import { viewOf } from './views.ts';

/** Folds every log anew and replaces the views. Returns how many were rebuilt. Insights go with them, to be worked out anew. */
export async function rebuildViews(db: Database): Promise<number> {
  await db.delete(incidentInsights);
  const rows = await db.select({ id: incidents.id }).from(incidents).orderBy(asc(incidents.number));
  for (const { id } of rows) {
    await db.transaction(async (tx) => {
      await tx.select({ id: incidents.id }).from(incidents).where(eq(incidents.id, id)).for('update');
      const log = await readChain(tx, id);
      const incident = replay(
        id,
        log.map(({ event }) => event),
      );
      await tx
        .update(incidents)
        .set(viewOf(incident, log.at(-1)?.hash ?? ''))
        .where(eq(incidents.id, id));
    });
  }
  return rows.length;
}
