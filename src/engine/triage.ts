/**
 * What alerts mean: folded into findings, joined to the incident that names the same thing, or opening a new one.
 * One process at a time does this, so that two alerts on one role never open two incidents. Interrupted anywhere, it
 * is taken up again and doubles nothing: ids are fixed before anything is made.
 */

import { eq, inArray } from 'drizzle-orm';
import { type Candidate, correlate } from '../alerts/correlate.ts';
import type { ReceivedFinding } from '../alerts/finding.ts';
import { type Route, type RoutingRule, route } from '../alerts/routing.ts';
import { newId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Actor } from '../incident/actor.ts';
import type { AlertSummary } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { sameEntity } from '../incident/scope.ts';
import {
  findFinding,
  findingsSharing,
  markTriaged,
  type StoredAlert,
  type StoredFinding,
  saveFinding,
  untriaged,
} from '../store/alerts.ts';
import type { Store } from '../store/open.ts';
import { incidents } from '../store/schema.ts';
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

/** Takes up what waits until nothing does. Returns how many alerts it took up; 0 at once when another is at it. */
export type Triage = () => Promise<number>;

const LOCK = 4_207_002;
const BATCH = 100;
/** Beyond this many alerts an incident only counts further findings: the log is for people. */
const MOST_LINKED = 200;
const INTAKE: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };

export function createTriage(options: TriageOptions): Triage {
  const { store, log } = options;
  return async () => {
    const client = await store.pool.connect();
    let taken = 0;
    try {
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
      if (!rows[0]?.locked) return 0;
      for (;;) {
        const batch = await untriaged(store.db, BATCH);
        for (const alert of batch) await takeUp(options, alert);
        taken += batch.length;
        if (batch.length < BATCH) break;
      }
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    } finally {
      // Ending the connection gives the lock back however this ended.
      client.release(taken < 0);
    }
    if (taken > 0) log.debug({ taken }, 'alerts taken up');
    return taken;
  };
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
  const { store } = options;
  const known = await findFinding(store.db, finding.source, finding.dedupKey, finding.drill ?? '');
  const place = await placeOf(options, alert, finding, known);
  const row = rowOf(alert, finding, known, place);
  // Saved first: should we die before the incident is there, the next attempt finds the id it was to have.
  await saveFinding(store.db, row);
  if (!place.incidentId) return undefined;
  const incident = await incidentFor(options, alert, finding, place.incidentId, place.route);
  const news = isNews(incident, finding, row.id);
  if (incident.status === 'open' && news) {
    await options.engine.handle(incident.id, {
      type: 'LinkAlert',
      alert: summaryOf(alert, finding, row.id),
      why: place.why,
      by: INTAKE,
    });
  }
  await saveFinding(store.db, { ...row, incidentNumber: incident.number });
  return incident;
}

interface Place {
  readonly disposition: StoredFinding['disposition'];
  readonly why: string;
  readonly incidentId?: string;
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
  if (known?.incidentId && (await isOpenOrUnborn(options, known.incidentId))) {
    return { disposition: 'linked', why: known.why, incidentId: known.incidentId, route: routed };
  }
  const joined = await joinedTo(options, alert, finding);
  if (joined) return { disposition: 'linked', why: joined.why, incidentId: joined.incidentId, route: routed };
  if (known?.incidentId) {
    const why = `Heard of again after incident #${known.incidentNumber} was closed; a person decides.`;
    return { disposition: 'triage', why, route: routed };
  }
  if (routed.open === 'auto') {
    return { disposition: 'linked', why: routed.because, incidentId: newId(), route: routed };
  }
  return { disposition: routed.open === 'ignore' ? 'ignored' : 'triage', why: routed.because, route: routed };
}

async function isOpenOrUnborn({ store }: TriageOptions, incidentId: string): Promise<boolean> {
  const [row] = await store.db.select({ status: incidents.status }).from(incidents).where(eq(incidents.id, incidentId));
  return row === undefined || row.status === 'open';
}

async function joinedTo(options: TriageOptions, alert: StoredAlert, finding: ReceivedFinding) {
  if (finding.status === 'suppressed') return undefined;
  const at = alert.receivedAt;
  const since = new Date(at.getTime() - options.windowMinutes * 60_000);
  const sharing = await findingsSharing(options.store.db, finding.entities, since, finding.drill ?? '');
  const ids = [...new Set(sharing.flatMap(({ incidentId }) => incidentId ?? []))];
  if (ids.length === 0) return undefined;
  const open = new Set(
    (
      await options.store.db
        .select({ id: incidents.id, status: incidents.status })
        .from(incidents)
        .where(inArray(incidents.id, ids))
    ).flatMap(({ id, status }) => (status === 'open' ? [id] : [])),
  );
  const candidates = sharing.flatMap((one): Candidate[] =>
    one.incidentId
      ? [
          {
            incidentId: one.incidentId,
            open: open.has(one.incidentId),
            drill: one.drill || undefined,
            lastActivityAt: one.lastSeenAt.toISOString(),
            entities: one.entities,
          },
        ]
      : [],
  );
  return correlate(finding, candidates, { windowMinutes: options.windowMinutes, at });
}

async function incidentFor(
  { engine, declare }: TriageOptions,
  alert: StoredAlert,
  finding: ReceivedFinding,
  incidentId: string,
  routed: Route,
): Promise<Incident> {
  const there = await engine.load(incidentId);
  if (there.version > 0) return there;
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
    lastSeenAt: alert.receivedAt,
    count: (known?.count ?? 0) + 1,
    disposition: place.disposition,
    why: place.why,
    incidentId: place.incidentId ?? null,
    incidentNumber: known?.incidentNumber ?? null,
  };
}
