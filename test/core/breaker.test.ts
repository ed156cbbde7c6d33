import assert from 'node:assert/strict';
import {
  type BreakerResult,
  type BreakerState,
  breakerAcquire,
  breakerAdmits,
  breakerAfterRestart,
  breakerSettle,
  circuitView,
  closedBreaker,
  consequences,
  isolateByPerson,
  rampShare,
  reinstate,
} from '../../server/core/index.ts';
import { defaultConfig, type FailureClass, failureClasses } from '../../server/protocol/index.ts';
import { configWith, nowMs } from './support.ts';

const failed = (failureClass: FailureClass, retryAfterMs?: number): BreakerResult =>
  retryAfterMs === undefined
    ? { kind: 'failed', class: failureClass }
    : { kind: 'failed', class: failureClass, retryAfterMs };
const success: BreakerResult = { kind: 'success' };
const ignored: BreakerResult = { kind: 'ignored' };
const pressure: BreakerResult = { kind: 'pressure' };

/** One attempt from acquire to settle. With draw 1 the jitter is at its longest. */
function run(state: BreakerState, result: BreakerResult, atMs = nowMs, draw = 1, attemptId = 'attempt'): BreakerState {
  const context = { nowMs: atMs, draw, config: defaultConfig };
  return breakerSettle(breakerAcquire(state, attemptId, atMs), attemptId, result, context);
}

function settle(state: BreakerState, attemptId: string, result: BreakerResult, atMs = nowMs): BreakerState {
  return breakerSettle(state, attemptId, result, { nowMs: atMs, draw: 1, config: defaultConfig });
}

const open = (untilMs: number, trips = 1, failureClass: FailureClass = 'overload'): BreakerState => ({
  kind: 'open',
  untilMs,
  class: failureClass,
  trips,
});

function untilOf(state: BreakerState): number {
  assert.equal(state.kind, 'open');
  return state.kind === 'open' ? state.untilMs : Number.NaN;
}

describe('breaker: opening', () => {
  it('opens at 2 consecutive failures', () => {
    const once = run(closedBreaker, failed('overload'));
    assert.deepEqual(once, { kind: 'closed', failuresInRow: 1, rampPicksLeft: 0, trips: 0 });
    assert.deepEqual(run(once, failed('network')), open(nowMs + 5000, 1, 'network'));
  });

  it('starts counting again after a success', () => {
    const state = [failed('overload'), success, failed('overload')].reduce(
      (each, result) => run(each, result),
      closedBreaker,
    );
    assert.equal(state.kind, 'closed');
  });

  for (const failureClass of ['overload', 'network', 'timeout', 'stall', 'truncated', 'empty'] as const) {
    it(`counts ${failureClass}`, () => {
      assert.equal(run(run(closedBreaker, failed(failureClass)), failed(failureClass)).kind, 'open');
    });
  }

  for (const failureClass of ['auth', 'geo', 'modelMissing'] as const) {
    it(`isolates at once for ${failureClass}, until the configuration changes`, () => {
      const state = run(closedBreaker, failed(failureClass));
      assert.deepEqual(state, { kind: 'isolated', by: 'configuration', class: failureClass });
      assert.equal(breakerAdmits(state, nowMs + 1e12), 'no');
      assert.deepEqual(reinstate(state), closedBreaker);
    });
  }

  it('opens at once for an empty balance, for 1 hour', () => {
    assert.deepEqual(run(closedBreaker, failed('billing')), open(nowMs + 3_600_000, 1, 'billing'));
  });

  it('opens at once for a used-up daily quota, until the reset when it is known', () => {
    assert.equal(untilOf(run(closedBreaker, failed('dailyQuota'))), nowMs + 3_600_000);
    assert.equal(untilOf(run(closedBreaker, failed('dailyQuota', 40_000_000))), nowMs + 40_000_000);
  });

  it('never opens for a 429, however many come', () => {
    let state = run(closedBreaker, failed('overload'));
    for (let index = 0; index < 50; index += 1) state = run(run(state, pressure), failed('rateLimit', 60_000));
    assert.deepEqual(state, { kind: 'closed', failuresInRow: 1, rampPicksLeft: 0, trips: 0 });
  });

  it('does not change for ignored outcomes, however many come', () => {
    const before = run(closedBreaker, failed('overload'));
    for (const failureClass of failureClasses.filter((each) => consequences[each].outcome === 'ignored')) {
      assert.deepEqual(run(run(before, ignored), failed(failureClass)), before);
    }
  });
});

describe('breaker: cool-down', () => {
  const openedAfter = (trips: number, draw: number, retryAfterMs?: number) =>
    untilOf(
      run({ kind: 'closed', failuresInRow: 1, rampPicksLeft: 0, trips }, failed('overload', retryAfterMs), nowMs, draw),
    ) - nowMs;
  const lengths: [number, number, number][] = [
    [0, 0, 2500],
    [0, 1, 5000],
    [1, 0, 5000],
    [1, 1, 10_000],
    [3, 0.5, 30_000],
    [6, 1, 300_000],
    [40, 1, 300_000],
    [4000, 0, 150_000],
  ];
  for (const [trips, draw, expected] of lengths) {
    it(`is ${expected} ms after ${trips} openings with a draw of ${draw}: equal jitter 5 s * 2^n, cap 300 s`, () => {
      assert.equal(openedAfter(trips, draw), expected);
    });
  }

  it('is at least the Retry-After', () => {
    assert.equal(openedAfter(0, 0.5, 77_000), 77_000);
    assert.equal(openedAfter(0, 1, 1000), 5000);
  });

  it('caps an absurd Retry-After', () => {
    assert.equal(openedAfter(0, 0.5, 1e15), 86_400_000);
  });

  it('grows with each failed trial', () => {
    let state = open(nowMs);
    const lengthsMs: number[] = [];
    let atMs = nowMs;
    for (let index = 0; index < 4; index += 1) {
      state = run(state, failed('overload'), atMs);
      lengthsMs.push(untilOf(state) - atMs);
      atMs = untilOf(state);
    }
    assert.deepEqual(lengthsMs, [10_000, 20_000, 40_000, 80_000]);
  });
});

describe('breaker: half-open', () => {
  it('admits nobody before the end of the pause, and one probe after it', () => {
    const state = open(nowMs + 10);
    assert.equal(breakerAdmits(state, nowMs + 9), 'no');
    assert.equal(breakerAdmits(state, nowMs + 10), 'probe');
  });

  it('lets exactly one attempt through', () => {
    const state = breakerAcquire(open(nowMs), 'probe', nowMs);
    assert.equal(state.kind, 'halfOpen');
    assert.equal(breakerAdmits(state, nowMs + 1e9), 'no');
    assert.equal(breakerAcquire(state, 'second', nowMs), state);
  });

  it('closes by a success and ramps the share up over 5 picks', () => {
    let state = run(open(nowMs), success);
    const shares: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      shares.push(Math.round(rampShare(state, defaultConfig) * 6));
      state = breakerAcquire(state, 'next', nowMs);
    }
    assert.deepEqual(shares, [1, 2, 3, 4, 5, 6, 6]);
  });

  it('gives a probe the smallest share, and a model without an outage all of it', () => {
    assert.equal(rampShare(open(nowMs), defaultConfig), 1 / 6);
    assert.equal(rampShare(closedBreaker, defaultConfig), 1);
    assert.equal(rampShare(open(nowMs), configWith({ breaker: { slowStartPicks: 0 } })), 1);
  });

  it('forgets its openings only after a success with the full share', () => {
    let state = run(open(nowMs, 3), success);
    for (let index = 0; index < 4; index += 1) state = run(state, success);
    assert.deepEqual(state, { kind: 'closed', failuresInRow: 0, rampPicksLeft: 1, trips: 3 });
    assert.deepEqual(run(run(state, success), success), closedBreaker);
  });

  for (const result of [ignored, pressure]) {
    it(`lets another attempt probe at once when this one ends as ${result.kind}`, () => {
      const state = run(open(nowMs), result);
      assert.deepEqual(state, open(nowMs));
      assert.equal(breakerAdmits(state, nowMs), 'probe');
    });
  }

  it('lets another attempt probe after a restart, which the running one did not survive', () => {
    const halfOpen = breakerAcquire(open(nowMs - 5), 'lost', nowMs);
    assert.equal(breakerAdmits(breakerAfterRestart(halfOpen, nowMs), nowMs), 'probe');
    for (const state of [closedBreaker, open(nowMs + 5), isolateByPerson(closedBreaker)]) {
      assert.deepEqual(breakerAfterRestart(state, nowMs), state);
    }
  });
});

describe('breaker: late results of older attempts', () => {
  it('a late success does not close an open or half-open circuit', () => {
    const half = breakerAcquire(open(nowMs), 'probe', nowMs);
    assert.equal(settle(half, 'older', success), half);
    const state = open(nowMs + 100);
    assert.equal(settle(state, 'older', success), state);
  });

  it('late failures neither reopen the trial of another nor lengthen a pause by counting', () => {
    const half = breakerAcquire(open(nowMs), 'probe', nowMs);
    assert.equal(settle(half, 'older', failed('network')), half);
    let state = open(nowMs + 100);
    for (let index = 0; index < 99; index += 1) state = settle(state, `older-${index}`, failed('network'));
    assert.deepEqual(state, open(nowMs + 100));
  });

  it('a late failure with a longer Retry-After lengthens the pause', () => {
    assert.equal(untilOf(settle(open(nowMs + 100), 'older', failed('overload', 9000))), nowMs + 9000);
    assert.equal(untilOf(settle(open(nowMs + 99_999), 'older', failed('overload', 9000))), nowMs + 99_999);
  });

  it('a late refusal of the key still isolates, a late empty balance still cools', () => {
    assert.equal(settle(open(nowMs + 100), 'older', failed('auth')).kind, 'isolated');
    assert.equal(untilOf(settle(open(nowMs + 100), 'older', failed('billing'))), nowMs + 3_600_000);
  });

  it('a late failure does not shorten a pause', () => {
    const billing = open(nowMs + 80_000_000, 1, 'billing');
    assert.equal(untilOf(settle(billing, 'older', failed('dailyQuota'))), nowMs + 80_000_000);
  });
});

describe('breaker: an attempt let through before the end of the pause (panic, pinned)', () => {
  const waiting = open(nowMs + 60_000, 2);

  it('closes the circuit when it succeeds', () => {
    assert.equal(run(waiting, success).kind, 'closed');
  });

  it('keeps the pause when it is ignored or rate-limited', () => {
    assert.deepEqual(run(waiting, ignored), waiting);
    assert.deepEqual(run(waiting, pressure), waiting);
  });

  it('does not shorten the pause when it fails', () => {
    assert.equal(untilOf(run(waiting, failed('overload'), nowMs, 0)), nowMs + 60_000);
  });
});

describe('breaker: isolated by a person', () => {
  it('stays so whatever attempts that still run bring, and ends by the person', () => {
    const state = isolateByPerson(open(nowMs));
    for (const result of [success, ignored, pressure, failed('overload'), failed('auth')])
      assert.equal(run(state, result), state);
    assert.equal(breakerAdmits(state, nowMs), 'no');
    assert.deepEqual(reinstate(state), closedBreaker);
  });

  it('letting back changes nothing for a model that was not taken out', () => {
    const state = open(nowMs + 5);
    assert.equal(reinstate(state), state);
  });
});

describe('breaker: view', () => {
  it('shows each state', () => {
    assert.deepEqual(circuitView(closedBreaker), { state: 'closed' });
    assert.deepEqual(circuitView(open(7)), { state: 'open', untilMs: 7, class: 'overload' });
    assert.deepEqual(circuitView(breakerAcquire(open(7), 'probe', 8)), { state: 'halfOpen' });
    assert.deepEqual(circuitView(isolateByPerson(closedBreaker)), { state: 'isolated', by: 'person' });
    assert.deepEqual(circuitView(run(closedBreaker, failed('geo'))), {
      state: 'isolated',
      by: 'configuration',
      class: 'geo',
    });
  });
});
