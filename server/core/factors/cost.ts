import { sentence } from '../../protocol/index.ts';
import { halfAt } from '../prediction.ts';
import type { Factor } from '../types.ts';

const nanoPerUsd = 1e9;

/** What THIS request is expected to cost. An unknown price counts as the dearest known one, a free model scores 1. */
export const costFactor: Factor = {
  id: 'cost',
  title: 'Price',
  value: (candidate, { config, dearestNanoUsd }) =>
    halfAt(config.score.costReferenceUsd * nanoPerUsd, candidate.estimatedCostNanoUsd ?? dearestNanoUsd),
  explain: ({ estimatedCostNanoUsd }) => {
    if (estimatedCostNanoUsd === null) return sentence('Its price is not known, so it counts as the dearest.');
    if (estimatedCostNanoUsd === 0) return sentence('Free.');
    return sentence('This answer is expected to cost about {0}.', `$${(estimatedCostNanoUsd / nanoPerUsd).toFixed(6)}`);
  },
};
