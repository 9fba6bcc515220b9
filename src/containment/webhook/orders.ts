/**
 * The orders that a runner was given, and what it said of them by calling back. Kept beside the ledger: whoever goes on
 * with a step that was laid down finds there what has come meanwhile.
 */

import type { ActionJob } from '../action.ts';

/** The run that an order belongs to: a call says something about this one and no other. */
export interface Order {
  /** Idempotency key; the runner knows it by that. */
  readonly order: string;
  readonly runner: string;
  readonly incidentId: string;
  readonly actionId: string;
  readonly jobKey: ActionJob['jobKey'];
  readonly stage: 'execute' | 'release';
  readonly step: string;
}

/** `given`: it is asked about as ever. `accepted`: the runner calls back. `pending`: it has called, and is at it. */
export interface OrderState extends Order {
  readonly state: 'given' | 'accepted' | 'pending' | 'done' | 'failed';
  readonly detail: string;
  /** When the runner is to have called again. */
  readonly until?: Date;
}

/** What a runner says of an order by calling back. */
export interface Call {
  /** Id of the message: the same one is heard once. */
  readonly id: string;
  readonly order: string;
  readonly state: 'pending' | 'done' | 'failed';
  readonly detail: string;
}

export interface Orders {
  find(order: string): Promise<OrderState | undefined>;
  /** Before it is said, so that a quick call finds it. Again it changes nothing. */
  give(order: Order): Promise<void>;
  /** The runner calls back, at the latest `until`. Nothing that it said already is overwritten. */
  accept(order: string, detail: string, until: Date): Promise<void>;
  /**
   * How the order stands after a call; `undefined` where this runner has no such order. A message that was heard before
   * changes nothing, and neither does any word after the last one.
   */
  hear(runner: string, call: Call, until: Date): Promise<OrderState | undefined>;
}

/** Of one process: for what runs nothing, such as a list of the actions there are. */
export function memoryOrders(): Orders {
  const rows = new Map<string, OrderState & { readonly heard: readonly string[] }>();
  return {
    find: async (order) => rows.get(order),
    give: async (order) => {
      if (!rows.has(order.order)) rows.set(order.order, { ...order, state: 'given', detail: '', heard: [] });
    },
    accept: async (order, detail, until) => {
      const row = rows.get(order);
      if (row?.state === 'given') rows.set(order, { ...row, state: 'accepted', detail, until });
    },
    hear: async (runner, { id, order, state, detail }, until) => {
      const row = rows.get(order);
      if (row?.runner !== runner) return undefined;
      if (isOver(row) || row.heard.includes(id)) return row;
      const next = { ...row, state, detail, until, heard: [...row.heard, id] };
      rows.set(order, next);
      return next;
    },
  };
}

/** Its last word was said. */
export function isOver({ state }: Pick<OrderState, 'state'>): boolean {
  return state === 'done' || state === 'failed';
}
