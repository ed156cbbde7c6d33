import { type ModelStatus, type Sentence, sentence } from '../../protocol/index.ts';
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

const wordsByStatus: Readonly<Record<ModelStatus, Sentence>> = {
  healthy: sentence('Working well.'),
  unknown: sentence('No recent results yet.'),
  degraded: sentence('Working, but slowly or with some failures.'),
  unhealthy: sentence('Many recent requests failed.'),
  isolated: sentence('Taken out.'),
  disabled: sentence('Switched off.'),
  notConfigured: sentence('Not set up.'),
};

/** How the model is now: its breaker and its status. */
export const healthFactor: Factor = {
  id: 'health',
  title: 'Health now',
  value: (candidate) => (isReturning(candidate) ? halfOpenValue : valueByStatus[candidate.status]),
  explain: (candidate) =>
    isReturning(candidate)
      ? sentence('Coming back after failures; only some requests try it.')
      : wordsByStatus[candidate.status],
};

function isReturning(candidate: Candidate): boolean {
  return candidate.breaker.kind === 'open' || candidate.breaker.kind === 'halfOpen';
}
