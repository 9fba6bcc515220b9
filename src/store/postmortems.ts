/** Compiled post-mortems, one row per distinct document. */

import { desc, eq } from 'drizzle-orm';
import type { Statements } from './open.ts';
import { postmortems } from './schema/postmortems.ts';

export type StoredPostmortem = typeof postmortems.$inferSelect;

export async function savePostmortem(db: Statements, document: Omit<StoredPostmortem, 'createdAt'>): Promise<void> {
  await db.insert(postmortems).values(document).onConflictDoNothing();
}

/** The newest one. */
export async function latestPostmortem(db: Statements, incidentId: string): Promise<StoredPostmortem | undefined> {
  const [row] = await db
    .select()
    .from(postmortems)
    .where(eq(postmortems.incidentId, incidentId))
    .orderBy(desc(postmortems.createdAt))
    .limit(1);
  return row;
}
