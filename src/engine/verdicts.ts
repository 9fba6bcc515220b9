/** What a person decides about a finding that no rule opened: an incident after all, or nothing. */

import type { ReceivedFinding } from '../alerts/finding.ts';
import { type RoutingRule, route } from '../alerts/routing.ts';
import { CordonError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { Actor } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import { alertById, findingsById, type StoredAlert, type StoredFinding, saveFindings } from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import type { Declare } from './declare.ts';
import type { Engine } from './handle.ts';
import { findingId } from './intake.ts';
import { summaryOf } from './triage.ts';

export interface Verdicts {
  /** Opens an incident for the finding, as its route would have; says which when it has one already. */
  declare(id: string, by: Actor): Promise<Incident>;
  /** Keeps the finding and opens nothing; later ones of the kind are told again. */
  dismiss(id: string, by: Actor, reason: string): Promise<void>;
}

export interface VerdictOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly declare: Declare;
  readonly rules: readonly RoutingRule[];
}

export function createVerdicts({ store, engine, declare, rules }: VerdictOptions): Verdicts {
  async function known(id: string): Promise<StoredFinding> {
    const [row] = await findingsById(store.db, [id]);
    if (row) return row;
    throw new CordonError('not_found', `There is no finding ${id}.`, { remedy: 'Pick one from the list of findings.' });
  }

  return {
    declare: async (id, by) => {
      const row = await known(id);
      const told = await lastTold(store, row);
      const incidentId = row.incidentId ?? newId();
      // Saved first: should we die before the incident is there, saying it again opens the same one.
      await saveFindings(store.db, [{ ...row, incidentId }]);
      const routed = route(told.finding, rules);
      const why = `${by.name} declared it at triage`;
      const incident = await declare({
        incidentId,
        title: row.title,
        incidentType: routed.incidentType,
        severity: routed.severity,
        mode: row.drill ? 'drill' : 'live',
        visibility: routed.visibility,
        because: why,
        roster: routed.roster,
        ...(routed.playbook ? { playbook: routed.playbook } : {}),
        by,
        source: { alertId: told.alert.id },
      });
      await engine.handle(incidentId, {
        type: 'LinkAlert',
        alert: summaryOf(told.alert, told.finding, row.id),
        why,
        by: { kind: 'service', id: 'cordon', name: 'Cordon' },
      });
      await saveFindings(store.db, [
        { ...row, incidentId, incidentNumber: incident.number, disposition: 'linked', why },
      ]);
      return incident;
    },
    dismiss: async (id, by, reason) => {
      const row = await known(id);
      if (row.disposition === 'linked') return;
      await saveFindings(store.db, [{ ...row, disposition: 'ignored', why: `dismissed by ${by.name}: ${reason}` }]);
    },
  };
}

/** The delivery that told of the finding last, and the finding as it was told there. */
async function lastTold(
  store: Store,
  row: StoredFinding,
): Promise<{ readonly alert: StoredAlert; readonly finding: ReceivedFinding }> {
  const alert = row.lastAlertId ? await alertById(store.db, row.lastAlertId) : undefined;
  const finding = (alert?.findings as readonly ReceivedFinding[] | undefined)?.find((one) => findingId(one) === row.id);
  if (alert && finding) return { alert, finding };
  throw new CordonError('evidence_missing', `The delivery that told of ${row.title} is not here any more.`, {
    remedy: 'Declare an incident by hand.',
  });
}
