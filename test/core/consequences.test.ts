import assert from 'node:assert/strict';
import { type Consequence, consequences } from '../../server/core/index.ts';
import { type FailureClass, failureClasses } from '../../server/protocol/index.ts';

describe('consequences of a failure', () => {
  type Row = [Consequence['outcome'], Consequence['sameModel'], Consequence['nextModel'], Consequence['effect']];
  const table: Record<FailureClass, Row> = {
    auth: ['failed', 'never', 'yes', 'isolate'],
    billing: ['failed', 'never', 'yes', 'coolModel'],
    dailyQuota: ['failed', 'never', 'yes', 'coolModel'],
    rateLimit: ['failed', 'ifLastAndShortWait', 'yes', 'coolDomain'],
    overload: ['failed', 'ifLast', 'yes', 'failure'],
    network: ['failed', 'ifLast', 'yes', 'failure'],
    timeout: ['failed', 'ifLast', 'yes', 'failure'],
    stall: ['failed', 'ifLast', 'yes', 'failure'],
    truncated: ['failed', 'ifLast', 'yes', 'failure'],
    empty: ['failed', 'ifLast', 'yes', 'failure'],
    geo: ['failed', 'never', 'yes', 'isolate'],
    modelMissing: ['failed', 'never', 'yes', 'isolate'],
    callerFault: ['ignored', 'repairOnce', 'ifParameter', 'none'],
    contentFilter: ['ignored', 'never', 'once', 'none'],
    tooLong: ['ignored', 'never', 'largerWindow', 'none'],
    cancelled: ['ignored', 'never', 'no', 'none'],
  };
  for (const failureClass of failureClasses) {
    it(`${failureClass}: ${table[failureClass].join(', ')}`, () => {
      const { outcome, sameModel, nextModel, effect } = consequences[failureClass];
      assert.deepEqual([outcome, sameModel, nextModel, effect], table[failureClass]);
    });
  }

  it('what is ignored has no effect on the model, what failed has one', () => {
    for (const { outcome, effect } of Object.values(consequences))
      assert.equal(outcome === 'ignored', effect === 'none');
  });
});
