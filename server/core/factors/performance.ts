import { sentence } from '../../protocol/index.ts';
import { halfAt, predictedMs } from '../prediction.ts';
import type { Factor } from '../types.ts';

/** How long THIS task is expected to take on the model. */
export const performanceFactor: Factor = {
  id: 'performance',
  title: 'Speed',
  value: (candidate, { config, request }) =>
    halfAt(config.score.performanceReferenceMs, predictedMs(candidate, request)),
  explain: (candidate, { request }) =>
    sentence('Expected to take {0} s for this answer.', (predictedMs(candidate, request) / 1000).toFixed(1)),
};
