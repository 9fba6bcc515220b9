/** Incidents: their logs, the views drawn from them, and what is to be done about each fact. */

import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgSequence, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment, tsvector } from './columns.ts';

export const incidentNumbers = pgSequence('incident_numbers', { startWith: 1 });

/** One row per incident: the head of its log and the view that lists are drawn from. Rebuilt from events at will. */
export const incidents = pgTable(
  'incidents',
  {
    id: text('id').primaryKey(),
    number: integer('number').notNull().unique(),
    version: integer('version').notNull(),
    headHash: text('head_hash').notNull(),
    codename: text('codename').notNull(),
    title: text('title').notNull(),
    severity: integer('severity').notNull(),
    phase: text('phase').notNull(),
    status: text('status').notNull(),
    mode: text('mode').notNull(),
    visibility: text('visibility').notNull(),
    incidentType: text('incident_type').notNull(),
    /** Routing rule that opened it without a person, and whether it takes a storm of that rule's findings. */
    /** Platforms that nothing of it goes to; and those that it declares compromised for every incident. */
    severed: text('severed').array().notNull().default([]),
    compromised: text('compromised').array().notNull().default([]),
    rule: text('rule'),
    storm: boolean('storm').notNull().default(false),
    commander: text('commander'),
    members: text('members').array().notNull(),
    approvalsWaiting: integer('approvals_waiting').notNull(),
    nextClockAt: moment('next_clock_at'),
    /** What it is about: findings that name one of these belong to it. */
    scope: jsonb('scope').notNull().default([]),
    /** Follow-ups as they stand: lists across incidents, and trackers that are looked at, read them here. */
    followUps: jsonb('follow_ups').notNull().default([]),
    touchedAt: moment('touched_at'),
    declaredAt: moment('declared_at').notNull(),
    closedAt: moment('closed_at'),
    nextWakeAt: moment('next_wake_at'),
  },
  (table) => [
    index('incidents_wake').on(table.nextWakeAt).where(sql`next_wake_at is not null`),
    index('incidents_declared').on(table.declaredAt),
    index('incidents_open').on(table.number).where(sql`status = 'open'`),
    index('incidents_compromised').on(table.number).where(sql`cardinality(compromised) > 0`),
  ],
);

/** The log. `body` is the canonical JSON exactly as it was hashed. */
export const events = pgTable(
  'events',
  {
    incidentId: text('incident_id')
      .notNull()
      .references(() => incidents.id),
    seq: integer('seq').notNull(),
    id: text('id').notNull().unique(),
    type: text('type').notNull(),
    recordedAt: moment('recorded_at').notNull(),
    body: text('body').notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.seq] })],
);

/**
 * What statistics and likeness need of an incident, folded from its log when somebody asks: behind while `version` is.
 * Words are searched as English; what that does not know is found as it is written.
 */
export const incidentInsights = pgTable(
  'incident_insights',
  {
    incidentId: text('incident_id')
      .primaryKey()
      .references(() => incidents.id),
    version: integer('version').notNull(),
    measures: jsonb('measures').notNull(),
    /** `kind:id`, as `insight/likeness.ts` writes them. */
    entities: text('entities').array().notNull(),
    techniques: text('techniques').array().notNull(),
    title: text('title').notNull(),
    /** Summary, notes and marked messages. */
    body: text('body').notNull(),
    search: tsvector('search')
      .notNull()
      .generatedAlwaysAs(
        sql`setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', body), 'B')`,
      ),
  },
  (table) => [
    index('incident_insights_entities').using('gin', table.entities),
    index('incident_insights_techniques').using('gin', table.techniques),
    index('incident_insights_search').using('gin', table.search),
  ],
);

/** What is to be done about a fact: one row per event and reaction, written with the event. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: text('id').primaryKey(),
    eventId: text('event_id').notNull(),
    incidentId: text('incident_id').notNull(),
    seq: integer('seq').notNull(),
    reaction: text('reaction').notNull(),
    state: text('state', { enum: ['open', 'done', 'dead'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    problem: text('problem'),
    createdAt: moment('created_at').notNull().defaultNow(),
    enqueuedAt: moment('enqueued_at'),
    finishedAt: moment('finished_at'),
  },
  (table) => [
    index('deliveries_open').on(table.createdAt).where(sql`state = 'open'`),
    index('deliveries_dead').on(table.createdAt).where(sql`state = 'dead'`),
  ],
);

/** What came of a request that a platform or a process may repeat: the events that were recorded for it. */
export const heardRequests = pgTable(
  'heard_requests',
  {
    incidentId: text('incident_id').notNull(),
    request: text('request').notNull(),
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
    heardAt: moment('heard_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.incidentId, table.request] }),
    index('heard_requests_heard_at').on(table.heardAt),
  ],
);
