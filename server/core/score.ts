import type { Config, ScoredCandidate } from '../protocol/index.ts';
import { factors } from './factors/index.ts';
import { predictedMs } from './prediction.ts';
import { remarksOn } from './remarks.ts';
import type { Candidate, FactorContext, RequestFacts } from './types.ts';

/**
 * Scores every candidate, in the given order: the mean of the five factors, weighted by their points, times headroom and the
 * share that a returning model has regained. 0 to 100, absolute: a further candidate changes nobody's score. What makes it
 * lower than its factors stands in the remarks.
 */
export function scoreCandidates(
  candidates: readonly Candidate[],
  request: RequestFacts,
  config: Config,
  nowMs: number,
): ScoredCandidate[] {
  const context = factorContext(candidates, request, config);
  return candidates.map((candidate) => ({
    modelId: candidate.modelId,
    simulated: candidate.simulated,
    score: scoreOf(candidate, context) * candidate.ramp,
    factors: factors.map((factor) => ({
      factor: factor.id,
      value: factor.value(candidate, context),
      points: config.score[factor.id],
      explanation: factor.explain(candidate, context),
    })),
    headroom: headroom(candidate),
    ramp: candidate.ramp,
    inFlight: candidate.inFlight,
    limit: candidate.limit,
    remarks: remarksOn(candidate, nowMs),
    predictedMs: predictedMs(candidate, request),
    estimatedCostNanoUsd: candidate.estimatedCostNanoUsd,
  }));
}

/** What the factors need besides the candidate itself. */
export function factorContext(candidates: readonly Candidate[], request: RequestFacts, config: Config): FactorContext {
  let dearestNanoUsd = 0;
  for (const { estimatedCostNanoUsd } of candidates) {
    if (estimatedCostNanoUsd !== null && estimatedCostNanoUsd > dearestNanoUsd) dearestNanoUsd = estimatedCostNanoUsd;
  }
  // Without any known price an unknown one must not pass for free: it counts as the reference.
  if (dearestNanoUsd === 0) dearestNanoUsd = config.score.costReferenceUsd * 1e9;
  return { config, request, dearestNanoUsd, points: factors.map(({ id }) => config.score[id]) };
}

/** The score of one candidate before its ramp, 0 to 100. With all points at zero only headroom decides. */
export function scoreOf(candidate: Candidate, context: FactorContext): number {
  let reached = 0;
  let possible = 0;
  // An index loop: this runs for every candidate of every pick.
  for (let index = 0; index < factors.length; index += 1) {
    const points = context.points[index] ?? 0;
    reached += points * (factors[index]?.value(candidate, context) ?? 0);
    possible += points;
  }
  const mean = possible === 0 ? 1 : reached / possible;
  return 100 * mean * headroom(candidate);
}

/**
 * Free share of the model's places, times the share that the rates of its account leave: many requests at once spread instead of
 * stampeding the single best, and nobody runs into a limit that its headers have announced.
 */
function headroom(candidate: Candidate): number {
  return Math.min(1, Math.max(0, 1 - candidate.inFlight / candidate.limit)) * rateShare(candidate);
}

/** Share of its usual traffic that the rates of its account leave the candidate, above 0 to 1. */
export function rateShare({ rate }: Candidate): number {
  return rate?.share ?? 1;
}
