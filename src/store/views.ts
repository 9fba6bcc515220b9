/** The view that lists are drawn from: folded from events and stored with them. */

import { desc, eq } from 'drizzle-orm';
import { nextWake } from '../incident/clocks.ts';
import type { Incident } from '../incident/incident.ts';
import type { Statements } from './open.ts';
import { incidents } from './schema.ts';

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
    commander: incident.roles.commander?.name ?? null,
    members: incident.members.map(({ id }) => id),
    approvalsWaiting: incident.actions.filter(({ state }) => state === 'requested').length,
    nextClockAt: nextClock ? new Date(nextClock) : null,
    scope: incident.scope,
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
