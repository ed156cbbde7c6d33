import assert from 'node:assert/strict';
import fc from 'fast-check';
import { attemptEnding, seamCount } from '../../server/protocol/attempt-ending.ts';
import type { ActiveAttempt, AttemptReport } from '../../server/protocol/index.ts';
import { sampleAttempt, sampleRequest } from './state-samples.ts';

const stopped = { outcome: 'ignored', class: 'cancelled', firstTokenMs: null } as const;
const slow = sampleAttempt('slow', { ...stopped, totalMs: 1500 });
const quick = sampleAttempt('quick', { role: 'hedge', startedMs: 900, firstTokenMs: 590, totalMs: 2000 });
const requestOf = (attempts: AttemptReport[], activeAttempts: ActiveAttempt[] = []) =>
  sampleRequest('r', { attempts, activeAttempts });
const running = (change: Partial<ActiveAttempt>): ActiveAttempt => ({
  attemptId: 'running',
  modelId: 'quick',
  number: 2,
  role: 'hedge',
  startedAtMs: sampleRequest('r').startedAtMs + 900,
  firstTokenMs: null,
  ...change,
});

describe('how an attempt ended', () => {
  it('is "outpaced" when another one, asked at the same time, began first, whoever of them was asked first', () => {
    assert.equal(attemptEnding(slow, requestOf([slow, quick])), 'outpaced');
    const second = sampleAttempt('second', { ...stopped, role: 'hedge', startedMs: 900, totalMs: 400 });
    const first = sampleAttempt('first', { firstTokenMs: 1250, totalMs: 4000 });
    assert.equal(attemptEnding(second, requestOf([second, first])), 'outpaced');
    assert.equal(attemptEnding(slow, requestOf([slow], [running({ firstTokenMs: 590 })])), 'outpaced');
  });

  it('is "cancelled" when a person had enough, also while two were silent', () => {
    assert.equal(attemptEnding(slow, requestOf([slow])), 'cancelled');
    const silent = { ...quick, ...stopped, totalMs: 600 };
    assert.equal(attemptEnding(slow, requestOf([slow, silent])), 'cancelled');
    assert.equal(attemptEnding(slow, requestOf([slow], [running({})])), 'cancelled');
  });

  it('is "notContinued" when the text did not fit and somebody else went on', () => {
    const unfit = sampleAttempt('unfit', {
      ...stopped,
      role: 'resume',
      startedMs: 1000,
      firstTokenMs: 300,
      totalMs: 500,
    });
    const next = sampleAttempt('next', { role: 'resume', startedMs: 1502 });
    const request = requestOf([unfit, next]);
    assert.equal(attemptEnding(unfit, request), 'notContinued');
    assert.equal(seamCount(request), 1, 'only the one that went on makes a seam');
  });

  it('is never a failure that it was not, nor hides one', () => {
    const report = fc.record({
      role: fc.constantFrom('first', 'retry', 'failover', 'hedge', 'resume'),
      outcome: fc.constantFrom('success', 'failed', 'ignored'),
      class: fc.constantFrom(null, 'cancelled', 'overload', 'callerFault'),
      startedMs: fc.nat(3000),
      firstTokenMs: fc.option(fc.nat(2000)),
      totalMs: fc.nat(3000),
    });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 5 }), (reports) => {
        const attempts = reports.map((each, index) =>
          sampleAttempt('m', { ...each, attemptId: `a${index}` } as Partial<AttemptReport>),
        );
        const request = requestOf(attempts);
        for (const attempt of attempts) {
          const ending = attemptEnding(attempt, request);
          assert.equal(ending === 'failed', attempt.outcome === 'failed');
          assert.equal(ending === 'success', attempt.outcome === 'success');
        }
        assert.ok(seamCount(request) <= attempts.filter(({ role }) => role === 'resume').length);
      }),
    );
  });
});

describe('the seams of a text', () => {
  it('are counted where somebody went on, also when a second model had to be asked for it', () => {
    const broken = sampleAttempt('a', { outcome: 'failed', class: 'truncated' });
    assert.equal(seamCount(requestOf([sampleAttempt('a')])), 0);
    assert.equal(seamCount(requestOf([broken, sampleAttempt('b', { role: 'resume', startedMs: 2003 })])), 1);
    const late = sampleAttempt('b', { ...stopped, role: 'resume', startedMs: 2000, totalMs: 1500 });
    const hedge = sampleAttempt('c', { role: 'hedge', startedMs: 2900, firstTokenMs: 590, totalMs: 2000 });
    assert.equal(seamCount(requestOf([broken, late, hedge])), 1);
    const silent = sampleAttempt('b', { role: 'resume', outcome: 'failed', class: 'timeout', firstTokenMs: null });
    assert.equal(seamCount(requestOf([broken, silent])), 0);
    assert.equal(seamCount(requestOf([broken], [running({ role: 'resume', firstTokenMs: 100 })])), 1);
  });
});
