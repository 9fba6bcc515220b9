/**
 * What alerts mean: folded into findings, joined to the incident that names the same thing, or opening a new one.
 * One process at a time does this, so that two alerts on one role never open two incidents. Interrupted anywhere, it
 * is taken up again and doubles nothing: ids are fixed before anything is made.
 */

import type { PoolClient } from 'pg';
import type { ReceivedFinding } from '../alerts/finding.ts';
import type { RoutingRule } from '../alerts/routing.ts';
import type { StormLimits } from '../alerts/storms.ts';
import { CordonError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Actor } from '../incident/actor.ts';
import type { AlertSummary } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { sameEntity } from '../incident/scope.ts';
import { markTroubled, type StoredFinding, untriaged, type WaitingAlert } from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import type { Declare } from './declare.ts';
import { type Desk, findingsOf, openDesk } from './desk.ts';
import type { Engine } from './handle.ts';
import { findingId } from './intake.ts';
import { type Place, placeOf } from './place.ts';

export interface TriageOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly declare: Declare;
  readonly rules: readonly RoutingRule[];
  readonly windowMinutes: number;
  readonly storms: StormLimits;
  readonly log: Log;
}

/**
 * Takes up what waits until nothing does. Returns how many alerts it took up; 0 at once when another process is at it.
 * An alert that fails is tried once more before any later one, so that order holds; when it fails again it stays
 * waiting, with its problem, and holds up nobody. Then this throws.
 */
export type Triage = () => Promise<number>;

const LOCK = 4_207_002;
const BATCH = 200;
/** Beyond this many alerts an incident only counts further findings: the log is for people. */
const MOST_LINKED = 200;
/** Beyond this many, not even for what they newly name. */
const MOST_LINKED_FOR_SCOPE = 1000;
const INTAKE: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };

export function createTriage(options: TriageOptions): Triage {
  const { store, log } = options;
  return async () => {
    const client = await store.pool.connect();
    let isOurs = false;
    try {
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
      isOurs = rows[0]?.locked ?? false;
      const taken = isOurs ? await takeUpAll(options) : 0;
      if (taken > 0) log.debug({ taken }, 'alerts taken up');
      return taken;
    } finally {
      // The lock is the session's: a connection that may still hold it must not go back to the pool.
      const isFree = !isOurs || (await unlocked(client));
      client.release(!isFree);
    }
  };
}

async function unlocked(client: PoolClient): Promise<boolean> {
  try {
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
    return true;
  } catch {
    // The connection is broken, and so is the lock.
    return false;
  }
}

async function takeUpAll(options: TriageOptions): Promise<number> {
  const failed: string[] = [];
  let taken = 0;
  for (;;) {
    const batch = await untriaged(options.store.db, BATCH, failed);
    if (batch.length === 0) break;
    const desk = await openDesk(options.store, options.engine, batch);
    try {
      for (const alert of batch) {
        if (await isTakenUp(options, desk, alert)) taken += 1;
        else failed.push(alert.id);
      }
    } finally {
      await desk.clear();
    }
  }
  if (failed.length === 0) return taken;
  throw new CordonError('internal', `${failed.length} alerts could not be taken up.`, {
    remedy: 'See the column problem of alerts, and the log.',
    retryable: true,
  });
}

/** Throws on the first failure of an alert, and answers false on later ones. */
async function isTakenUp(options: TriageOptions, desk: Desk, alert: WaitingAlert): Promise<boolean> {
  try {
    await takeUp(options, desk, alert);
    return true;
  } catch (fault) {
    options.log.error({ err: fault, alert: alert.id }, 'an alert could not be taken up; it stays waiting');
    await markTroubled(options.store.db, alert.id, fault instanceof Error ? fault.message : String(fault));
    if (alert.problem === null) throw fault;
    return false;
  }
}

async function takeUp(options: TriageOptions, desk: Desk, alert: WaitingAlert): Promise<void> {
  let incident: Incident | undefined;
  for (const finding of findingsOf(alert)) {
    incident = (await fold(options, desk, alert, finding)) ?? incident;
  }
  desk.done(alert, incident?.number);
}

async function fold(
  options: TriageOptions,
  desk: Desk,
  alert: WaitingAlert,
  finding: ReceivedFinding,
): Promise<Incident | undefined> {
  const known = desk.finding(findingId(finding));
  const place = await placeOf({ desk, ...options }, alert.receivedAt, finding, known);
  const row = rowOf(alert, finding, known, place);
  const isQuiet = !place.incidentId || (place.incident && !isNews(place.incident, finding, row.id));
  if (isQuiet) {
    desk.keep(row);
    return place.incident;
  }
  // Saved first: should we die before the incident is there, the next attempt finds the id it was to have.
  await desk.save(row);
  const incident = place.incident ?? (await open(options, alert, finding, place));
  desk.changed(incident);
  if (isNews(incident, finding, row.id)) {
    const alertSummary = summaryOf(alert, finding, row.id);
    await desk.say(incident.id, { type: 'LinkAlert', alert: alertSummary, why: place.why, by: INTAKE });
  }
  desk.keep({ ...row, incidentNumber: incident.number });
  return incident;
}

function open(
  { declare }: TriageOptions,
  alert: WaitingAlert,
  finding: ReceivedFinding,
  { incidentId, route, why, storm = false }: Place,
): Promise<Incident> {
  return declare({
    incidentId: incidentId ?? newId(),
    title: finding.title,
    incidentType: route.incidentType,
    severity: route.severity,
    mode: finding.drill ? 'drill' : 'live',
    visibility: route.visibility,
    because: why,
    openedBy: { rule: route.rule, storm },
    roster: route.roster,
    ...(route.playbook ? { playbook: route.playbook } : {}),
    by: INTAKE,
    source: { alertId: alert.id },
  });
}

/** A finding is told to an incident once, and again when it names something new. Storms are only counted. */
function isNews(incident: Incident, finding: ReceivedFinding, id: string): boolean {
  if (incident.status !== 'open') return false;
  if (incident.alerts.length >= MOST_LINKED_FOR_SCOPE) return false;
  const fresh = finding.entities.some((entity) => !incident.scope.some((known) => sameEntity(known, entity)));
  if (fresh) return true;
  return incident.alerts.length < MOST_LINKED && !incident.alerts.some(({ findingId: linked }) => linked === id);
}

/** A finding as an incident records it. */
export function summaryOf(alert: WaitingAlert, finding: ReceivedFinding, id: string): AlertSummary {
  return {
    alertId: alert.id,
    findingId: id,
    source: finding.source,
    type: finding.type,
    title: finding.title,
    severity: finding.severity,
    entities: finding.entities,
    techniques: finding.techniques,
    receivedAt: alert.receivedAt.toISOString(),
    sha256: alert.sha256,
    ...(finding.firstSeenAt ? { firstSeenAt: finding.firstSeenAt } : {}),
    ...(finding.link ? { link: finding.link } : {}),
  };
}

function rowOf(
  alert: WaitingAlert,
  finding: ReceivedFinding,
  known: StoredFinding | undefined,
  place: Place,
): StoredFinding {
  return {
    id: findingId(finding),
    source: finding.source,
    dedupKey: finding.dedupKey,
    drill: finding.drill ?? '',
    type: finding.type,
    title: finding.title,
    severity: finding.severity,
    status: finding.status,
    entities: finding.entities,
    techniques: [...finding.techniques],
    link: finding.link ?? null,
    firstSeenAt: known?.firstSeenAt ?? alert.receivedAt,
    lastSeenAt: known && known.lastSeenAt > alert.receivedAt ? known.lastSeenAt : alert.receivedAt,
    count: (known?.count ?? 0) + (known?.lastAlertId === alert.id ? 0 : 1),
    lastAlertId: alert.id,
    disposition: place.disposition,
    why: place.why,
    incidentId: place.incidentId ?? null,
    incidentNumber: place.incident?.number ?? known?.incidentNumber ?? null,
  };
}
