/** The scope: what the incident is about, and therefore the only things that may be acted on. */

import { isContained, isMoving } from './action-states.ts';
import type { CommandOf } from './commands.ts';
import type { ActionTarget } from './containment-events.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Incident } from './incident.ts';

/** Same thing: kind and id agree, and so does the account where both name one. */
export function sameEntity(
  a: { readonly kind: string; readonly id: string; readonly account?: string },
  b: { readonly kind: string; readonly id: string; readonly account?: string },
): boolean {
  return a.kind === b.kind && a.id === b.id && (!a.account || !b.account || a.account === b.account);
}

/** Provider of what lives in an account; a drill's is never a real one. */
export type ProviderOf = (incident: Pick<Incident, 'mode'>, account: string) => string;

/** An entity of the scope as something to act on. Where it names no account, the incident's own stands in. */
export function targetOf(
  incident: Incident,
  { kind, id, account: own, region }: { kind: string; id: string; account?: string; region?: string },
  providerOf: ProviderOf,
): ActionTarget {
  const { scope } = incident;
  const account = own ?? scope.find((one) => one.kind === 'account')?.id ?? scope.find((one) => one.account)?.account;
  return {
    provider: providerOf(incident, account ?? 'unknown'),
    account: account ?? 'unknown',
    kind,
    id,
    ...(region ? { region } : {}),
  };
}

/** Whether the scope names the target: only what an incident is about may be acted on. */
export function inScope(incident: Incident, target: Pick<ActionTarget, 'kind' | 'id' | 'account'>): boolean {
  return incident.scope.some((entity) => sameEntity(entity, target));
}

export function linkAlert(command: CommandOf<'LinkAlert'>, incident: Incident): Decision {
  if (
    incident.alerts.some(
      ({ alertId, findingId }) => alertId === command.alert.alertId && findingId === command.alert.findingId,
    )
  ) {
    return accept();
  }
  return accept({
    type: 'AlertLinked',
    data: { alert: command.alert, why: command.why },
    source: { alertId: command.alert.alertId, ...(command.alert.link ? { permalink: command.alert.link } : {}) },
  });
}

export function addEntity(command: CommandOf<'AddEntity'>, incident: Incident): Decision {
  if (incident.scope.some((known) => sameEntity(known, command.entity))) return accept();
  return accept({ type: 'EntityAdded', data: { entity: command.entity, reason: command.reason } });
}

export function removeEntity(command: CommandOf<'RemoveEntity'>, incident: Incident): Decision {
  const known = incident.scope.find((entity) => sameEntity(entity, command.entity));
  if (!known) return accept();
  const action = incident.actions.find((one) => sameEntity(known, one.target) && (isMoving(one) || isContained(one)));
  if (action) {
    return refuse(
      'still_contained',
      `${known.id} cannot leave the scope: ${action.actionId} ${action.title} acts on it.`,
      `Release ${action.actionId} first.`,
    );
  }
  return accept({ type: 'EntityRemoved', data: { entity: known, reason: command.reason } });
}
