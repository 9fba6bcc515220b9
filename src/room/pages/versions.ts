/** Versions of the post-mortem, and what two of them differ in. */

import type { SectionDifference } from '../../postmortem/differences.ts';
import type { VersionRow } from '../house.ts';
import { type Html, html } from '../html.ts';
import { dayTime, prose } from '../prose.ts';

/** Newest first; any two can be compared. */
export function versionsPage(number: number, codename: string, rows: readonly VersionRow[]): Html {
  const address = `/incidents/${number}/postmortem`;
  const newest = rows[0]?.position ?? 0;
  const before = rows[1]?.position ?? newest;
  return html`<p class="crumb"><a href="${address}">Post-mortem of #${number} ${codename}</a></p><h1>Versions</h1><p class="muted">A version is a position in the log: what the document says when it is compiled up to that event.</p>
<form method="get" action="${address}/differences"><div class="table"><table><thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">Version</th><th scope="col">When</th><th scope="col">Because of</th></tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr><td><input type="radio" name="from" value="${row.position}" aria-label="From event ${row.position}"${row.position === before ? html` checked` : ''}></td><td><input type="radio" name="to" value="${row.position}" aria-label="To event ${row.position}"${row.position === newest ? html` checked` : ''}></td><td><a href="${address}?at=${row.position}">${row.version}, event ${row.position}</a></td><td>${dayTime(row.at)}</td><td>${prose(row.why)}<br><small class="muted">${row.by}</small></td></tr>`,
  )}</tbody></table></div><p class="buttons"><button class="button button-primary">Compare</button></p></form>`;
}

const SIGNS = { kept: ' ', gone: '−', new: '+', gap: '⋯' } as const;
const SAID = { kept: '', gone: 'removed: ', new: 'added: ', gap: 'unchanged lines' } as const;

export function differencesPage(
  number: number,
  codename: string,
  between: { readonly from: number; readonly to: number },
  sections: readonly SectionDifference[],
): Html {
  const address = `/incidents/${number}/postmortem`;
  return html`<p class="crumb"><a href="${address}">Post-mortem of #${number} ${codename}</a> · <a href="${address}/versions">Versions</a></p><h1>From event ${between.from} to event ${between.to}</h1>
${sections.length === 0 ? html`<p>The document says the same in both.</p>` : ''}
${sections.map(
  ({ id, title, lines }) =>
    html`<section><h2><a href="${address}#${id}">${title}</a></h2><div class="changes" role="list">${lines.map(
      ({ kind, text }) =>
        html`<div role="listitem" class="change change-${kind}"><span aria-hidden="true">${SIGNS[kind]}</span><span class="visually-hidden">${SAID[kind]}</span><code>${text}</code></div>`,
    )}</div></section>`,
)}`;
}
