/** What a worker keeps of an action: its steps, the state before it, and what it holds. */

import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

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
export const priorStates = pgTable(
  'prior_states',
  {
    jobKey: text('job_key').primaryKey(),
    incidentId: text('incident_id').notNull(),
    actionId: text('action_id').notNull(),
    prior: jsonb('prior').notNull(),
    keptAt: moment('kept_at').notNull().defaultNow(),
    /** Set once nothing of the action is in place: from then on the world is captured anew. */
    releasedAt: moment('released_at'),
  },
  (table) => [index('prior_states_standing').on(table.incidentId, table.actionId).where(sql`released_at is null`)],
);

/** An order that a runner was given for a step, and what it said of it by calling back. */
export const runnerOrders = pgTable('runner_orders', {
  order: text('order').primaryKey(),
  runner: text('runner').notNull(),
  incidentId: text('incident_id').notNull(),
  actionId: text('action_id').notNull(),
  jobKey: text('job_key').notNull(),
  stage: text('stage', { enum: ['execute', 'release'] }).notNull(),
  step: text('step').notNull(),
  state: text('state', { enum: ['given', 'accepted', 'pending', 'done', 'failed'] })
    .notNull()
    .default('given'),
  detail: text('detail').notNull().default(''),
  /** When it is to have called again. */
  until: moment('until'),
  /** Ids of its messages: each is heard once. */
  heard: text('heard').array().notNull().default([]),
  givenAt: moment('given_at').notNull().defaultNow(),
});

/** One running action per resource. */
export const resourceHolds = pgTable('resource_holds', {
  resource: text('resource').primaryKey(),
  holder: text('holder').notNull(),
  leasedUntil: moment('leased_until').notNull(),
});
