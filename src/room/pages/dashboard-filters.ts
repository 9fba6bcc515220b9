/** What the dashboard is asked: months, type, severity, source, mode, and which interval is drawn by month. */

import type { Figures } from '../../insight/figures.ts';
import { type Html, html } from '../html.ts';

const MODES = [
  ['live', 'Live'],
  ['drill', 'Drills'],
  ['retrospective', 'Retrospectives'],
] as const;

export function filters({ selected, choices, intervals }: Figures, interval: string): Html {
  const severities = [1, 2, 3, 4].map((severity): Choice => [String(severity), `SEV-${severity}`]);
  const names = Object.keys(intervals);
  return html`<form class="filter-bar" method="get" action="/dashboard">
${month('from', 'From', selected.from)}${month('to', 'To', selected.to)}
${select('type', 'Type', [ANY, ...choices.types.map(same)], selected.type)}
${select('severity', 'Severity', [ANY, ...severities], selected.severity === undefined ? '' : String(selected.severity))}
${select('source', 'Source', [ANY, ...choices.sources.map(same)], selected.source)}
${select('mode', 'Mode', MODES, selected.mode)}
${names.length > 0 ? select('interval', 'By month', names.map(same), interval) : ''}
<button class="button button-primary">Show</button> <a href="/dashboard">Reset</a></form>`;
}

type Choice = readonly [value: string, label: string];
const ANY: Choice = ['', 'all'];

function same(name: string): Choice {
  return [name, name];
}

function month(name: string, label: string, value: string): Html {
  return html`<p class="field"><label for="${name}">${label}</label><input type="month" id="${name}" name="${name}" value="${value}" pattern="[0-9]{4}-[0-9]{2}" placeholder="2026-03"></p>`;
}

function select(name: string, label: string, choices: readonly Choice[], chosen = ''): Html {
  return html`<p class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(([value, text]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`)}</select></p>`;
}
