/** Moments of a distribution, in the unit of its values; zeros when there are none. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
  readonly most: number;
}

/** The nearest-rank percentiles of values in any order. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    count: sorted.length,
    p50: nearestRank(sorted, 0.5),
    p95: nearestRank(sorted, 0.95),
    p99: nearestRank(sorted, 0.99),
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    most: sorted.at(-1) ?? 0,
  };
}

/** The smallest value that is not exceeded by the given share of a sorted list. */
export function nearestRank(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

export function median(values: readonly number[]): number {
  return nearestRank(Float64Array.from(values).sort(), 0.5);
}

/** Percent, rounded down, with enough digits that not even one exception disappears: 19,999 of 20,000 are 99.995 %, never 100 %. */
export function percentOf(part: number, whole: number): string {
  if (whole === 0) return '-';
  if (part === whole) return '100 %';
  if (part === 0) return '0 %';
  const percent = (100 * part) / whole;
  for (let digits = percent > 99 ? 2 : 1; digits < 9; digits += 1) {
    // The addend takes back what the multiplication lost: 99.995 is not 99.99499.
    const floored = Math.floor(percent * 10 ** digits + 1e-6) / 10 ** digits;
    if (floored !== 0 && (percent < 99 || percent - floored < (100 - percent) / 2))
      return `${floored.toFixed(digits)} %`;
  }
  return `${percent} %`;
}
