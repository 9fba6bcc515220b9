/** Incidents by month, stacked by severity: the worst at the foot, where bars are compared best. */

import type { Figures } from '../../insight/figures.ts';
import { type Html, html } from '../html.ts';
import { round, svg, WIDTH } from './chart.ts';

const HEIGHT = 200;
const LEFT = 30;
const FOOT = 34;
const TOP = 12;

export function monthsChart(months: Figures['months']): Html {
  const most = Math.max(1, ...months.map(({ incidents }) => incidents));
  const step = (WIDTH - LEFT) / Math.max(1, months.length);
  const unit = (HEIGHT - FOOT - TOP) / most;
  const ground = HEIGHT - FOOT;
  const total = months.reduce((sum, { incidents }) => sum + incidents, 0);
  const picture = {
    id: 'months',
    title: 'Incidents by month and severity',
    description: `${total} incidents in ${months.length} months; the busiest month had ${most}. The table below has every number.`,
    height: HEIGHT,
  };
  const lines = [...new Set([0, Math.round(most / 2), most])];
  return svg(
    picture,
    html`${lines.map((value) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${round(ground - value * unit)}" y2="${round(ground - value * unit)}"/><text class="label" x="${LEFT - 6}" y="${round(ground - value * unit + 4)}" text-anchor="end">${value}</text>`)}
${months.map((month, index) => bar(month, { x: LEFT + index * step, step, unit, ground }))}
${months.map(({ name }, index) => label(name, index, LEFT + index * step + step / 2, step))}`,
  );
}

interface Spot {
  readonly x: number;
  readonly step: number;
  readonly unit: number;
  readonly ground: number;
}

function bar({ name, bySeverity }: Figures['months'][number], { x, step, unit, ground }: Spot): Html {
  let foot = ground;
  return html`${bySeverity.map((count, index) => {
    if (count === 0) return '';
    foot -= count * unit;
    return html`<rect class="fill-sev-${index + 1}" x="${round(x + step * 0.15)}" width="${round(step * 0.7)}" y="${round(foot)}" height="${round(count * unit)}"><title>${name}: ${count} at SEV-${index + 1}</title></rect>`;
  })}`;
}

/** The month's number below each bar, the year below the first of each; every third where they would touch. */
export function label(name: string, index: number, x: number, step: number): Html {
  const [year = '', month = ''] = name.split('-');
  const isShown = step >= 22 || index % 3 === 0;
  const isFirst = index === 0 || month === '01';
  return html`${isShown ? html`<text class="label" x="${round(x)}" y="${HEIGHT - FOOT + 15}" text-anchor="middle">${month}</text>` : ''}${isFirst ? html`<text class="label" x="${round(x)}" y="${HEIGHT - FOOT + 29}" text-anchor="middle">${year}</text>` : ''}`;
}
