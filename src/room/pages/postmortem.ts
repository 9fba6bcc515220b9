/** The post-mortem: reads like a document, and is written in where it is read. */

import type { Person } from '../../incident/actor.ts';
import type { Incident } from '../../incident/incident.ts';
import { nextForPostmortem, postmortemDue, postmortemOwner } from '../../incident/postmortem-due.ts';
import { POSTMORTEM_STATUSES, type PostmortemStatus } from '../../incident/postmortem-events.ts';
import type { Comment } from '../../incident/write-up.ts';
import type { PostmortemPage } from '../house.ts';
import { type Html, html, trusted } from '../html.ts';
import { dayTime, prose } from '../prose.ts';
import { type Place, renderButton } from '../render-card.ts';
import { writing } from './writing.ts';

const WORDS: Readonly<Record<PostmortemStatus, string>> = {
  draft: 'Draft',
  in_review: 'In review',
  reviewed: 'Reviewed',
  published: 'Published',
};

/** An old version is read only: what is written is written in the newest. */
export function postmortemPage(page: PostmortemPage, reader: Person, place: Place): Html {
  const { incident, parts, position, newest } = page;
  const { number, codename } = incident;
  const old = position < newest;
  const writes = page.isMember && !old;
  const named = parts.filter(({ title }) => title !== '');
  return html`<div class="document"><nav class="toc" aria-label="Contents"><p><a href="/incidents/${number}">#${number} ${codename}</a></p>
<ul>${named.map(({ id, title }) => html`<li><a href="#${id}">${title}</a>${counts(incident, id)}</li>`)}<li><a href="/incidents/${number}/log">Full log</a></li></ul></nav>
<div class="sheet">${old ? oldNotice(page) : standing(incident, place, reader, writes)}
${tools(page)}
${parts.map(({ id, title, fragment }) => section(incident, { id, title, fragment }, writes, place))}
<p class="proof muted"><small>Version as of event ${position}. Head of the hash chain <code>${page.chainHead}</code></small></p></div></div>`;
}

function section(
  incident: Incident,
  { id, title, fragment }: PostmortemPage['parts'][number],
  writes: boolean,
  place: Place,
): Html {
  const comments = incident.writeUp.comments.filter((one) => one.section === id);
  return html`<section class="part" aria-labelledby="${id}">${title ? html`<h2 id="${id}"><a class="anchor" href="#${id}">${title}</a></h2>` : html`<span id="${id}"></span>`}
${trusted(fragment)}
${writes && id === 'follow-ups' ? followUpButtons(incident, place) : ''}
${writes ? writing(incident, id, place) : ''}
${comments.length > 0 || writes ? remarks(incident, id, comments, writes, place) : ''}</section>`;
}

/** What follows is added and answered where it is read. */
function followUpButtons({ followUps }: Incident, place: Place): Html {
  const open = followUps.filter(({ state }) => state === 'open');
  return html`<div class="buttons">${renderButton({ label: 'Add…', says: 'followup', asks: true }, place)}${open.map(
    ({ followUpId }) =>
      html`${renderButton({ label: `${followUpId} done`, says: `followup done ${followUpId}` }, place)}${renderButton({ label: `Change ${followUpId}…`, says: `followup ${followUpId}`, asks: true }, place)}`,
  )}</div>`;
}

/** Where it stands, what is next, and the buttons that take it there. */
function standing(incident: Incident, place: Place, reader: Person, writes: boolean): Html {
  const { status, reviewers, publications } = incident.writeUp;
  const at = POSTMORTEM_STATUSES.indexOf(status);
  const owner = postmortemOwner(incident);
  const due = postmortemDue(incident, at === 0 ? 'review' : 'publication');
  return html`<header class="standing" id="standing"><ol class="life" aria-label="Life of the document">${POSTMORTEM_STATUSES.map(
    (one, index) =>
      html`<li class="${index < at ? 'past' : index === at ? 'now' : ''}"${index === at ? html` aria-current="step"` : ''}>${WORDS[one]}</li>`,
  )}</ol><p class="next">${prose(nextForPostmortem(incident))}</p>
<dl class="fields"><div><dt>Owner</dt><dd>${owner?.name ?? 'nobody'}</dd></div>
<div><dt>Reviewers</dt><dd>${reviewers.length === 0 ? 'nobody yet' : reviewers.map(({ person, verdict }, index) => html`${index > 0 ? ', ' : ''}${person.name}${verdict ? html` <span class="state state-${verdict === 'approved' ? 'done' : 'high'}">${verdict.replaceAll('_', ' ')}</span>` : ''}`)}</dd></div>
${due && status !== 'published' ? html`<div><dt>Due</dt><dd>${dayTime(due)}</dd></div>` : ''}
${publications.map(({ target, state, url, position, problem, remedy }) => html`<div><dt>${target}</dt><dd><span class="state state-${state === 'published' ? 'done' : state}">${state}</span> ${url ? html`<a href="${safe(url)}" rel="noopener noreferrer">as of event ${position ?? ''}</a>` : ''} ${problem ? html`<small>${problem} ${remedy}</small>` : ''}</dd></div>`)}</dl>
${writes ? html`<div class="buttons">${[...actions(incident, reader), ...OTHERS].map((button) => renderButton(button, place))}</div>` : ''}</header>`;
}

const OTHERS = [
  { label: 'Template…', says: 'postmortem template', asks: true },
  { label: 'External version', says: 'postmortem external' },
];

function actions(incident: Incident, reader: Person) {
  const { status, reviewers } = incident.writeUp;
  const reviews = reviewers.some(({ person, verdict }) => person.id === reader.id && verdict !== 'approved');
  const named = { label: 'Reviewer…', says: 'postmortem reviewer', asks: true };
  const owner = { label: 'Owner…', says: 'postmortem owner', asks: true };
  const due = { label: 'Due…', says: 'postmortem due', asks: true };
  switch (status) {
    case 'draft':
      return [{ label: 'Give to review', says: 'postmortem review', style: 'primary' } as const, named, owner, due];
    case 'in_review':
      return [
        ...(reviews ? [{ label: 'Approve', says: 'postmortem approve', style: 'primary' } as const] : []),
        ...(reviews ? [{ label: 'Changes…', says: 'postmortem changes', asks: true }] : []),
        { label: 'Back to draft', says: 'postmortem draft' },
        named,
        owner,
      ];
    case 'reviewed':
      return [{ label: 'Publish…', says: 'publish', asks: true, style: 'primary' } as const, owner, due];
    case 'published':
      return [
        { label: 'Publish again…', says: 'publish', asks: true },
        { label: 'Back to draft', says: 'postmortem draft' },
      ];
  }
}

function oldNotice({ incident, position, newest }: PostmortemPage): Html {
  const address = `/incidents/${incident.number}/postmortem`;
  return html`<header class="standing"><p class="next">This is the version as of event ${position}; the newest is of event ${newest}.</p><p class="links"><a href="${address}">Read the newest</a> <a href="${address}/differences?from=${position}&amp;to=${newest}">What changed since</a></p></header>`;
}

function tools({ incident, position, newest, formats }: PostmortemPage): Html {
  const address = `/incidents/${incident.number}/postmortem`;
  const at = position < newest ? `?at=${position}` : '';
  return html`<div class="tools"><details class="menu"><summary class="button">Export</summary><div>${formats.map(({ extension, label }) => html`<a class="button" href="${address}/${extension}${at}" download>${label}</a>`)}<span>External version</span>${formats.map(({ extension, label }) => html`<a class="button" href="${address}/${extension}?version=external" download>${label}</a>`)}<a class="button" href="/incidents/${incident.number}/bundle">Bundle, with proof</a></div></details>
<a class="button" href="${address}/versions">Versions</a></div>`;
}

function counts(incident: Incident, id: string): Html | string {
  const open = incident.writeUp.comments.filter((one) => one.section === id && !one.resolvedBy).length;
  const edits = incident.writeUp.edits.filter(({ section: one }) => one === id).length;
  const words = [open > 0 ? `${open} open` : '', edits > 0 ? 'to settle' : ''].filter(Boolean).join(', ');
  return words ? html` <small class="tag">${words}</small>` : '';
}

function remarks(incident: Incident, id: string, comments: readonly Comment[], writes: boolean, place: Place): Html {
  const open = comments.filter(({ resolvedBy }) => !resolvedBy);
  const done = comments.filter(({ resolvedBy }) => resolvedBy);
  return html`<div class="remarks">${open.map((one) => remark(one, writes, place))}
${done.length > 0 ? html`<details><summary>${done.length} resolved</summary>${done.map((one) => remark(one, false, place))}</details>` : ''}
${writes ? html`<details class="remark-form"><summary>Comment</summary><form method="post" action="/incidents/${incident.number}/say" data-say><input type="hidden" name="_csrf" value="${place.csrf}"><input type="hidden" name="back" value="${place.back}#${id}"><input type="hidden" name="command" value="comment"><input type="hidden" name="verb" value="add"><input type="hidden" name="section" value="${id}"><label class="visually-hidden" for="remark-${id}">Comment</label><textarea id="remark-${id}" name="text" rows="2" required maxlength="4000"></textarea><button class="button">Comment</button></form></details>` : ''}</div>`;
}

function remark({ commentId, text, by, at, resolvedBy }: Comment, writes: boolean, place: Place): Html {
  return html`<div class="remark" id="${commentId}"><p><b>${by.name}</b> <small class="muted">${dayTime(at)}${resolvedBy ? html` · resolved by ${resolvedBy.name}` : ''}</small></p><p class="remark-text">${text}</p>${writes ? html`<div class="buttons">${renderButton({ label: 'Resolve', says: `comment resolve ${commentId}` }, place)}</div>` : ''}</div>`;
}

/** Publishers answer with addresses: only those a browser may follow become links. */
function safe(url: string): string {
  return /^https?:\/\//.test(url) ? url : '#';
}
