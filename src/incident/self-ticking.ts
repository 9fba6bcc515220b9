/** Checklist items that a machine can check tick themselves when their condition holds. */

import { isContained, isMoving } from './action-states.ts';
import type { DoneWhen } from './checklist-events.ts';
import type { Fact } from './events.ts';
import { reached } from './evidence.ts';
import type { Incident } from './incident.ts';

/**
 * Ticks earned between `before` and `after`: the condition came to hold, or the item joined when it held already.
 * An item that a person un-ticked stays so until its condition comes true anew.
 */
export function machineTicks(before: Incident, after: Incident): readonly Fact[] {
  const known = new Set(before.tasks.map(({ taskId }) => taskId));
  return after.tasks.flatMap(({ taskId, text, state, doneWhen }): Fact[] => {
    if (state !== 'open' || !doneWhen || !holds(doneWhen, after)) return [];
    if (known.has(taskId) && holds(doneWhen, before)) return [];
    return [{ type: 'TaskTicked', data: { taskId, text, how: 'machine' } }];
  });
}

function holds(condition: DoneWhen, incident: Incident): boolean {
  switch (condition.fact) {
    case 'role-held':
      return incident.roles[condition.role] !== undefined;
    case 'severity-confirmed':
      return incident.severityConfirmed;
    case 'scope-listed':
      return incident.scope.some(({ kind }) => condition.kind === undefined || kind === condition.kind);
    case 'evidence-complete':
      return incident.evidence.some((item) => item.kind === condition.kind && reached(item, 'complete'));
    case 'action-holding':
      return all(incident, condition.action, ['contained', 'done', 'released', 'releasing']);
    case 'action-released':
      return all(incident, condition.action, ['released']);
    case 'update-posted':
      return incident.lastUpdate !== undefined;
    case 'clock-started':
      return incident.clocks.some(({ regime }) => regime === condition.regime);
    case 'nothing-contained':
      return (
        incident.phase !== 'detection_analysis' &&
        incident.phase !== 'containment' &&
        incident.actions.some(({ state, accepted }) => state === 'released' || accepted) &&
        incident.actions.every((action) => action.accepted || !(isContained(action) || isMoving(action)))
      );
  }
}

/** At least one such action was asked for, and each that was not turned down has come so far. */
function all(incident: Incident, action: string, states: readonly string[]): boolean {
  const idle = ['proposed', 'planned', 'refused', 'denied', 'cancelled', 'expired'];
  const asked = incident.actions.filter((one) => one.action === action && !idle.includes(one.state));
  return asked.length > 0 && asked.every(({ state }) => states.includes(state));
}
