/** The right of the room: what waits, who holds which role, what is contained, in scope, proven and due. */

import { between } from '../../chat/durations.ts';
import { keptText } from '../../chat/views/index.ts';
import type { Actor, Entity } from '../../incident/actor.ts';
import { mayApprove } from '../../incident/approvals.ts';
import type { AlertSummary } from '../../incident/events.ts';
import type { Action, Clock, Incident } from '../../incident/incident.ts';
import type { SimilarRow } from '../house.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderButton, safeLink } from '../render-card.ts';
import type { Reading } from './reading.ts';
import { similarList } from './similar.ts';

/** Newest alerts shown; Findings has all. */
const ALERTS = 8;

export function facts(incident: Incident, similar: readonly SimilarRow[], { person, at }: Reading, place: Place): Html {
  const actor: Actor = { ...person, kind: 'person', surface: 'room' };
  const { status, number } = incident;
  return html`${incident.actions.filter(({ state }) => state === 'requested').map((action) => waiting(action, incident, actor, at, place))}
${incident.accessRequests.map(({ person: asking, reason }) => html`<div class="card tone-warning"><h3>${asking.name} asks for access</h3><p>${reason}</p><div class="buttons">${renderButton({ label: 'Allow', says: `access allow @${asking.id}` }, place)}${renderButton({ label: 'Deny', says: `access deny @${asking.id}` }, place)}</div></div>`)}
${section('Roles', roles(incident, actor, place))}
${section('Containment', containment(incident, place))}
${section('Scope', html`<p class="chips">${incident.scope.map((entity) => chip(entity, incident))}</p>${status === 'open' ? renderButton({ label: 'Add…', says: 'scope add', asks: true }, place) : ''}`)}
${section('Evidence', evidence(incident, place))}
${section('Clocks', clocks(incident.clocks, at, place))}
${section('Alerts', html`<ul class="plain">${incident.alerts.slice(-ALERTS).map(alert)}</ul>${incident.alerts.length > ALERTS ? html`<p><a href="/findings">All ${incident.alerts.length}</a></p>` : ''}`)}
${similar.length > 0 ? section('Similar incidents', similarList(similar)) : ''}
${section('Members', html`<p class="chips">${incident.members.map(({ name }) => html`<span class="chip">${name}</span>`)}</p>`)}
${incident.summary ? section('Summary', html`<p>${incident.summary}</p>`) : ''}
<p class="links"><a href="/incidents/${number}/log">Log</a>${incident.postmortem ? html`<a href="/incidents/${number}/postmortem">Post-mortem</a>` : ''}<a href="/incidents/${number}/bundle">Evidence bundle</a></p>`;
}

function section(title: string, body: Html): Html {
  return html`<section class="fact"><h2>${title}</h2>${body}</section>`;
}

/** What waits for somebody stands first, and says why the reader may not approve before they try. */
function waiting(action: Action, incident: Incident, actor: Actor, at: Date, place: Place): Html {
  const { actionId, title, target, plan, request } = action;
  const refused = mayApprove(actor, action, incident, at);
  const words = `${actionId} ${plan?.hash.slice(0, 12) ?? ''}`;
  return html`<div class="card tone-warning"><h3 class="card-title">Waits for approval</h3>
<p><a href="/incidents/${incident.number}/actions/${actionId}">${actionId} ${title}</a><br><span class="target">${target.id}</span></p>
<p class="muted">${request?.reason} ${request ? `Asked by ${request.by.name}; ${between(at, request.expiresAt)} left.` : ''}</p>
${refused ? html`<p class="muted">${refused.reason} ${refused.remedy}</p>` : ''}
<div class="buttons">${refused ? '' : renderButton({ label: 'Approve', says: `approve ${words}`, style: 'primary', asks: plan?.tier === 3 }, place)}<a class="button" href="/incidents/${incident.number}/actions/${actionId}">Read the plan</a>${renderButton({ label: 'Deny…', says: `deny ${words}`, asks: true }, place)}</div></div>`;
}

function roles({ policy, roles: held, status }: Incident, { id: reader }: Actor, place: Place): Html {
  const open = status === 'open';
  const free = policy.roles.filter(({ id }) => held[id] === undefined);
  return html`<dl class="fields">${policy.roles.map(({ id, title }) => {
    const holder = held[id];
    if (!holder) return '';
    const hand =
      open && holder.id === reader
        ? renderButton({ label: 'Hand off…', says: `handoff ${id}`, asks: true }, place)
        : '';
    return html`<div><dt>${title}</dt><dd>${holder.name} ${hand}</dd></div>`;
  })}</dl>${
    open && free.length > 0
      ? html`<div class="free"><span class="muted">Free, take it:</span> ${free.map(({ id, title }) => renderButton({ label: title, says: `take ${id}` }, place))}</div>`
      : ''
  }`;
}

function containment({ actions, number, status }: Incident, place: Place): Html {
  const list =
    actions.length === 0
      ? html`<p class="muted">Nothing is proposed yet.</p>`
      : html`<ul class="plain">${actions.map(
          ({ actionId, title, target, state }) =>
            html`<li class="line"><a href="/incidents/${number}/actions/${actionId}">${actionId} ${title}</a><span class="state state-${state}">${state.replaceAll('_', ' ')}</span><small class="target">${target.id}</small></li>`,
        )}</ul>`;
  return html`${list}${status === 'open' ? renderButton({ label: 'Contain…', says: 'contain', asks: true }, place) : ''}`;
}

/** A thing of the scope leads to the alert that named it. */
function chip({ kind, id }: Entity, { alerts }: Incident): Html {
  const from = alerts.find(({ entities }) => entities.some((entity) => entity.kind === kind && entity.id === id));
  const text = html`<small>${kind}</small> ${id}`;
  return from
    ? html`<a class="chip" href="#alert-${from.alertId}" title="${from.title}">${text}</a>`
    : html`<span class="chip">${text}</span>`;
}

function evidence(incident: Incident, place: Place): Html {
  const { evidence: items, ordered } = incident;
  if (items.length === 0) return html`<p class="muted">Nothing is asked for yet.</p>`;
  const all = ordered?.hold
    ? html`<p class="muted">All of it is under legal hold by ${ordered.hold.by.name}: ${ordered.hold.reason}</p>`
    : '';
  return html`<ul class="plain">${items.map((item) => {
    const { evidenceId, kind, subject, state } = item;
    const kept = keptText(item, incident);
    return html`<li class="line"><span>${evidenceId} ${kind.replaceAll('-', ' ')}</span><span class="state state-${state}" title="${kept}">${item.ordered?.hold || ordered?.hold ? `${state}, held` : state}</span><small class="target" title="${subject}">${subject}</small></li>`;
  })}</ul>${all}${renderButton({ label: 'Keep…', says: 'evidence' }, place)}`;
}

function clocks(all: readonly Clock[], at: Date, place: Place): Html {
  if (all.length === 0) return html`<p class="muted">None is running.</p>`;
  return html`<ul class="plain">${all.map(({ clockId, title, dueAt, stopped }) => {
    const over = Date.parse(dueAt) <= at.getTime();
    const left = `${between(at, dueAt)} ${over ? 'over' : 'left'}`;
    return html`<li class="line"><span>${title}</span>${
      stopped
        ? html`<span class="state state-done">${stopped.outcome.replaceAll('_', ' ')}</span>`
        : html`<span class="state ${over ? 'state-failed' : ''}" title="due ${dueAt}">${left}</span>${renderButton({ label: 'Stop…', says: `clock stop ${clockId}`, asks: true }, place)}`
    }</li>`;
  })}</ul>`;
}

function alert({ alertId, title, source, severity, link }: AlertSummary): Html {
  return html`<li class="line" id="alert-${alertId}"><span>${link ? html`<a href="${safeLink(link)}" rel="noreferrer">${title}</a>` : title}</span><span class="state state-${severity}">${severity}</span><small class="target">${source}</small></li>`;
}
