/**
 * The figures for Prometheus. Labels come from short lists of our own: no type, source, name or number of an incident.
 * Whoever scrapes is not signed in, so that a quantile of fewer than five values, which is nearly a fact about one
 * incident, is not said.
 */

import type { Figures } from './figures.ts';
import type { Spread } from './spread.ts';

export interface Reading {
  readonly name: string;
  readonly help: string;
  /** `NaN` while it is not said: a value that vanished would stay as it was. */
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

const FEWEST = 5;
const RANGE = 'in the last twelve months, by when it was detected';

/** Of one mode: drills and retrospectives are told apart by a label. */
export function readingsOf(figures: Figures): readonly Reading[] {
  const { mode } = figures.selected;
  const { approvals, followUps, checklist, gates, time } = figures;
  const severities = [1, 2, 3, 4].map((severity) => ({
    name: 'cordon_incidents',
    help: `Incidents ${RANGE}.`,
    value: figures.groups.severity.find(({ name }) => name === `SEV-${severity}`)?.incidents ?? 0,
    labels: { mode, severity: String(severity) },
  }));
  return [
    ...severities,
    ...Object.entries(figures.intervals).flatMap(([name, spread]) => interval(name, spread, mode)),
    ...quantiles('cordon_approval_wait_seconds', 'From a request for approval to an answer.', approvals.waited, {
      mode,
    }),
    ...quantiles('cordon_people_time_seconds', 'Time of people an incident took, a lower bound.', time, { mode }),
    ...counts('cordon_approvals', 'Requests for approval by what came of them.', approvals, mode, 'outcome'),
    ...counts('cordon_follow_ups', 'Follow-ups by state; overdue and undated ones are open.', followUps, mode, 'state'),
    ...counts('cordon_checklist_items', 'Required items of ended incidents.', checklist, mode, 'state'),
    ...counts('cordon_gates', 'Phases left with the gate met, or overridden.', gates, mode, 'state'),
    ...counts('cordon_alert_figures', 'Alerts and findings outside drills.', figures.alerts ?? {}, mode, 'what'),
  ];
}

function interval(name: string, spread: Spread, mode: string): readonly Reading[] {
  const [from = '', to = ''] = name.split(' → ');
  const labels = { mode, from, to };
  const states = { ok: spread.n, missing: spread.missing, invalid: spread.invalid };
  return [
    ...quantiles('cordon_interval_seconds', `From one milestone to another ${RANGE}.`, spread, labels),
    ...Object.entries(states).map(([state, value]) => ({
      name: 'cordon_interval_incidents',
      help: 'Incidents whose interval is known, missing an endpoint, or contradictory.',
      value,
      labels: { ...labels, state },
    })),
  ];
}

function quantiles(
  name: string,
  help: string,
  { n, median, p90 }: Spread,
  labels: Readonly<Record<string, string>>,
): readonly Reading[] {
  const said = (value: number | undefined): number => (n >= FEWEST && value !== undefined ? value : Number.NaN);
  return [
    { name, help, value: said(median), labels: { ...labels, quantile: '0.5' } },
    { name, help, value: said(p90), labels: { ...labels, quantile: '0.9' } },
  ];
}

function counts(name: string, help: string, all: object, mode: string, label: string): readonly Reading[] {
  return Object.entries(all).flatMap(([key, value]) =>
    typeof value === 'number' ? [{ name, help, value, labels: { mode, [label]: key } }] : [],
  );
}
