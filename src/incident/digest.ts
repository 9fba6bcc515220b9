/** The weekly digest: follow-ups that are open in all incidents a reader may see, the overdue first. */

import type { Person } from './actor.ts';
import type { FollowUp } from './incident.ts';

/** In the order of `Date.getUTCDay`. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export interface WeeklyAt {
  readonly day: (typeof WEEKDAYS)[number];
  /** UTC. */
  readonly hour: number;
}

/** The moment at which the newest digest was due. */
export function digestDue({ day, hour }: WeeklyAt, now: Date): Date {
  const due = new Date(now);
  due.setUTCHours(hour, 0, 0, 0);
  due.setUTCDate(due.getUTCDate() - ((due.getUTCDay() - WEEKDAYS.indexOf(day) + 7) % 7));
  if (due > now) due.setUTCDate(due.getUTCDate() - 7);
  return due;
}

/** An incident as far as its follow-ups are concerned. */
export interface FollowedIncident {
  readonly id: string;
  readonly number: number;
  readonly codename: string;
  readonly mode: string;
  readonly visibility: string;
  /** Ids of its members. */
  readonly members: readonly string[];
  readonly followUps: readonly FollowUp[];
}

/** An open follow-up with the incident it belongs to. */
export interface DigestLine extends Pick<FollowUp, 'followUpId' | 'text' | 'priority' | 'owner' | 'dueAt'> {
  readonly incidentId: string;
  readonly number: number;
  readonly codename: string;
  readonly isRestricted: boolean;
  readonly isOverdue: boolean;
}

/** What one owner has open in a restricted incident whose member they are not: that there is something, and no more. */
export interface HiddenWork extends Pick<DigestLine, 'incidentId' | 'number' | 'codename'> {
  readonly count: number;
}

/** What one owner has open, as far as they may see it. */
export function digestFor(person: Pick<Person, 'id'>, all: readonly FollowedIncident[], at: Date): DigestLine[] {
  return linesOf(
    all.filter((one) => isReadable(one, person)),
    at,
  ).filter(({ owner }) => owner?.id === person.id);
}

/** What one owner has open without being let in, by incident. An outsider may know its number and codename. */
export function hiddenFor(person: Pick<Person, 'id'>, all: readonly FollowedIncident[]): HiddenWork[] {
  return all.flatMap((one) => {
    const count = isReadable(one, person) ? 0 : ownedBy(person, one);
    return count > 0 ? [{ incidentId: one.id, number: one.number, codename: one.codename, count }] : [];
  });
}

function ownedBy({ id }: Pick<Person, 'id'>, incident: FollowedIncident): number {
  return linesOf([incident], new Date(0)).filter(({ owner }) => owner?.id === id).length;
}

function isReadable({ visibility, members }: FollowedIncident, { id }: Pick<Person, 'id'>): boolean {
  return visibility === 'open' || members.includes(id);
}

/** What a team has open, for a place whose readers nobody knows: nothing of restricted incidents. */
export function digestOfTeam(all: readonly FollowedIncident[], at: Date): DigestLine[] {
  return linesOf(
    all.filter(({ visibility }) => visibility === 'open'),
    at,
  );
}

/** Everybody who has anything open, once each. */
export function ownersIn(all: readonly FollowedIncident[]): readonly Person[] {
  const owners = linesOf(all, new Date(0)).flatMap(({ owner }) => owner ?? []);
  return [...new Map(owners.map((person) => [person.id, person])).values()];
}

/** Drills end with their score: what was found in them is nobody's work of the week. */
function linesOf(all: readonly FollowedIncident[], at: Date): DigestLine[] {
  return all
    .filter(({ mode }) => mode !== 'drill')
    .flatMap(({ id, number, codename, visibility, followUps }) =>
      followUps
        .filter(({ state }) => state === 'open')
        .map(({ followUpId, text, priority, owner, dueAt }) => ({
          ...{ incidentId: id, number, codename, isRestricted: visibility !== 'open', followUpId, text },
          isOverdue: dueAt !== undefined && Date.parse(dueAt) < at.getTime(),
          ...(priority ? { priority } : {}),
          ...(owner ? { owner } : {}),
          ...(dueAt ? { dueAt } : {}),
        })),
    )
    .toSorted(earliestFirst);
}

/** What has no day comes last. */
function earliestFirst(one: DigestLine, other: DigestLine): number {
  const [a, b] = [one.dueAt ?? '9', other.dueAt ?? '9'];
  if (a !== b) return a < b ? -1 : 1;
  return one.number - other.number;
}
