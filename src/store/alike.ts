/** Incidents that share something with what is asked about: by index, the most promising first. */

import { sql } from 'drizzle-orm';
import type { Statements } from './open.ts';

export interface Asked {
  /** Left out of the answer. */
  readonly incidentId?: string;
  readonly incidentType?: string;
  /** Drills are like drills alone, all others like all others. */
  readonly isDrill: boolean;
  readonly entities: readonly string[];
  readonly techniques: readonly string[];
  /** Title and summary. */
  readonly text: string;
}

export interface SharedRow {
  readonly id: string;
  readonly number: number;
  readonly codename: string;
  readonly isSameType: boolean;
  readonly entities: readonly string[];
  readonly techniques: readonly string[];
  readonly words: number;
  readonly sharedWords: number;
}

/** Words of the text that are looked for, the first ones. */
const WORDS = 40;
const LIMIT = 100;

/** Merged incidents live on in others and are not found. */
export async function sharing(db: Statements, asked: Asked): Promise<readonly SharedRow[]> {
  const entities = sql`${sql.param([...asked.entities])}::text[]`;
  const techniques = sql`${sql.param([...asked.techniques])}::text[]`;
  const { rows } = await db.execute<{ [K in keyof SharedRow]: SharedRow[K] }>(sql`
    with asked as (
      select array(select lexeme from unnest(to_tsvector('english', ${asked.text})) order by positions[1] limit ${WORDS})
        as words
    ), query as (
      select words, (
        select string_agg('''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery
        from unnest(words) as word) as any_of from asked
    ), found as (
      select i.id, i.number, i.codename, i.incident_type = ${asked.incidentType ?? ''} as "isSameType",
        array(select unnest(s.entities) intersect select unnest(${entities})) as entities,
        array(select unnest(s.techniques) intersect select unnest(${techniques})) as techniques,
        cardinality(query.words) as words,
        cardinality(array(select unnest(tsvector_to_array(s.search)) intersect select unnest(query.words)))
          as "sharedWords"
      from query, incident_insights s join incidents i on i.id = s.incident_id
      where i.id <> ${asked.incidentId ?? ''} and i.status <> 'merged' and (i.mode = 'drill') = ${asked.isDrill}
        and (s.entities && ${entities} or s.techniques && ${techniques} or s.search @@ query.any_of)
    )
    select * from found
    order by 2 * cardinality(entities) + cardinality(techniques) + "isSameType"::int
      + 2.0 * "sharedWords" / greatest(words, 1) desc, number desc
    limit ${LIMIT}`);
  return rows;
}
