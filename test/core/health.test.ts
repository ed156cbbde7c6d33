import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type HealthReading,
  type HealthSample,
  type HealthState,
  healthReason,
  initialHealth,
  readHealth,
  recordHealth,
} from '../../server/core/index.ts';
import { type Config, defaultConfig, renderSentence } from '../../server/protocol/index.ts';
import { configWith, nowMs } from './support.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const prior = { firstTokenMs: 1000, msPerToken: 20 };

function read(state: HealthState, atMs = nowMs, config: Config = defaultConfig): HealthReading {
  return readHealth(state, { prior, expectedOutputTokens: 100, nowMs: atMs, config });
}

function record(state: HealthState, sample: HealthSample, atMs = nowMs, config: Config = defaultConfig): HealthState {
  return recordHealth(state, sample, atMs, config);
}

const answer = (firstTokenMs = 1000, msPerToken = 20): HealthSample => ({
  kind: 'success',
  firstTokenMs,
  totalMs: firstTokenMs + 100 * msPerToken,
  outputTokens: 100,
});
const failure: HealthSample = { kind: 'failure', penaltyMs: 0 };
const pressure: HealthSample = { kind: 'pressure', penaltyMs: 30_000 };

/** Samples one after the other, `gapMs` apart, the last at `nowMs`. */
function stateFrom(samples: readonly HealthSample[], gapMs = 0, state = initialHealth()): HealthState {
  return samples.reduce(
    (each, sample, index) => record(each, sample, nowMs - (samples.length - 1 - index) * gapMs),
    state,
  );
}

const repeated = <Value>(value: Value, count: number): Value[] => Array.from({ length: count }, () => value);

function near(actual: number, expected: number, tolerance = 1e-6): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

describe('health: times', () => {
  it('are the prior without any history', () => {
    const reading = read(initialHealth());
    assert.equal(reading.measured, false);
    assert.deepEqual(
      [reading.firstTokenMs, reading.msPerToken, reading.totalMs, reading.peakMs],
      [1000, 20, 3000, 3000],
    );
  });

  it('a sample that says something new moves the estimate towards itself, by a good part of the sample share', () => {
    const sampleArbitrary = fc.record({
      firstTokenMs: fc.integer({ min: 0, max: 60_000 }),
      gapMs: fc.integer({ min: 0, max: 3 * hourMs }),
    });
    fc.assert(
      fc.property(fc.array(sampleArbitrary, { minLength: 1, maxLength: 20 }), (samples) => {
        let state = initialHealth();
        let atMs = nowMs;
        for (const { firstTokenMs, gapMs } of samples) {
          atMs += gapMs;
          const before = read(state, atMs).firstTokenMs;
          state = record(state, answer(firstTokenMs), atMs);
          const moved = read(state, atMs).firstTokenMs - before;
          const wanted = firstTokenMs - before;
          // What is usual for the model moves too, and not always to the same side.
          if (Math.abs(wanted) < 0.5 * Math.max(before, firstTokenMs)) continue;
          const share = moved / wanted;
          assert.ok(share >= 0.2 && share <= 0.95, `moved ${moved} of ${wanted}`);
        }
      }),
    );
  });

  it('samples that follow at once have the share of the setting, here .3', () => {
    const state = stateFrom(repeated(answer(1000), 30));
    near(read(record(state, answer(2000))).firstTokenMs, 1300, 0.1);
  });

  it('come to what is measured, whatever the prior was', () => {
    const reading = read(stateFrom(repeated(answer(200, 5), 30), 1000));
    near(reading.totalMs, 200 + 100 * 5, 15);
    near(reading.peakMs, 200 + 100 * 5, 15);
  });

  it('fade towards what is usual for this model while nothing new comes: about a third is left after the decay time', () => {
    const state = stateFrom([...repeated(answer(2000), 100), ...repeated(answer(9000), 2)]);
    const usualMs = 2000 + 7000 * (1 - 0.9 ** 2);
    const present = read(state).firstTokenMs;
    near(read(state, nowMs + 12 * minuteMs).firstTokenMs, usualMs + (present - usualMs) * Math.exp(-1), 20);
    near(read(state, nowMs + 5 * hourMs).firstTokenMs, usualMs, 100);
  });

  it('over weeks fade towards the prior of the vendor', () => {
    const state = stateFrom(repeated(answer(5000), 40));
    near(read(state, nowMs + 7 * 24 * hourMs).firstTokenMs, 1000 + 4000 * Math.exp(-1), 100);
    near(read(state, nowMs + 100 * 24 * hourMs).firstTokenMs, 1000, 1);
  });

  it('still know the model at desktop traffic, one request in six minutes', () => {
    const reading = read(stateFrom(repeated(answer(200), 20), 6 * minuteMs));
    assert.ok(reading.firstTokenMs < 400, String(reading.firstTokenMs));
  });

  it('first token and pace are kept apart, so that short and long answers compare', () => {
    const state = stateFrom(repeated(answer(500, 40), 40));
    const long = readHealth(state, { prior, expectedOutputTokens: 1000, nowMs, config: defaultConfig });
    near(long.totalMs, 500 + 1000 * 40, 1);
  });

  it('a single token says nothing about the pace', () => {
    const state = record(initialHealth(), { kind: 'success', firstTokenMs: 400, totalMs: 900, outputTokens: 1 });
    assert.equal(read(state).msPerToken, prior.msPerToken);
  });

  it('the peak jumps up at once and comes down slowly', () => {
    const calm = stateFrom(repeated(answer(1000), 20));
    const slow = record(calm, answer(9000));
    near(read(slow).peakMs, 9000 + 2000, 1);
    const next = record(slow, answer(1000));
    assert.ok(read(next).peakMs > 7000, String(read(next).peakMs));
    assert.ok(read(next, nowMs + 5 * hourMs).peakMs < 4000, 'and back to what is usual');
  });

  it('do not go wrong when the clock goes back', () => {
    const state = record(record(initialHealth(), answer(800)), answer(900), nowMs - hourMs);
    const reading = read(state, nowMs - 2 * hourMs);
    assert.ok(reading.firstTokenMs > 800 && reading.firstTokenMs < 1000);
  });
});

describe('health: failures in the times', () => {
  it('enter as 5 s, so that fast errors do not look fast', () => {
    const state = stateFrom(repeated(answer(300), 20));
    near(read(record(state, failure)).firstTokenMs, 300 + 0.3 * 4700, 1);
  });

  it('enter as the Retry-After when that is longer, up to the longest cool-down', () => {
    const state = stateFrom(repeated(answer(300), 20));
    near(read(record(state, { kind: 'failure', penaltyMs: 20_000 })).firstTokenMs, 300 + 0.3 * 19_700, 1);
    near(read(record(state, { kind: 'failure', penaltyMs: 86_400_000 })).firstTokenMs, 300 + 0.3 * 299_700, 1);
  });

  it('never make a slow model look faster', () => {
    const state = stateFrom(repeated(answer(20_000), 40));
    assert.ok(read(record(state, failure)).firstTokenMs >= read(state).firstTokenMs - 1e-6);
  });

  it('raise the peak', () => {
    assert.ok(read(record(initialHealth(), failure)).peakMs >= 5000);
  });
});

describe('health: success rate', () => {
  it('starts at the prior 9:1', () => {
    near(read(initialHealth()).successRate, 0.9);
    near(read(initialHealth()).longRunSuccessRate, 0.9);
  });

  it('is the mean of the Beta posterior', () => {
    near(read(stateFrom([...repeated(answer(), 8), failure, failure])).successRate, 17 / 20);
  });

  it('forgets an outage within the hour, reliability remembers it for the week', () => {
    const state = stateFrom(repeated(failure, 10));
    near(read(state).successRate, 9 / 20);
    const later = read(state, nowMs + hourMs);
    near(later.successRate, 0.9, 0.01);
    near(later.longRunSuccessRate, 9 / 20, 0.01);
    near(read(state, nowMs + 60 * 24 * hourMs).longRunSuccessRate, 0.9, 0.01);
  });

  it('is no lifetime ratio: a thousand old successes do not hide an outage', () => {
    const state = stateFrom(repeated(answer(), 1000), minuteMs);
    const ill = stateFrom(repeated(failure, 6), 0, state);
    assert.ok(read(ill).successRate < 0.8, String(read(ill).successRate));
  });
});

describe('health: status', () => {
  const check = (name: string, samples: readonly HealthSample[], status: HealthReading['status'], reason: RegExp) => {
    it(name, () => {
      const reading = read(stateFrom(samples));
      assert.equal(reading.status, status);
      assert.match(renderSentence(healthReason(reading)), reason);
    });
  };
  check('is unknown before the first result', [], 'unknown', /^Not used yet\.$/);
  check('is healthy after the first success', [answer()], 'healthy', /Answers well, in about \d+\.\d s\./);
  check('is degraded after the first failure', [failure], 'degraded', /Some recent requests failed/);
  check(
    'is degraded after a failure among few successes',
    [...repeated(answer(), 4), failure],
    'degraded',
    /Some recent/,
  );
  check('is healthy from .95 on', [failure, ...repeated(answer(), 10)], 'healthy', /Answers well/);
  check('is degraded below .95', [failure, ...repeated(answer(), 9)], 'degraded', /Some recent/);
  check('is healthy again after enough successes', [failure, ...repeated(answer(), 15)], 'healthy', /Answers well/);
  check(
    'is unhealthy at 3 failures in a row',
    [...repeated(answer(), 50), ...repeated(failure, 3)],
    'unhealthy',
    /3 requests in a row/,
  );
  check('is unhealthy when fewer than .8 succeed', repeated([failure, answer()], 5).flat(), 'unhealthy', /Many recent/);
  check('is degraded when it is slow', repeated(answer(9000), 9), 'degraded', /^Slow: about 1\d\.\d s/);

  it('stays healthy at desktop traffic without a failure, one request in ten minutes', () => {
    assert.equal(read(stateFrom(repeated(answer(), 5), 10 * minuteMs)).status, 'healthy');
  });

  it('goes back to unknown when an outage is long past', () => {
    const state = stateFrom(repeated(failure, 5));
    assert.equal(read(state, nowMs + minuteMs).status, 'unhealthy');
    const later = read(state, nowMs + 2 * hourMs);
    assert.equal(later.status, 'unknown');
    assert.match(renderSentence(healthReason(later)), /earlier results no longer count/);
  });

  it('follows the settings', () => {
    const config = configWith({ health: { unhealthyAfterFailures: 1 } });
    assert.equal(read(stateFrom([failure]), nowMs, config).status, 'unhealthy');
  });

  it('counts failures in a row and starts again at a success', () => {
    assert.equal(read(stateFrom([failure, failure])).failuresInRow, 2);
    assert.equal(read(stateFrom([failure, failure, answer()])).failuresInRow, 0);
  });
});

describe('health: a 429 is pressure', () => {
  it('raises the expected time, changes neither success rate nor failures in a row', () => {
    const before = stateFrom([...repeated(answer(), 5), failure]);
    const pressed = record(before, pressure);
    assert.ok(read(pressed).firstTokenMs > read(before).firstTokenMs);
    for (const field of ['successRate', 'longRunSuccessRate', 'failuresInRow', 'measured'] as const) {
      assert.equal(read(pressed)[field], read(before)[field]);
    }
  });

  it('alone never makes a model unhealthy', () => {
    assert.equal(read(stateFrom([answer(), ...repeated(pressure, 30)])).status, 'degraded');
    assert.equal(read(stateFrom(repeated(pressure, 30))).status, 'unknown');
  });
});

describe('health: state', () => {
  it('is plain JSON and is not changed in place', () => {
    const state = stateFrom([answer(), failure, pressure]);
    const text = JSON.stringify(state);
    assert.deepEqual(JSON.parse(text), state);
    record(state, failure);
    assert.equal(JSON.stringify(state), text);
  });

  it('always gives finite numbers and rates between 0 and 1', () => {
    const sampleArbitrary: fc.Arbitrary<HealthSample> = fc.oneof(
      fc.record({
        kind: fc.constant('success' as const),
        firstTokenMs: fc.integer({ min: -5, max: 1e6 }),
        totalMs: fc.integer({ min: -5, max: 1e6 }),
        outputTokens: fc.nat({ max: 5000 }),
      }),
      fc.record({ kind: fc.constantFrom('failure' as const, 'pressure' as const), penaltyMs: fc.nat() }),
    );
    const stepArbitrary = fc.tuple(sampleArbitrary, fc.integer({ min: -minuteMs, max: 30 * 24 * hourMs }));
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 30 }), (steps) => {
        let atMs = nowMs;
        let state = initialHealth();
        for (const [sample, gapMs] of steps) {
          atMs += gapMs;
          state = record(state, sample, atMs);
          const reading = read(state, atMs);
          for (const field of ['firstTokenMs', 'msPerToken', 'totalMs', 'peakMs'] as const) {
            assert.ok(Number.isFinite(reading[field]) && reading[field] >= 0, `${field} ${reading[field]}`);
          }
          for (const field of ['successRate', 'longRunSuccessRate'] as const) {
            assert.ok(reading[field] > 0 && reading[field] < 1);
          }
        }
      }),
    );
  });
});
