/** What came in at the door, and the findings that it was sorted into. */

import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns.ts';

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
