/** A row of figures. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly p99?: string;
  /** To the first of its kind in the same run: machines are noisy, ratios hold. */
  readonly ratio?: string;
  readonly note?: string;
}

/** The value below which `part` of the sorted list lies. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
