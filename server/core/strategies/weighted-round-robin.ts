import { halfAt, predictedMs } from '../prediction.ts';
import type { Candidate, PickInput } from '../types.ts';
import { defineStrategy } from './define.ts';
import { type Notes, noNotes, notesOf, restoreNotes } from './notes.ts';
import { drawOne } from './returning.ts';

/** Picks that each model is owed (positive) or has had in advance (negative). They add up to zero. */
interface Credits {
  readonly credits: Notes;
}

/**
 * Smooth weighted round robin (nginx, 2012): each pick everyone earns its share, the one that is owed most is picked and pays one.
 * Counted in picks instead of weights, so that a changed weight or another set of candidates needs no reset. Effective weight =
 * configured weight * recent success * speed, times the share that a returning model has regained.
 */
export const weightedRoundRobin = defineStrategy<Credits>({
  id: 'weightedRoundRobin',
  title: 'Weighted round robin',
  initial: () => ({ credits: noNotes }),
  restore(value) {
    if (typeof value !== 'object' || value === null || !('credits' in value)) return undefined;
    const credits = restoreNotes(value.credits);
    return credits === undefined ? undefined : { credits };
  },
  pick(state, input) {
    const { candidates } = input;
    const { notes, positions } = notesOf(state.credits, candidates);
    const values = [...notes.values];
    const weights = candidates.map((candidate) => effectiveWeight(candidate, input));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let chosen = 0;
    let most = Number.NEGATIVE_INFINITY;
    positions.forEach((position, index) => {
      const share = total > 0 ? (weights[index] ?? 0) / total : 1 / candidates.length;
      const credit = (values[position] ?? 0) + share;
      values[position] = credit;
      if (credit <= most + tolerance) return;
      most = credit;
      chosen = index;
    });
    values[positions[chosen] ?? 0] = most - 1;
    const { modelId } = candidates[chosen] ?? drawOne(candidates, 0);
    return { state: { credits: { ids: notes.ids, values } }, modelId };
  },
});

/** Sums of fractions differ in the last digits; equals must stay in the order of configuration. */
const tolerance = 1e-9;

function effectiveWeight(candidate: Candidate, { config, request }: PickInput): number {
  const speed = halfAt(config.score.performanceReferenceMs, predictedMs(candidate, request));
  return candidate.weight * candidate.successRate * speed * candidate.ramp;
}
