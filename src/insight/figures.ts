/** Figures over many incidents: the same ones on the dashboard, by API and for Prometheus. */

import type { Mode } from '../incident/events.ts';
import { type FollowUpFigures, followUpFigures } from './follow-ups.ts';
import type { MeasuredIncident } from './measures.ts';
import { isIn, monthsOf, type Selected } from './selection.ts';
import { type Spread, spreadOf, type Value } from './spread.ts';

/** By name of the interval, `detected → contained`. */
export type Spreads = Readonly<Record<string, Spread>>;

export interface Group {
  readonly name: string;
  readonly incidents: number;
  readonly intervals: Spreads;
}

/** What sources told in one month, outside drills. */
export interface ToldAlerts {
  readonly source: string;
  readonly month: string;
  /** De-duplicated problems first heard of in that month, and how often each was told. */
  readonly findings: number;
  readonly alerts: number;
}

export interface Figures {
  readonly selected: Selected;
  /** What can be asked for in the same months: the most frequent types and sources. */
  readonly choices: { readonly types: readonly string[]; readonly sources: readonly string[] };
  readonly incidents: number;
  /** Incidents of the selection by mode: drills and retrospectives stand apart. */
  readonly modes: Readonly<Record<Mode, number>>;
  readonly intervals: Spreads;
  readonly months: readonly (Group & { readonly bySeverity: readonly [number, number, number, number] })[];
  readonly groups: Readonly<Record<'type' | 'severity' | 'source', readonly Group[]>>;
  /** Required checklist items of ended incidents. */
  readonly checklist: { readonly done: number; readonly skipped: number; readonly open: number };
  readonly gates: { readonly met: number; readonly overridden: number };
  readonly approvals: {
    /** From the request to an answer by a person. */
    readonly waited: Spread;
    readonly authorized: number;
    readonly denied: number;
    readonly expired: number;
    readonly dropped: number;
  };
  readonly followUps: FollowUpFigures;
  /** Undefined where the selection names a type, a severity or another mode: alerts have none. */
  readonly alerts?: { readonly alerts: number; readonly findings: number; readonly perIncident?: number };
  /** People's time an incident took, by the rule of `time-spent.ts`. */
  readonly time: Spread & { readonly totalSeconds: number; readonly people: number };
}

/** Types are words of people: a list of them has an end. */
const MOST_CHOICES = 30;

/** Linear in the incidents, but for sorting. */
export function figuresOf(
  all: readonly MeasuredIncident[],
  told: readonly ToldAlerts[],
  selected: Selected,
  now: Date,
): Figures {
  const inRange = all.filter((incident) => isIn(selected, incident));
  const chosen = inRange.filter(({ mode }) => mode === selected.mode);
  const count = (mode: Mode): number => inRange.filter((incident) => incident.mode === mode).length;
  const alerts = alertFigures(told, selected, chosen.length);
  const { from, to, mode } = selected;
  const offered = all.filter((incident) => isIn({ from, to, mode }, incident));
  return {
    selected,
    choices: {
      types: names(offered, ({ incidentType }) => incidentType),
      sources: names(offered, ({ measures }) => measures.source),
    },
    incidents: chosen.length,
    modes: { live: count('live'), drill: count('drill'), retrospective: count('retrospective') },
    intervals: spreads(chosen),
    months: months(chosen, selected),
    groups: {
      type: grouped(chosen, ({ incidentType }) => incidentType),
      severity: [...grouped(chosen, ({ severity }) => `SEV-${severity}`)].sort((a, b) => (a.name < b.name ? -1 : 1)),
      source: grouped(chosen, ({ measures }) => measures.source),
    },
    ...adherence(chosen),
    approvals: approvals(chosen),
    followUps: followUpFigures(
      chosen.flatMap(({ measures }) => measures.followUps),
      now,
    ),
    ...(alerts ? { alerts } : {}),
    time: time(chosen),
  };
}

function spreads(incidents: readonly MeasuredIncident[]): Spreads {
  const names = incidents[0]?.measures.intervals.map(({ name }) => name) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, spreadOf(column(incidents, name, index))]));
}

/** Intervals stand in the same order everywhere, but for those that another version wrote. */
function* column(incidents: readonly MeasuredIncident[], name: string, index: number): Iterable<Value> {
  for (const { measures } of incidents) {
    const here = measures.intervals[index];
    const value = here?.name === name ? here : measures.intervals.find((one) => one.name === name);
    yield value ?? UNKNOWN;
  }
}

const UNKNOWN: Value = { state: 'missing', why: 'it was measured by a version that did not know this interval' };

function months(incidents: readonly MeasuredIncident[], selected: Selected): Figures['months'] {
  const byMonth = sorted(incidents, ({ measures }) => measures.month);
  return monthsOf(selected).map((name) => {
    const own = byMonth.get(name) ?? [];
    const of = (severity: number): number => own.filter((one) => one.severity === severity).length;
    return { name, incidents: own.length, intervals: spreads(own), bySeverity: [of(1), of(2), of(3), of(4)] };
  });
}

function names(
  incidents: readonly MeasuredIncident[],
  nameOf: (incident: MeasuredIncident) => string,
): readonly string[] {
  return [...sorted(incidents, nameOf)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_CHOICES)
    .map(([name]) => name)
    .sort();
}

/** The most frequent first. */
function grouped(
  incidents: readonly MeasuredIncident[],
  nameOf: (incident: MeasuredIncident) => string,
): readonly Group[] {
  return [...sorted(incidents, nameOf)]
    .map(([name, own]) => ({ name, incidents: own.length, intervals: spreads(own) }))
    .sort((a, b) => b.incidents - a.incidents || (a.name < b.name ? -1 : 1));
}

function sorted(
  incidents: readonly MeasuredIncident[],
  nameOf: (incident: MeasuredIncident) => string,
): ReadonlyMap<string, readonly MeasuredIncident[]> {
  const groups = new Map<string, MeasuredIncident[]>();
  for (const incident of incidents) {
    const name = nameOf(incident);
    const known = groups.get(name);
    if (known) known.push(incident);
    else groups.set(name, [incident]);
  }
  return groups;
}

/** What is still open in an open incident is no neglect yet. */
function adherence(incidents: readonly MeasuredIncident[]): Pick<Figures, 'checklist' | 'gates'> {
  const checklist = { done: 0, skipped: 0, open: 0 };
  const gates = { met: 0, overridden: 0 };
  for (const { status, measures } of incidents) {
    gates.met += measures.gates.met;
    gates.overridden += measures.gates.overridden;
    if (status !== 'closed') continue;
    checklist.done += measures.checklist.done;
    checklist.skipped += measures.checklist.skipped;
    checklist.open += measures.checklist.open;
  }
  return { checklist, gates };
}

function approvals(incidents: readonly MeasuredIncident[]): Figures['approvals'] {
  const waits = incidents.flatMap(({ measures }) => measures.waits);
  const count = (outcome: string): number => waits.filter((wait) => wait.outcome === outcome).length;
  const answered = waits.filter(({ outcome }) => outcome === 'authorized' || outcome === 'denied');
  return {
    waited: spreadOf(answered.map(({ seconds }) => ({ state: 'ok', seconds }))),
    ...{ authorized: count('authorized'), denied: count('denied') },
    ...{ expired: count('expired'), dropped: count('dropped') },
  };
}

function alertFigures(told: readonly ToldAlerts[], selected: Selected, incidents: number): Figures['alerts'] {
  const { type, severity, source, mode, from, to } = selected;
  if (type !== undefined || severity !== undefined || mode !== 'live') return undefined;
  let [alerts, findings] = [0, 0];
  for (const one of told) {
    if (one.month < from || one.month > to || (source !== undefined && one.source !== source)) continue;
    alerts += one.alerts;
    findings += one.findings;
  }
  return { alerts, findings, ...(incidents > 0 ? { perIncident: alerts / incidents } : {}) };
}

function time(incidents: readonly MeasuredIncident[]): Figures['time'] {
  const known = incidents.map(({ measures }) => measures.time);
  const ok = known.filter((one) => one.state === 'ok');
  return {
    ...spreadOf(known),
    totalSeconds: ok.reduce((sum, { seconds }) => sum + seconds, 0),
    people: ok.reduce((sum, { people }) => sum + people, 0),
  };
}
