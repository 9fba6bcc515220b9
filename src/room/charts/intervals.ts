/** Every interval on one scale of time: a dot at the median, a whisker to the ninetieth percentile. */

import { duration } from '../../chat/durations.ts';
import type { Spreads } from '../../insight/figures.ts';
import { type Html, html } from '../html.ts';
import { durationScale, svg, WIDTH } from './chart.ts';

const ROW = 24;
const LEFT = 176;
const TOP = 8;
const FOOT = 26;

export function intervalsChart(intervals: Spreads): Html {
  const rows = Object.entries(intervals);
  const height = TOP + rows.length * ROW + FOOT;
  const scale = durationScale(
    rows.flatMap(([, { median, p90 }]) => (median === undefined || p90 === undefined ? [] : [median, p90])),
    LEFT + 8,
    WIDTH - 12,
  );
  const picture = {
    id: 'intervals',
    title: 'How long each stretch takes',
    description: 'A dot marks the median, the end of the line the ninetieth percentile. The table has every number.',
    height,
  };
  const ground = height - FOOT;
  return svg(
    picture,
    html`${scale.ticks.map(({ at, label }) => html`<line class="grid" x1="${scale.place(at)}" x2="${scale.place(at)}" y1="${TOP}" y2="${ground}"/><text class="label" x="${scale.place(at)}" y="${ground + 16}" text-anchor="middle">${label}</text>`)}
${rows.map(([name, { n, median, p90 }], index) => {
  const y = TOP + index * ROW + ROW / 2;
  const head = html`<text class="name" x="${LEFT}" y="${y + 4}" text-anchor="end">${name}</text>`;
  if (median === undefined || p90 === undefined)
    return html`${head}<text class="label" x="${LEFT + 8}" y="${y + 4}">no value</text>`;
  return html`${head}<g><title>${name}: median ${duration(median)}, p90 ${duration(p90)}, n = ${n}</title><line class="whisker" x1="${scale.place(median)}" x2="${scale.place(p90)}" y1="${y}" y2="${y}"/><line class="whisker" x1="${scale.place(p90)}" x2="${scale.place(p90)}" y1="${y - 5}" y2="${y + 5}"/><circle class="dot" cx="${scale.place(median)}" cy="${y}" r="4"/></g>`;
})}`,
  );
}
