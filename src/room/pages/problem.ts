/** What stands where no page can: what happened, and what to do instead. */

import { type Html, html } from '../html.ts';

export function problemPage(title: string, what: string, remedy: string): Html {
  return html`<section class="empty"><h1>${title}</h1><p>${what}</p><p>${remedy}</p><p><a class="button" href="/">To the incidents</a></p></section>`;
}
