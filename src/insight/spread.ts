/** How values spread: never a mean, for times have no upper bound and one long night would speak for all. */

export interface Spread {
  /** Values that count. */
  readonly n: number;
  /** Values that could not be computed because an endpoint is not in the log. */
  readonly missing: number;
  /** Values whose endpoints contradict each other. */
  readonly invalid: number;
  /** Seconds; absent when nothing counts. */
  readonly median?: number;
  readonly p90?: number;
}

/** What a value is when it is one, and what it is instead. */
export type Value =
  | { readonly state: 'ok'; readonly seconds: number }
  | { readonly state: 'missing' | 'invalid'; readonly why: string };

export function spreadOf(values: Iterable<Value>): Spread {
  const counted: number[] = [];
  let missing = 0;
  let invalid = 0;
  for (const value of values) {
    if (value.state === 'ok') counted.push(value.seconds);
    else if (value.state === 'missing') missing += 1;
    else invalid += 1;
  }
  const sorted = Float64Array.from(counted).sort();
  const [median, p90] = [quantile(sorted, 0.5), quantile(sorted, 0.9)];
  return {
    ...{ n: sorted.length, missing, invalid },
    ...(median === undefined || p90 === undefined ? {} : { median, p90 }),
  };
}

/**
 * Linear interpolation between the two nearest ranks, as `percentile_cont` of the SQL standard does, so that anybody
 * can repeat it in the database. Undefined for no values.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number | undefined {
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (rank - Math.floor(rank));
}
