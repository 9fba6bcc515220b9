/** How one interval went from month to month: the median as a line, up to the ninetieth percentile as a whisker. */

import { duration } from '../../chat/durations.ts';
import type { Figures } from '../../insight/figures.ts';
import { type Html, html } from '../html.ts';
import { type DurationScale, durationScale, round, svg, WIDTH } from './chart.ts';
import { label } from './months.ts';

const HEIGHT = 200;
const LEFT = 52;
const FOOT = 34;
const TOP = 12;

interface Point {
  readonly name: string;
  readonly x: number;
  readonly n: number;
  readonly median: number;
  readonly p90: number;
}

export function trendChart(months: Figures['months'], interval: string): Html {
  const step = (WIDTH - LEFT) / Math.max(1, months.length);
  const points = months.map(({ name, intervals }, index): Point | undefined => {
    const { n = 0, median, p90 } = intervals[interval] ?? {};
    return median === undefined || p90 === undefined
      ? undefined
      : { name, x: LEFT + (index + 0.5) * step, n, median, p90 };
  });
  const known = points.filter((point) => point !== undefined);
  const scale = durationScale(
    known.flatMap(({ median, p90 }) => [median, p90]),
    HEIGHT - FOOT,
    TOP,
  );
  const picture = {
    id: 'trend',
    title: `${interval} by month`,
    description:
      known.length === 0
        ? 'No month of the range has a value.'
        : known.map(({ name, n, median }) => `${name}: median ${duration(median)} of ${n}`).join('; '),
    height: HEIGHT,
  };
  return svg(
    picture,
    html`${scale.ticks.map(({ at, label: text }) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${scale.place(at)}" y2="${scale.place(at)}"/><text class="label" x="${LEFT - 6}" y="${scale.place(at) + 4}" text-anchor="end">${text}</text>`)}
${runs(points).map((run) => line(run, scale))}${known.map((point) => mark(point, scale))}
${months.map(({ name }, index) => label(name, index, LEFT + (index + 0.5) * step, step))}
${known.length === 0 ? html`<text class="label" x="${WIDTH / 2}" y="${HEIGHT / 2}" text-anchor="middle">No value in these months</text>` : ''}`,
  );
}

/** A month without a value breaks the line: nothing is drawn through what is not known. */
function runs(points: readonly (Point | undefined)[]): readonly (readonly Point[])[] {
  const all: Point[][] = [[]];
  for (const point of points) {
    if (point) all.at(-1)?.push(point);
    else all.push([]);
  }
  return all.filter(({ length }) => length > 1);
}

function line(run: readonly Point[], scale: DurationScale): Html {
  return html`<polyline class="line-median" points="${run.map(({ x, median }) => `${round(x)},${scale.place(median)}`).join(' ')}"/>`;
}

function mark({ name, x, n, median, p90 }: Point, scale: DurationScale): Html {
  const at = round(x);
  return html`<g><title>${name}: median ${duration(median)}, p90 ${duration(p90)}, n = ${n}</title><line class="whisker" x1="${at}" x2="${at}" y1="${scale.place(median)}" y2="${scale.place(p90)}"/><line class="whisker" x1="${at - 5}" x2="${at + 5}" y1="${scale.place(p90)}" y2="${scale.place(p90)}"/><circle class="dot" cx="${at}" cy="${scale.place(median)}" r="4"/></g>`;
}
