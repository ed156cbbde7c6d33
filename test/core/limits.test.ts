import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  concurrencyLimit,
  type LimitLesson,
  type LimitState,
  learnLimit,
  limitsSetBack,
  noLimits,
  rateUse,
} from '../../server/core/index.ts';
import { nowMs } from './support.ts';

const configured = 20;
const minuteMs = 60_000;

const refusal = (inFlight: number, sentAtMs = nowMs, headers: Record<string, string> = {}): LimitLesson => ({
  kind: 'refused',
  headers,
  inFlight,
  sentAtMs,
});

function learnt(lessons: readonly LimitLesson[], atMs = nowMs, from: LimitState = noLimits): LimitState {
  return lessons.reduce((state, lesson) => learnLimit(state, lesson, configured, atMs), from);
}

const limitOf = (state: LimitState, atMs = nowMs) => concurrencyLimit(state, configured, atMs);

describe('learnt limits: requests at the same time', () => {
  it('is what is configured as long as nothing was refused', () => {
    assert.equal(limitOf(noLimits), configured);
    assert.equal(limitOf(learnt([{ kind: 'success', inFlight: 15 }])), configured);
  });

  const decreases: [number, number][] = [
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 3],
    [10, 7],
    [20, 14],
    [100, 20],
  ];
  for (const [inFlight, limit] of decreases) {
    it(`a refusal with ${inFlight} in flight leaves ${limit}`, () =>
      assert.equal(limitOf(learnt([refusal(inFlight)])), limit));
  }

  it('all refusals of requests that were sent together are one', () => {
    const burst = [10, 9, 8, 7, 6].map((inFlight) => refusal(inFlight, nowMs - 500));
    assert.equal(limitOf(learnt(burst)), 7);
    const later = nowMs + 1000;
    assert.equal(limitOf(learnt([refusal(7, later)], later, learnt(burst)), later), 4);
  });

  it('one that is refused because its rate is used up says nothing about requests at the same time', () => {
    const headers = {
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '20s',
    };
    const state = learnt([refusal(4, nowMs, headers)]);
    assert.equal(limitOf(state), configured);
    assert.equal(state.windows.length, 1);
  });

  it('grows by one for each full round of successes at the limit', () => {
    let state = learnt([refusal(6)]);
    assert.equal(limitOf(state), 4);
    for (let index = 0; index < 4; index += 1) state = learnt([{ kind: 'success', inFlight: 4 }], nowMs, state);
    assert.equal(limitOf(state), 4, 'not before the round is full: a fifth was not there');
    state = learnt([{ kind: 'success', inFlight: 4 }], nowMs, state);
    assert.equal(limitOf(state), 5);
  });

  it('does not grow on successes far below the limit', () => {
    let state = learnt([refusal(15)]);
    for (let index = 0; index < 100; index += 1) state = learnt([{ kind: 'success', inFlight: 2 }], nowMs, state);
    assert.equal(limitOf(state), 10);
  });

  it('comes back with time, alone', () => {
    const state = learnt([refusal(2)]);
    const limitAfter = (minutes: number) => limitOf(state, nowMs + minutes * minuteMs);
    assert.equal(limitAfter(0), 1);
    assert.ok(limitAfter(12) > limitAfter(3));
    assert.ok(limitAfter(12) < configured / 2);
    assert.ok(limitAfter(120) >= configured - 1);
  });

  it('finds a limit that nobody tells: 5 places, tried again and again', () => {
    let state = noLimits;
    let refused = 0;
    const rounds = 60;
    for (let round = 0; round < rounds; round += 1) {
      const atMs = nowMs + round * 1000;
      const sent = concurrencyLimit(state, configured, atMs);
      for (let place = 0; place < sent; place += 1) {
        const lesson: LimitLesson =
          place < 5 ? { kind: 'success', inFlight: sent - place } : refusal(sent - place, atMs);
        if (lesson.kind === 'refused') refused += 1;
        state = learnLimit(state, lesson, configured, atMs + 1);
      }
    }
    const found = concurrencyLimit(state, configured, nowMs + rounds * 1000);
    assert.ok(found >= 3 && found <= 6, `limit ${found}`);
    assert.ok(refused < 40, `${refused} refused; without learning it would be ${rounds * 15}`);
  });

  it('is a whole number from 1 to what is configured, whatever happens, and plain JSON', () => {
    const lessons = fc.array(
      fc.oneof(
        fc.nat({ max: 200 }).map((inFlight): LimitLesson => ({ kind: 'success', inFlight })),
        fc
          .tuple(fc.nat({ max: 200 }), fc.integer({ min: -5000, max: 0 }))
          .map(([inFlight, ago]) => refusal(inFlight, nowMs + ago)),
        fc.tuple(fc.integer({ min: -2, max: 100 }), fc.integer({ min: -2, max: 100 })).map(
          ([limit, remaining]): LimitLesson => ({
            kind: 'headers',
            headers: {
              'x-ratelimit-limit-requests': String(limit),
              'x-ratelimit-remaining-requests': String(remaining),
            },
          }),
        ),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(lessons, fc.integer({ min: 1, max: 500 }), fc.nat({ max: 3_600_000 }), (given, most, laterMs) => {
        let state = noLimits;
        for (const lesson of given) state = learnLimit(state, lesson, most, nowMs);
        const limit = concurrencyLimit(state, most, nowMs + laterMs);
        assert.ok(Number.isInteger(limit) && limit >= 1 && limit <= most, String(limit));
        const use = rateUse(state, { requests: 1, tokens: 500 }, nowMs + laterMs);
        assert.ok(use === undefined || (use.share >= 0.05 && use.share < 1));
        const revived: LimitState = JSON.parse(JSON.stringify(state));
        assert.deepEqual(revived, state);
      }),
    );
  });
});

describe('learnt limits: rates', () => {
  const told = (remaining: number, kind = 'requests', reset = '30s') =>
    learnt([
      {
        kind: 'headers',
        headers: {
          [`x-ratelimit-limit-${kind}`]: '100',
          [`x-ratelimit-remaining-${kind}`]: String(remaining),
          [`x-ratelimit-reset-${kind}`]: reset,
        },
      },
    ]);
  const share = (state: LimitState, ahead = { requests: 0, tokens: 0 }, atMs = nowMs) =>
    rateUse(state, ahead, atMs)?.share ?? 1;

  const shares: [number, number][] = [
    [100, 1],
    [50, 1],
    [20, 1],
    [15, 0.75],
    [10, 0.5],
    [5, 0.25],
    [1, 0.05],
    [0, 0.05],
  ];
  for (const [remaining, expected] of shares) {
    it(`${100 - remaining} % used leaves ${expected} of the traffic`, () => {
      assert.ok(Math.abs(share(told(remaining)) - expected) < 1e-9, String(share(told(remaining))));
    });
  }

  it('is over at its reset', () => {
    const state = told(2);
    assert.ok(share(state, undefined, nowMs + 29_999) < 1);
    assert.equal(share(state, undefined, nowMs + 30_000), 1);
  });

  it('counts what is under way, of which no header tells yet', () => {
    assert.equal(share(told(30), { requests: 1, tokens: 0 }), 1);
    assert.ok(Math.abs(share(told(30), { requests: 20, tokens: 0 }) - 0.5) < 1e-9);
    assert.ok(Math.abs(share(told(30, 'input-tokens'), { requests: 0, tokens: 20 }) - 0.5) < 1e-9, 'tokens by tokens');
  });

  it('the rate that leaves least decides, and is named', () => {
    const both = learnt(
      [{ kind: 'headers', headers: { 'x-ratelimit-limit-tokens': '100', 'x-ratelimit-remaining-tokens': '4' } }],
      nowMs,
      told(10),
    );
    const use = rateUse(both, { requests: 0, tokens: 0 }, nowMs);
    assert.equal(use?.window.name, 'tokens');
    assert.ok(Math.abs((use?.used ?? 0) - 0.96) < 1e-9);
  });

  it('without a reset a minute passes', () => {
    const state = learnt([
      { kind: 'headers', headers: { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '0' } },
    ]);
    assert.ok(share(state, undefined, nowMs + minuteMs - 1) < 1);
    assert.equal(share(state, undefined, nowMs + minuteMs), 1);
  });

  it('of a limit of unknown size the most that was ever left is its size', () => {
    const only = (remaining: number): LimitLesson => ({
      kind: 'headers',
      headers: { 'x-ratelimit-remaining-requests': String(remaining) },
    });
    assert.ok(Math.abs(share(learnt([only(120), only(60), only(12)])) - 0.5) < 1e-9);
    assert.equal(share(learnt([only(12)])), 1);
  });

  it('a later answer counts instead of an earlier one', () => {
    const fresh = learnt(
      [{ kind: 'headers', headers: { 'x-ratelimit-limit-requests': '100', 'x-ratelimit-remaining-requests': '100' } }],
      nowMs,
      told(0),
    );
    assert.equal(share(fresh), 1);
  });

  it('a clock that is set back lengthens nothing', () => {
    const state = learnt([refusal(4)], nowMs, told(0));
    const byMs = 3_600_000;
    const moved = limitsSetBack(state, byMs);
    for (const laterMs of [0, 1000, 29_999, 30_000, 5 * minuteMs]) {
      assert.equal(limitOf(moved, nowMs - byMs + laterMs), limitOf(state, nowMs + laterMs));
      assert.equal(share(moved, undefined, nowMs - byMs + laterMs), share(state, undefined, nowMs + laterMs));
    }
  });
});
