/**
 * A moving average whose evidence fades with time: `sum / mass` is what was measured, `mass` (0 to 1) how much that counts
 * against the prior. The prior is not stored; whoever reads gives it.
 */
export interface FadingAverage {
  readonly sum: number;
  readonly mass: number;
  readonly atMs: number;
}

export const noAverage: FadingAverage = { sum: 0, mass: 0, atMs: 0 };

/** Share of something recorded at `atMs` that is left at `nowMs`: e^(-dt / tau), and all of it when the clock went back. */
export function decayed(atMs: number, nowMs: number, tauMs: number): number {
  return nowMs <= atMs ? 1 : Math.exp(-(nowMs - atMs) / tauMs);
}

/** The estimate at `nowMs`: what was measured, fading towards the prior while nothing new comes. */
export function fadedEstimate(average: FadingAverage, prior: number, nowMs: number, tauMs: number): number {
  const share = decayed(average.atMs, nowMs, tauMs);
  return average.sum * share + prior * (1 - average.mass * share);
}

/**
 * Takes a sample in. Its share is 1 - (1 - alpha) * e^(-dt / tau): the alpha of a plain moving average when samples follow each
 * other closely, more after a pause (Finagle's peak EWMA decays in the same way). What was known before keeps at
 * least (1 - alpha) * alpha, so that one cold call after a long pause does not decide alone. The estimate moves towards the
 * sample by exactly this share, whatever the prior.
 */
export function recordAverage(
  average: FadingAverage,
  sample: number,
  nowMs: number,
  tauMs: number,
  alpha: number,
): FadingAverage {
  const left = decayed(average.atMs, nowMs, tauMs);
  const kept = (1 - alpha) * Math.max(left, alpha);
  return {
    sum: average.sum * left * kept + sample * (1 - kept),
    mass: average.mass * left * kept + (1 - kept),
    atMs: Math.max(average.atMs, nowMs),
  };
}

/** The same for a peak: a higher sample is taken over at once, a lower one pulls it down slowly. Source: Finagle, peak EWMA. */
export function recordPeak(
  average: FadingAverage,
  sample: number,
  nowMs: number,
  tauMs: number,
  alpha: number,
): FadingAverage {
  const higher = average.mass === 0 || sample >= average.sum / average.mass;
  if (higher) return { sum: sample, mass: 1, atMs: Math.max(average.atMs, nowMs) };
  return recordAverage(average, sample, nowMs, tauMs, alpha);
}
