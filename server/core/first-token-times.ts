/** How many of the latest first-token times are kept: enough for a 95th percentile, few enough for a model that has changed. */
const keptTimes = 64;

/** The latest first-token times in milliseconds, the newest last. Plain JSON. */
export type FirstTokenTimes = readonly number[];

export function withFirstTokenTime(times: FirstTokenTimes, firstTokenMs: number): FirstTokenTimes {
  return times.slice(1 - keptTimes).concat(Math.max(0, firstTokenMs));
}

/**
 * Spread of first-token times around their median before there are own ones: that of a log-normal distribution with sigma 0.6, as
 * in the simulations behind hedged requests (its 95th percentile is 2.68 times the median).
 */
const priorSpread = 0.6;

/**
 * Milliseconds within which this percentage (above 0, below 100) of first tokens arrive: by nearest rank over the own times from
 * `minSamples` on, before that by the vendor's usual time taken as the median; never less than `floorMs`.
 */
export function firstTokenPercentile(
  state: { readonly firstTokenSamples: FirstTokenTimes },
  percentile: number,
  prior: { readonly firstTokenMs: number },
  bounds: { readonly minSamples: number; readonly floorMs: number },
): number {
  const { firstTokenSamples: times } = state;
  const enough = times.length >= Math.max(1, Math.min(bounds.minSamples, keptTimes));
  const estimateMs = enough
    ? nearestRank(times, percentile)
    : prior.firstTokenMs * Math.exp(priorSpread * normalQuantile(percentile / 100));
  return Math.max(bounds.floorMs, estimateMs);
}

function nearestRank(times: FirstTokenTimes, percentile: number): number {
  const rank = Math.min(times.length, Math.max(1, Math.ceil((percentile / 100) * times.length)));
  return largest(times, times.length - rank + 1);
}

/**
 * The largest but `place - 1`. One walk that keeps only the largest, in ascending order: asked with every request, and high percentiles
 * are at the end of the list, so that hardly any time is moved where sorting would move them all.
 */
function largest(times: FirstTokenTimes, place: number): number {
  const kept: number[] = [];
  for (const time of times) {
    const isFull = kept.length === place;
    if (isFull && time <= (kept[0] ?? 0)) continue;
    let index = isFull ? 0 : kept.push(time) - 1;
    if (isFull) {
      while (index + 1 < place && (kept[index + 1] ?? 0) < time) {
        kept[index] = kept[index + 1] ?? 0;
        index += 1;
      }
    } else {
      while (index > 0 && (kept[index - 1] ?? 0) > time) {
        kept[index] = kept[index - 1] ?? 0;
        index -= 1;
      }
    }
    kept[index] = time;
  }
  return kept[0] ?? 0;
}

/** Quantile of the standard normal distribution, to 4.5e-4. Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23. */
function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share);
  const t = Math.sqrt(-2 * Math.log(Math.max(Number.MIN_VALUE, 1 - share)));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return Math.max(0, t - above / below);
}
