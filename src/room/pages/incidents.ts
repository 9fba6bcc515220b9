/** The list: live ones first, each a row; empty, it teaches. */

import { between } from '../../chat/durations.ts';
import { isPhase, PHASE_LABELS, PHASES } from '../../incident/phases.ts';
import type { Row } from '../house.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderButton, segments } from '../render-card.ts';

export function incidentsPage(rows: readonly Row[], at: Date, place: Place, baseUrl: string): Html {
  const open = rows.filter(({ status }) => status === 'open');
  const ended = rows.filter(({ status }) => status !== 'open');
  return html`<div class="head"><h1>Incidents</h1><div class="buttons">
${renderButton({ label: 'Declare an incident', says: 'new', asks: true, style: 'primary' }, place)}<a class="button" href="/drills">Start a drill</a></div></div>
<div id="rows">${rows.length === 0 ? empty(baseUrl) : ''}
${open.length > 0 ? html`<ul class="rows">${open.map((row) => renderRow(row, at))}</ul>` : rows.length > 0 ? html`<p class="muted">Nothing is open.</p>` : ''}
${ended.length > 0 ? html`<h2>Ended</h2><ul class="rows">${ended.map((row) => renderRow(row, at))}</ul>` : ''}</div>`;
}

function renderRow(row: Row, at: Date): Html {
  const phase = isPhase(row.phase) ? row.phase : 'detection_analysis';
  return html`<li><a class="row" href="/incidents/${row.number}">
<span class="sev sev-${row.severity}">SEV-${row.severity}</span>
<span class="row-name"><b>#${row.number} ${row.codename}</b>${row.mode === 'live' ? '' : html` <span class="mode">${row.mode}</span>`}<span class="row-title">${row.title ?? 'restricted'}</span></span>
<span class="row-phase">${row.status === 'open' ? PHASE_LABELS[phase].title : row.status}${segments(PHASES.indexOf(phase) + 1, PHASES.length)}</span>
<span class="row-lead">${row.commander ?? 'nobody in command'}</span>
<span class="row-age">${between(row.declaredAt, at)}</span>
<span class="row-wait">${row.approvalsWaiting > 0 ? html`<b class="waiting">${row.approvalsWaiting} to approve</b>` : ''}${row.nextClockAt ? ` clock ${between(at, row.nextClockAt)}` : ''}</span></a></li>`;
}

function empty(baseUrl: string): Html {
  return html`<section class="empty"><h2>All is quiet</h2>
<p>Cordon coordinates the response to cloud security incidents. When an alert fires it opens an incident, walks the team through every phase, keeps the evidence, has two people approve containment, and writes the post-mortem from what really happened.</p>
<p><a class="button button-primary" href="/drills">See it: start a drill</a></p>
<p>Or send an alert. Make a token, then:</p>
<pre><code>npm run cordon -- token create --scope alerts --name me
curl -X POST ${baseUrl}/alerts/aws-guardduty \
  -H "Authorization: Bearer TOKEN" --data @finding.json</code></pre></section>`;
}
