/** The left of the room: the phases as a way, the checklist of the one we are in, and the gate at its end. */

import { between } from '../../chat/durations.ts';
import { checklistCard } from '../../chat/views/index.ts';
import { gateOf } from '../../incident/gates.ts';
import type { Incident } from '../../incident/incident.ts';
import { nextPhase, PHASE_LABELS, PHASE_WAYS, PHASES } from '../../incident/phases.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderBlock, renderButton } from '../render-card.ts';

export function way(incident: Incident, at: Date, place: Place): Html {
  return html`${stepper(incident, at, place)}${checklist(incident, at, place)}`;
}

function stepper(incident: Incident, at: Date, place: Place): Html {
  const here = PHASES.indexOf(incident.phase);
  const open = incident.status === 'open';
  const steps = PHASES.slice(1).map((phase, index) => {
    const state = index + 1 < here || (!open && index + 1 === here) ? 'past' : index + 1 === here ? 'now' : 'ahead';
    const label = PHASE_LABELS[phase];
    return html`<li class="${state}"${state === 'now' ? html` aria-current="step"` : ''}><span title="NIST SP 800-61r2: ${label.r2}">${label.title}</span><small>${state === 'now' ? `for ${between(incident.phaseEnteredAt, at)} · ${label.csf}` : label.csf}</small></li>`;
  });
  const back = PHASE_WAYS[incident.phase].filter((phase) => PHASES.indexOf(phase) < here).at(-1);
  return html`<ol class="stepper">${steps}</ol>${
    open && back
      ? html`<div class="buttons back">${renderButton({ label: `Back to ${PHASE_LABELS[back].title}…`, says: `phase ${back}`, asks: true }, place)}</div>`
      : ''
  }`;
}

function checklist(incident: Incident, at: Date, place: Place): Html {
  const { blocks } = checklistCard(incident, incident.phase, at);
  const tasks = incident.tasks.filter(({ phase }) => phase === incident.phase);
  const done = tasks.filter(({ state }) => state !== 'open').length;
  if (tasks.length === 0)
    return html`<h2>Checklist</h2><p class="muted">No items in this phase.</p>${gate(incident, place)}`;
  return html`<h2>Checklist <small>${done} of ${tasks.length}</small></h2><progress max="${tasks.length}" value="${done}" aria-label="Items of the checklist that are done"></progress>
${blocks.filter(({ kind }) => kind === 'checklist').map((block) => renderBlock(block, place))}${gate(incident, place)}`;
}

/** What should hold before the phase is left. Items of the checklist are counted, not repeated. */
function gate(incident: Incident, place: Place): Html {
  const next = nextPhase(incident.phase);
  if (!next || incident.status !== 'open') return html``;
  const criteria = gateOf(incident);
  const open = criteria.filter(({ met }) => !met);
  const tasks = open.filter(({ text }) => /^t\d+ /.test(text)).length;
  const standing = criteria.filter(({ text }) => !/^t\d+ /.test(text));
  const { title } = PHASE_LABELS[next];
  return html`<section class="gate ${open.length === 0 ? 'gate-open' : ''}"><h2>Gate to ${title}</h2><ul class="plain">${standing.map(
    ({ text, met }) =>
      html`<li class="${met ? 'met' : 'unmet'}"><span class="glyph">${met ? '✓' : '○'}</span>${text}</li>`,
  )}${tasks > 0 ? html`<li class="unmet"><span class="glyph">○</span>${tasks} gate ${tasks === 1 ? 'item' : 'items'} of the checklist</li>` : html`<li class="met"><span class="glyph">✓</span>every gate item of the checklist</li>`}</ul><div class="buttons">${
    open.length === 0
      ? renderButton({ label: `Enter ${title}`, says: `phase ${next}`, style: 'primary' }, place)
      : renderButton({ label: 'Override…', says: `phase ${next} override`, asks: true }, place)
  }</div></section>`;
}
