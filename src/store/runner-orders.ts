/** The orders of runners in PostgreSQL, and what they said of them. */

import { and, eq, notInArray, sql } from 'drizzle-orm';
import type { Database } from './open.ts';
import { runnerOrders as orders } from './schema/containment.ts';

type Row = typeof orders.$inferSelect;
type Given = Pick<Row, 'order' | 'runner' | 'incidentId' | 'actionId' | 'jobKey' | 'stage' | 'step'>;

interface Call {
  readonly id: string;
  readonly order: string;
  readonly state: 'pending' | 'done' | 'failed';
  readonly detail: string;
}

/** Satisfies the contract of the containment room, which knows no database. */
export function createRunnerOrders(db: Database) {
  const find = async (order: string) => {
    const [row] = await db.select().from(orders).where(eq(orders.order, order));
    return row && stateOf(row);
  };
  return {
    find,
    give: async (order: Given): Promise<void> => {
      await db.insert(orders).values(order).onConflictDoNothing();
    },
    accept: async (order: string, detail: string, until: Date): Promise<void> => {
      await db
        .update(orders)
        .set({ state: 'accepted', detail, until })
        .where(and(eq(orders.order, order), eq(orders.state, 'given')));
    },
    hear: async (runner: string, { id, order, state, detail }: Call, until: Date) => {
      // One statement decides: of two calls at once the second sees the first.
      await db
        .update(orders)
        .set({ state, detail, until, heard: sql`array_append(${orders.heard}, ${id})` })
        .where(
          and(
            eq(orders.order, order),
            eq(orders.runner, runner),
            notInArray(orders.state, ['done', 'failed']),
            sql`not ${id} = any(${orders.heard})`,
          ),
        );
      const found = await find(order);
      return found?.runner === runner ? found : undefined;
    },
  };
}

function stateOf({ until, heard: _heard, givenAt: _given, ...row }: Row) {
  return { ...row, ...(until ? { until } : {}) };
}
