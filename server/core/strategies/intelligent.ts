import { sentence } from '../../protocol/index.ts';
import { closedBreaker } from '../breaker.ts';
import { factorContext, scoreOf } from '../score.ts';
import type { Candidate, PickInput } from '../types.ts';
import { defineStrategy, noMemory } from './define.ts';
import { drawOne, idleMs, participants } from './returning.ts';

/**
 * The best score. The model that served this document before keeps it as long as no other is better by the switch margin.
 *
 * A returning model takes part in the share of picks it has regained, and then with the score it would have if nothing were known
 * against it: with the low score of a failed one it would never be tried while any other works, and so could never come back.
 *
 * What is known of a model that rests fades, but never into something better than a model that works well just now: without
 * curiosity one failure would exile it for ever, and a faster one would never be found. See `hope`.
 */
export const intelligent = defineStrategy({
  ...noMemory,
  id: 'intelligent',
  title: 'Intelligent',
  pick(state, input) {
    const { candidates, draws, request, config, nowMs } = input;
    const present = participants(candidates, draws[0], regained);
    const context = factorContext(candidates, request, config);
    const hopeful = hope(present, input);
    let best = drawOne(present, 0);
    let bestScore = Number.NEGATIVE_INFINITY;
    let stickyScore = Number.NEGATIVE_INFINITY;
    for (const candidate of present) {
      const score = scoreOf(hopeful(candidate), context);
      const isBetter = score > bestScore || (score === bestScore && idleMs(candidate, nowMs) > idleMs(best, nowMs));
      if (isBetter) {
        best = candidate;
        bestScore = score;
      }
      if (candidate.modelId === request.stickyModel) stickyScore = score;
    }
    const stays = request.stickyModel !== undefined && stickyScore >= bestScore - config.score.switchMarginPoints;
    return { state, modelId: stays ? (request.stickyModel ?? best.modelId) : best.modelId };
  },
  explain(_state, { request, config, nowMs }, candidate) {
    const { switchMarginPoints, explorationShare, explorationAfterMs } = config.score;
    if (candidate.modelId === request.stickyModel) {
      return sentence(
        'It served this document last and keeps it unless another is better by {0} points.',
        switchMarginPoints,
      );
    }
    if (explorationShare > 0 && idleMs(candidate, nowMs) >= explorationAfterMs) {
      return sentence(
        'It has rested: in {0} % of the choices it counts as if it were as good as the best.',
        Math.round(100 * explorationShare),
      );
    }
    return sentence('The best score is asked first.');
  },
});

/** The rates of its account are in a model's score already. */
const regained = ({ ramp }: Candidate): number => ramp;

/**
 * How good a candidate may be thought to be in this pick. Usually as good as it is known to be. In the share of curious picks one of the
 * models that have rested, drawn by chance, counts as healthy, as reliable as the best one and as fast as the fastest: only one, or the
 * cheapest of them would win every time. Weight, price and headroom always count as they are, and what the model then does decides.
 */
function hope(present: readonly Candidate[], { draws, config, nowMs }: PickInput): (candidate: Candidate) => Candidate {
  const { explorationShare, explorationAfterMs } = config.score;
  if (draws[1] >= explorationShare) return benefitOfDoubt;
  const rested = present.filter((candidate) => idleMs(candidate, nowMs) >= explorationAfterMs);
  if (rested.length === 0) return benefitOfDoubt;
  const lucky = drawOne(rested, draws[2]);
  const longRunSuccessRate = present.reduce((most, each) => Math.max(most, each.longRunSuccessRate), 0);
  const hopes = {
    breaker: closedBreaker,
    status: 'healthy',
    longRunSuccessRate,
    firstTokenMs: present.reduce((least, each) => Math.min(least, each.firstTokenMs), Number.POSITIVE_INFINITY),
    msPerToken: present.reduce((least, each) => Math.min(least, each.msPerToken), Number.POSITIVE_INFINITY),
  } as const;
  return (candidate) => (candidate === lucky ? { ...candidate, ...hopes } : benefitOfDoubt(candidate));
}

function benefitOfDoubt(candidate: Candidate): Candidate {
  if (candidate.breaker.kind === 'closed') return candidate;
  return { ...candidate, breaker: closedBreaker, status: 'unknown' };
}
