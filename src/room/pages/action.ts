/** One containment plan, large: what it does, what it costs, how it is undone, and whether the reader may approve it. */

import { actionCard } from '../../chat/views/index.ts';
import type { Actor, Person } from '../../incident/actor.ts';
import { mayApprove } from '../../incident/approvals.ts';
import type { Action, Incident } from '../../incident/incident.ts';
import { type Html, html } from '../html.ts';
import { type Place, renderCard } from '../render-card.ts';

export function actionPage(incident: Incident, action: Action, person: Person, at: Date, place: Place): Html {
  return html`<p class="crumb"><a href="/incidents/${incident.number}">#${incident.number} ${incident.codename}</a></p><h1>Containment plan</h1>
<div id="rows">${action.state === 'requested' ? mayI(incident, action, person, at) : ''}${renderCard(actionCard(incident, action, at), place)}</div>`;
}

function mayI(incident: Incident, action: Action, person: Person, at: Date): Html {
  const actor: Actor = { ...person, kind: 'person', surface: 'room' };
  const refused = mayApprove(actor, action, incident, at);
  return refused
    ? html`<p class="answer tone-warning"><b>You may not approve this.</b> ${refused.reason} ${refused.remedy}</p>`
    : html`<p class="answer tone-good"><b>You may approve this.</b> What runs is exactly the plan below; if anything changes, the approval is void.</p>`;
}
