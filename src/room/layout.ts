/** The frame around every page. */

import type { Person } from '../incident/actor.ts';
import { assetUrl } from './assets.ts';
import { type Html, html } from './html.ts';

export interface Frame {
  readonly title: string;
  /** Path of the page, to show where one is. */
  readonly path: string;
  readonly person: Person | undefined;
  readonly csrf: string;
  /** Address of the page's event stream; pages without one stand still. */
  readonly stream?: string;
  readonly drill?: boolean;
  readonly wide?: boolean;
  /** Fills the window: its parts scroll, the page does not. */
  readonly room?: boolean;
}

const NAVIGATION = [
  ['/', 'Incidents'],
  ['/findings', 'Findings'],
  ['/playbooks', 'Playbooks'],
  ['/follow-ups', 'Follow-ups'],
  ['/drills', 'Drills'],
  ['/dashboard', 'Dashboard'],
  ['/queue', 'Queue'],
  ['/settings', 'Settings'],
] as const;

/** A ring that somebody is closing. */
const MARK = html`<svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="3" stroke-dasharray="39 8.1" stroke-linecap="round" transform="rotate(-62 10 10)"/><circle cx="10" cy="10" r="2.2" fill="currentColor"/></svg>`;

export function page(frame: Frame, body: Html): string {
  const { title, path, person, csrf, stream, drill, wide, room } = frame;
  const shape = room ? 'fills' : wide ? 'wide' : '';
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Cordon</title><link rel="stylesheet" href="${assetUrl('room.css')}"><link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml">
<script type="module" src="${assetUrl('room.js')}"></script></head>
<body class="${shape}${drill ? ' drill' : ''}"${stream ? html` data-stream="${stream}"` : ''}>
<a class="skip" href="#main">To the content</a>
<header class="top"><a class="brand" href="/">${MARK}Cordon</a>
${person ? navigation(path) : ''}<span class="here" id="here" aria-live="polite"></span>
${person ? html`<form method="post" action="/sign-out" class="me"><input type="hidden" name="_csrf" value="${csrf}"><span>${person.name}</span><button class="link">change</button></form>` : ''}</header>
${drill ? html`<p class="drill-stripe" role="note"><b>DRILL</b> nothing here is real</p>` : ''}
<p class="lost" id="lost" role="status" hidden>The connection is lost. What you see may be old; trying again …</p>
<main id="main">${body}</main>
<div id="said" class="said" role="status" aria-live="polite"></div>
<dialog id="dialog" aria-label="Form"></dialog>
</body></html>`.html;
}

function navigation(path: string): Html {
  return html`<nav aria-label="Pages">${NAVIGATION.map(([href, label]) => {
    const here = href === path || (href === '/' && path.startsWith('/incidents'));
    return html`<a href="${href}"${here ? html` aria-current="page"` : ''}>${label}</a>`;
  })}</nav>`;
}
