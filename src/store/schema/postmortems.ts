/** What comes after an incident: documents as they were compiled, and digests of what is to be done. */

import { integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

export const postmortems = pgTable(
  'postmortems',
  {
    incidentId: text('incident_id').notNull(),
    chainHead: text('chain_head').notNull(),
    sha256: text('sha256').notNull(),
    markdown: text('markdown').notNull(),
    html: text('html').notNull(),
    svg: text('svg').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.sha256] })],
);

/** Weekly digests: planned once, all of a week's in one transaction, and then sent one by one. */
export const digests = pgTable(
  'digests',
  {
    /** The moment that it is of. */
    week: moment('week').notNull(),
    /** Id of the person; empty for the team's. */
    recipient: text('recipient').notNull(),
    /** `mail` or a platform; `plan` marks the week as planned. */
    way: text('way').notNull(),
    /** Incident whose conversation carries it, on a platform. */
    carrier: text('carrier'),
    attempts: integer('attempts').notNull().default(0),
    /** Nobody else sends it before then; a pause after a failure counts as well. */
    freeAt: moment('free_at').notNull(),
    doneAt: moment('done_at'),
    problem: text('problem'),
  },
  (table) => [primaryKey({ columns: [table.week, table.recipient, table.way] })],
);
