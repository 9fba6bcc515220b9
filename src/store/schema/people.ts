/** Who may come in, and by what. */

import { pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

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
