/** The tables. A change here needs a new migration: `npx drizzle-kit generate`; migrations go forward and are never edited. */

import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

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
    commander: text('commander'),
    members: text('members').array().notNull(),
    approvalsWaiting: integer('approvals_waiting').notNull(),
    nextClockAt: moment('next_clock_at'),
    /** What it is about: findings that name one of these belong to it. */
    scope: jsonb('scope').notNull().default([]),
    touchedAt: moment('touched_at'),
    declaredAt: moment('declared_at').notNull(),
    closedAt: moment('closed_at'),
    nextWakeAt: moment('next_wake_at'),
  },
  (table) => [
    index('incidents_wake').on(table.nextWakeAt).where(sql`next_wake_at is not null`),
    index('incidents_declared').on(table.declaredAt),
    index('incidents_open').on(table.number).where(sql`status = 'open'`),
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

/** Alert deliveries as they came in. Raw bytes are the first evidence. */
export const alerts = pgTable(
  'alerts',
  {
    id: text('id').primaryKey(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    source: text('source').notNull(),
    deliveryKey: text('delivery_key').notNull(),
    receivedAt: moment('received_at').notNull(),
    body: bytea('body').notNull(),
    sha256: text('sha256').notNull(),
    verifiedBy: text('verified_by').notNull(),
    drill: text('drill'),
    /** Findings as read, until triage has taken them up. */
    findings: jsonb('findings').notNull(),
    incidentNumber: integer('incident_number'),
    triagedAt: moment('triaged_at'),
    problem: text('problem'),
  },
  (table) => [
    uniqueIndex('alerts_delivery').on(table.source, table.deliveryKey),
    index('alerts_untriaged').on(table.position).where(sql`triaged_at is null`),
  ],
);

/** De-duplicated problems. */
export const findings = pgTable(
  'findings',
  {
    id: text('id').primaryKey(),
    source: text('source').notNull(),
    dedupKey: text('dedup_key').notNull(),
    drill: text('drill').notNull().default(''),
    type: text('type').notNull(),
    title: text('title').notNull(),
    severity: text('severity').notNull(),
    status: text('status').notNull(),
    entities: jsonb('entities').notNull(),
    techniques: text('techniques').array().notNull(),
    link: text('link'),
    firstSeenAt: moment('first_seen_at').notNull(),
    lastSeenAt: moment('last_seen_at').notNull(),
    count: integer('count').notNull(),
    disposition: text('disposition', { enum: ['linked', 'triage', 'ignored'] }).notNull(),
    why: text('why').notNull(),
    incidentId: text('incident_id'),
    incidentNumber: integer('incident_number'),
    /** The delivery that was counted last: taken up again after a crash, it is not counted twice. */
    lastAlertId: text('last_alert_id'),
  },
  (table) => [
    uniqueIndex('findings_dedup').on(table.source, table.dedupKey, table.drill),
    index('findings_seen').on(table.lastSeenAt),
    index('findings_incident').on(table.incidentId, table.lastSeenAt),
  ],
);

/** A step of an action, claimed with a fencing token. */
export const ledgerSteps = pgTable(
  'ledger_steps',
  {
    incidentId: text('incident_id').notNull(),
    actionId: text('action_id').notNull(),
    jobKey: text('job_key').notNull(),
    stage: text('stage').notNull(),
    step: text('step').notNull(),
    token: bigint('token', { mode: 'number' }).notNull(),
    leasedUntil: moment('leased_until').notNull(),
    outcome: text('outcome', { enum: ['done', 'already', 'failed'] }),
    detail: text('detail'),
    requestId: text('request_id'),
    startedAt: moment('started_at').notNull(),
    finishedAt: moment('finished_at'),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.actionId, table.jobKey, table.stage, table.step] })],
);

/** The state of the world before an action first changed it, kept while anything of it is in place. */
export const priorStates = pgTable('prior_states', {
  jobKey: text('job_key').primaryKey(),
  incidentId: text('incident_id').notNull(),
  actionId: text('action_id').notNull(),
  prior: jsonb('prior').notNull(),
  keptAt: moment('kept_at').notNull().defaultNow(),
  /** Set once nothing of the action is in place: from then on the world is captured anew. */
  releasedAt: moment('released_at'),
});

/** One running action per resource. */
export const resourceHolds = pgTable('resource_holds', {
  resource: text('resource').primaryKey(),
  holder: text('holder').notNull(),
  leasedUntil: moment('leased_until').notNull(),
});

export const people = pgTable('people', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** API tokens and one-time sign-in links; only the hash of the secret is kept. */
export const tokens = pgTable('tokens', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  scope: text('scope').notNull(),
  sha256: text('sha256').notNull().unique(),
  createdAt: moment('created_at').notNull().defaultNow(),
  expiresAt: moment('expires_at'),
  revokedAt: moment('revoked_at'),
});

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

export const roomConversations = pgTable('room_conversations', {
  incidentId: text('incident_id').primaryKey(),
  name: text('name').notNull(),
  topic: text('topic').notNull(),
  members: text('members').array().notNull(),
  archived: boolean('archived').notNull().default(false),
});

export const roomCards = pgTable(
  'room_cards',
  {
    incidentId: text('incident_id').notNull(),
    key: text('key').notNull(),
    version: integer('version').notNull(),
    card: jsonb('card').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.key] })],
);

export const roomMessages = pgTable(
  'room_messages',
  {
    id: text('id').primaryKey(),
    incidentId: text('incident_id').notNull(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    author: jsonb('author'),
    text: text('text').notNull(),
    at: moment('at').notNull(),
    recipient: text('recipient'),
    card: jsonb('card'),
  },
  (table) => [index('room_messages_incident').on(table.incidentId, table.position)],
);

export const roomAnnouncements = pgTable('room_announcements', {
  incidentId: text('incident_id').primaryKey(),
  version: integer('version').notNull(),
  card: jsonb('card').notNull(),
});
