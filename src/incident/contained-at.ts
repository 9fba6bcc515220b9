/** When an incident was contained: the last control that was asked for held, before containment was left. */

import type { EventOf, IncidentEvent } from './events.ts';

type Holding = EventOf<'ActionHolding'>;

interface Ledger {
  /** Controls asked for and not at their end: the event of first holding, or undefined while not held. */
  readonly asked: Map<string, Holding | undefined>;
  /** Actions that only read: evidence contains nothing. */
  readonly reads: Set<string>;
  contained: Holding | undefined;
  /** Containment was left on the straight way: what is asked for now belongs to a later phase. */
  left: boolean;
}

/** The event that completed containment; undefined while something asked for does not hold, or nothing was. */
export function containedAt(events: readonly IncidentEvent[]): IncidentEvent | undefined {
  const ledger: Ledger = { asked: new Map(), reads: new Set(), contained: undefined, left: false };
  for (const event of events) follow(ledger, event);
  return ledger.contained;
}

function follow(ledger: Ledger, event: IncidentEvent): void {
  switch (event.type) {
    case 'ActionPlanned':
      if (event.data.plan.effect === 'read') ledger.reads.add(event.data.actionId);
      break;
    case 'ApprovalRequested':
    case 'ActionAuthorized':
      ask(ledger, event.data.actionId);
      break;
    case 'ActionHolding':
      hold(ledger, event);
      break;
    case 'ActionNotHolding':
      if (!ledger.asked.has(event.data.actionId)) break;
      ledger.asked.set(event.data.actionId, undefined);
      ledger.contained = undefined;
      break;
    case 'ApprovalDenied':
    case 'ApprovalExpired':
    case 'ActionCancelled':
    case 'ActionFailed':
      end(ledger, event.data.actionId);
      break;
    case 'ActionReleased':
      ledger.asked.delete(event.data.actionId);
      break;
    case 'PhaseEntered':
      enter(ledger, event);
      break;
    default:
      break;
  }
}

function ask(ledger: Ledger, actionId: string): void {
  if (ledger.left || ledger.reads.has(actionId) || ledger.asked.get(actionId)) return;
  ledger.asked.set(actionId, undefined);
  ledger.contained = undefined;
}

function hold(ledger: Ledger, event: Holding): void {
  const { actionId } = event.data;
  if (!ledger.asked.has(actionId) || ledger.asked.get(actionId)) return;
  ledger.asked.set(actionId, event);
  settle(ledger);
}

/** What is asked for no longer does not keep the rest from being contained. */
function end(ledger: Ledger, actionId: string): void {
  if (ledger.left || ledger.asked.get(actionId)) return;
  ledger.asked.delete(actionId);
  settle(ledger);
}

function settle(ledger: Ledger): void {
  const held = [...ledger.asked.values()];
  if (held.length > 0 && held.every((event) => event !== undefined)) ledger.contained = latest(held);
}

/** Left by override with something open, the incident counts as contained when the last control held. */
function enter(ledger: Ledger, { data: { from, to } }: EventOf<'PhaseEntered'>): void {
  if (to === 'containment' || to === 'detection_analysis') ledger.left = false;
  if (from !== 'containment' || to !== 'eradication') return;
  ledger.contained ??= latest([...ledger.asked.values()]);
  ledger.left = true;
}

function latest(held: readonly (Holding | undefined)[]): Holding | undefined {
  return held.reduce(
    (last, event) => (event && (!last || event.occurredAt > last.occurredAt) ? event : last),
    undefined,
  );
}
