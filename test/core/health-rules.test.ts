import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type HealthSample,
  type HealthState,
  healthSetBack,
  initialHealth,
  readHealth,
  recordHealth,
} from '../../server/core/index.ts';
import { defaultConfig } from '../../server/protocol/index.ts';
import { nowMs } from './support.ts';

const minuteMs = 60_000;
const prior = { firstTokenMs: 1000, msPerToken: 20 };
const read = (state: HealthState, atMs = nowMs) =>
  readHealth(state, { prior, expectedOutputTokens: 100, nowMs: atMs, config: defaultConfig });
const record = (state: HealthState, sample: HealthSample, atMs = nowMs) =>
  recordHealth(state, sample, atMs, defaultConfig);
const answer = (firstTokenMs: number, msPerToken = 20): HealthSample => ({
  kind: 'success',
  firstTokenMs,
  totalMs: firstTokenMs + 100 * msPerToken,
  outputTokens: 100,
});
const failure: HealthSample = { kind: 'failure', penaltyMs: 0 };

const sampleArbitrary: fc.Arbitrary<HealthSample> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 100 }))
    .map(([first, pace]) => answer(first, pace)),
  fc.constant(failure),
  fc.record({ kind: fc.constant('pressure' as const), penaltyMs: fc.nat({ max: 600_000 }) }),
);
const historyArbitrary: fc.Arbitrary<{ state: HealthState; atMs: number }> = fc
  .array(fc.tuple(sampleArbitrary, fc.integer({ min: 0, max: 10 * minuteMs })), { maxLength: 40 })
  .map((steps) => {
    let atMs = nowMs;
    let state = initialHealth();
    for (const [sample, gapMs] of steps) {
      atMs += gapMs;
      state = record(state, sample, atMs);
    }
    return { state, atMs };
  });

describe('the rules of health, sentence by sentence', () => {
  it('success rate: time-decayed with a prior, never a lifetime ratio; every outage is forgotten in the end', () => {
    fc.assert(
      fc.property(historyArbitrary, ({ state, atMs }) => {
        assert.ok(Math.abs(read(state, atMs + 24 * 60 * minuteMs).successRate - 0.9) < 1e-6);
      }),
    );
  });

  it('healthy: success >= .95 and predicted time < 10 s; degraded: success >= .80; else unhealthy', () => {
    fc.assert(
      fc.property(historyArbitrary, ({ state, atMs }) => {
        const { status, totalMs, failuresInRow } = read(state, atMs);
        const left = Math.exp(-(atMs - state.recent.atMs) / (12 * minuteMs));
        const [successes, failures] = [state.recent.successes * left, state.recent.failures * left];
        const rate = (9 + successes) / (9 + successes + failures);
        if (status === 'unknown') return;
        const expected =
          failuresInRow >= 3 || rate < 0.8 ? 'unhealthy' : rate < 0.95 || totalMs >= 10_000 ? 'degraded' : 'healthy';
        assert.equal(status, expected);
      }),
    );
  });

  it('3 consecutive failures = unhealthy, whatever was before', () => {
    fc.assert(
      fc.property(historyArbitrary, ({ state, atMs }) => {
        const failed = [failure, failure, failure].reduce((each, sample) => record(each, sample, atMs), state);
        assert.equal(read(failed, atMs).status, 'unhealthy');
      }),
    );
  });

  it('nobody is called healthy who has not answered lately: a failure that fades is no success', () => {
    let state = record(initialHealth(), failure);
    for (let minute = 0; minute < 120; minute += 1) {
      assert.notEqual(read(state, nowMs + minute * minuteMs).status, 'healthy', `after ${minute} min`);
    }
    state = record(state, answer(300), nowMs + 120 * minuteMs);
    assert.equal(read(state, nowMs + 120 * minuteMs).status, 'healthy');
  });

  it('failures enter latency as max(5 s, Retry-After): no failure ever makes a model look faster', () => {
    fc.assert(
      fc.property(historyArbitrary, fc.nat({ max: 600_000 }), ({ state, atMs }, penaltyMs) => {
        const before = read(state, atMs);
        const after = read(record(state, { kind: 'failure', penaltyMs }, atMs), atMs);
        assert.ok(after.firstTokenMs >= Math.min(before.firstTokenMs, 5000) - 1e-6);
        assert.ok(after.peakMs >= 5000);
      }),
    );
  });

  it('a wall clock that was set back: evidence is as old as it was and fades as it would have', () => {
    fc.assert(
      fc.property(
        historyArbitrary,
        fc.integer({ min: 1000, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 5 * 60 * minuteMs }),
        ({ state, atMs }, byMs, laterMs) => {
          const straight = read(state, atMs + laterMs);
          const moved = read(healthSetBack(state, byMs), atMs - byMs + laterMs);
          assert.equal(moved.status, straight.status);
          for (const field of ['successRate', 'longRunSuccessRate', 'firstTokenMs', 'msPerToken', 'peakMs'] as const) {
            assert.ok(Math.abs(moved[field] - straight[field]) <= 1e-6 * Math.max(1, straight[field]), field);
          }
        },
      ),
    );
  });
});
