/** What chat platforms are to show and do show, who is who there, and what came in from them. */

import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** Conversations on chat platforms other than the Room: wanted first, then made. */
export const surfaceConversations = pgTable(
  'surface_conversations',
  {
    platform: text('platform').notNull(),
    incidentId: text('incident_id').notNull(),
    severity: integer('severity').notNull(),
    spec: jsonb('spec').notNull(),
    conversation: text('conversation'),
    name: text('name'),
    link: text('link'),
    attempts: integer('attempts').notNull().default(0),
    /** Nobody else serves it before then; a pause after a failure counts as well. */
    freeAt: moment('free_at').notNull().defaultNow(),
    wantedAt: moment('wanted_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.incidentId] }),
    uniqueIndex('surface_conversations_place').on(table.platform, table.conversation),
  ],
);

/** What a platform is to show under each key of a conversation, and what it shows. Waiting while they differ. */
export const surfacePlacements = pgTable(
  'surface_placements',
  {
    platform: text('platform').notNull(),
    incidentId: text('incident_id').notNull(),
    key: text('key').notNull(),
    position: bigserial('position', { mode: 'number' }).notNull(),
    item: jsonb('item').notNull(),
    version: integer('version').notNull(),
    urgency: text('urgency', { enum: ['urgent', 'normal', 'refresh'] }).notNull(),
    wantedAt: moment('wanted_at').notNull().defaultNow(),
    shownVersion: integer('shown_version').notNull().default(0),
    /** Ids of the messages that show it. */
    messages: text('messages').array().notNull().default([]),
    shown: text('shown'),
    begunAt: moment('begun_at'),
    problem: text('problem'),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.incidentId, table.key] }),
    index('surface_placements_waiting').on(table.platform, table.incidentId).where(sql`shown_version < version`),
  ],
);

/** Who is who on a platform. */
export const surfaceAccounts = pgTable(
  'surface_accounts',
  {
    platform: text('platform').notNull(),
    account: text('account').notNull(),
    personId: text('person_id').notNull(),
    name: text('name').notNull(),
    seenAt: moment('seen_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.account] }),
    index('surface_accounts_person').on(table.platform, table.personId),
  ],
);

/** What came in from a platform: kept before it is acknowledged, so that it is neither lost nor done twice. */
export const surfaceReceipts = pgTable(
  'surface_receipts',
  {
    platform: text('platform').notNull(),
    id: text('id').notNull(),
    /** Kind of it, as the platform calls it. */
    what: text('what').notNull().default(''),
    /** Emptied once it was carried out. */
    body: jsonb('body').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    /** Nobody else takes it up before then: whoever carries it out moves it on, and so does a pause after a failure. */
    freeAt: moment('free_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    problem: text('problem'),
    doneAt: moment('done_at'),
    /** It failed for good, and waits until somebody tries it again. */
    deadAt: moment('dead_at'),
  },
  (table) => [
    primaryKey({ columns: [table.platform, table.id] }),
    index('surface_receipts_open').on(table.receivedAt).where(sql`done_at is null`),
  ],
);
