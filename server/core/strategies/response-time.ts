import type { Candidate } from '../types.ts';
import { defineStrategy, noMemory } from './define.ts';
import { drawOne, participants } from './returning.ts';

/**
 * Power of two choices over peak EWMA * (in-flight + 1): of two different models, drawn at random, the one that will be done sooner. Two
 * are enough to avoid slow ones without everyone stampeding the fastest (Mitzenmacher 2001; Finagle's p2c with peak EWMA).
 */
export const responseTime = defineStrategy({
  ...noMemory,
  id: 'responseTime',
  title: 'Response time',
  pick(state, { candidates, draws }) {
    const present = participants(candidates, draws[0]);
    const first = drawOne(present, draws[1]);
    const others = present.length - 1;
    if (others === 0) return { state, modelId: first.modelId };
    const step = 1 + Math.min(others - 1, Math.floor(draws[2] * others));
    const second = present[(present.indexOf(first) + step) % present.length] ?? first;
    return { state, modelId: (cost(second) < cost(first) ? second : first).modelId };
  },
});

function cost(candidate: Candidate): number {
  return candidate.peakMs * (candidate.inFlight + 1);
}
