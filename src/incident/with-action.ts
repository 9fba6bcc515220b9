/** Finds the action a command speaks of, and says no where its state does. */

import { openDouble } from './action-states.ts';
import type { ActionTarget } from './containment-events.ts';
import { type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { Action, Incident } from './incident.ts';

export function withAction(actionId: string, incident: Incident, decide: (action: Action) => Decision): Decision {
  const action = incident.actions.find((one) => one.actionId === actionId);
  if (action) return decide(action);
  return refuse('unknown_action', `There is no action ${actionId} in this incident.`, 'List them with: contain.');
}

export function notNow(action: Action): Decision {
  return refuse(
    `action_${action.state}`,
    `${action.actionId} ${action.title} is ${action.state.replaceAll('_', ' ')}.`,
    `Look at it: plan ${action.actionId}.`,
  );
}

/** One open action per action and target: a second one would be a double. */
export function alreadyOpen(
  incident: Incident,
  one: { readonly action: string; readonly target: ActionTarget; readonly actionId?: string },
): Refusal | undefined {
  const same = openDouble(incident, one);
  if (!same) return undefined;
  return refusal(
    'already_open',
    `${same.actionId} ${same.title} is ${same.state.replaceAll('_', ' ')} already.`,
    `Look at it: plan ${same.actionId}.`,
  );
}
