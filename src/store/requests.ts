/** Requests that may be repeated, and what came of each: written with the events, so that a repetition finds them. */

import { and, eq, lt, sql } from 'drizzle-orm';
import type { Statements } from './open.ts';
import { heardRequests as requests } from './schema/incidents.ts';

/** Platforms repeat themselves for a day; what is older is forgotten. */
const KEPT = sql`interval '3 days'`;

/** Sequence numbers of the events that a request came to. */
export interface Heard {
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Undefined when nothing came of it yet. */
export async function findRequest(db: Statements, incidentId: string, request: string): Promise<Heard | undefined> {
  const [row] = await db
    .select({ firstSeq: requests.firstSeq, lastSeq: requests.lastSeq })
    .from(requests)
    .where(and(eq(requests.incidentId, incidentId), eq(requests.request, request)));
  return row;
}

/** Said in the transaction that appends the events, which holds the incident: nobody else can note it meanwhile. */
export async function noteRequest(
  tx: Statements,
  { id: incidentId, version: lastSeq }: { readonly id: string; readonly version: number },
  request: string,
  firstSeq: number,
): Promise<void> {
  await tx.insert(requests).values({ incidentId, request, firstSeq, lastSeq });
}

export async function forgetRequests(db: Statements): Promise<void> {
  await db.delete(requests).where(lt(requests.heardAt, sql`now() - ${KEPT}`));
}
