import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  firstTokenPercentile,
  type HealthSample,
  type HealthState,
  initialHealth,
  readHealth,
  recordHealth,
} from '../../server/core/index.ts';
import { defaultConfig } from '../../server/protocol/index.ts';
import { nowMs } from './support.ts';

const prior = { firstTokenMs: 1000, msPerToken: 20 };
const bounds = { minSamples: 20, floorMs: 700 };

const read = (state: HealthState, atMs = nowMs) =>
  readHealth(state, { prior, expectedOutputTokens: 100, nowMs: atMs, config: defaultConfig });
const record = (state: HealthState, sample: HealthSample, atMs = nowMs) =>
  recordHealth(state, sample, atMs, defaultConfig);
const answer = (firstTokenMs: number): HealthSample => ({
  kind: 'success',
  firstTokenMs,
  totalMs: firstTokenMs + 2000,
  outputTokens: 100,
});
const outpaced = (waitedMs: number, silent = true): HealthSample => ({
  kind: 'outpaced',
  waitedMs,
  silent,
  priorMs: prior.firstTokenMs,
});
const answers = (times: readonly number[], state = initialHealth()) =>
  times.reduce((each, firstTokenMs) => record(each, answer(firstTokenMs)), state);
const repeated = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

const timeArbitrary = fc.integer({ min: 0, max: 60_000 });
const stateArbitrary: fc.Arbitrary<HealthState> = fc
  .array(
    fc.oneof(
      timeArbitrary.map(answer),
      fc.tuple(timeArbitrary, fc.boolean()).map(([waitedMs, silent]) => outpaced(waitedMs, silent)),
      fc.record({ kind: fc.constantFrom('failure' as const, 'pressure' as const), penaltyMs: timeArbitrary }),
    ),
    { maxLength: 80 },
  )
  .map((samples) => samples.reduce((state, sample) => record(state, sample), initialHealth()));

describe('health: an attempt that was cancelled because another model began first', () => {
  it('is not blamed: changes neither success rate nor failures in a row, nor makes a model count as tried', () => {
    fc.assert(
      fc.property(stateArbitrary, timeArbitrary, fc.boolean(), (state, waitedMs, silent) => {
        const before = read(state);
        const after = read(record(state, outpaced(waitedMs, silent)));
        for (const field of ['successRate', 'longRunSuccessRate', 'failuresInRow', 'measured'] as const) {
          assert.equal(after[field], before[field]);
        }
        assert.equal(after.status === 'unknown', before.status === 'unknown');
      }),
    );
  });

  it('never makes a model look faster, at any later moment', () => {
    fc.assert(
      fc.property(stateArbitrary, timeArbitrary, fc.boolean(), timeArbitrary, (state, waitedMs, silent, laterMs) => {
        const after = record(state, outpaced(waitedMs, silent));
        assert.ok(read(after).firstTokenMs >= read(state).firstTokenMs - 1e-6);
        assert.ok(read(after).peakMs >= read(after).totalMs);
        assert.ok(
          read(after, nowMs + laterMs).firstTokenMs >= Math.min(prior.firstTokenMs, read(state).firstTokenMs) - 1e-6,
        );
      }),
    );
  });

  it('enters the times as three times what was waited when it was silent', () => {
    const state = answers(repeated(500, 30));
    const after = read(record(state, outpaced(2000)));
    assert.ok(Math.abs(after.firstTokenMs - (500 + 0.3 * 5500)) < 1, String(after.firstTokenMs));
  });

  it('enters as what was waited when it was reasoning', () => {
    const state = answers(repeated(500, 30));
    const after = read(record(state, outpaced(2000, false)));
    assert.ok(Math.abs(after.firstTokenMs - (500 + 0.3 * 1500)) < 1, String(after.firstTokenMs));
  });

  it('says nothing new when no more is known than was expected anyway', () => {
    const state = answers(repeated(9000, 30));
    assert.equal(read(record(state, outpaced(2000))).firstTokenMs, read(state).firstTokenMs);
    assert.equal(read(record(initialHealth(), outpaced(300))).firstTokenMs, prior.firstTokenMs);
  });

  it('a model that hangs and is outpaced every time does not look fast', () => {
    let state = answers(repeated(500, 30));
    for (let turn = 0; turn < 10; turn += 1) state = record(state, outpaced(3000));
    assert.ok(read(state).firstTokenMs > 8000, String(read(state).firstTokenMs));
    assert.ok(read(state).peakMs > 9000);
  });
});

describe('health: the percentile of first-token times', () => {
  const percentile = (state: HealthState, percent = 95) => firstTokenPercentile(state, percent, prior, bounds);

  it('is that of a log-normal around the prior until there are 20 samples: the 95th is 2.68 times the prior', () => {
    for (const state of [initialHealth(), answers(repeated(100, 19))]) {
      assert.ok(Math.abs(percentile(state) - 2683) < 3, String(percentile(state)));
      assert.ok(Math.abs(percentile(state, 50) - 1000) < 1, String(percentile(state, 50)));
    }
    assert.equal(percentile(answers(repeated(1100, 20))), 1100);
  });

  it("is the model's own from 20 samples on, by nearest rank over the last 64", () => {
    fc.assert(
      fc.property(
        fc.array(timeArbitrary, { minLength: 20, maxLength: 150 }),
        fc.double({ min: 50, max: 99.9, noNaN: true }),
        (times, percent) => {
          const sorted = times.slice(-64).sort((left, right) => left - right);
          const expected = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
          assert.equal(percentile(answers(times), percent), Math.max(700, expected));
        },
      ),
    );
  });

  it('is never below the floor and grows with the percentage', () => {
    fc.assert(
      fc.property(
        stateArbitrary,
        fc.double({ min: 1, max: 99.9, noNaN: true }),
        fc.double({ min: 1, max: 99.9, noNaN: true }),
        (state, one, other) => {
          const [low, high] = [percentile(state, Math.min(one, other)), percentile(state, Math.max(one, other))];
          assert.ok(low >= bounds.floorMs && high >= low, `${low} ${high}`);
        },
      ),
    );
  });

  it('counts an outpaced attempt with the time it had, failures not at all, and keeps 64 as plain JSON', () => {
    let state = answers(repeated(800, 70));
    state = record(state, outpaced(2500));
    state = record(state, { kind: 'failure', penaltyMs: 30_000 });
    assert.equal(state.firstTokenSamples.length, 64);
    assert.equal(state.firstTokenSamples.at(-1), 2500);
    assert.equal(percentile(state, 99.9), 2500);
    assert.equal(percentile(state), 800);
    const restored: HealthState = JSON.parse(JSON.stringify(state));
    assert.equal(percentile(restored, 99.9), 2500);
  });

  it('asks for more samples than are kept only as many as there can be', () => {
    const state = answers(repeated(900, 64));
    assert.equal(firstTokenPercentile(state, 95, prior, { minSamples: 1000, floorMs: 0 }), 900);
  });
});
