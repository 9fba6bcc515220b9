/**
 * What alerts mean: folded into findings, joined to the incident that names the same thing, or opening a new one.
 * One process at a time does this, so that two alerts on one role never open two incidents. Interrupted anywhere, it
 * is taken up again and doubles nothing: ids are fixed before anything is made.
 */

import { type Candidate, correlate } from '../alerts/correlate.ts';
import type { ReceivedFinding } from '../alerts/finding.ts';
import { type Route, type RoutingRule, route } from '../alerts/routing.ts';
import { CordonError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Actor } from '../incident/actor.ts';
import type { AlertSummary } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { sameEntity } from '../incident/scope.ts';
import {
  findFinding,
  incidentsSharing,
  markTriaged,
  markTroubled,
  type StoredAlert,
  type StoredFinding,
  saveFinding,
  untriaged,
} from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import type { Declare } from './declare.ts';
import type { Engine } from './handle.ts';
import { findingId } from './intake.ts';

export interface TriageOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly declare: Declare;
  readonly rules: readonly RoutingRule[];
  readonly windowMinutes: number;
  readonly log: Log;
}

/**
 * Takes up what waits until nothing does. Returns how many alerts it took up; 0 at once when another process is at it.
 * An alert that fails is tried once more before any later one, so that order holds; when it fails again it stays
 * waiting, with its problem, and holds up nobody. Then this throws.
 */
export type Triage = () => Promise<number>;

const LOCK = 4_207_002;
const BATCH = 100;
/** Beyond this many alerts an incident only counts further findings: the log is for people. */
const MOST_LINKED = 200;
/** Beyond this many, not even for what they newly name. */
const MOST_LINKED_FOR_SCOPE = 1000;
const INTAKE: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };

export function createTriage(options: TriageOptions): Triage {
  const { store, log } = options;
  return async () => {
    const client = await store.pool.connect();
    let over = false;
    try {
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
      if (!rows[0]?.locked) {
        over = true;
        return 0;
      }
      const taken = await takeUpAll(options);
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
      over = true;
      if (taken > 0) log.debug({ taken }, 'alerts taken up');
      return taken;
    } finally {
      // The lock is the session's: a connection that may still hold it must not go back to the pool.
      client.release(!over);
    }
  };
}

async function takeUpAll(options: TriageOptions): Promise<number> {
  const failed: string[] = [];
  let taken = 0;
  for (;;) {
    const batch = await untriaged(options.store.db, BATCH, failed);
    if (batch.length === 0) break;
    for (const alert of batch) {
      if (await isTakenUp(options, alert)) taken += 1;
      else failed.push(alert.id);
    }
  }
  if (failed.length === 0) return taken;
  throw new CordonError('internal', `${failed.length} alerts could not be taken up.`, {
    remedy: 'See the column problem of alerts, and the log.',
    retryable: true,
  });
}

/** Throws on the first failure of an alert, and answers false on later ones. */
async function isTakenUp(options: TriageOptions, alert: StoredAlert): Promise<boolean> {
  try {
    await takeUp(options, alert);
    return true;
  } catch (fault) {
    options.log.error({ err: fault, alert: alert.id }, 'an alert could not be taken up; it stays waiting');
    await markTroubled(options.store.db, alert.id, fault instanceof Error ? fault.message : String(fault));
    if (alert.problem === null) throw fault;
    return false;
  }
}

async function takeUp(options: TriageOptions, alert: StoredAlert): Promise<void> {
  const { store } = options;
  let incident: Incident | undefined;
  for (const finding of alert.findings as readonly ReceivedFinding[]) {
    incident = (await fold(options, alert, finding)) ?? incident;
  }
  await markTriaged(store.db, alert.id, new Date(), incident?.number);
}

async function fold(
  options: TriageOptions,
  alert: StoredAlert,
  finding: ReceivedFinding,
): Promise<Incident | undefined> {
  const { store, engine } = options;
  const known = await findFinding(store.db, finding.source, finding.dedupKey, finding.drill ?? '');
  const place = await placeOf(options, alert, finding, known);
  const row = rowOf(alert, finding, known, place);
  // Saved first: should we die before the incident is there, the next attempt finds the id it was to have.
  await saveFinding(store.db, row);
  if (!place.incidentId) return undefined;
  const incident = place.incident ?? (await open(options, alert, finding, place.incidentId, place.route));
  if (incident.status === 'open' && isNews(incident, finding, row.id)) {
    const summary = summaryOf(alert, finding, row.id);
    await engine.handle(incident.id, { type: 'LinkAlert', alert: summary, why: place.why, by: INTAKE });
  }
  if (row.incidentNumber !== incident.number) {
    await saveFinding(store.db, { ...row, incidentNumber: incident.number });
  }
  return incident;
}

interface Place {
  readonly disposition: StoredFinding['disposition'];
  readonly why: string;
  readonly incidentId?: string;
  /** Absent while it is still to be opened under `incidentId`. */
  readonly incident?: Incident;
  readonly route: Route;
}

/** Where the finding belongs: where it was, else where something it names already is, else where the rules send it. */
async function placeOf(
  options: TriageOptions,
  alert: StoredAlert,
  finding: ReceivedFinding,
  known: StoredFinding | undefined,
): Promise<Place> {
  const routed = route(finding, options.rules);
  if (known?.incidentId) {
    const incident = await survivor(options.engine, known.incidentId);
    if (incident.version === 0) {
      return { disposition: 'linked', why: known.why, incidentId: known.incidentId, route: routed };
    }
    if (incident.status === 'open') return linkedTo(incident, known.why, routed);
  }
  const joined = await joinedTo(options, alert, finding);
  if (joined) return linkedTo(await options.engine.load(joined.incidentId), joined.why, routed);
  if (known?.incidentId) {
    const why = `Heard of again after incident #${known.incidentNumber} was closed; a person decides.`;
    return { disposition: 'triage', why, route: routed };
  }
  if (routed.open === 'auto') {
    return { disposition: 'linked', why: routed.because, incidentId: newId(), route: routed };
  }
  return { disposition: routed.open === 'ignore' ? 'ignored' : 'triage', why: routed.because, route: routed };
}

function linkedTo(incident: Incident, why: string, route: Route): Place {
  return { disposition: 'linked', why, incidentId: incident.id, incident, route };
}

/** The incident, or the one it was merged into. */
async function survivor(engine: Engine, incidentId: string): Promise<Incident> {
  const seen = new Set<string>();
  let incident = await engine.load(incidentId);
  while (incident.mergedInto && !seen.has(incident.id)) {
    seen.add(incident.id);
    incident = await engine.load(incident.mergedInto.id);
  }
  return incident;
}

async function joinedTo({ store, windowMinutes }: TriageOptions, alert: StoredAlert, finding: ReceivedFinding) {
  if (finding.status === 'suppressed') return undefined;
  const sharing = await incidentsSharing(store.db, finding.entities, finding.drill ?? '');
  const candidates = sharing.map(
    ({ id, scope, lastActivityAt }): Candidate => ({
      incidentId: id,
      open: true,
      drill: finding.drill,
      lastActivityAt: lastActivityAt.toISOString(),
      entities: scope,
    }),
  );
  return correlate(finding, candidates, { windowMinutes, at: alert.receivedAt });
}

function open(
  { declare }: TriageOptions,
  alert: StoredAlert,
  finding: ReceivedFinding,
  incidentId: string,
  routed: Route,
): Promise<Incident> {
  return declare({
    incidentId,
    title: finding.title,
    incidentType: routed.incidentType,
    severity: routed.severity,
    mode: finding.drill ? 'drill' : 'live',
    visibility: routed.visibility,
    because: routed.because,
    roster: routed.roster,
    ...(routed.playbook ? { playbook: routed.playbook } : {}),
    by: INTAKE,
    source: { alertId: alert.id },
  });
}

/** A finding is told to an incident once, and again when it names something new. Storms are only counted. */
function isNews(incident: Incident, finding: ReceivedFinding, id: string): boolean {
  if (incident.alerts.length >= MOST_LINKED_FOR_SCOPE) return false;
  const fresh = finding.entities.some((entity) => !incident.scope.some((known) => sameEntity(known, entity)));
  if (fresh) return true;
  return incident.alerts.length < MOST_LINKED && !incident.alerts.some(({ findingId: linked }) => linked === id);
}

function summaryOf(alert: StoredAlert, finding: ReceivedFinding, id: string): AlertSummary {
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
  alert: StoredAlert,
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
