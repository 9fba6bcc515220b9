/** Other incidents like the one at hand, and in what. */

import type { SimilarRow } from '../house.ts';
import { type Html, html } from '../html.ts';

export function similarList(rows: readonly SimilarRow[]): Html {
  return html`<ul class="plain">${rows.map(
    ({ number, codename, why, title, status }) =>
      html`<li class="line"><a href="/incidents/${number}">#${number} ${codename}</a>${status ? html`<span class="state">${status}</span>` : ''}<small class="target" title="${why}">${title ? `${title}: ` : ''}${why}</small></li>`,
  )}</ul>`;
}
