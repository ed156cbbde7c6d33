import { type Config, sentence } from '../../protocol/index.ts';
import { halfAt, predictedMs } from '../prediction.ts';
import type { Candidate, PickInput, RequestFacts } from '../types.ts';
import { defineStrategy } from './define.ts';
import { type Notes, noNotes, notesOf, restoreNotes } from './notes.ts';
import { drawOne, presence } from './returning.ts';

/** Picks that each model is owed (positive) or has had in advance (negative). They add up to zero. */
interface Credits {
  readonly credits: Notes;
}

/**
 * Smooth weighted round robin (nginx, 2012): each pick everyone earns its share, the one that is owed most is picked and pays one.
 * Counted in picks instead of weights, so that a changed weight or another set of candidates needs no reset. Effective weight =
 * configured weight * recent success * speed, times the share that a returning model has regained and that rates leave.
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
  explain({ credits }, input, candidate) {
    const { candidates, request, config } = input;
    const total = candidates.reduce((sum, each) => sum + effectiveWeight(each, input), 0);
    const share = total > 0 ? effectiveWeight(candidate, input) / total : 1 / candidates.length;
    const owed = (credits.values[credits.ids.indexOf(candidate.modelId)] ?? 0) + share;
    return sentence(
      '{0} {1}',
      sentence(
        'It gets {0} % of the turns and is owed {1} of one; who is owed most is next.',
        Math.round(100 * share),
        owed.toFixed(2),
      ),
      sentence(
        'Weight {0}, recent success {1} %, speed {2} of 1.',
        candidate.weight.toFixed(2),
        Math.round(100 * candidate.successRate),
        speedOf(candidate, request, config).toFixed(2),
      ),
    );
  },
});

/** Sums of fractions differ in the last digits; equals must stay in the order of configuration. */
const tolerance = 1e-9;

function effectiveWeight(candidate: Candidate, { config, request }: PickInput): number {
  return candidate.weight * candidate.successRate * speedOf(candidate, request, config) * presence(candidate);
}

/** 1 for an answer at once, one half at the reference of the score. */
function speedOf(candidate: Candidate, request: RequestFacts, config: Config): number {
  return halfAt(config.score.performanceReferenceMs, predictedMs(candidate, request));
}
