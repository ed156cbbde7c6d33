import { sentence } from '../../protocol/index.ts';
import type { Factor } from '../types.ts';

/** Success over weeks: health speaks of now, so nothing counts twice. */
export const reliabilityFactor: Factor = {
  id: 'reliability',
  title: 'Reliability',
  value: (candidate) => Math.min(1, Math.max(0, candidate.longRunSuccessRate)),
  explain: (candidate) =>
    sentence('About {0} % of its requests succeed.', (candidate.longRunSuccessRate * 100).toFixed(0)),
};
