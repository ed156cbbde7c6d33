import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type ConfigInput, renderSentence, type StrategyId, strategyIds } from '../../server/protocol/index.ts';
import { harness, plainRequest } from './harness.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

const models = {
  a: inTurn(says('From a.'), failsWith(http(503)), says('From a.')),
  b: says('From b.', { firstTokenMs: 400 }),
  c: inTurn(failsWith(http(429, { headers: { 'retry-after': '30' } })), says('From c.')),
  d: says('From d.', { firstTokenMs: 1500 }),
};

/** What a number of requests do, with explanations asked for in between or not. */
async function traceOf(strategy: StrategyId, seed: number, explanations: readonly number[]): Promise<string> {
  const world = harness({ models, seed, config: { strategy }, weights: { a: 1, b: 0.9, c: 0.9, d: 0.8 } });
  await world.run(async () => {
    for (const count of explanations) {
      for (let index = 0; index < count; index += 1) world.engine.router.explain(plainRequest('explained'));
      await world.ask();
      await world.clockPause(20_000);
    }
  });
  return JSON.stringify(world.events);
}

function explained(strategy: StrategyId, config: ConfigInput = {}) {
  const world = harness({ models, config: { strategy, ...config }, weights: { a: 1, b: 0.9, c: 0.9, d: 0.8 } });
  return { world, explanation: world.engine.router.explain(plainRequest('explained')) };
}

describe('explain', () => {
  for (const strategy of strategyIds) {
    it(`${strategy}: asked twice and then routed gives the same as routed alone: draws, turns, events`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 1_000_000 }),
          fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 6 }),
          async (seed, counts) => {
            const with_ = await traceOf(strategy, seed, counts);
            const without = await traceOf(
              strategy,
              seed,
              counts.map(() => 0),
            );
            assert.equal(with_, without);
          },
        ),
        { numRuns: 8 },
      );
    });

    it(`${strategy}: what the plan says first is what is asked first`, async () => {
      const world = harness({ models, config: { strategy }, weights: { a: 1, b: 0.9, c: 0.9, d: 0.8 }, seed: 7 });
      await world.run(async () => {
        for (let index = 0; index < 20; index += 1) {
          const { report } = await world.ask();
          assert.equal(report.attempts[0]?.model, report.explanation?.order[0]);
          await world.clockPause(30_000);
        }
      });
    });

    it(`${strategy}: gives chances that add up, the order beginning with the likeliest, and a reason for everyone`, () => {
      const { explanation } = explained(strategy);
      const chances = explanation.candidates.map(({ chance }) => chance ?? Number.NaN);
      assert.ok(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1) < 1e-6, String(chances));
      const first = explanation.candidates.find(({ modelId }) => modelId === explanation.order[0]);
      assert.equal(first?.chance, Math.max(...chances));
      assert.equal(explanation.order.length, 4);
      for (const { reason } of explanation.candidates) {
        assert.ok(reason);
        assert.match(renderSentence(reason), /^[A-Z0-9].{10,}\.$/);
        assert.doesNotMatch(renderSentence(reason), /NaN|undefined|Infinity|[{}]/);
      }
    });
  }

  it('random: the same chance for everyone', () => {
    for (const { chance } of explained('random').explanation.candidates)
      assert.ok(Math.abs((chance ?? 0) - 0.25) < 0.02);
  });

  it('names the second model that would be asked when the first is slow, and when', () => {
    const { explanation } = explained('intelligent');
    assert.equal(explanation.hedge?.modelId, explanation.order[1]);
    assert.ok((explanation.hedge?.afterMs ?? 0) >= 700);
    assert.equal(explained('intelligent', { hedge: { enabled: false } }).explanation.hedge, null);
    assert.equal(explained('intelligent', { failover: { enabled: false } }).explanation.hedge, null);
    const { world } = explained('intelligent');
    assert.equal(world.engine.router.explain({ ...plainRequest('pinned'), pinnedModel: 'b' }).hedge, null);
  });

  it('says why a score is lower than its factors', async () => {
    const world = harness({
      models: {
        busy: says('Slow.', { firstTokenMs: 60_000 }),
        back: inTurn(failsWith(http(503)), failsWith(http(503)), says('Back.')),
      },
      traits: { busy: { maxConcurrent: 10 } },
      config: { hedge: { enabled: false }, failover: { enabled: false }, timeouts: { firstContentMs: 90_000 } },
    });
    await world.run(async () => {
      await world.ask({ pinnedModel: 'back' });
      await world.ask({ pinnedModel: 'back' });
      await world.clockPause(30_000);
      const running = [1, 2, 3].map(() => world.ask({ pinnedModel: 'busy' }));
      await world.clockPause(1000);
      const { candidates } = world.engine.router.explain(plainRequest('explained'));
      const remarksOn = (id: string) =>
        (candidates.find(({ modelId }) => modelId === id)?.remarks ?? []).map((remark) => renderSentence(remark));
      assert.deepEqual(remarksOn('busy'), ['3 of its 10 places for requests at the same time are taken.']);
      assert.deepEqual(remarksOn('back'), ['Coming back after failures: it takes part in 17 % of the choices.']);
      const busy = candidates.find(({ modelId }) => modelId === 'busy');
      const sum = (busy?.factors ?? []).reduce((total, { value, points }) => total + value * points, 0);
      assert.ok(Math.abs((busy?.score ?? 0) - sum * 0.7) < 1e-6, 'the factors times headroom');
      await Promise.all(running);
    });
  });

  it('shows the learnt limit and the rate that is near its end', async () => {
    const headers = {
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': '8',
      'x-ratelimit-reset-requests': '60s',
    };
    const world = harness({
      models: { only: inTurn(failsWith(http(429, { headers: { ...headers, 'retry-after': '6' } })), says('Fine.')) },
      traits: { only: { maxConcurrent: 10 } },
      config: { failover: { enabled: false } },
    });
    await world.run(async () => {
      await world.ask();
      await world.clockPause(7000);
      const [only] = world.engine.router.explain(plainRequest('explained')).candidates;
      assert.equal(only?.limit, 1);
      assert.deepEqual(
        (only?.remarks ?? []).map((remark) => renderSentence(remark)),
        [
          'Its vendor refused more at once: at most 1 at the same time for now, instead of 10.',
          'Spared for 53 s: 93 % of the requests that its vendor allows at the moment are used up.',
        ],
      );
    });
  });

  it('shows budgets as they stand, and what happens when one is used up', () => {
    const { explanation, world } = explained('intelligent', { money: { dayBudgetUsd: 1, whenSpent: 'stop' } });
    assert.deepEqual(explanation.budgets, world.engine.snapshot().money.budgets);
    assert.equal(explanation.budgetPolicy, world.engine.snapshot().money.policy);
  });

  it('the plan of a real request carries no chances and no budgets: it is kept for every request', async () => {
    const { world } = explained('intelligent');
    await world.run(async () => {
      const { report } = await world.ask();
      assert.equal(report.explanation?.budgets, undefined);
      assert.equal(report.explanation?.candidates[0]?.chance, undefined);
    });
  });
});
