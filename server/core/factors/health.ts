import type { ModelStatus } from '../../protocol/index.ts';
import type { Candidate, Factor } from '../types.ts';

/** The original's values, but unknown .8 instead of .3: .3 would starve every model that was not tried first. */
const valueByStatus: Readonly<Record<ModelStatus, number>> = {
  healthy: 1,
  unknown: 0.8,
  degraded: 0.7,
  unhealthy: 0.1,
  isolated: 0,
  disabled: 0,
  notConfigured: 0,
};

/** A model whose circuit has opened and that has not proved itself again. */
const halfOpenValue = 0.4;

const wordsByStatus: Readonly<Record<ModelStatus, string>> = {
  healthy: 'Working well.',
  unknown: 'No recent results yet.',
  degraded: 'Working, but slowly or with some failures.',
  unhealthy: 'Many recent requests failed.',
  isolated: 'Taken out.',
  disabled: 'Switched off.',
  notConfigured: 'Not set up.',
};

/** How the model is now: its breaker and its status. */
export const healthFactor: Factor = {
  id: 'health',
  title: 'Health now',
  value: (candidate) => (isReturning(candidate) ? halfOpenValue : valueByStatus[candidate.status]),
  explain: (candidate) =>
    isReturning(candidate) ? 'Coming back after failures; only some requests try it.' : wordsByStatus[candidate.status],
};

function isReturning(candidate: Candidate): boolean {
  return candidate.breaker.kind === 'open' || candidate.breaker.kind === 'halfOpen';
}
