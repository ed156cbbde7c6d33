import { sentence } from '../../protocol/index.ts';
import type { Candidate, PickInput } from '../types.ts';
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
  pick(state, input) {
    const { candidates, draws } = input;
    const cost = (candidate: Candidate) => expectedMs(candidate, input);
    const present = participants(candidates, draws[0]);
    const first = drawOne(present, draws[1]);
    const others = present.length - 1;
    if (others === 0) return { state, modelId: first.modelId };
    const step = 1 + Math.min(others - 1, Math.floor(draws[2] * others));
    const second = present[(present.indexOf(first) + step) % present.length] ?? first;
    return { state, modelId: (cost(second) < cost(first) ? second : first).modelId };
  },
  explain: (_state, input, candidate) =>
    sentence(
      'Would be done in about {0} s, with {1} requests before this one; of two drawn by lot the quicker is asked.',
      (expectedMs(candidate, input) / 1000).toFixed(1),
      candidate.inFlight,
    ),
});

/** Peak EWMA * (in-flight + 1), less the longer the model rests. */
function expectedMs(candidate: Candidate, { config, nowMs }: PickInput): number {
  const tauMs = restDecays * config.health.latencyDecayMinutes * 60_000;
  return candidate.peakMs * restedShare(candidate, nowMs, tauMs) * (candidate.inFlight + 1);
}

/**
 * The estimate of a model that rests decays three times slower than evidence of its health. Simulated at a request a minute over nine
 * models, one that is ten times slower is then measured anew in 3.5 to 3.9 % of the calls instead of 3.7 to 5.3 %.
 */
const restDecays = 3;

/** 1 for a model that is in use or was never used (its prior stands), less the longer it rests. */
function restedShare(candidate: Candidate, nowMs: number, tauMs: number): number {
  return candidate.lastUsedMs === undefined ? 1 : Math.exp(-idleMs(candidate, nowMs) / tauMs);
}
