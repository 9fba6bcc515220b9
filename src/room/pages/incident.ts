/** One incident: the way on the left, the talk in the middle, the facts on the right. */

import { between } from '../../chat/durations.ts';
import { checklistCard } from '../../chat/views/index.ts';
import { gateOf } from '../../incident/gates.ts';
import type { Action, Incident } from '../../incident/incident.ts';
import { PHASE_LABELS, PHASE_WAYS, PHASES } from '../../incident/phases.ts';
import type { View } from '../house.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderBlock, renderButton, renderCard } from '../render-card.ts';
import { renderTalk } from '../talk.ts';

export type MemberView = Extract<View, { audience: 'member' }>;

/** `words` are what the composer completes: commands, people, targets. */
export function incidentPage(view: MemberView, at: Date, place: Place, prefix: string, words: readonly string[]): Html {
  return html`${regions(view, at, place)}
<form class="composer" id="composer" method="post" action="/incidents/${view.incident.number}/say" data-compose><input type="hidden" name="compose" value="1">
<input type="hidden" name="_csrf" value="${place.csrf}"><input type="hidden" name="back" value="${place.back}">
<label class="visually-hidden" for="words">Message or command</label>
<textarea id="words" name="words" rows="1" maxlength="4000" placeholder="Write to the team, or type ${prefix} to act. / to get here, ? for keys" autocomplete="off" data-words="${JSON.stringify(words)}" data-prefix="${prefix}"></textarea>
<button class="button button-primary">Send</button></form>
<ul id="suggest" class="suggest" role="listbox" hidden></ul>`;
}

/** What changes by itself: morphed in place when something happened. */
export function regions(view: MemberView, at: Date, place: Place): Html {
  const { incident, events, messages } = view;
  const marked = new Set(
    incident.entries.flatMap(({ message, withdrawn }) => (message && !withdrawn ? [message.messageId] : [])),
  );
  return html`<div class="room" id="regions">
<header class="room-head"><p class="headline"><span class="sev sev-${incident.severity}">SEV-${incident.severity}</span> <b>#${incident.number} ${incident.codename}</b> <span class="muted">${incident.status === 'open' ? `${PHASE_LABELS[incident.phase].title}, ${between(incident.declaredAt, at)}` : incident.status}</span></p>
<h1>${incident.title}</h1>${incident.summary ? html`<p class="muted">${incident.summary}</p>` : ''}
<p class="tabs" role="tablist"><a href="#way" role="tab">Way</a><a href="#talk" role="tab">Talk</a><a href="#facts" role="tab">Facts</a></p></header>
<section class="way" id="way" aria-label="The way">${stepper(incident, place)}${renderCard(checklistCard(incident, incident.phase, at), place)}</section>
<section class="talk" id="talk" aria-label="The talk">${renderTalk(events, messages, marked, place)}</section>
<section class="facts" id="facts" aria-label="The facts">${facts(incident, at, place)}</section></div>`;
}

function stepper(incident: Incident, place: Place): Html {
  const here = PHASES.indexOf(incident.phase);
  const steps = PHASES.slice(1).map((phase, index) => {
    const state = index + 1 < here ? 'past' : index + 1 === here ? 'now' : 'ahead';
    return html`<li class="${state}"${state === 'now' ? html` aria-current="step"` : ''}>${PHASE_LABELS[phase].title}<small>${PHASE_LABELS[phase].csf}</small></li>`;
  });
  const back = PHASE_WAYS[incident.phase].filter((phase) => PHASES.indexOf(phase) < here);
  return html`<ol class="stepper">${steps}</ol>${incident.status === 'open' && back.length > 0 ? html`<div class="buttons">${renderButton({ label: 'Go back…', says: `phase ${back.at(-1) ?? ''}`, asks: true }, place)}</div>` : ''}`;
}

function facts(incident: Incident, at: Date, place: Place): Html {
  return html`${waiting(incident, place)}
<h2>Roles</h2><dl class="fields">${incident.policy.roles.map(({ id, title }) => {
    const holder = incident.roles[id];
    const button = holder
      ? renderButton({ label: 'Hand off…', says: `handoff ${id}`, asks: true }, place)
      : renderButton({ label: 'Take', says: `take ${id}` }, place);
    return html`<div><dt>${title}</dt><dd>${holder?.name ?? html`<span class="muted">free</span>`} ${incident.status === 'open' ? button : ''}</dd></div>`;
  })}</dl>
<h2>Containment</h2>${incident.actions.length === 0 ? html`<p class="muted">Nothing is proposed yet.</p>` : html`<ul class="plain">${incident.actions.map((action) => actionRow(action, incident))}</ul>`}
<div class="buttons">${renderButton({ label: 'Contain…', says: 'contain', asks: true }, place)}</div>
<h2>Scope</h2><p class="chips">${incident.scope.map(({ kind, id }) => html`<span class="chip"><small>${kind}</small> ${id}</span>`)}</p>
<h2>Evidence</h2><ul class="plain">${incident.evidence.map(({ evidenceId, kind, subject, state }) => html`<li><span class="state state-${state}">${state}</span> ${evidenceId} ${kind} <span class="muted">${subject}</span></li>`)}</ul>
<h2>Clocks</h2>${incident.clocks.length === 0 ? html`<p class="muted">None is running.</p>` : html`<ul class="plain">${incident.clocks.map(({ title, dueAt, stopped }) => html`<li>${title}: ${stopped ? stopped.outcome.replaceAll('_', ' ') : `${between(at, dueAt)} ${Date.parse(dueAt) > at.getTime() ? 'left' : 'over'}`}</li>`)}</ul>`}
<div class="buttons">${renderButton({ label: 'Clocks…', says: 'clock start', asks: true }, place)}</div>
<h2>Alerts</h2><ul class="plain">${incident.alerts.slice(-8).map(({ title, source, severity }) => html`<li><span class="state">${severity}</span> ${title} <span class="muted">${source}</span></li>`)}</ul>
<h2>Members</h2><p class="chips">${incident.members.map(({ name }) => html`<span class="chip">${name}</span>`)}</p>
${incident.accessRequests.map(({ person, reason }) => html`<p>${person.name} asks for access: ${reason} ${renderButton({ label: 'Allow', says: `access allow @${person.id}` }, place)} ${renderButton({ label: 'Deny', says: `access deny @${person.id}` }, place)}</p>`)}
<h2>More</h2><p class="links"><a href="/incidents/${incident.number}/log">Log</a> ${incident.postmortem ? html`<a href="/incidents/${incident.number}/postmortem">Post-mortem</a>` : ''} <a href="/incidents/${incident.number}/bundle">Bundle</a></p>
<div class="buttons">${incident.status === 'open' ? html`${renderButton({ label: 'Update…', says: 'update', asks: true }, place)}${renderButton({ label: 'Severity…', says: 'severity', asks: true }, place)}${renderButton({ label: 'Note…', says: 'note', asks: true }, place)}${renderButton({ label: 'Follow-up…', says: 'followup', asks: true }, place)}${renderButton({ label: 'Close…', says: 'close', asks: true, style: 'danger' }, place)}` : renderButton({ label: 'Reopen…', says: 'reopen', asks: true }, place)}</div>`;
}

/** What waits for somebody stands first: it is what a tired reader looks for. */
function waiting(incident: Incident, place: Place): Html {
  const requested = incident.actions.filter(({ state }) => state === 'requested');
  const open = gateOf(incident).filter(({ met }) => !met).length;
  return html`${requested.map(
    ({ actionId, title, target, plan }) =>
      html`<div class="card tone-warning"><h3 class="card-title">Waits for approval</h3><p><a href="/incidents/${incident.number}/actions/${actionId}">${actionId} ${title} ${target.id}</a></p>${renderBlock(
        {
          kind: 'buttons',
          buttons: [
            {
              label: 'Approve',
              says: `approve ${actionId} ${plan?.hash.slice(0, 12) ?? ''}`,
              style: 'primary',
              asks: plan?.tier === 3,
            },
            { label: 'Deny…', says: `deny ${actionId} ${plan?.hash.slice(0, 12) ?? ''}`, asks: true },
          ],
        },
        place,
      )}</div>`,
  )}${open > 0 && incident.status === 'open' ? html`<p class="muted">${open} left for the gate of this phase.</p>` : ''}`;
}

function actionRow({ actionId, title, target, state }: Action, { number }: Incident): Html {
  return html`<li><a href="/incidents/${number}/actions/${actionId}"><span class="state state-${state}">${state.replaceAll('_', ' ')}</span> ${actionId} ${title}</a> <span class="muted">${target.id}</span></li>`;
}
