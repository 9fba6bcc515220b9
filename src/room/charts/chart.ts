/** What charts share: a picture with a name and words for those who do not see it, and the scale of durations. */

import { duration } from '../../chat/durations.ts';
import { type Html, html } from '../html.ts';

/** Units of the pictures: they stretch to the width there is, with letters that stay readable on a phone. */
export const WIDTH = 480;

export interface Picture {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** All that it shows, in a sentence or two. */
  readonly description: string;
  readonly height: number;
}

export function svg({ id, title, description, height }: Picture, body: Html): Html {
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${body}</svg>`;
}

/** Seconds that people think in. The scale is logarithmic: minutes and weeks stand on one picture. */
const TICKS = [60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400] as const;

export interface DurationScale {
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  place(seconds: number): number;
}

/** Places the values between `from` and `to` units; what is shorter than a second stands at the beginning. */
export function durationScale(values: readonly number[], from: number, to: number): DurationScale {
  const least = values.length === 0 ? 60 : Math.max(1, Math.min(...values));
  const shortest = TICKS.findLast((tick) => tick <= least) ?? least;
  const longest = Math.max(...values, shortest * 10);
  const [low, high] = [Math.log10(shortest), Math.log10(longest)];
  const place = (seconds: number): number =>
    from + ((to - from) * (Math.log10(Math.max(seconds, shortest)) - low)) / (high - low);
  const ticks = TICKS.filter((seconds) => seconds >= shortest && seconds <= longest);
  return { place: (seconds) => round(place(seconds)), ticks: ticks.map((at) => ({ at, label: duration(at) })) };
}

/** A tenth of a unit is finer than any screen. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
