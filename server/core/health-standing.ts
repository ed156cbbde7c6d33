import { type Config, type Sentence, sentence } from '../protocol/index.ts';
import type { HealthReading, HealthState } from './health.ts';
import type { Tally } from './tally.ts';

/** What the status follows from. */
export type HealthStanding =
  | 'neverUsed'
  | 'longUnused'
  | 'failsInRow'
  | 'failsOften'
  | 'failsSometimes'
  | 'slow'
  | 'well';

/** Below this much evidence (e^-3: one result, three decay times ago) a model counts as not known. */
const leastEvidence = Math.exp(-3);

/**
 * healthy: success >= .95 and predicted time < 10 s; degraded: success >= .80; else unhealthy; 3 failures in a row = unhealthy.
 * The rate that is judged leaves out the failure of the prior: with Beta 9:1 a model that never failed would stand at .90 and
 * could not be healthy before ten successes within minutes, which a desktop does not see.
 */
export function judge(state: HealthState, recent: Tally, usualMs: number, config: Config): HealthStanding {
  const { health } = config;
  const unknown = state.timedAnswers > 0 || state.longRun.failures > 0 ? 'longUnused' : 'neverUsed';
  if (recent.successes + recent.failures < leastEvidence) return unknown;
  if (state.failuresInRow >= health.unhealthyAfterFailures) return 'failsInRow';
  const credited = health.successPrior + recent.successes;
  const rate = credited / (credited + recent.failures);
  if (rate < health.degradedSuccessRate) return 'failsOften';
  if (rate < health.healthySuccessRate) return 'failsSometimes';
  // A failure that fades is no success: nobody is called healthy who has not answered lately.
  if (recent.successes < leastEvidence) return unknown;
  return usualMs >= health.healthyMaxMs ? 'slow' : 'well';
}

export const statusOfStanding = {
  neverUsed: 'unknown',
  longUnused: 'unknown',
  failsInRow: 'unhealthy',
  failsOften: 'unhealthy',
  failsSometimes: 'degraded',
  slow: 'degraded',
  well: 'healthy',
} as const satisfies Record<HealthStanding, HealthReading['status']>;

/** Why the model has this status, in plain words. */
export function healthReason({ standing, usualMs, failuresInRow }: HealthReading): Sentence {
  switch (standing) {
    case 'neverUsed':
      return sentence('Not used yet.');
    case 'longUnused':
      return sentence('Not used for a while; earlier results no longer count.');
    case 'failsInRow':
      return sentence('The last {0} requests in a row failed.', failuresInRow);
    case 'failsOften':
      return sentence('Many recent requests failed.');
    case 'failsSometimes':
      return sentence('Some recent requests failed.');
    case 'slow':
      return sentence('Slow: about {0} s for an answer.', (usualMs / 1000).toFixed(1));
    case 'well':
      return sentence('Answers well, in about {0} s.', (usualMs / 1000).toFixed(1));
  }
}
