import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Candidate, type PickInput, type RequestFacts, strategyById } from '../../server/core/index.ts';
import { defaultConfig, type StrategyId } from '../../server/protocol/index.ts';
import { candidateOf, candidatesOf, configWith, pickInputOf, randomOf, requestWith } from './support.ts';

type Change = Partial<PickInput>;

/** Picks again and again with repeatable chance; returns who was picked, in order. */
function picks(
  id: StrategyId,
  candidates: readonly Candidate[],
  count: number,
  change: Change = {},
  seed = 1,
): string[] {
  const strategy = strategyById(id);
  const random = randomOf(seed);
  let state = strategy.initial();
  return Array.from({ length: count }, () => {
    const draws = [random(), random(), random()] as const;
    const picked = strategy.pick(state, pickInputOf(candidates, { draws, ...change }));
    state = picked.state;
    return picked.modelId;
  });
}

function countOf(picked: readonly string[], modelId: string): number {
  return picked.filter((each) => each === modelId).length;
}

describe('roundRobin', () => {
  it('gives each of n unchanged candidates exactly k of k*n picks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (n, k) => {
        const ids = Array.from({ length: n }, (_, index) => `model-${index}`);
        const picked = picks('roundRobin', candidatesOf(...ids), k * n);
        for (const id of ids) assert.equal(countOf(picked, id), k);
      }),
    );
  });

  it('goes in the order of configuration', () => {
    assert.deepEqual(picks('roundRobin', candidatesOf('a', 'b', 'c'), 5), ['a', 'b', 'c', 'a', 'b']);
  });

  it('sends 6 requests over 3 healthy models 2, 2 and 2', () => {
    const picked = picks('roundRobin', candidatesOf('a', 'b', 'c'), 6);
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => countOf(picked, id)),
      [2, 2, 2],
    );
  });

  it('does not reset the rest when a candidate joins or leaves', () => {
    const strategy = strategyById('roundRobin');
    let state = strategy.initial();
    const next = (...ids: string[]) => {
      const picked = strategy.pick(state, pickInputOf(candidatesOf(...ids)));
      state = picked.state;
      return picked.modelId;
    };
    assert.deepEqual([next('a', 'b', 'c'), next('a', 'b', 'c')], ['a', 'b']);
    assert.equal(next('a', 'b', 'c', 'joined'), 'c');
    assert.equal(next('a', 'b', 'c', 'joined'), 'joined');
    assert.equal(next('b', 'c', 'joined'), 'b', 'a has left, its turn passes on');
    assert.equal(next('a', 'b', 'c', 'joined'), 'a', 'a is back and has waited longest');
    assert.equal(next('a', 'b', 'c', 'joined'), 'c');
  });

  it('lets a returning model lose turns in the share it has not regained', () => {
    const candidates = [candidateOf('returning', { ramp: 0.25 }), ...candidatesOf('b', 'c')];
    const share = countOf(picks('roundRobin', candidates, 6000), 'returning') / 6000;
    assert.ok(Math.abs(share - 0.25 / 3) < 0.025, String(share));
  });
});

describe('weightedRoundRobin', () => {
  it('follows the weights within 1 per cycle when health is equal', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 4 }), (given, cycles) => {
        const candidates = given.map((weight, index) => candidateOf(`model-${index}`, { weight: weight / 4 }));
        const cycle = given.reduce((sum, weight) => sum + weight, 0);
        const picked = picks('weightedRoundRobin', candidates, cycle * cycles);
        given.forEach((weight, index) => {
          assert.ok(Math.abs(countOf(picked, `model-${index}`) - weight * cycles) <= 1);
        });
      }),
    );
  });

  it('is smooth: the heavy model does not get all its picks in one go', () => {
    const candidates = [
      candidateOf('a', { weight: 1.25 }),
      ...['b', 'c'].map((id) => candidateOf(id, { weight: 0.25 })),
    ];
    assert.deepEqual(picks('weightedRoundRobin', candidates, 7), ['a', 'a', 'b', 'a', 'c', 'a', 'a']);
  });

  it('follows the configured weights without chance', () => {
    const candidates = [candidateOf('a', { weight: 2 }), candidateOf('b', { weight: 0.5 })];
    const [first, second] = [1, 2].map((seed) => picks('weightedRoundRobin', candidates, 50, {}, seed));
    assert.deepEqual(first, second);
    assert.equal(countOf(first ?? [], 'a'), 40);
  });

  const raised: [string, Partial<Candidate>][] = [
    ['recent success', { successRate: 0.475 }],
    ['speed', { firstTokenMs: 20_000 }],
    ['configured weight', { weight: 0.5 }],
    ['regained share', { ramp: 0.5 }],
  ];
  for (const [what, worse] of raised) {
    it(`gives less to a model with less ${what}`, () => {
      const picked = picks('weightedRoundRobin', [candidateOf('worse', worse), candidateOf('usual')], 100);
      assert.ok(countOf(picked, 'worse') < 40, String(countOf(picked, 'worse')));
      assert.ok(countOf(picked, 'worse') > 0);
    });
  }

  it('shares evenly when every effective weight is zero', () => {
    const candidates = ['a', 'b'].map((id) => candidateOf(id, { successRate: 0 }));
    assert.equal(countOf(picks('weightedRoundRobin', candidates, 10), 'a'), 5);
  });
});

describe('leastConnections', () => {
  it('never lets concurrency among equals be more than 1 apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 80 }), fc.integer(), (n, count, seed) => {
        const strategy = strategyById('leastConnections');
        const random = randomOf(seed);
        const inFlight = Array.from({ length: n }, () => 0);
        for (let index = 0; index < count; index += 1) {
          const candidates = inFlight.map((busy, each) => candidateOf(`model-${each}`, { inFlight: busy, limit: 20 }));
          const draws = [random(), random(), random()] as const;
          const { modelId } = strategy.pick(strategy.initial(), pickInputOf(candidates, { draws }));
          const chosen = candidates.findIndex((candidate) => candidate.modelId === modelId);
          inFlight[chosen] = (inFlight[chosen] ?? 0) + 1;
          assert.ok(Math.max(...inFlight) - Math.min(...inFlight) <= 1);
        }
      }),
    );
  });

  it('counts requests in flight against each limit', () => {
    const candidates = [
      candidateOf('small', { inFlight: 1, limit: 2 }),
      candidateOf('large', { inFlight: 9, limit: 40 }),
    ];
    assert.deepEqual(picks('leastConnections', candidates, 1), ['large']);
  });

  it('breaks ties at random', () => {
    const picked = picks('leastConnections', candidatesOf('a', 'b', 'c'), 3000);
    for (const id of ['a', 'b', 'c']) assert.ok(Math.abs(countOf(picked, id) - 1000) < 120);
  });
});

describe('responseTime', () => {
  for (const n of [2, 3, 9]) {
    it(`gives a 10x slow model among ${n} at most 5 %`, () => {
      const fast = Array.from({ length: n - 1 }, (_, index) => candidateOf(`fast-${index}`, { peakMs: 2000 }));
      const picked = picks('responseTime', [candidateOf('slow', { peakMs: 20_000 }), ...fast], 2000);
      assert.ok(countOf(picked, 'slow') <= 100, String(countOf(picked, 'slow')));
    });
  }

  it('counts requests in flight: a fast model with a queue is not fast', () => {
    const candidates = [candidateOf('busy', { peakMs: 1000, inFlight: 4 }), candidateOf('idle', { peakMs: 3000 })];
    assert.deepEqual(new Set(picks('responseTime', candidates, 50)), new Set(['idle']));
  });

  it('draws two different models, each pair with the same chance', () => {
    const candidates = ['a', 'b', 'c', 'd'].map((id, index) => candidateOf(id, { peakMs: 1000 * (index + 1) }));
    const picked = picks('responseTime', candidates, 6000);
    // Of the six pairs the fastest wins three, the next two, the third one, the slowest none.
    const expected = { a: 3000, b: 2000, c: 1000, d: 0 };
    for (const [id, count] of Object.entries(expected)) assert.ok(Math.abs(countOf(picked, id) - count) < 200, id);
  });
});

describe('random', () => {
  it('is uniform by the chi-square test', () => {
    const ids = Array.from({ length: 9 }, (_, index) => `model-${index}`);
    const picked = picks('random', candidatesOf(...ids), 9000);
    const chiSquare = ids.reduce((sum, id) => sum + (countOf(picked, id) - 1000) ** 2 / 1000, 0);
    // 8 degrees of freedom, p = .001.
    assert.ok(chiSquare < 26.12, String(chiSquare));
  });
});

describe('intelligent', () => {
  const pick = (candidates: readonly Candidate[], request: Partial<RequestFacts> = {}, firstDraw = 0.5) => {
    const strategy = strategyById('intelligent');
    const input = pickInputOf(candidates, { request: requestWith(request), draws: [firstDraw, 0.5, 0.5] });
    return strategy.pick(strategy.initial(), input).modelId;
  };

  it('picks the best score', () => {
    const candidates = [candidateOf('light', { weight: 0.5 }), candidateOf('heavy', { weight: 1.5 })];
    assert.equal(pick(candidates), 'heavy');
  });

  it('keeps the model of a document within the switch margin', () => {
    // 0.1 of weight is 1.5 points.
    const candidates = [candidateOf('better', { weight: 1.1 }), candidateOf('served', { weight: 1 })];
    assert.equal(pick(candidates), 'better');
    assert.equal(pick(candidates, { stickyModel: 'served' }), 'served');
  });

  it('leaves the model of a document for one that is better by more than the margin', () => {
    const candidates = [candidateOf('better', { weight: 1.4 }), candidateOf('served', { weight: 1 })];
    assert.equal(pick(candidates, { stickyModel: 'served' }), 'better');
  });

  it('ignores a sticky model that is no candidate', () => {
    assert.equal(pick(candidatesOf('a', 'b'), { stickyModel: 'gone' }), 'a');
  });

  it('spreads 100 requests at once by headroom instead of stampeding the best', () => {
    const candidates = Array.from({ length: 9 }, (_, index) =>
      candidateOf(`model-${index}`, { weight: 1 - index * 0.03, limit: 20 }),
    );
    const inFlight = new Map<string, number>();
    for (let index = 0; index < 100; index += 1) {
      const loaded = candidates.map((each) => ({ ...each, inFlight: inFlight.get(each.modelId) ?? 0 }));
      const modelId = pick(loaded);
      inFlight.set(modelId, (inFlight.get(modelId) ?? 0) + 1);
    }
    assert.equal(inFlight.size, 9);
    assert.ok(Math.max(...inFlight.values()) <= 15, JSON.stringify([...inFlight]));
  });

  it('tries a model whose circuit may close in a share of requests, although its score is low', () => {
    const back = candidateOf('back', {
      weight: 1.5,
      status: 'unhealthy',
      breaker: { kind: 'open', untilMs: 0, class: 'overload', trips: 1 },
      ramp: 1 / 6,
    });
    assert.equal(pick([back, candidateOf('steady')], {}, 0.1), 'back');
    assert.equal(pick([back, candidateOf('steady')], {}, 0.2), 'steady');
  });

  it('follows changed points', () => {
    const cheap = candidateOf('cheap', { weight: 0.2, estimatedCostNanoUsd: 0 });
    const dear = candidateOf('dear', { weight: 2, estimatedCostNanoUsd: 90_000_000 });
    const input = pickInputOf([dear, cheap], { config: configWith({ score: { cost: 100, weight: 0 } }) });
    const strategy = strategyById('intelligent');
    assert.equal(strategy.pick(strategy.initial(), input).modelId, 'cheap');
    assert.equal(strategy.pick(strategy.initial(), { ...input, config: defaultConfig }).modelId, 'dear');
  });
});
