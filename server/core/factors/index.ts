import type { Factor } from '../types.ts';
import { costFactor } from './cost.ts';
import { healthFactor } from './health.ts';
import { performanceFactor } from './performance.ts';
import { reliabilityFactor } from './reliability.ts';
import { weightFactor } from './weight.ts';

/** Every factor of the score. A new one is one file and one line here (and its points in the settings). */
export const factors: readonly Factor[] = [
  weightFactor,
  healthFactor,
  performanceFactor,
  reliabilityFactor,
  costFactor,
];
