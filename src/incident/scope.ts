/** The scope: what the incident is about, and therefore the only things that may be acted on. */

import type { Entity } from './actor.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Incident } from './incident.ts';

/** Same thing: kind and id agree, and so does the account where both name one. */
export function sameEntity(
  a: Pick<Entity, 'kind' | 'id' | 'account'>,
  b: Pick<Entity, 'kind' | 'id' | 'account'>,
): boolean {
  return a.kind === b.kind && a.id === b.id && (!a.account || !b.account || a.account === b.account);
}

export function inScope(incident: Incident, target: { kind: string; id: string; account?: string }): boolean {
  return incident.scope.some(
    (entity) =>
      entity.kind === target.kind &&
      entity.id === target.id &&
      (!entity.account || !target.account || entity.account === target.account),
  );
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
  const action = incident.actions.find(
    ({ target, state }) =>
      target.kind === known.kind && target.id === known.id && (state === 'running' || state === 'contained'),
  );
  if (action) {
    return refuse(
      'still_contained',
      `${known.id} cannot leave the scope: ${action.actionId} ${action.title} acts on it.`,
      `Release ${action.actionId} first.`,
    );
  }
  return accept({ type: 'EntityRemoved', data: { entity: known, reason: command.reason } });
}
