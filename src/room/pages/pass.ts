/** Behind a one-time link: nothing is used up until its reader says so, for mail programs look at links beforehand. */

import { type Html, html } from '../html.ts';

export function passPage(secret: string, csrf: string): Html {
  return html`<section class="sign-in"><h1>Cordon</h1><div class="card"><h2>Go on in the Room</h2><p>This link is yours alone and works once. It leads to one incident.</p>
<form method="post" action="/pass/${secret}" class="form"><input type="hidden" name="_csrf" value="${csrf}"><button class="button button-primary">Enter</button></form></div></section>`;
}
