/** The door: who are you, and, to a newcomer, what this is. */

import type { Person } from '../../incident/actor.ts';
import type { RoomHouse } from '../house.ts';
import { type Html, html } from '../html.ts';

const WHAT = html`<p class="lead">Incident coordination for cloud security: from the first alert to the written post-mortem, with the evidence kept and containment approved by two.</p>`;

export function signInPage(people: readonly Person[], csrf: string, back: string, mode: RoomHouse['signIn']): Html {
  return html`<section class="sign-in"><h1>Cordon</h1>${WHAT}<div class="card">${mode === 'link' ? byLink() : byName(people, csrf, back)}</div></section>`;
}

function byLink(): Html {
  return html`<h2>Sign in</h2><p>Ask the operator for a one-time link:</p><pre><code>npm run cordon -- sign-in PERSON</code></pre>`;
}

function byName(people: readonly Person[], csrf: string, back: string): Html {
  const hidden = html`<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="back" value="${back}">`;
  return html`<h2>Who are you?</h2>
${people.length === 0 ? '' : html`<div class="people">${people.map((person) => html`<form method="post" action="/sign-in">${hidden}<button class="button" name="person" value="${person.id}">${person.name}</button></form>`)}</div>`}
<form method="post" action="/sign-in" class="form somebody">${hidden}<p class="field"><label for="name">Somebody else</label><input type="text" id="name" name="name" maxlength="64" required autocomplete="name"></p><button class="button button-primary">Enter</button></form>
<p class="muted">Cordon answers on this machine alone, so it takes your word for it. Containment needs two people: open a second browser to be the other one.</p>`;
}
