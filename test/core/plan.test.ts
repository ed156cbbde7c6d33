import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type Choice,
  explainPlan,
  type ModelFacts,
  nextModel,
  scoreCandidates,
  selectCandidates,
  strategies,
  strategyById,
} from '../../server/core/index.ts';
import { type ConfigInput, defaultConfig, type StrategyId, strategyIds } from '../../server/protocol/index.ts';
import { configWith, drawsArbitrary, factsOf, nowMs, requestWith } from './support.ts';

const models = ['a', 'b', 'c', 'd'].map((id, index) => factsOf(id, { weight: 1 - index / 10 }));

function choiceOf(id: StrategyId, settings: ConfigInput = {}, tried: readonly string[] = []): Choice {
  const strategy = strategyById(id);
  return {
    request: requestWith({ tried: new Set(tried) }),
    config: configWith(settings),
    strategy,
    strategyState: strategy.initial(),
    nowMs,
    draws: [0.5, 0.5, 0.5],
  };
}

function next(choice: Choice, attemptNumber: number, of: readonly ModelFacts[] = models): string | undefined {
  const eligibility = selectCandidates(of, choice.request, choice.config, nowMs);
  return nextModel({ ...choice, eligibility, attemptNumber })?.modelId;
}

describe('nextModel', () => {
  for (const enabled of [true, false]) {
    it(`the strategy decides the first attempt, failover ${enabled ? 'on' : 'off'}: 6 requests over 3 models give 2, 2 and 2`, () => {
      const choice = choiceOf('roundRobin', { failover: { enabled }, fallbackChain: ['c', 'a'] });
      const eligibility = selectCandidates(models.slice(0, 3), choice.request, choice.config, nowMs);
      let { strategyState } = choice;
      const picked: string[] = [];
      for (let index = 0; index < 6; index += 1) {
        const result = nextModel({ ...choice, strategyState, eligibility, attemptNumber: 1 });
        assert.ok(result !== undefined);
        picked.push(result.modelId);
        strategyState = result.strategyState;
      }
      assert.deepEqual(picked, ['a', 'b', 'c', 'a', 'b', 'c']);
    });
  }

  it('later attempts follow the fallback chain as far as it names candidates', () => {
    const settings: ConfigInput = { fallbackChain: ['gone', 'c', 'a', 'd'] };
    assert.equal(next(choiceOf('intelligent', settings), 1), 'a');
    assert.equal(next(choiceOf('intelligent', settings, ['a']), 2), 'c');
    assert.equal(next(choiceOf('intelligent', settings, ['a', 'c']), 3), 'd');
  });

  it('after the chain the rest come by the strategy', () => {
    assert.equal(next(choiceOf('intelligent', { fallbackChain: ['c'] }, ['a', 'c']), 3), 'b');
  });

  it('without a chain the strategy decides again among the models not tried', () => {
    assert.equal(next(choiceOf('intelligent', {}, ['a']), 2), 'b');
    assert.equal(next(choiceOf('intelligent', {}, ['a', 'b']), 3), 'c');
  });

  it('a pick by the chain does not move the state of the strategy', () => {
    const choice = choiceOf('roundRobin', { fallbackChain: ['c'] }, ['a']);
    const eligibility = selectCandidates(models, choice.request, choice.config, nowMs);
    assert.equal(nextModel({ ...choice, eligibility, attemptNumber: 2 })?.strategyState, choice.strategyState);
  });

  it('is undefined when nobody is left', () => {
    assert.equal(next(choiceOf('random', {}, ['a', 'b', 'c', 'd']), 5), undefined);
  });

  it('never returns a tried model while it is left to eligibility', () => {
    fc.assert(
      fc.property(fc.constantFrom(...strategyIds), drawsArbitrary, fc.boolean(), (id, draws, chained) => {
        const tried: string[] = [];
        for (let attemptNumber = 1; attemptNumber <= models.length; attemptNumber += 1) {
          const choice = { ...choiceOf(id, chained ? { fallbackChain: ['d', 'b'] } : {}, tried), draws };
          const modelId = next(choice, attemptNumber);
          assert.ok(modelId !== undefined && !tried.includes(modelId));
          tried.push(modelId);
        }
      }),
    );
  });
});

describe('explainPlan', () => {
  for (const strategy of strategies) {
    it(`${strategy.id}: gives the order in which models would be tried, each once, the first being the real pick`, () => {
      const choice = choiceOf(strategy.id);
      const explanation = explainPlan({ ...choice, models });
      assert.equal(explanation.strategy, strategy.id);
      assert.deepEqual(explanation.order.toSorted(), ['a', 'b', 'c', 'd']);
      assert.equal(explanation.order[0], next(choice, 1));
    });
  }

  it('follows the chain after the first', () => {
    const explanation = explainPlan({ ...choiceOf('intelligent', { fallbackChain: ['d', 'b'] }), models });
    assert.deepEqual(explanation.order, ['a', 'd', 'b', 'c']);
  });

  it('has one entry when failover is off', () => {
    const explanation = explainPlan({ ...choiceOf('intelligent', { failover: { enabled: false } }), models });
    assert.deepEqual(explanation.order, ['a']);
  });

  it('shows everyone’s score whatever the strategy, and who was left out and why', () => {
    const off = factsOf('off', { enabled: false });
    const choice = choiceOf('random');
    const explanation = explainPlan({ ...choice, models: [...models, off] });
    const { candidates } = selectCandidates(models, choice.request, defaultConfig, nowMs);
    const scored = scoreCandidates(candidates, choice.request, defaultConfig, nowMs);
    assert.deepEqual(
      explanation.candidates.map(({ reason: _, ...rest }) => rest),
      scored,
    );
    assert.deepEqual(
      explanation.filtered.map(({ modelId, reason }) => [modelId, reason]),
      [['off', 'disabled']],
    );
  });

  it('says when it is a panic', () => {
    const ill = models.map((facts) => ({ ...facts, cooledUntilMs: nowMs + 1000 }));
    const explanation = explainPlan({ ...choiceOf('intelligent'), models: ill });
    assert.equal(explanation.panic, true);
    assert.deepEqual(explanation.order, ['a']);
    assert.equal(explanation.filtered.length, 3);
  });

  it('is empty, not wrong, without any usable model', () => {
    const explanation = explainPlan({ ...choiceOf('intelligent'), models: [factsOf('off', { enabled: false })] });
    assert.deepEqual([explanation.candidates, explanation.order, explanation.panic], [[], [], false]);
  });

  it('changes nothing it was given', () => {
    const choice = choiceOf('weightedRoundRobin');
    const before = JSON.stringify([models, choice.strategyState]);
    explainPlan({ ...choice, models });
    assert.equal(JSON.stringify([models, choice.strategyState]), before);
  });
});
