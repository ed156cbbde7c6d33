import type { Config } from '../protocol/index.ts';
import { decayed } from './fading.ts';

/** Successes and failures, both fading with time. Plain JSON. */
export interface Tally {
  readonly successes: number;
  readonly failures: number;
  readonly atMs: number;
}

export const noTally: Tally = { successes: 0, failures: 0, atMs: 0 };

export function countResults(tally: Tally, successes: number, failures: number, nowMs: number, tauMs: number): Tally {
  const old = fadedTally(tally, nowMs, tauMs);
  return { successes: old.successes + successes, failures: old.failures + failures, atMs: old.atMs };
}

/** What is left of it at `nowMs`. */
export function fadedTally(tally: Tally, nowMs: number, tauMs: number): Tally {
  const share = decayed(tally.atMs, nowMs, tauMs);
  const atMs = Math.max(tally.atMs, nowMs);
  return { successes: tally.successes * share, failures: tally.failures * share, atMs };
}

/** The success rate with its prior: mean of the Beta posterior, 0 to 1. */
export function posteriorMean(tally: Tally, config: Config): number {
  const { successPrior, failurePrior } = config.health;
  const successes = successPrior + tally.successes;
  return successes / (successes + failurePrior + tally.failures);
}
