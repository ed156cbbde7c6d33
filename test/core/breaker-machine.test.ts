import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type BreakerResult,
  type BreakerState,
  breakerAcquire,
  breakerAdmits,
  breakerSettle,
  closedBreaker,
  consequences,
  rampShare,
} from '../../server/core/index.ts';
import { defaultConfig, type FailureClass, failureClasses } from '../../server/protocol/index.ts';
import { drawArbitrary, nowMs } from './support.ts';

describe('breaker as a state machine', () => {
  /** A rate limit pauses its quota domain instead of opening the circuit. */
  const pauses = (failureClass: FailureClass) => ['failure', 'coolModel'].includes(consequences[failureClass].effect);

  const resultArbitrary: fc.Arbitrary<BreakerResult> = fc.oneof(
    fc.constant<BreakerResult>({ kind: 'success' }),
    fc.constant<BreakerResult>({ kind: 'ignored' }),
    fc.constant<BreakerResult>({ kind: 'pressure' }),
    fc
      .record({
        failureClass: fc.constantFrom(...failureClasses.filter((each) => consequences[each].effect !== 'isolate')),
        retryAfterMs: fc.option(fc.integer({ min: 1, max: 200_000_000 }), { nil: undefined }),
      })
      .map(({ failureClass, retryAfterMs }) => ({
        kind: 'failed' as const,
        class: failureClass,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      })),
  );
  const stepArbitrary = fc.record({
    waitMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 4_000_000 })),
    start: fc.boolean(),
    ends: fc.nat({ max: 5 }),
    result: resultArbitrary,
    draw: drawArbitrary,
  });

  it('has at most one half-open attempt, admits nobody before the end, respects Retry-After, survives JSON', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
        let state: BreakerState = closedBreaker;
        let atMs = nowMs;
        let pausedUntilMs = 0;
        const running: { id: string; probe: boolean }[] = [];
        steps.forEach((step, index) => {
          atMs += step.waitMs;
          const admits = breakerAdmits(state, atMs);
          if (step.start && admits !== 'no') {
            assert.ok(atMs >= pausedUntilMs, 'nobody is admitted before the end of the pause');
            const probe = admits === 'probe';
            assert.ok(!probe || !running.some((each) => each.probe), 'one probe at a time');
            running.push({ id: `attempt-${index}`, probe });
            state = breakerAcquire(state, `attempt-${index}`, atMs);
            if (probe) assert.equal(breakerAdmits(state, atMs), 'no');
          }
          const [ended] = running.splice(step.ends, 1);
          if (ended !== undefined) {
            const before: BreakerState = state;
            state = breakerSettle(state, ended.id, step.result, {
              nowMs: atMs,
              draw: step.draw,
              config: defaultConfig,
            });
            assert.notEqual(state.kind, 'isolated');
            if (state.kind === 'open' && state !== before) {
              assert.ok(before.kind !== 'open' || state.untilMs >= before.untilMs, 'a pause is never shortened');
              const { result } = step;
              if (result.kind === 'failed' && pauses(result.class) && result.retryAfterMs !== undefined) {
                assert.ok(
                  state.untilMs >= atMs + Math.min(result.retryAfterMs, 86_400_000),
                  'Retry-After is respected',
                );
              }
            }
            if (ended.probe && step.result.kind === 'success' && before.kind === 'halfOpen') {
              assert.equal(state.kind, 'closed');
            }
          }
          if (state.kind === 'open') pausedUntilMs = state.untilMs;
          else if (state.kind === 'closed') pausedUntilMs = 0;
          assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
          const share = rampShare(state, defaultConfig);
          assert.ok(share > 0 && share <= 1);
        });
      }),
      { numRuns: 500 },
    );
  });
});
