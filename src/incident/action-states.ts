/** What the state of an action means to the rules: who is at it, whether a control may be in place, whether it is open. */

import type { ActionTarget } from './containment-events.ts';
import type { Action, ActionState, Incident } from './incident.ts';

/** States that leave the target free for another proposal, unless a change was begun. */
const OVER: ReadonlySet<ActionState> = new Set(['refused', 'denied', 'expired', 'failed', 'cancelled', 'released']);

/** States in which a plan only waits for people: nothing of it was begun. */
const WAITING: ReadonlySet<ActionState> = new Set(['proposed', 'planned', 'requested']);

/** A worker is on it, or may be: authorised, running, unknown, releasing. */
export function isMoving({ state }: Pick<Action, 'state'>): boolean {
  return state === 'authorized' || state === 'running' || state === 'unknown' || state === 'releasing';
}

/** A change was begun that has not been released: it may be in place wholly, half, or not at all. */
export function isTouched({ state, plan, touched, steps }: Action): boolean {
  if (plan?.effect === 'read') return false;
  if (touched === true || state === 'released') return touched === true;
  return steps.some(({ stage, outcome }) => stage === 'execute' && outcome !== 'failed');
}

/** A control is in place, or may be: it stands in the release ledger until released or accepted by name. */
export function isContained(action: Action): boolean {
  if (action.plan?.effect === 'read') return false;
  if (action.state === 'contained' || action.state === 'not_holding') return true;
  return !isMoving(action) && isTouched(action);
}

/** Something was changed and a worker may still be at it: stopping it means releasing it. */
export function isStoppable(action: Action): boolean {
  return isTouched(action) && (action.state === 'running' || action.state === 'unknown');
}

/** Authorised or at work, and nothing was changed yet: evidence is being preserved, or something is waited for. */
export function isUnbegun(action: Action): boolean {
  return isMoving(action) && action.state !== 'releasing' && !isTouched(action);
}

/** Waits for people, and nothing of it was begun. */
export function isWaiting(action: Action): boolean {
  return WAITING.has(action.state) && !isTouched(action);
}

/** Another action with the same effect on the same target that has not come to its end, if there is one. */
export function openDouble(
  incident: Incident,
  one: { readonly action: string; readonly target: ActionTarget; readonly actionId?: string },
): Action | undefined {
  return incident.actions.find(
    (other) =>
      other.actionId !== one.actionId &&
      other.action === one.action &&
      other.target.kind === one.target.kind &&
      other.target.id === one.target.id &&
      other.target.account === one.target.account &&
      (!OVER.has(other.state) || isTouched(other)),
  );
}
