import { closedBreaker } from '../breaker.ts';
import { factorContext, scoreOf } from '../score.ts';
import type { Candidate } from '../types.ts';
import { defineStrategy, noMemory } from './define.ts';
import { drawOne, participants } from './returning.ts';

/**
 * The best score. The model that served this document before keeps it as long as no other is better by the switch margin.
 *
 * A returning model takes part in the share of picks it has regained, and then with the score it would have if nothing were known
 * against it: with the low score of a failed one it would never be tried while any other works, and so could never come back.
 */
export const intelligent = defineStrategy({
  ...noMemory,
  id: 'intelligent',
  title: 'Intelligent',
  pick(state, { candidates, draws, request, config }) {
    const present = participants(candidates, draws[0]);
    const context = factorContext(candidates, request, config);
    let best = drawOne(present, 0);
    let bestScore = Number.NEGATIVE_INFINITY;
    let stickyScore = Number.NEGATIVE_INFINITY;
    for (const candidate of present) {
      const score = scoreOf(benefitOfDoubt(candidate), context);
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
      if (candidate.modelId === request.stickyModel) stickyScore = score;
    }
    const stays = request.stickyModel !== undefined && stickyScore >= bestScore - config.score.switchMarginPoints;
    return { state, modelId: stays ? (request.stickyModel ?? best.modelId) : best.modelId };
  },
});

function benefitOfDoubt(candidate: Candidate): Candidate {
  if (candidate.breaker.kind === 'closed') return candidate;
  return { ...candidate, breaker: closedBreaker, status: 'unknown' };
}
