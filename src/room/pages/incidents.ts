/** The list: live ones first, each a row; empty, it teaches. */

import { between } from '../../chat/durations.ts';
import { isPhase, PHASE_LABELS, PHASES } from '../../incident/phases.ts';
import type { RoomHouse, Row } from '../house.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderButton, segments } from '../render-card.ts';

export interface Newcomer {
  readonly baseUrl: string;
  readonly storylines: ReturnType<RoomHouse['storylines']>;
}

export function incidentsPage(rows: readonly Row[], at: Date, place: Place, newcomer: Newcomer): Html {
  const open = rows.filter(({ status }) => status === 'open').sort(byUrgency);
  const ended = rows.filter(({ status }) => status !== 'open');
  return html`<div class="head"><h1>Incidents</h1><div class="buttons">
${renderButton({ label: 'Declare…', says: 'new', asks: true, style: 'primary' }, place)}<a class="button" href="/drills">Start a drill</a><a class="button" href="/import">Bring one in…</a></div></div>
<div id="rows">${rows.length === 0 ? empty(place, newcomer) : ''}
${open.length > 0 ? html`<ul class="rows">${open.map((row) => renderRow(row, at))}</ul>` : rows.length > 0 ? html`<p class="muted">Nothing is open.</p>` : ''}
${ended.length > 0 ? html`<h2>Ended</h2><ul class="rows ended-rows">${ended.map((row) => renderRow(row, at))}</ul>` : ''}</div>`;
}

/** Real ones before drills, the worst first, then the newest. */
function byUrgency(a: Row, b: Row): number {
  const drill = Number(a.mode === 'drill') - Number(b.mode === 'drill');
  return drill || a.severity - b.severity || b.number - a.number;
}

function renderRow(row: Row, at: Date): Html {
  const open = row.status === 'open';
  return html`<li id="row-${row.number}"><a class="row" href="/incidents/${row.number}">
<span class="sev sev-${row.severity}">SEV-${row.severity}</span>
<span class="row-name"><b>#${row.number} ${row.codename}</b>${row.mode === 'live' ? '' : html` <span class="mode">${row.mode}</span>`}<span class="row-title">${row.title ?? 'members only; open it to ask for access'}</span></span>
<span class="row-phase">${open ? phaseOf(row) : row.status}</span>
<span class="row-lead">${leadOf(row)}</span>
<span class="row-age"><span class="muted">since</span> ${between(row.declaredAt, at)}</span>
<span class="row-wait">${open ? waiting(row, at) : ''}</span></a></li>`;
}

function phaseOf({ phase }: Row): Html {
  const known = isPhase(phase) ? phase : 'detection_analysis';
  return html`${PHASE_LABELS[known].title}${segments(PHASES.indexOf(known) + 1, PHASES.length)}`;
}

/** An outsider does not learn who leads, nor that nobody does. */
function leadOf({ commander, status, title }: Row): Html | string {
  if (commander) return commander;
  return status === 'open' && title !== undefined ? html`<b class="tone-warning">nobody leads</b>` : '';
}

function waiting({ approvalsWaiting, nextClockAt }: Row, at: Date): Html {
  const over = nextClockAt !== undefined && Date.parse(nextClockAt) < at.getTime();
  return html`${approvalsWaiting > 0 ? html`<b class="waits">◆ ${approvalsWaiting} to approve</b>` : ''}${nextClockAt ? html`<span>clock ${between(at, nextClockAt)}${over ? ' over' : ''}</span>` : ''}`;
}

/** One line that works as it stands: a token is made and used at once. */
const SAMPLE = `{"title":"Storage bucket made public","severity":"high","entities":[{"kind":"bucket","id":"customer-exports"}]}`;

function empty(place: Place, { baseUrl, storylines }: Newcomer): Html {
  const [first] = storylines;
  return html`<section class="empty"><h2>All is quiet</h2>
<p class="lead">When an alert fires, Cordon opens an incident, walks the team through every phase, keeps the evidence, has two people approve containment, and writes the post-mortem from what really happened.</p>
<ol class="ways">
<li class="card"><h3>See it in a drill</h3><p class="muted">A real attack on a simulated cloud, through the very same doors. Nothing outside is touched.</p>
<div class="buttons">${first ? renderButton({ label: 'Start a drill now', says: `drill ${first.slug}`, style: 'primary' }, place) : ''}<a class="button" href="/drills">Choose one</a></div></li>
<li class="card"><h3>Send an alert</h3><p class="muted">Make a token, put it in place of TOKEN, and send.</p>
<pre><code>npm run cordon -- token create --scope alerts --name me</code></pre>
<pre><code>curl ${baseUrl}/alerts/generic -H "Authorization: Bearer TOKEN" -d '${SAMPLE}'</code></pre></li>
<li class="card"><h3>Declare one yourself</h3><p class="muted">Something looks wrong, and no alert said so.</p><div class="buttons">${renderButton({ label: 'Declare an incident…', says: 'new', asks: true }, place)}</div></li></ol></section>`;
}
