/** Parts of a whole as one bar, with the numbers beside it in words. */

import { type Html, html } from '../html.ts';
import { round, svg, WIDTH } from './chart.ts';

export interface Share {
  readonly label: string;
  readonly count: number;
  /** Meaning, as in `room.css`. */
  readonly tone: 'good' | 'warn' | 'bad' | 'soft';
}

const HEIGHT = 18;

export function sharesChart(id: string, title: string, shares: readonly Share[]): Html {
  const total = shares.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return html`<p class="muted">Nothing to count yet.</p>`;
  const words = shares.map(({ label, count }) => `${count} ${label} (${Math.round((count / total) * 100)} %)`);
  let x = 0;
  const parts = shares.map(({ label, count, tone }) => {
    const width = (count / total) * WIDTH;
    const from = x;
    x += width;
    return count === 0
      ? ''
      : html`<rect class="fill-${tone}" x="${round(from)}" width="${round(Math.max(1, width - 1.5))}" y="0" height="${HEIGHT}"><title>${count} ${label}</title></rect>`;
  });
  const picture = { id, title, description: words.join(', '), height: HEIGHT };
  return html`<div class="shares">${svg(picture, html`${parts}`)}</div><ul class="legend">${shares.map(({ tone }, index) => html`<li><i class="key fill-${tone}" aria-hidden="true"></i>${words[index]}</li>`)}</ul>`;
}
