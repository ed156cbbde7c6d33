import type { FailureClass } from '../protocol/index.ts';

/** What follows from a failure of one class. */
export interface Consequence {
  /** How the attempt counts. `ignored` is the caller's fault or wish and changes no statistic. */
  readonly outcome: 'failed' | 'ignored';
  /** Whether the same model may be asked again in this request. */
  readonly sameModel: 'never' | 'ifLast' | 'ifLastAndShortWait' | 'repairOnce';
  /** Whether another model may be asked in this request. */
  readonly nextModel: 'yes' | 'no' | 'once' | 'largerWindow' | 'ifParameter';
  /**
   * What happens to the model: `failure` counts towards the breaker, `isolate` leaves it alone until its configuration changes,
   * `coolModel` pauses it, `coolDomain` pauses every model that shares its account limit.
   */
  readonly effect: 'none' | 'failure' | 'isolate' | 'coolModel' | 'coolDomain';
}

const transient: Consequence = { outcome: 'failed', sameModel: 'ifLast', nextModel: 'yes', effect: 'failure' };
const misconfigured: Consequence = { outcome: 'failed', sameModel: 'never', nextModel: 'yes', effect: 'isolate' };
const usedUp: Consequence = { outcome: 'failed', sameModel: 'never', nextModel: 'yes', effect: 'coolModel' };

/** The outcome table: the one place that says what a failure class leads to. */
export const consequences: Readonly<Record<FailureClass, Consequence>> = {
  auth: misconfigured,
  billing: usedUp,
  dailyQuota: usedUp,
  rateLimit: { outcome: 'failed', sameModel: 'ifLastAndShortWait', nextModel: 'yes', effect: 'coolDomain' },
  overload: transient,
  network: transient,
  timeout: transient,
  stall: transient,
  truncated: transient,
  empty: transient,
  geo: misconfigured,
  modelMissing: misconfigured,
  callerFault: { outcome: 'ignored', sameModel: 'repairOnce', nextModel: 'ifParameter', effect: 'none' },
  contentFilter: { outcome: 'ignored', sameModel: 'never', nextModel: 'once', effect: 'none' },
  tooLong: { outcome: 'ignored', sameModel: 'never', nextModel: 'largerWindow', effect: 'none' },
  cancelled: { outcome: 'ignored', sameModel: 'never', nextModel: 'no', effect: 'none' },
};
