/** Gates: what should hold before a phase is left on the straight way. Override needs the commander and a reason. */

import { isContained } from './action-states.ts';
import type { Action, Incident } from './incident.ts';

export interface Criterion {
  readonly text: string;
  readonly met: boolean;
}

/** The criteria of the phase the incident is in, in the order people should look at them. */
export function gateOf(incident: Incident): readonly Criterion[] {
  return [...standing(incident), ...tasks(incident)];
}

/** What is missing, as texts. Empty when the phase may be left. */
export function openCriteria(incident: Incident): readonly string[] {
  return gateOf(incident).flatMap(({ text, met }) => (met ? [] : [text]));
}

function standing(incident: Incident): Criterion[] {
  switch (incident.phase) {
    case 'preparation':
      return [];
    case 'detection_analysis':
      return [
        { text: 'somebody is in command', met: incident.roles.commander !== undefined },
        { text: 'severity is confirmed', met: incident.severityConfirmed },
        { text: 'the scope names at least one thing', met: incident.scope.length > 0 },
      ];
    case 'containment':
      return [
        {
          text: 'no containment action is waiting, running or failing to hold',
          met: !incident.actions.some(isUnsettled),
        },
      ];
    case 'eradication':
      return [
        {
          text: 'every action holds, and none is waiting or running',
          met: !incident.actions.some(isUnsettled),
        },
      ];
    case 'recovery':
      return [
        {
          text: 'the release ledger is empty or accepted',
          met: !incident.actions.some(
            (action) => action.state === 'releasing' || (isContained(action) && !action.accepted),
          ),
        },
      ];
    case 'post_incident':
      return [];
  }
}

/** Asked for and not at its end, or not doing what it was for, and nobody has accepted it as it stands. */
function isUnsettled({ state, plan, accepted }: Action): boolean {
  if (plan?.effect === 'read' || accepted) return false;
  return ['requested', 'authorized', 'running', 'unknown', 'not_holding', 'failed'].includes(state);
}

function tasks(incident: Incident): Criterion[] {
  return incident.tasks
    .filter(({ phase, required }) => required && phase === incident.phase)
    .map(({ taskId, text, state }) => ({ text: `${taskId} ${text}`, met: state !== 'open' }));
}
