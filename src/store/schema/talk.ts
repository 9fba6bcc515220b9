/** What is said and shown in the Room, and what people say on any side. */

import { bigint, bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

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
    /** Platform that it was said on, and its id there, when that is not the Room. */
    origin: text('origin'),
    originMessage: text('origin_message'),
    edited: boolean('edited').notNull().default(false),
    files: text('files').array().notNull().default([]),
    gone: boolean('gone').notNull().default(false),
  },
  (table) => [index('room_messages_incident').on(table.incidentId, table.position)],
);

export const roomAnnouncements = pgTable('room_announcements', {
  incidentId: text('incident_id').primaryKey(),
  version: integer('version').notNull(),
  card: jsonb('card').notNull(),
});

/** What people say in the conversations of incidents, as it stands: what is said on one side is shown on the others. */
export const talk = pgTable(
  'talk',
  {
    incidentId: text('incident_id').notNull(),
    platform: text('platform').notNull(),
    /** Id of the message on its platform. */
    message: text('message').notNull(),
    author: jsonb('author'),
    text: text('text').notNull(),
    /** Names of the files that came with it. */
    files: text('files').array().notNull(),
    saidAt: moment('said_at').notNull(),
    permalink: text('permalink'),
    /** Microseconds of the platform's clock at its newest change. */
    stamp: bigint('stamp', { mode: 'number' }).notNull(),
    revision: integer('revision').notNull().default(1),
    edited: boolean('edited').notNull().default(false),
    gone: boolean('gone').notNull().default(false),
    /** On the timeline. */
    marked: boolean('marked').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.incidentId, table.platform, table.message] })],
);
