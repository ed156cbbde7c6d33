import assert from 'node:assert/strict';
import { type BreakerState, breakerAfterProbe, closedBreaker, probeVerdict } from '../../server/core/index.ts';
import { type FailureClass, failureClasses } from '../../server/protocol/index.ts';
import { nowMs } from './support.ts';

describe('a failed connection check of a model that nobody uses', () => {
  const verdict = (
    failureClass: FailureClass,
    changes: { status?: number; local?: boolean; hasAnswered?: boolean } = {},
  ) =>
    probeVerdict(
      { class: failureClass, ...(changes.status === undefined ? {} : { status: changes.status }) },
      { local: changes.local ?? false, hasAnswered: changes.hasAnswered ?? false },
    );

  const table: readonly [string, FailureClass, Parameters<typeof verdict>[1], ReturnType<typeof verdict>][] = [
    ["a probe's own 400 is not ill health", 'callerFault', { status: 400 }, 'nothing'],
    ['a check that was cancelled says nothing', 'cancelled', {}, 'nothing'],
    ['a 429 to a check is no illness', 'rateLimit', { status: 429 }, 'nothing'],
    ['a key that may not list models may still write', 'auth', { status: 403 }, 'nothing'],
    ['a refused key sets aside who never answered', 'auth', { status: 401 }, 'aside'],
    ['a refused key of a model that has answered is shown', 'auth', { status: 401, hasAnswered: true }, 'shown'],
    ['a refused region sets aside', 'geo', { status: 403 }, 'aside'],
    ['a missing model sets aside', 'modelMissing', { status: 404 }, 'aside'],
    ['an empty balance is shown', 'billing', { status: 402 }, 'shown'],
    ['no connection is shown', 'network', {}, 'shown'],
    ['an overloaded vendor is shown', 'overload', { status: 503 }, 'shown'],
    ['a vendor that does not answer is shown', 'timeout', {}, 'shown'],
    ["a local model's cold load is not ill health", 'timeout', { local: true }, 'nothing'],
    ['a local server that is busy is not ill', 'overload', { local: true, status: 503 }, 'nothing'],
    ['a local server that is gone is shown', 'network', { local: true }, 'shown'],
  ];
  for (const [title, failureClass, changes, expected] of table) {
    it(title, () => assert.equal(verdict(failureClass, changes), expected));
  }

  it('sets nobody aside for what passes by itself, and nobody who has answered', () => {
    for (const failureClass of failureClasses) {
      assert.notEqual(verdict(failureClass, { hasAnswered: true }), 'aside');
      if (!['auth', 'geo', 'modelMissing'].includes(failureClass)) assert.notEqual(verdict(failureClass), 'aside');
    }
  });
});

describe('a good connection check', () => {
  const open = (failureClass: FailureClass): BreakerState => ({
    kind: 'open',
    untilMs: nowMs + 60_000,
    class: failureClass,
    trips: 2,
  });
  const aside = (failureClass: FailureClass): BreakerState => ({
    kind: 'isolated',
    by: 'configuration',
    class: failureClass,
  });

  it('never closes a circuit: real work decides', () => {
    const states: BreakerState[] = [
      ...failureClasses.flatMap((failureClass) => [open(failureClass), aside(failureClass)]),
      { kind: 'halfOpen', attemptId: 'a', class: 'network', trips: 1 },
      { kind: 'isolated', by: 'person' },
    ];
    for (const state of states) {
      for (const isListed of [true, false]) assert.notEqual(breakerAfterProbe(state, nowMs, isListed).kind, 'closed');
    }
    assert.equal(breakerAfterProbe(closedBreaker, nowMs, true), closedBreaker);
  });

  it('ends the pause of a model that could not be reached, and of no other', () => {
    for (const failureClass of failureClasses) {
      const before = open(failureClass);
      const after = breakerAfterProbe(before, nowMs, true);
      if (failureClass === 'network') assert.deepEqual(after, { ...before, untilMs: nowMs });
      else assert.equal(after, before);
    }
    const ended: BreakerState = { kind: 'open', untilMs: nowMs - 1, class: 'network', trips: 1 };
    assert.equal(breakerAfterProbe(ended, nowMs, true), ended);
  });

  it('lets one request try a model whose key, region or name was refused; a name only when it is listed', () => {
    for (const failureClass of ['auth', 'geo'] as const) {
      const tryNow = { kind: 'open', untilMs: nowMs, class: failureClass, trips: 0 };
      assert.deepEqual(breakerAfterProbe(aside(failureClass), nowMs, false), tryNow);
    }
    const missing = aside('modelMissing');
    assert.equal(breakerAfterProbe(missing, nowMs, false), missing);
    assert.equal(breakerAfterProbe(missing, nowMs, true).kind, 'open');
  });

  it('does not bring back whom a person has set aside', () => {
    const state: BreakerState = { kind: 'isolated', by: 'person' };
    assert.equal(breakerAfterProbe(state, nowMs, true), state);
  });
});
