/** One incident: what matters at once on top, then the way, the talk, the facts. On a phone the three are tabs. */

import { between } from '../../chat/durations.ts';
import type { Actor, Person } from '../../incident/actor.ts';
import { mayApprove } from '../../incident/approvals.ts';
import type { Incident, Task } from '../../incident/incident.ts';
import { rolesOf } from '../../incident/permissions.ts';
import { PHASE_LABELS, PHASES } from '../../incident/phases.ts';
import type { View } from '../house.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderButton, segments } from '../render-card.ts';
import { renderTalk } from '../talk.ts';
import { facts } from './facts.ts';
import { type Reading, TABS, type Tab } from './reading.ts';
import { way } from './way.ts';

export type MemberView = Extract<View, { audience: 'member' }>;

/** `words` are what the composer completes: commands, people, targets. */
export function incidentPage(
  view: MemberView,
  reading: Reading,
  place: Place,
  { prefix, words }: { readonly prefix: string; readonly words: readonly string[] },
): Html {
  return html`${regions(view, reading, place)}
<form class="composer" id="composer" method="post" action="/incidents/${view.incident.number}/say" data-compose><input type="hidden" name="compose" value="1">
<input type="hidden" name="_csrf" value="${place.csrf}"><input type="hidden" name="back" value="${place.back}">
<label class="visually-hidden" for="words">Message to the team, or a command after ${prefix}</label>
<ul id="suggest" class="suggest" role="listbox" aria-label="Completions" hidden></ul>
<textarea id="words" name="words" rows="1" maxlength="4000" placeholder="Message, or / to act" autocomplete="off" aria-keyshortcuts="/" data-words="${JSON.stringify(words)}" data-prefix="${prefix}"></textarea>
<button class="button button-primary">Send</button></form>`;
}

/** What changes by itself: morphed in place when something happened. */
export function regions(view: MemberView, reading: Reading, place: Place): Html {
  const { incident, events, messages } = view;
  const { at, show, tab, entries } = reading;
  return html`<div class="regions" id="regions" data-tab="${tab}">${head(incident, reading, place)}
<section class="way" id="way" aria-label="The way">${way(incident, at, place)}</section>
<section class="talk" id="talk" aria-label="The talk">${renderTalk({ incident, events, messages, at, show, entries }, place)}</section>
<section class="facts" id="facts" aria-label="The facts">${facts(incident, view.similar, reading, place)}</section></div>`;
}

function head(incident: Incident, reading: Reading, place: Place): Html {
  const { status, severity, number, codename, phase, title, visibility } = incident;
  const index = PHASES.indexOf(phase) + 1;
  return html`<header class="room-head"><div class="headline"><a class="up" href="/" aria-label="All incidents">‹</a><span class="sev sev-${severity}">SEV-${severity}</span><b class="code">#${number} ${codename}</b>${visibility === 'restricted' ? html`<span class="tag">members only</span>` : ''}${
    status === 'open'
      ? html`<span class="phase-now"><b>${PHASE_LABELS[phase].title}</b> <span class="muted">${index} of ${PHASES.length}</span>${segments(index, PHASES.length)}</span>`
      : html`<span class="state">${status}</span>`
  }<div class="acts">${acts(incident, place)}</div></div>
<h1>${title}</h1>
${status === 'open' ? glance(incident, reading, place) : ended(incident)}
<nav class="tabs" aria-label="Parts">${TABS.map((name) => html`<a data-tab-link="${name}" href="/incidents/${number}?tab=${name}"${name === reading.tab ? html` aria-current="true"` : ''}>${TAB_LABELS[name]}${count(incident, name)}</a>`)}</nav></header>`;
}

const TAB_LABELS: Readonly<Record<Tab, string>> = { way: 'Way', talk: 'Talk', facts: 'Facts' };

function count(incident: Incident, tab: Tab): Html | string {
  if (tab === 'talk') return '';
  if (tab === 'way') {
    const tasks = incident.tasks.filter(({ phase }) => phase === incident.phase);
    return html` <small>${tasks.filter(({ state }) => state !== 'open').length}/${tasks.length}</small>`;
  }
  const waiting = incident.actions.filter(({ state }) => state === 'requested').length;
  return waiting > 0 ? html` <b class="waits" title="${waiting} waiting for approval">◆ ${waiting}</b>` : '';
}

/** Who leads, what presses, and what is the reader's to do. */
function glance(incident: Incident, { person, at }: Reading, place: Place): Html {
  const { roles, clocks, declaredAt } = incident;
  const next = clocks.filter(({ stopped }) => !stopped).sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0];
  const over = next !== undefined && Date.parse(next.dueAt) <= at.getTime();
  return html`<dl class="glance">
<div><dt>Commander</dt><dd>${roles.commander ? roles.commander.name : html`<b class="tone-danger">nobody</b> ${renderButton({ label: 'Take command', says: 'take commander', style: 'primary' }, place)}`}</dd></div>
<div><dt>Open for</dt><dd>${between(declaredAt, at)}</dd></div>
${next ? html`<div><dt>${next.title}</dt><dd${over ? html` class="tone-danger"` : ''}>${between(at, next.dueAt)} ${over ? 'over' : 'left'}</dd></div>` : ''}
<div class="yours"><dt>Yours</dt><dd>${yours(incident, person, at)}</dd></div></dl>`;
}

function yours(incident: Incident, person: Person, at: Date): Html {
  const { number, policy, actions } = incident;
  const actor: Actor = { ...person, kind: 'person', surface: 'room' };
  const mine = rolesOf(incident, person);
  const titles = mine.map((role) => policy.roles.find(({ id }) => id === role)?.title ?? role);
  const approvals = actions.filter(
    (action) => action.state === 'requested' && mayApprove(actor, action, incident, at) === undefined,
  );
  const tasks = incident.tasks.filter((task) => task.phase === incident.phase && isOpenFor(task, person, mine)).length;
  const parts = [
    ...approvals.map(
      ({ actionId, title }) =>
        html`<a class="waits" href="/incidents/${number}/actions/${actionId}">◆ Approve ${actionId} ${title}</a>`,
    ),
    ...(tasks > 0
      ? [
          html`<a data-tab-link="way" href="/incidents/${number}?tab=way">${tasks} ${tasks === 1 ? 'task' : 'tasks'}</a>`,
        ]
      : []),
    ...titles.map((title) => html`<span>${title}</span>`),
  ];
  return parts.length === 0 ? html`<span class="muted">nothing yet; take a role</span>` : html`${parts}`;
}

function isOpenFor({ state, assignee, role }: Task, { id }: Person, roles: readonly string[]): boolean {
  if (state !== 'open') return false;
  return assignee ? assignee.id === id : role !== undefined && roles.includes(role);
}

function ended(incident: Incident): Html {
  const { number, mergedInto, postmortem } = incident;
  if (mergedInto) {
    return html`<p class="ended">It goes on in <a href="/incidents/${mergedInto.number}">#${mergedInto.number} ${mergedInto.codename}</a>.</p>`;
  }
  return html`<p class="ended">${postmortem ? html`<a class="button button-primary" href="/incidents/${number}/postmortem">Read the post-mortem</a>` : 'The post-mortem is being written.'}</p>`;
}

function acts({ status, severity }: Incident, place: Place): Html {
  if (status === 'merged') return html``;
  if (status !== 'open') return renderButton({ label: 'Reopen…', says: 'reopen', asks: true }, place);
  const more = [
    { label: 'Contain…', says: 'contain', asks: true },
    { label: 'Update…', says: 'update', asks: true },
    { label: 'Note…', says: 'note', asks: true },
    { label: `Severity (SEV-${severity})…`, says: 'severity', asks: true },
    { label: 'Start a clock…', says: 'clock start', asks: true },
    { label: 'Invite…', says: 'invite', asks: true },
    { label: 'Follow-up…', says: 'followup', asks: true },
    { label: 'Close…', says: 'close', asks: true, style: 'danger' as const },
  ];
  return html`<span class="quick">${more.slice(0, 2).map((button) => renderButton(button, place))}</span><details class="menu" id="acts"><summary class="button">Act</summary><div>${more.map((button) => renderButton(button, place))}</div></details>`;
}
