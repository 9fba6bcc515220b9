/** Follow-ups of all incidents one may read: the late first, one's own marked. */

import type { Button } from '../../chat/card.ts';
import { differencesIn } from '../../chat/views/index.ts';
import type { Person } from '../../incident/actor.ts';
import type { FollowUpRow } from '../house.ts';
import { type Html, html } from '../html.ts';
import { renderButton } from '../render-card.ts';

export function followUpsPage(rows: readonly FollowUpRow[], reader: Person, at: Date, csrf: string): Html {
  const open = rows.filter(({ state }) => state === 'open').toSorted(byDue);
  const rejected = rows.filter(({ state }) => state === 'rejected');
  const done = rows.filter(({ state }) => state === 'done');
  const late = open.filter((row) => isLate(row, at)).length;
  return html`<div id="rows"><h1>Follow-ups</h1><p class="muted">${open.length} open${late > 0 ? `, ${late} overdue` : ''} · ${done.length} done · ${rejected.length} consciously not done</p>
${open.length === 0 ? html`<p>Nothing is open.</p>` : table(open, reader, at, csrf)}
${rejected.length > 0 ? html`<h2>Consciously not done</h2>${table(rejected, reader, at, csrf)}` : ''}
${done.length > 0 ? html`<details><summary>Done · ${done.length}</summary>${table(done, reader, at, csrf)}</details>` : ''}</div>`;
}

function table(rows: readonly FollowUpRow[], reader: Person, at: Date, csrf: string): Html {
  return html`<div class="table"><table><thead><tr><th scope="col">Incident</th><th scope="col">What</th><th scope="col">Owner</th><th scope="col">Due</th><th scope="col">State</th><th scope="col">Tracked</th><th></th></tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr class="${row.owner?.id === reader.id ? 'mine' : ''}"><td><a href="/incidents/${row.number}/postmortem#follow-ups">#${row.number} ${row.codename}</a></td><td><b>${row.followUpId}</b> ${row.text}<br><small class="muted">${row.kind}${row.priority ? `, ${row.priority}` : ''}</small></td><td>${row.owner ? `${row.owner.name}${row.owner.id === reader.id ? ' (you)' : ''}` : html`<span class="muted">nobody</span>`}</td><td>${due(row, at)}</td><td>${row.reason ? `${row.state}: ${row.reason}` : row.state}</td><td>${row.tracked.map(issue)}</td><td>${answers(row, csrf)}</td></tr>`,
  )}</tbody></table></div>`;
}

function answers({ number, followUpId, state, tracked }: FollowUpRow, csrf: string): Html {
  const place = { number, csrf, back: '/follow-ups' };
  const buttons: readonly Button[] = [
    ...(tracked.flatMap(differencesIn).length > 0
      ? [
          { label: 'Keep ours', says: `followup keep ${followUpId}` },
          { label: 'Take theirs', says: `followup take ${followUpId}` },
        ]
      : []),
    ...(state === 'open'
      ? [
          { label: 'Done', says: `followup done ${followUpId}` },
          { label: 'Change…', says: `followup ${followUpId}`, asks: true },
        ]
      : []),
  ];
  return buttons.length > 0
    ? html`<div class="buttons">${buttons.map((one) => renderButton(one, place))}</div>`
    : html``;
}

function due(row: FollowUpRow, at: Date): Html {
  if (!row.dueAt) return html`<span class="muted">no date</span>`;
  const day = html`<time datetime="${row.dueAt}" title="${row.dueAt}">${row.dueAt.slice(0, 10)}</time>`;
  return isLate(row, at) ? html`${day} <span class="state state-failed">overdue</span>` : day;
}

function issue(tracked: FollowUpRow['tracked'][number]): Html {
  const { tracker, key, url, problem } = tracked;
  if (key && url && /^https?:\/\//.test(url)) {
    const differences = differencesIn(tracked).map((one) => html`<br><span class="state state-failed">${one}</span>`);
    return html`<a href="${url}" rel="noopener noreferrer">${key}</a> ${differences}`;
  }
  return html`<span class="muted">${tracker}: ${problem ?? 'on its way'}</span> `;
}

function isLate({ state, dueAt }: FollowUpRow, at: Date): boolean {
  return state === 'open' && dueAt !== undefined && Date.parse(dueAt) <= at.getTime();
}

/** What has no date comes after what has one. */
function byDue(one: FollowUpRow, other: FollowUpRow): number {
  return (one.dueAt ?? '9').localeCompare(other.dueAt ?? '9');
}
