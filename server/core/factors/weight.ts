import { sentence } from '../../protocol/index.ts';
import type { Factor } from '../types.ts';

/** Weights run from 0 to 2. */
const greatestWeight = 2;

/** What the writer prefers: the configured weight as a share of the greatest. */
export const weightFactor: Factor = {
  id: 'weight',
  title: 'Your preference',
  value: (candidate) => Math.min(1, Math.max(0, candidate.weight / greatestWeight)),
  explain: (candidate) => sentence('Your weight is {0} of {1}.', candidate.weight.toFixed(2), greatestWeight),
};
