/** The smaller pages: findings, playbooks, drills, the queue, settings, the log. */

import { duration } from '../../chat/durations.ts';
import type { IncidentEvent } from '../../incident/events.ts';
import { rowOf } from '../../incident/timeline.ts';
import type { FindingRow, PlaybookPage, QueuePage, RoomHouse } from '../house.ts';
import { type Html, html } from '../html.ts';
import { dayTime, prose } from '../prose.ts';
import { type Place, renderButton } from '../render-card.ts';
import { similarList } from './similar.ts';

export function findingsPage(rows: readonly FindingRow[], csrf: string): Html {
  return html`<h1>Findings</h1><p class="muted">What sources reported, de-duplicated, and why each went where it went.</p>
${
  rows.length === 0
    ? html`<p>None yet.</p>`
    : html`<div class="table"><table><thead><tr><th scope="col">Severity</th><th scope="col">Finding</th><th scope="col">Times</th><th scope="col">Last seen</th><th scope="col">What became of it</th></tr></thead>
<tbody>${rows.map((row) => html`<tr><td><span class="state state-${row.severity}">${row.severity}</span></td><td>${row.title}<br><small class="muted">${row.source} · ${row.type}</small>${row.similar.length > 0 ? html`<p class="muted">Similar incidents</p>${similarList(row.similar)}` : ''}</td><td>${row.count}</td><td>${dayTime(row.lastSeenAt)}</td><td>${row.incident ? html`<a href="/incidents/${row.incident}">#${row.incident}</a> ` : ''}${row.disposition}<br><small class="muted">${row.why}</small>${row.disposition === 'linked' ? '' : verdictForms(row, csrf)}</td></tr>`)}</tbody></table></div>`
}`;
}

/** What no rule opened, a person may: or say why not. */
function verdictForms({ id, disposition }: FindingRow, csrf: string): Html {
  return html`<div class="buttons"><form method="post" action="/findings/${id}/declare"><input type="hidden" name="_csrf" value="${csrf}"><button class="button">Declare</button></form>
${disposition === 'triage' ? html`<details><summary>Dismiss…</summary><form method="post" action="/findings/${id}/dismiss"><input type="hidden" name="_csrf" value="${csrf}"><label class="visually-hidden" for="why-${id}">Why</label><input type="text" id="why-${id}" name="reason" required maxlength="500" placeholder="Why it is nothing"><button class="button">Dismiss</button></form></details>` : ''}</div>`;
}

export function playbooksPage(playbooks: readonly PlaybookPage[]): Html {
  return html`<h1>Playbooks</h1>${playbooks.map(
    (one) =>
      html`<section class="card"><h2>${one.title} <small class="muted">${one.slug} ${one.version}</small></h2><p>${one.summary}</p>${one.phases.map(
        (phase) =>
          html`<details><summary>${phase.title} · ${phase.items.length}</summary><ol>${phase.items.map((item) => html`<li>${item.text} <small class="muted">${item.kind}${item.role ? ` · ${item.role}` : ''}${item.required ? ' · gate' : ''}</small>${item.why ? html`<br><small class="muted">${item.why}</small>` : ''}</li>`)}</ol></details>`,
      )}</section>`,
  )}`;
}

export function drillsPage(storylines: ReturnType<RoomHouse['storylines']>, place: Place): Html {
  return html`<h1>Drills</h1><p class="muted">A real attack on a simulated cloud. Its alerts come through the very same door as real ones; metrics leave it out.</p>
<div class="tiles">${storylines.map((one) => html`<section class="card"><h2>${one.title}</h2><p>${one.briefing}</p><div class="buttons">${renderButton({ label: 'Start', says: `drill ${one.slug}`, style: 'primary' }, place)}</div></section>`)}</div>`;
}

export function queuePage(queue: QueuePage, csrf: string): Html {
  return html`<h1>Queue</h1><div id="rows"><dl class="fields"><div><dt>Runs on</dt><dd>${queue.backend}</dd></div><div><dt>Still to do</dt><dd>${queue.open}${queue.open > 0 ? `, the oldest for ${duration(queue.oldestSeconds)}` : ''}</dd></div>
${Object.entries(queue.counts).map(([state, count]) => html`<div><dt>${state}</dt><dd>${count}</dd></div>`)}</dl>
<h2>Dead letters</h2>${
    queue.dead.length === 0
      ? html`<p class="muted">None. What fails for good waits here until somebody tries it again.</p>`
      : html`<div class="table"><table><thead><tr><th scope="col">What</th><th scope="col">Problem</th><th scope="col">Attempts</th><th scope="col">Since</th><th></th></tr></thead><tbody>${queue.dead.map(
          (letter) =>
            html`<tr><td>${letter.reaction}</td><td>${letter.problem}</td><td>${letter.attempts}</td><td>${dayTime(letter.createdAt)}</td><td><form method="post" action="/queue/retry"><input type="hidden" name="_csrf" value="${csrf}"><button class="button" name="id" value="${letter.id}">Try again</button></form></td></tr>`,
        )}</tbody></table></div>`
  }</div>`;
}

export function settingsPage(settings: ReturnType<RoomHouse['settings']>): Html {
  return html`<h1>Settings</h1><p class="muted">What is in force and where it came from. Change it in the environment or the file it names.</p>
<div class="table"><table><thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">From</th></tr></thead><tbody>${settings.map(({ name, value, from }) => html`<tr><td><code>${name}</code></td><td>${value}</td><td>${from}</td></tr>`)}</tbody></table></div>`;
}

/** Events on one page of the log. */
const LOG_PAGE = 200;

/** `from` is the number of the first event shown. */
export function logPage(number: number, codename: string, events: readonly IncidentEvent[], from: number): Html {
  const first = Math.max(1, Math.min(from, events.length));
  const shown = events.slice(first - 1, first - 1 + LOG_PAGE);
  const last = first + shown.length - 1;
  const address = `/incidents/${number}/log`;
  const ways = html`<p class="links">${first > 1 ? html`<a href="${address}?from=${Math.max(1, first - LOG_PAGE)}">Earlier</a>` : ''}${last < events.length ? html`<a href="${address}?from=${last + 1}">Later</a>` : ''}</p>`;
  return html`<p class="crumb"><a href="/incidents/${number}">#${number} ${codename}</a></p><h1>Log</h1><p class="muted">Every event, as recorded: ${first} to ${last} of ${events.length}. Times are UTC.</p>${ways}
<div class="table log"><table><thead><tr><th scope="col">#</th><th scope="col">Occurred</th><th scope="col">Recorded</th><th scope="col">Who</th><th scope="col">What</th></tr></thead><tbody>${shown.map(logRow)}</tbody></table></div>${ways}`;
}

function logRow(event: IncidentEvent): Html {
  const row = rowOf(event);
  return html`<tr id="e-${event.seq}"><td>${event.seq}</td><td>${dayTime(row.occurredAt)}</td><td>${dayTime(row.recordedAt)}</td><td>${row.by.name}</td><td>${prose(row.text)}<br><small>${event.type} ${event.id}${row.source.requestId ? ` · request ${row.source.requestId}` : ''}</small></td></tr>`;
}
