import assert from 'node:assert/strict';
import {
  type AttemptReport,
  applyEvent,
  type Event,
  type EventDraft,
  maxLatencySamples,
  maxListedRequests,
  type Snapshot,
} from '../../server/protocol/index.ts';
import { emptySnapshot } from '../engine/empty-snapshot.ts';

const fold = (drafts: readonly EventDraft[]): Snapshot =>
  drafts.reduce<Snapshot>((state, draft, index) => {
    const event: Event = { ...draft, sequence: index + 1, atMs: 1000 + index };
    return applyEvent(state, event);
  }, emptySnapshot);

const start = (requestId: string): EventDraft => ({ type: 'request-start', requestId, task: 'script' });
const attempt = (requestId: string, attemptId: string, modelId = 'a'): EventDraft => ({
  type: 'attempt-start',
  requestId,
  attemptId,
  modelId,
  number: 1,
  role: 'first',
});
const report = (attemptId: string, model = 'a', changes: Partial<AttemptReport> = {}): AttemptReport => ({
  attemptId,
  model,
  role: 'first',
  outcome: 'success',
  class: null,
  message: null,
  status: null,
  startedMs: 0,
  firstTokenMs: 100,
  totalMs: 900,
  switchMs: null,
  usage: null,
  costNanoUsd: 0,
  simulated: false,
  ...changes,
});
const end = (requestId: string, ...given: Parameters<typeof report>): EventDraft => ({
  type: 'attempt-end',
  requestId,
  report: report(...given),
});

const request = (state: Snapshot, requestId: string) => {
  const found = state.requests.find((each) => each.requestId === requestId);
  assert.ok(found);
  return found;
};

describe('attempts that run', () => {
  const twins = [start('r'), attempt('r', '1', 'a'), attempt('r', '2', 'b')];

  it('are all listed, in the order of their start', () => {
    assert.deepEqual(request(fold(twins), 'r').activeAttempts, [
      { attemptId: '1', modelId: 'a', number: 1, role: 'first', startedAtMs: 1001, firstTokenMs: null },
      { attemptId: '2', modelId: 'b', number: 1, role: 'first', startedAtMs: 1002, firstTokenMs: null },
    ]);
  });

  it('get their first-token time, each its own', () => {
    const state = fold([
      ...twins,
      { type: 'attempt-first-token', requestId: 'r', attemptId: '2', modelId: 'b', firstTokenMs: 70 },
    ]);
    assert.deepEqual(
      request(state, 'r').activeAttempts.map(({ firstTokenMs }) => firstTokenMs),
      [null, 70],
    );
  });

  it('leave the list when they end and stand among the reports; the other one goes on', () => {
    const state = request(fold([...twins, end('r', '1')]), 'r');
    assert.deepEqual(
      state.activeAttempts.map(({ attemptId }) => attemptId),
      ['2'],
    );
    assert.deepEqual(
      state.attempts.map(({ attemptId }) => attemptId),
      ['1'],
    );
  });

  it('none is left when the request is over', () => {
    const over: EventDraft = { type: 'request-end', requestId: 'r', result: 'failed', errorCode: null, costNanoUsd: 0 };
    assert.deepEqual(request(fold([...twins, over]), 'r').activeAttempts, []);
  });
});

describe('the history of a model', () => {
  it('keeps the last attempts, oldest first, and begins with the first of them', () => {
    const count = maxLatencySamples + 5;
    const state = fold([
      start('r'),
      ...Array.from({ length: count }, (_, index) => end('r', String(index), 'a', { totalMs: index })),
    ]);
    assert.deepEqual(Object.keys(state.history), ['a']);
    assert.deepEqual(
      state.history.a?.map(({ totalMs }) => totalMs),
      Array.from({ length: maxLatencySamples }, (_, index) => index + 5),
    );
  });

  it('holds what sparklines need of each attempt, failures included', () => {
    const state = fold([
      start('r'),
      end('r', '1', 'a', { outcome: 'failed', firstTokenMs: null, totalMs: 5 }),
      end('r', '2', 'b', { totalMs: 7 }),
    ]);
    assert.deepEqual(state.history, {
      a: [{ endedAtMs: 1001, firstTokenMs: null, totalMs: 5, outcome: 'failed' }],
      b: [{ endedAtMs: 1002, firstTokenMs: 100, totalMs: 7, outcome: 'success' }],
    });
  });

  it('goes on for requests that are no longer listed', () => {
    const many = Array.from({ length: maxListedRequests + 1 }, (_, index) => start(`r${index}`));
    const state = fold([...many, end('r0', '1')]);
    assert.equal(state.requests.length, maxListedRequests);
    assert.ok(!state.requests.some(({ requestId }) => requestId === 'r0'));
    assert.equal(state.history.a?.length, 1);
    assert.equal(state.totals.attempts, 1);
  });
});
