import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Candidate, scoreCandidates } from '../../server/core/index.ts';
import { type Config, defaultConfig, type FactorId, renderSentence } from '../../server/protocol/index.ts';
import { candidateArbitrary, candidateOf, candidatesArbitrary, configWith, nowMs, requestWith } from './support.ts';

const scores = (candidates: readonly Candidate[], config: Config = defaultConfig) =>
  scoreCandidates(candidates, requestWith(), config, nowMs);

function scoreOf(candidate: Candidate, config: Config = defaultConfig): number {
  return scores([candidate], config)[0]?.score ?? Number.NaN;
}

function factorValue(factor: FactorId, changes: Partial<Candidate>, others: readonly Candidate[] = []): number {
  const [scored] = scores([candidateOf('one', changes), ...others]);
  return scored?.factors.find((each) => each.factor === factor)?.value ?? Number.NaN;
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe('score', () => {
  it('is the mean of the factors by their points 30 / 25 / 20 / 15 / 10, of 100', () => {
    const scored = scores([
      candidateOf('one', {
        weight: 1,
        status: 'healthy',
        firstTokenMs: 1000,
        msPerToken: 20,
        longRunSuccessRate: 0.8,
        estimatedCostNanoUsd: 5_000_000,
      }),
    ]);
    assert.deepEqual(
      scored[0]?.factors.map(({ factor, value, points }) => [factor, value, points]),
      [
        ['weight', 0.5, 30],
        ['health', 1, 25],
        ['performance', 0.5, 20],
        ['reliability', 0.8, 15],
        ['cost', 0.5, 10],
      ],
    );
    near(scored[0]?.score ?? 0, 15 + 25 + 10 + 12 + 5);
    assert.equal(scored[0]?.predictedMs, 5000);
  });

  it('divides by the sum of the points, so that other points still give 0 to 100', () => {
    near(
      scoreOf(
        candidateOf('one', { weight: 2 }),
        configWith({ score: { weight: 7, health: 0, performance: 0, reliability: 0, cost: 0 } }),
      ),
      100,
    );
  });

  it('lets headroom alone decide when all points are zero', () => {
    const none = configWith({ score: { weight: 0, health: 0, performance: 0, reliability: 0, cost: 0 } });
    near(scoreOf(candidateOf('one', { inFlight: 5, limit: 10 }), none), 50);
  });

  it('is multiplied by headroom: 1 - in-flight / limit', () => {
    near(scoreOf(candidateOf('one', { inFlight: 8, limit: 10 })), scoreOf(candidateOf('one')) * 0.2);
  });

  it('is multiplied by the share a returning model has regained', () => {
    near(scoreOf(candidateOf('one', { ramp: 0.5 })), scoreOf(candidateOf('one')) * 0.5);
  });

  it('keeps the order of configuration', () => {
    const ids = ['z', 'a', 'm'];
    assert.deepEqual(
      scores(ids.map((id, index) => candidateOf(id, { weight: index }))).map(({ modelId }) => modelId),
      ids,
    );
  });

  it('is always between 0 and 100', () => {
    fc.assert(
      fc.property(candidatesArbitrary, (candidates) => {
        for (const { score } of scores(candidates)) assert.ok(score >= 0 && score <= 100);
      }),
    );
  });

  it('does not change for the others when an awful candidate comes: no min-max', () => {
    const awful = candidateOf('awful', {
      weight: 0.01,
      status: 'unhealthy',
      firstTokenMs: 600_000,
      msPerToken: 10_000,
      longRunSuccessRate: 0.001,
      estimatedCostNanoUsd: 1_000_000_000,
    });
    fc.assert(
      fc.property(candidatesArbitrary, (candidates) => {
        const known = candidates.filter(({ estimatedCostNanoUsd }) => estimatedCostNanoUsd !== null);
        assert.deepEqual(scores([...known, awful]).slice(0, -1), scores(known));
      }),
    );
  });

  it('is the mean of the factors times headroom, and the remarks say what lowers it', () => {
    const window = { name: 'input-tokens', limit: 1000, remaining: 100, resetAtMs: nowMs + 12_300 };
    const lowered = candidateOf('one', {
      inFlight: 3,
      limit: 4,
      configuredLimit: 20,
      rate: { share: 0.5, window, used: 0.9 },
      breaker: { kind: 'closed', failuresInRow: 0, rampPicksLeft: 3, trips: 1 },
      ramp: 0.5,
    });
    const [scored] = scores([lowered]);
    const [plain] = scores([candidateOf('one')]);
    near(scored?.headroom ?? 0, 0.25 * 0.5);
    near(scored?.score ?? 0, (plain?.score ?? 0) * 0.25 * 0.5 * 0.5);
    assert.deepEqual(
      scored?.remarks?.map((remark) => renderSentence(remark)),
      [
        'Its vendor refused more at once: at most 4 at the same time for now, instead of 20.',
        '3 of its 4 places for requests at the same time are taken.',
        'Spared for 13 s: 90 % of the tokens that its vendor allows at the moment are used up.',
        'Coming back after failures: it takes part in 50 % of the choices.',
      ],
    );
    assert.deepEqual(plain?.remarks, []);
  });

  describe('is monotone in every factor', () => {
    const better: [string, (candidate: Candidate) => Candidate][] = [
      ['weight', (candidate) => ({ ...candidate, weight: Math.min(2, candidate.weight + 0.3) })],
      ['health', (candidate) => ({ ...candidate, status: 'healthy' })],
      ['first-token time', (candidate) => ({ ...candidate, firstTokenMs: candidate.firstTokenMs / 2 })],
      ['time per token', (candidate) => ({ ...candidate, msPerToken: candidate.msPerToken / 2 })],
      [
        'reliability',
        (candidate) => ({ ...candidate, longRunSuccessRate: Math.min(1, candidate.longRunSuccessRate + 0.1) }),
      ],
      [
        'cost',
        (candidate) => ({
          ...candidate,
          estimatedCostNanoUsd: Math.floor((candidate.estimatedCostNanoUsd ?? 5e6) / 2),
        }),
      ],
      ['rate', ({ rate: _, ...candidate }) => candidate],
      ['headroom', (candidate) => ({ ...candidate, inFlight: Math.floor(candidate.inFlight / 2) })],
    ];
    for (const [what, improve] of better) {
      it(`better ${what} never lowers it`, () => {
        fc.assert(
          fc.property(candidateArbitrary('one'), (candidate) => {
            assert.ok(scoreOf(improve(candidate)) >= scoreOf(candidate) - 1e-9);
          }),
        );
      });
    }
  });
});

describe('factor values', () => {
  const weights: [number, number][] = [
    [0, 0],
    [0.7, 0.35],
    [1, 0.5],
    [2, 1],
  ];
  for (const [weight, value] of weights) {
    it(`weight ${weight} gives ${value}`, () => near(factorValue('weight', { weight }), value));
  }

  const statuses = { healthy: 1, unknown: 0.8, degraded: 0.7, unhealthy: 0.1 } as const;
  for (const [status, value] of Object.entries(statuses)) {
    it(`health ${status} gives ${value}`, () => {
      assert.equal(factorValue('health', { status: status as keyof typeof statuses }), value);
    });
  }

  it('health half-open gives 0.4, whatever the status', () => {
    for (const status of ['unhealthy', 'healthy'] as const) {
      assert.equal(
        factorValue('health', { status, breaker: { kind: 'open', untilMs: 0, class: 'overload', trips: 1 } }),
        0.4,
      );
    }
  });

  it('performance is 1 / (1 + predicted time of this task / 5 s)', () => {
    near(factorValue('performance', { firstTokenMs: 0, msPerToken: 0 }), 1);
    near(factorValue('performance', { firstTokenMs: 1000, msPerToken: 20 }), 0.5);
    near(factorValue('performance', { firstTokenMs: 5000, msPerToken: 50 }), 0.25);
  });

  it('reliability is the long-run success, not the recent one', () => {
    near(factorValue('reliability', { longRunSuccessRate: 0.7, successRate: 0.1 }), 0.7);
  });

  it('cost is 1 / (1 + estimated price / reference), free is 1', () => {
    near(factorValue('cost', { estimatedCostNanoUsd: 0 }), 1);
    near(factorValue('cost', { estimatedCostNanoUsd: 5_000_000 }), 0.5);
    near(factorValue('cost', { estimatedCostNanoUsd: 15_000_000 }), 0.25);
  });

  it('an unknown price counts as the dearest known one, never as free', () => {
    const dear = candidateOf('dear', { estimatedCostNanoUsd: 15_000_000 });
    near(factorValue('cost', { estimatedCostNanoUsd: null }, [dear]), 0.25);
    near(factorValue('cost', { estimatedCostNanoUsd: null }, [candidateOf('free', { estimatedCostNanoUsd: 0 })]), 0.5);
    near(factorValue('cost', { estimatedCostNanoUsd: null }), 0.5);
  });
});
