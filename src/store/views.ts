/** The view that lists are drawn from: folded from events and stored with them. */

import { desc, eq, sql } from 'drizzle-orm';
import { nextWake } from '../incident/clocks.ts';
import type { FollowedIncident } from '../incident/digest.ts';
import type { FollowUp, Incident } from '../incident/incident.ts';
import { compromisedPlatforms, severedPlatforms } from '../incident/sides.ts';
import type { Statements } from './open.ts';
import { incidents } from './schema/incidents.ts';

export type IncidentView = typeof incidents.$inferSelect;

export function viewOf(incident: Incident, headHash: string): IncidentView {
  const wake = nextWake(incident);
  const clocks = incident.clocks.filter(({ stopped }) => !stopped).map(({ dueAt }) => dueAt);
  const [nextClock] = clocks.sort();
  return {
    id: incident.id,
    number: incident.number,
    version: incident.version,
    headHash,
    codename: incident.codename,
    title: incident.title,
    severity: incident.severity,
    phase: incident.phase,
    status: incident.status,
    mode: incident.mode,
    visibility: incident.visibility,
    incidentType: incident.incidentType,
    severed: [...severedPlatforms(incident)],
    compromised: [...compromisedPlatforms(incident)],
    rule: incident.openedBy?.rule ?? null,
    storm: incident.openedBy?.storm ?? false,
    commander: incident.roles.commander?.name ?? null,
    members: incident.members.map(({ id }) => id),
    approvalsWaiting: incident.actions.filter(({ state }) => state === 'requested').length,
    nextClockAt: nextClock ? new Date(nextClock) : null,
    scope: incident.scope,
    followUps: incident.followUps,
    touchedAt: new Date(incident.touchedAt),
    declaredAt: new Date(incident.declaredAt),
    closedAt: incident.closedAt ? new Date(incident.closedAt) : null,
    nextWakeAt: wake ? new Date(wake) : null,
  };
}

/** Newest first. */
export function listIncidents(db: Statements, limit = 500): Promise<IncidentView[]> {
  return db.select().from(incidents).orderBy(desc(incidents.number)).limit(limit);
}

export async function findIncident(db: Statements, number: number): Promise<IncidentView | undefined> {
  const [row] = await db.select().from(incidents).where(eq(incidents.number, number));
  return row;
}

/** Whether an incident declares the platform compromised: then nothing of any goes there, and nothing from there counts. */
export async function isCompromised(db: Statements, platform: string): Promise<boolean> {
  const declared = sql`cardinality(${incidents.compromised}) > 0 and ${platform} = any(${incidents.compromised})`;
  const rows = await db.select({ id: incidents.id }).from(incidents).where(declared).limit(1);
  return rows.length > 0;
}

/** Each platform with the incident that declares it compromised. */
export async function declaredCompromised(db: Statements) {
  const rows = await db
    .select({ number: incidents.number, codename: incidents.codename, compromised: incidents.compromised })
    .from(incidents)
    .where(sql`cardinality(${incidents.compromised}) > 0`)
    .orderBy(incidents.number);
  return rows.flatMap(({ compromised, ...incident }) => compromised.map((platform) => ({ ...incident, platform })));
}

export async function openIncidentIds(db: Statements): Promise<readonly string[]> {
  const rows = await db
    .select({ id: incidents.id })
    .from(incidents)
    .where(sql`status = 'open'`)
    .orderBy(incidents.number);
  return rows.map(({ id }) => id);
}

/** Of the incidents that have any, newest incident first: as their owners and trackers know them. */
export async function listFollowUps(db: Statements): Promise<readonly FollowedIncident[]> {
  const rows = await db
    .select({
      id: incidents.id,
      number: incidents.number,
      codename: incidents.codename,
      mode: incidents.mode,
      visibility: incidents.visibility,
      members: incidents.members,
      followUps: incidents.followUps,
    })
    .from(incidents)
    .where(sql`jsonb_array_length(${incidents.followUps}) > 0`)
    .orderBy(desc(incidents.number));
  return rows.map((row) => ({ ...row, followUps: row.followUps as readonly FollowUp[] }));
}
