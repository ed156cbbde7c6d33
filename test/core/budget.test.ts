import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type BudgetUse,
  budgetName,
  budgetRule,
  budgetSentence,
  budgetsOf,
  cautiousNanoUsd,
  countedOf,
  dollars,
  highestMark,
  selectCandidates,
} from '../../server/core/index.ts';
import { budgetPolicies, defaultConfig, renderSentence } from '../../server/protocol/index.ts';
import { configWith, factsOf, nowMs, requestWith } from './support.ts';

const dollar = 1_000_000_000;

const useOf = (changes: Partial<BudgetUse> = {}): BudgetUse => ({
  modelId: undefined,
  period: 'day',
  limitNanoUsd: dollar,
  countedNanoUsd: 0,
  heldNanoUsd: 0,
  ...changes,
});

describe('the budgets of the settings', () => {
  it('are none by default, and 0 is none', () => {
    assert.deepEqual(budgetsOf(defaultConfig.money), []);
    const zero = { dayBudgetUsd: 0, monthBudgetUsd: 0, modelBudgets: { claude: { dayUsd: 0 }, openai: {} } };
    assert.deepEqual(budgetsOf(configWith({ money: zero }).money), []);
  });

  it('come as integer nano-dollars, those of all models first', () => {
    const money = { dayBudgetUsd: 0.1, monthBudgetUsd: 1.005, modelBudgets: { claude: { dayUsd: 1, monthUsd: 2 } } };
    assert.deepEqual(budgetsOf(configWith({ money }).money), [
      { modelId: undefined, period: 'day', limitNanoUsd: 100_000_000 },
      { modelId: undefined, period: 'month', limitNanoUsd: 1_005_000_000 },
      { modelId: 'claude', period: 'day', limitNanoUsd: dollar },
      { modelId: 'claude', period: 'month', limitNanoUsd: 2 * dollar },
    ]);
  });
});

describe('what a budget means for a model', () => {
  it('stop refuses what would exceed it, running attempts included, and lets in what fills it to the last nano-dollar', () => {
    const use = useOf({ countedNanoUsd: 0.5 * dollar, heldNanoUsd: 0.3 * dollar });
    assert.equal(budgetRule('stop', [use], 0.2 * dollar), undefined);
    assert.deepEqual(budgetRule('stop', [use], 0.2 * dollar + 1), { kind: 'refused', use });
  });

  it('cheapest begins when everything is used or on its way out', () => {
    const almost = useOf({ countedNanoUsd: dollar - 1 });
    assert.equal(budgetRule('cheapest', [almost], dollar), undefined);
    for (const use of [useOf({ countedNanoUsd: dollar }), useOf({ countedNanoUsd: dollar - 5, heldNanoUsd: 5 })]) {
      assert.deepEqual(budgetRule('cheapest', [use], 1), { kind: 'onlyCheapest', use });
    }
  });

  it('the first budget without room is the one that is named', () => {
    const [month, own] = [useOf({ period: 'month' }), useOf({ modelId: 'a', countedNanoUsd: dollar })];
    assert.deepEqual(budgetRule('stop', [month, own], 1), { kind: 'refused', use: own });
  });

  it('warn never leaves anybody out, and what is free never is', () => {
    const amounts = fc.nat(3 * dollar);
    fc.assert(
      fc.property(fc.constantFrom(...budgetPolicies), amounts, amounts, amounts, (policy, counted, held, estimate) => {
        const uses = [useOf({ countedNanoUsd: counted, heldNanoUsd: held })];
        assert.equal(budgetRule(policy, uses, 0), undefined);
        const rule = budgetRule(policy, uses, estimate);
        if (policy === 'warn') assert.equal(rule, undefined);
        if (policy === 'stop' && estimate > 0)
          assert.equal(rule === undefined, counted + held + estimate <= dollar, 'exactly what fits');
      }),
    );
  });
});

describe('who is left when a budget is used up', () => {
  const used = { use: useOf({ countedNanoUsd: dollar }) };
  const refused = { kind: 'refused', ...used } as const;
  const onlyCheapest = { kind: 'onlyCheapest', ...used } as const;
  const select = (models: Parameters<typeof selectCandidates>[0], request = requestWith()) => {
    const { candidates, filtered } = selectCandidates(models, request, defaultConfig, nowMs);
    return {
      left: candidates.map(({ modelId }) => modelId),
      out: filtered.map(({ modelId, reason }) => `${modelId} ${reason}`),
    };
  };

  it('stop takes paid models out, with words, and no panic lets them back', () => {
    const open = { kind: 'open', untilMs: nowMs + 60_000, class: 'overload', trips: 1 } as const;
    const paid = factsOf('paid', { budget: refused });
    assert.deepEqual(select([paid, factsOf('free', { estimatedCostNanoUsd: 0 })]), {
      left: ['free'],
      out: ['paid overBudget'],
    });
    assert.deepEqual(select([paid]), { left: [], out: ['paid overBudget'] });
    assert.deepEqual(select([paid, factsOf('down', { breaker: open, estimatedCostNanoUsd: 0 })]).left, ['down']);
    const [why] = selectCandidates([paid], requestWith(), defaultConfig, nowMs).filtered;
    assert.match(why ? renderSentence(why.explanation) : '', /^The budget for today has no room for it: \$1\.00 of/);
  });

  it('cheapest keeps the cheapest of those that could take the request, ties and free ones included', () => {
    const [dear, cheap, same] = [3, 1, 1].map((cost, index) =>
      factsOf(`m${index}`, { estimatedCostNanoUsd: cost, budget: onlyCheapest }),
    );
    assert.ok(dear && cheap && same);
    assert.deepEqual(select([dear, cheap, same]), { left: ['m1', 'm2'], out: ['m0 dearerThanCheapest'] });
    const free = factsOf('free', { estimatedCostNanoUsd: 0 });
    assert.deepEqual(select([dear, cheap, free]).left, ['free']);
    assert.deepEqual(select([dear, cheap], requestWith({ tried: new Set(['m1']) })).left, ['m0'], 'the next cheapest');
    assert.deepEqual(select([dear, cheap], requestWith({ pinnedModel: 'm0' })).left, ['m0'], 'no other could take it');
  });

  it('a budget of one model asks thrift of that model only', () => {
    const own = factsOf('own', { estimatedCostNanoUsd: 2, budget: onlyCheapest });
    const dearer = factsOf('dearer', { estimatedCostNanoUsd: 5 });
    const cheaper = factsOf('cheaper', { estimatedCostNanoUsd: 1 });
    assert.deepEqual(select([own, dearer]).left, ['own', 'dearer']);
    assert.deepEqual(select([own, dearer, cheaper]).left, ['dearer', 'cheaper']);
  });

  it('an unknown price is never the cheapest while a known one is there', () => {
    const unknown = factsOf('unknown', { estimatedCostNanoUsd: null, budget: onlyCheapest });
    const known = [1, 2].map((cost) => factsOf(`m${cost}`, { estimatedCostNanoUsd: cost, budget: onlyCheapest }));
    assert.deepEqual(select([unknown, ...known]).left, ['m1']);
    assert.deepEqual(select([unknown]).left, ['unknown']);
  });

  it('the cheapest is waited for when it is only full, not when its circuit is open', () => {
    const dear = factsOf('dear', { estimatedCostNanoUsd: 2, budget: onlyCheapest });
    const full = factsOf('full', { estimatedCostNanoUsd: 1, budget: onlyCheapest, inFlight: 10 });
    assert.deepEqual(select([dear, full]), { left: [], out: ['full full', 'dear dearerThanCheapest'] });
    const open = { kind: 'open', untilMs: nowMs + 60_000, class: 'overload', trips: 1 } as const;
    assert.deepEqual(select([dear, { ...full, breaker: open }]).left, ['dear']);
  });

  it('simulated models are no competition for real ones', () => {
    const real = factsOf('real', { simulated: false, budget: onlyCheapest });
    assert.deepEqual(select([real, factsOf('sim', { estimatedCostNanoUsd: 0 })]).left, ['real', 'sim']);
  });

  it('somebody stays whenever somebody could take the request, whatever thrift asks', () => {
    const model = fc.record({
      estimatedCostNanoUsd: fc.option(fc.nat(5), { nil: null }),
      simulated: fc.boolean(),
      thrifty: fc.boolean(),
      inFlight: fc.constantFrom(0, 10),
    });
    fc.assert(
      fc.property(fc.array(model, { minLength: 1, maxLength: 6 }), (models) => {
        const facts = models.map(({ thrifty, ...each }, index) =>
          factsOf(`m${index}`, { ...each, budget: thrifty ? onlyCheapest : undefined }),
        );
        const { candidates, filtered } = selectCandidates(facts, requestWith(), defaultConfig, nowMs);
        assert.equal(candidates.length + filtered.length, facts.length, 'everybody is accounted for');
        const waits = filtered.some(({ reason }) => reason === 'full');
        assert.ok(candidates.length > 0 || waits);
      }),
    );
  });
});

describe('what an attempt counts as', () => {
  it('its cost; never less than was held when it broke off; what was held when the price is unknown', () => {
    for (const [certainty, cost, held, counted] of [
      ['exact', 5, 9, 5],
      ['estimate', 12, 9, 12],
      ['underEstimate', 5, 9, 9],
      ['underEstimate', 12, 9, 12],
      ['unknown', null, 9, 9],
      ['exact', 0, 9, 0],
    ] as const) {
      assert.equal(countedOf(certainty, cost, held), counted, `${certainty} ${cost} ${held}`);
    }
  });

  it('an unknown price counts as the dearest known one, and never as nothing', () => {
    assert.equal(cautiousNanoUsd([3, null, 7], defaultConfig), 7);
    const reference = defaultConfig.score.costReferenceUsd * dollar;
    assert.equal(cautiousNanoUsd([null], defaultConfig), reference);
    assert.equal(cautiousNanoUsd([0, null], defaultConfig), reference);
  });
});

describe('marks', () => {
  it('are reached at exactly their share, and the highest counts', () => {
    const marks = [50, 80, 100];
    const at = (countedNanoUsd: number) => highestMark(marks, useOf({ countedNanoUsd }));
    assert.deepEqual(
      [0, 0.5 * dollar - 1, 0.5 * dollar, 0.8 * dollar, dollar - 1, dollar, 3 * dollar].map(at),
      [0, 0, 50, 80, 80, 100, 100],
    );
    assert.equal(highestMark([], useOf({ countedNanoUsd: dollar })), 0);
  });
});

describe('words about money', () => {
  it('are as short as the amount allows', () => {
    for (const [nanoUsd, words] of [
      [0, '$0.00'],
      [dollar, '$1.00'],
      [12_345_678_901, '$12.35'],
      [0.5 * dollar, '$0.50'],
      [123_456_789, '$0.1235'],
      [12_300_000, '$0.0123'],
      [2000, '$0.000002'],
      [3, '<$0.000001'],
    ] as const) {
      assert.equal(dollars(nanoUsd), words);
    }
  });

  it('name every budget', () => {
    const names = (['day', 'month'] as const).flatMap((period) =>
      [undefined, 'claude'].map((modelId) => renderSentence(budgetName(useOf({ period, modelId })))),
    );
    assert.equal(new Set(names).size, 4);
    assert.ok(names.every((name) => name.startsWith('The budget')));
    assert.match(renderSentence(budgetSentence({ kind: 'onlyCheapest', use: useOf() })), /only the cheapest/);
  });
});
