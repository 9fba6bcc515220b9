/** Sentences of the record as people read them: moments as times of day, long digests by their first digits. */

import { type Html, html } from './html.ts';

const MOMENT_OR_DIGEST = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)|\b([0-9a-f]{40,64})\b/g;

/** The time of day in UTC, with the full moment for whoever hovers or asks. */
export function time(at: string): Html {
  return html`<time datetime="${at}" title="${at}">${at.slice(11, 16)}</time>`;
}

/** Day and time of day, for moments that may lie on other days. */
export function dayTime(at: string): Html {
  return html`<time datetime="${at}" title="${at}">${at.slice(0, 10)} ${at.slice(11, 19)}</time>`;
}

/** `day` (`2026-03-03`) is the one the sentence stands under: moments of other days carry their date. */
export function prose(text: string, day = ''): Html {
  const parts: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(MOMENT_OR_DIGEST)) {
    const [whole, moment] = match;
    parts.push(html`${text.slice(from, match.index)}`, moment ? momentIn(moment, day) : digest(whole));
    from = match.index + whole.length;
  }
  return html`${parts}${text.slice(from)}`;
}

function momentIn(at: string, day: string): Html {
  const date = at.startsWith(day) && day !== '' ? '' : `${at.slice(0, 10)} `;
  return html`<time datetime="${at}" title="${at}">${date}${at.slice(11, 16)} UTC</time>`;
}

function digest(hex: string): Html {
  return html`<code title="${hex}">${hex.slice(0, 12)}…</code>`;
}
