import type { Candidate } from '../types.ts';
import { defineStrategy, noMemory } from './define.ts';
import { drawOne, idleMs, participants } from './returning.ts';

/**
 * Power of two choices over peak EWMA * (in-flight + 1): of two different models, drawn at random, the one that will be done sooner. Two
 * are enough to avoid slow ones without everyone stampeding the fastest (Mitzenmacher 2001; Finagle's p2c with peak EWMA).
 *
 * The estimate of a model that rests decays towards nothing, as Finagle's does, so that every model is measured again in the end.
 */
export const responseTime = defineStrategy({
  ...noMemory,
  id: 'responseTime',
  title: 'Response time',
  pick(state, { candidates, draws, config, nowMs }) {
    const tauMs = config.health.latencyDecayMinutes * 60_000;
    const cost = (candidate: Candidate) =>
      candidate.peakMs * restedShare(candidate, nowMs, tauMs) * (candidate.inFlight + 1);
    const present = participants(candidates, draws[0]);
    const first = drawOne(present, draws[1]);
    const others = present.length - 1;
    if (others === 0) return { state, modelId: first.modelId };
    const step = 1 + Math.min(others - 1, Math.floor(draws[2] * others));
    const second = present[(present.indexOf(first) + step) % present.length] ?? first;
    return { state, modelId: (cost(second) < cost(first) ? second : first).modelId };
  },
});

/** 1 for a model that is in use or was never used (its prior stands), less the longer it rests. */
function restedShare(candidate: Candidate, nowMs: number, tauMs: number): number {
  return candidate.lastUsedMs === undefined ? 1 : Math.exp(-idleMs(candidate, nowMs) / tauMs);
}
