/** Gates: what should hold before a phase is left on the straight way. Override needs the commander and a reason. */

import type { Incident } from './incident.ts';

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
          met: !incident.actions.some(
            ({ state, plan }) =>
              plan?.effect !== 'read' &&
              ['requested', 'authorized', 'running', 'unknown', 'not_holding', 'failed'].includes(state),
          ),
        },
      ];
    case 'eradication':
      return [{ text: 'every containment holds', met: !incident.actions.some(({ state }) => state === 'not_holding') }];
    case 'recovery':
      return [
        {
          text: 'the release ledger is empty or accepted',
          met: !incident.actions.some(
            ({ state, accepted }) => (state === 'contained' || state === 'releasing') && !accepted,
          ),
        },
      ];
    case 'post_incident':
      return [];
  }
}

function tasks(incident: Incident): Criterion[] {
  return incident.tasks
    .filter(({ phase, required }) => required && phase === incident.phase)
    .map(({ taskId, text, state }) => ({ text: `${taskId} ${text}`, met: state !== 'open' }));
}
