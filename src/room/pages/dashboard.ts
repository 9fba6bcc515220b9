/** The dashboard: how fast, how thoroughly, how much. Every picture has its numbers in a table beside it. */

import { duration } from '../../chat/durations.ts';
import type { Figures, Group, Spreads } from '../../insight/figures.ts';
import type { Spread } from '../../insight/spread.ts';
import { LONGEST_GAP_SECONDS } from '../../insight/time-spent.ts';
import { intervalsChart } from '../charts/intervals.ts';
import { monthsChart } from '../charts/months.ts';
import { sharesChart } from '../charts/shares.ts';
import { trendChart } from '../charts/trend.ts';
import { type Html, html } from '../html.ts';
import { filters } from './dashboard-filters.ts';

export interface Dashboard {
  readonly figures: Figures & { readonly behind: number };
  /** Interval whose months are drawn. */
  readonly interval: string;
  /** The query as it was asked, for links to the same figures in other forms. */
  readonly query: string;
}

const DWELL = 'started → contained';
const NOTED = ['detected → acknowledged', 'detected → contained', DWELL] as const;

export function dashboardPage({ figures, interval, query }: Dashboard): Html {
  const { incidents, modes, selected, behind } = figures;
  const apart = Object.entries(modes).filter(([mode, count]) => mode !== selected.mode && count > 0);
  return html`<div class="head"><h1>Dashboard</h1><p class="links"><a href="/dashboard.csv?${query}" download>CSV</a> <a href="/dashboard.json?${query}" download>JSON</a></p></div>
${filters(figures, interval)}
${behind > 0 ? html`<p class="answer tone-warning"><b>Not complete yet.</b> ${behind} incidents are still to be worked out; they follow at the next looks.</p>` : ''}
<p class="muted">${incidents} ${selected.mode} ${incidents === 1 ? 'incident' : 'incidents'}, ${selected.from} to ${selected.to} by when each was detected, in UTC. ${apart.length > 0 ? `Kept apart: ${apart.map(([mode, count]) => `${count} ${mode}`).join(', ')}.` : ''}</p>
${tiles(figures)}
<div class="board">
${panel('Incidents by month', html`${monthsChart(figures.months)}${severityLegend()}${details(monthTable(figures.months, interval))}`)}
${panel(`${interval} by month`, html`${trendChart(figures.months, interval)}<p class="muted">Line: median. Whisker: up to p90. A month without a value breaks the line.</p>`)}
${panel('How long each stretch takes', html`${intervalsChart(figures.intervals)}${details(intervalTable(figures.intervals), true)}`)}
${panel('By severity', groupTable('Severity', figures.groups.severity))}
${panel('By type', groupTable('Type', figures.groups.type))}
${panel('By source', groupTable('Source', figures.groups.source))}
${panel('Checklists and gates', adherence(figures))}
${panel('Approvals', approvals(figures))}
${panel('Follow-ups', followUps(figures))}
${panel('Alerts and people', load(figures))}
</div>
<p class="muted">Median and p90 are interpolated between the nearest ranks, as <code>percentile_cont</code> does; n is how many incidents have the value. Missing: an endpoint is not in the log. Invalid: the endpoints contradict each other. Neither is guessed. A milestone set by hand counts before the one found; the log keeps both.</p>`;
}

function panel(title: string, body: Html): Html {
  return html`<section class="panel"><h2>${title}</h2>${body}</section>`;
}

function details(body: Html, open = false): Html {
  return html`<details${open ? html` open` : ''}><summary>Numbers</summary>${body}</details>`;
}

function tiles({ intervals, alerts, followUps, incidents }: Figures): Html {
  return html`<dl class="figures">${tile('Incidents', String(incidents))}
${NOTED.map((name) => tile(name === DWELL ? `dwell (${name})` : name, medianOf(intervals[name]), noteOf(intervals[name])))}
${alerts ? tile('alerts per incident', alerts.perIncident === undefined ? '–' : alerts.perIncident.toFixed(1), `${alerts.alerts} alerts, ${alerts.findings} findings`) : ''}
${tile('follow-ups overdue', String(followUps.overdue), `${followUps.open} open`)}</dl>`;
}

function tile(label: string, value: string, note = ''): Html {
  return html`<div><dt>${label}</dt><dd>${value}${note ? html`<small>${note}</small>` : ''}</dd></div>`;
}

function medianOf(spread: Spread | undefined): string {
  return spread?.median === undefined ? 'no value' : duration(spread.median);
}

function noteOf(spread: Spread | undefined): string {
  if (spread?.p90 === undefined) return spread && spread.missing > 0 ? `${spread.missing} missing` : '';
  return `median of ${spread.n}; p90 ${duration(spread.p90)}`;
}

function severityLegend(): Html {
  return html`<ul class="legend">${[1, 2, 3, 4].map((severity) => html`<li><i class="key fill-sev-${severity}" aria-hidden="true"></i>SEV-${severity}</li>`)}</ul>`;
}

function monthTable(months: Figures['months'], interval: string): Html {
  return html`<div class="table"><table><thead><tr><th scope="col">Month</th>${[1, 2, 3, 4].map((severity) => html`<th scope="col">SEV-${severity}</th>`)}<th scope="col">${interval}: n</th><th scope="col">median</th><th scope="col">p90</th></tr></thead>
<tbody>${months.map(({ name, bySeverity, intervals }) => html`<tr><th scope="row">${name}</th>${bySeverity.map((count) => html`<td>${count}</td>`)}${cells(intervals[interval])}</tr>`)}</tbody></table></div>`;
}

function intervalTable(intervals: Spreads): Html {
  return html`<div class="table"><table><thead><tr><th scope="col">Interval</th><th scope="col">n</th><th scope="col">median</th><th scope="col">p90</th><th scope="col">missing</th><th scope="col">invalid</th></tr></thead>
<tbody>${Object.entries(intervals).map(([name, spread]) => html`<tr><th scope="row">${name}${name === DWELL ? ' (dwell)' : ''}</th>${cells(spread)}<td>${spread.missing}</td><td>${spread.invalid}</td></tr>`)}</tbody></table></div>`;
}

/** Groups shown: the rest is in the CSV. */
const MOST_GROUPS = 12;

function groupTable(title: string, groups: readonly Group[]): Html {
  if (groups.length === 0) return html`<p class="muted">Nothing to count yet.</p>`;
  return html`<div class="table"><table><thead><tr><th scope="col">${title}</th><th scope="col">Incidents</th>${NOTED.map((name) => html`<th scope="col">${name === DWELL ? 'dwell' : name.replace('detected ', '')}</th>`)}</tr></thead>
<tbody>${groups.slice(0, MOST_GROUPS).map(({ name, incidents, intervals }) => html`<tr><th scope="row">${name}</th><td>${incidents}</td>${NOTED.map((one) => html`<td>${medianOf(intervals[one])}${intervals[one]?.p90 === undefined ? '' : html`<br><small>p90 ${duration(intervals[one].p90)}, n ${intervals[one].n}</small>`}</td>`)}</tr>`)}</tbody></table></div>${groups.length > MOST_GROUPS ? html`<p class="muted">${groups.length - MOST_GROUPS} more are in the CSV.</p>` : ''}`;
}

function cells(spread: Spread | undefined): Html {
  const shown = (seconds: number | undefined): string => (seconds === undefined ? '–' : duration(seconds));
  return html`<td>${spread?.n ?? 0}</td><td>${shown(spread?.median)}</td><td>${shown(spread?.p90)}</td>`;
}

function adherence({ checklist, gates }: Figures): Html {
  return html`<h3>Required items of ended incidents</h3>${sharesChart('checklist', 'Required checklist items', [
    { label: 'done', count: checklist.done, tone: 'good' },
    { label: 'skipped with a reason', count: checklist.skipped, tone: 'warn' },
    { label: 'left open', count: checklist.open, tone: 'bad' },
  ])}<h3>Phases left</h3>${sharesChart('gates', 'How phases were left', [
    { label: 'with the gate met', count: gates.met, tone: 'good' },
    { label: 'overridden', count: gates.overridden, tone: 'warn' },
  ])}`;
}

function approvals({ approvals: told }: Figures): Html {
  return html`<p>From request to an answer: <b>${medianOf(told.waited)}</b> <small class="muted">${noteOf(told.waited)}</small></p>${sharesChart(
    'approvals',
    'What came of requests for approval',
    [
      { label: 'authorised', count: told.authorized, tone: 'good' },
      { label: 'denied', count: told.denied, tone: 'soft' },
      { label: 'expired', count: told.expired, tone: 'bad' },
      { label: 'dropped or void', count: told.dropped, tone: 'warn' },
    ],
  )}`;
}

function followUps({ followUps: told }: Figures): Html {
  const tones = ['good', 'soft', 'warn', 'bad'] as const;
  return html`<p>${told.done} done, ${told.open} open, ${told.rejected} consciously not done. Open ones: ${told.overdue} overdue, ${told.undated} without a date.</p>
<h3>Age of open ones</h3>${sharesChart(
    'ages',
    'Age of open follow-ups',
    told.ages.map(({ label, open }, index) => ({ label, count: open, tone: tones[index] ?? 'bad' })),
  )}
<p>From added to done: <b>${medianOf(told.took)}</b> <small class="muted">${noteOf(told.took)}</small></p>`;
}

function load({ alerts, time }: Figures): Html {
  return html`${
    alerts
      ? html`<p><b>${alerts.alerts}</b> alerts became <b>${alerts.findings}</b> findings${alerts.perIncident === undefined ? '' : `, ${alerts.perIncident.toFixed(1)} alerts an incident`}.</p>`
      : html`<p class="muted">Alerts have no type, severity or mode of an incident: choose none to see their number.</p>`
  }
<p>People's time an incident: <b>${medianOf(time)}</b> <small class="muted">${noteOf(time)}</small>; <b>${duration(time.totalSeconds)}</b> in all${time.missing > 0 ? `, not known for ${time.missing}` : ''}.</p>
<p class="muted">A lower bound: gaps between one person's recorded acts count, each up to ${LONGEST_GAP_SECONDS / 60} minutes.</p>`;
}
