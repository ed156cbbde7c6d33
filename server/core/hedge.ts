import type { Config } from '../protocol/index.ts';
import { type FirstTokenTimes, firstTokenPercentile } from './first-token-times.ts';

/** What decides whether and when a second model is asked beside the first. */
export interface HedgeQuestion {
  readonly times: { readonly firstTokenSamples: FirstTokenTimes };
  readonly prior: { readonly firstTokenMs: number };
  /** The first attempt is the one that finds out whether a model is back after failures. */
  readonly isTrial: boolean;
  /** On this machine: slow beginnings are its nature, and a second model would compete for the same processor. */
  readonly isLocal: boolean;
  readonly config: Config;
}

/**
 * Milliseconds after which a second model is asked if the first has not begun; undefined when that never happens. It is the time within
 * which this very model usually begins (95 of 100 times), so that only the stragglers cost a second call (Dean and Barroso,
 * The Tail at Scale, 2013). A trial is hedged after half of them: it is more likely to fail than not.
 */
export function hedgeDelayMs({ times, prior, isTrial, isLocal, config }: HedgeQuestion): number | undefined {
  const { enabled, percentile, minSamples, floorMs } = config.hedge;
  if (!enabled || isLocal) return undefined;
  return firstTokenPercentile(times, isTrial ? Math.min(50, percentile) : percentile, prior, { minSamples, floorMs });
}

/** How many second models may still be asked. Plain JSON. */
export interface HedgeBudget {
  /** One is spent per second model, a tenth comes back with each success, up to the setting. */
  readonly tokens: number;
  /** Monotonic milliseconds of those that were asked from the reserve, oldest first. */
  readonly reserveUsedAtMs: readonly number[];
}

export const fullHedgeBudget: HedgeBudget = { tokens: Number.POSITIVE_INFINITY, reserveUsedAtMs: [] };

/** A share of extra calls (gRPC A6 retry throttling) would allow nothing at one request a minute: hence the reserve. */
const tokensPerSuccess = 0.1;
const reserveWindowMs = 600_000;

/** Takes one from the budget, or from the reserve when it is used up; undefined when neither allows it. */
export function spendHedge(budget: HedgeBudget, nowMonotonicMs: number, config: Config): HedgeBudget | undefined {
  const tokens = Math.min(budget.tokens, config.hedge.budget);
  if (tokens >= 1) return { ...budget, tokens: tokens - 1 };
  const recent = budget.reserveUsedAtMs.filter((atMs) => atMs > nowMonotonicMs - reserveWindowMs);
  if (recent.length >= config.hedge.reserve) return undefined;
  return { tokens, reserveUsedAtMs: [...recent, nowMonotonicMs] };
}

/** A request has succeeded. */
export function refillHedge(budget: HedgeBudget, config: Config): HedgeBudget {
  if (budget.tokens >= config.hedge.budget) return budget;
  return { ...budget, tokens: Math.min(config.hedge.budget, budget.tokens + tokensPerSuccess) };
}
