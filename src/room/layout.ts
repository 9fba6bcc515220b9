/** The frame around every page. */

import type { Person } from '../incident/actor.ts';
import { assetUrl } from './assets.ts';
import { type Html, html } from './html.ts';

export interface Frame {
  readonly title: string;
  readonly person: Person | undefined;
  readonly csrf: string;
  /** Address of the page's event stream; pages without one stand still. */
  readonly stream?: string;
  readonly drill?: boolean;
  readonly wide?: boolean;
}

const NAVIGATION = [
  ['/', 'Incidents'],
  ['/findings', 'Findings'],
  ['/playbooks', 'Playbooks'],
  ['/drills', 'Drills'],
  ['/queue', 'Queue'],
  ['/settings', 'Settings'],
] as const;

export function page(frame: Frame, body: Html): string {
  const { title, person, csrf, stream, drill, wide } = frame;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Cordon</title><link rel="stylesheet" href="${assetUrl('room.css')}"><link rel="icon" href="data:,">
<script type="module" src="${assetUrl('room.js')}"></script></head>
<body class="${drill ? 'drill' : ''}"${stream ? html` data-stream="${stream}"` : ''}>
<a class="skip" href="#main">To the content</a>
<header class="top"><a class="brand" href="/">Cordon</a>
<nav aria-label="Pages">${NAVIGATION.map(([href, label]) => html`<a href="${href}">${label}</a>`)}</nav>
<span class="here" id="here" aria-live="polite"></span>
${person ? html`<form method="post" action="/sign-out" class="me"><input type="hidden" name="_csrf" value="${csrf}"><span>${person.name}</span> <button class="link">change</button></form>` : ''}</header>
${drill ? html`<p class="drill-stripe" role="note">DRILL: nothing here is real</p>` : ''}
<p class="lost" id="lost" role="status" hidden>The connection is lost. What you see may be old; trying again …</p>
<main id="main" class="${wide ? 'wide' : ''}">${body}</main>
<div id="said" class="said" role="status" aria-live="polite"></div>
<dialog id="dialog"></dialog>
</body></html>`.html;
}
