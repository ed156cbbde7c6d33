import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type BreakerState,
  closedBreaker,
  type ModelFacts,
  type RequestFacts,
  selectCandidates,
} from '../../server/core/index.ts';
import { defaultConfig, type FilterReason, noSentence, renderSentence, sentence } from '../../server/protocol/index.ts';
import { factsOf, nowMs, requestWith } from './support.ts';

const openFor = (milliseconds: number): BreakerState => ({
  kind: 'open',
  untilMs: nowMs + milliseconds,
  class: 'network',
  trips: 1,
});
const halfOpen: BreakerState = { kind: 'halfOpen', attemptId: 'probe', class: 'network', trips: 1 };
const byPerson: BreakerState = { kind: 'isolated', by: 'person' };
const byKey: BreakerState = { kind: 'isolated', by: 'configuration', class: 'auth' };

function select(models: readonly ModelFacts[], request: Partial<RequestFacts> = {}) {
  const { candidates, filtered, panic } = selectCandidates(models, requestWith(request), defaultConfig, nowMs);
  return { candidates: candidates.map(({ modelId }) => modelId), filtered, panic, full: candidates };
}

const usedUp = {
  modelId: undefined,
  period: 'day',
  limitNanoUsd: 1_000_000_000,
  countedNanoUsd: 1_000_000_000,
  heldNanoUsd: 0,
} as const;

/** Every reason with facts that lead to it. */
const reasons: Record<
  FilterReason,
  { facts: Partial<ModelFacts>; request?: Partial<RequestFacts>; words: RegExp; untilMs?: number }
> = {
  disabled: { facts: { enabled: false }, words: /Switched off/ },
  notConfigured: { facts: { notConfigured: sentence('There is no key for it.') }, words: /^There is no key for it\.$/ },
  zeroWeight: { facts: { weight: 0 }, words: /weight is 0, which means never/ },
  isolated: { facts: { breaker: byKey }, words: /key was refused.*until its settings change/ },
  contextTooSmall: { facts: { contextTokens: 399 }, words: /needs about 400 tokens; this model takes 399/ },
  alreadyTried: { facts: {}, request: { tried: new Set(['one']) }, words: /Already tried/ },
  notPinned: { facts: {}, request: { pinnedModel: 'other' }, words: /pinned to other/ },
  circuitOpen: {
    facts: { breaker: openFor(11_500) },
    words: /12 s more.*could not be reached/,
    untilMs: nowMs + 11_500,
  },
  circuitHalfOpenBusy: { facts: { breaker: halfOpen }, words: /finding out/ },
  cooledDown: {
    facts: { cooledUntilMs: nowMs + 600_000 },
    words: /limits how often.*10 min/,
    untilMs: nowMs + 600_000,
  },
  full: { facts: { inFlight: 10, limit: 10 }, words: /All 10 places/ },
  overBudget: {
    facts: { budget: { kind: 'refused', use: usedUp } },
    words: /budget for today has no room.*\$1\.00 of \$1\.00/,
  },
  dearerThanCheapest: {
    facts: { budget: { kind: 'onlyCheapest', use: usedUp }, estimatedCostNanoUsd: 2_000_000 },
    words: /budget for today is used up, so only the cheapest/,
  },
};

describe('eligibility', () => {
  for (const [reason, { facts, request, words, untilMs }] of Object.entries(reasons)) {
    it(`leaves out and explains: ${reason}`, () => {
      const { candidates, filtered, panic } = select([factsOf('one', facts), factsOf('other')], request);
      assert.deepEqual(candidates, ['other']);
      assert.equal(panic, false);
      const [entry] = filtered;
      assert.equal(entry?.modelId, 'one');
      assert.equal(entry?.reason, reason);
      assert.match(renderSentence(entry?.explanation ?? noSentence), words);
      assert.equal(entry?.untilMs, untilMs);
    });
  }

  it('lets unknown, degraded and unhealthy models take part: the very first request is served', () => {
    const models = (['unknown', 'degraded', 'unhealthy'] as const).map((status) => factsOf(status, { status }));
    assert.deepEqual(select(models).candidates, ['unknown', 'degraded', 'unhealthy']);
  });

  it('lets a model back whose pause is over', () => {
    const models = [factsOf('circuit', { breaker: openFor(0) }), factsOf('cooled', { cooledUntilMs: nowMs })];
    assert.deepEqual(select(models).candidates, ['circuit', 'cooled']);
  });

  it('gives a returning model the share it has regained', () => {
    const ramping: BreakerState = { kind: 'closed', failuresInRow: 0, rampPicksLeft: 3, trips: 1 };
    const { full } = select([factsOf('a', { breaker: ramping }), factsOf('b', { breaker: openFor(-1) }), factsOf('c')]);
    assert.deepEqual(
      full.map(({ ramp }) => ramp),
      [3 / 6, 1 / 6, 1],
    );
  });

  it('counts the expected answer when it compares with the context', () => {
    const models = [factsOf('one', { contextTokens: 1000 })];
    assert.deepEqual(select(models, { promptTokens: 900, expectedOutputTokens: 100 }).candidates, ['one']);
    assert.deepEqual(select(models, { promptTokens: 900, expectedOutputTokens: 101 }).candidates, []);
  });

  it('says who took a model out', () => {
    assert.match(
      renderSentence(
        select([factsOf('one', { breaker: byPerson }), factsOf('b')]).filtered[0]?.explanation ?? noSentence,
      ),
      /Taken out by you/,
    );
  });

  it('a pinned model filters the rest, and its own open circuit does not keep it out', () => {
    for (const breaker of [openFor(60_000), halfOpen]) {
      const { candidates, filtered, panic } = select([factsOf('pinned', { breaker }), factsOf('other')], {
        pinnedModel: 'pinned',
      });
      assert.deepEqual(candidates, ['pinned']);
      assert.equal(panic, false);
      assert.deepEqual(
        filtered.map(({ reason }) => reason),
        ['notPinned'],
      );
    }
  });

  it('a pinned model that was taken out or is not set up stays out, with the reason', () => {
    const pinned = { pinnedModel: 'one' };
    assert.equal(select([factsOf('one', { breaker: byKey })], pinned).filtered[0]?.reason, 'isolated');
    assert.equal(
      select([factsOf('one', { notConfigured: sentence('No key.') })], pinned).filtered[0]?.reason,
      'notConfigured',
    );
  });
});

describe('panic', () => {
  it('lets the model back that recovers first when every one is ejected', () => {
    const models = [
      factsOf('late', { breaker: openFor(9000) }),
      factsOf('first', { breaker: openFor(2000) }),
      factsOf('cooled', { cooledUntilMs: nowMs + 5000 }),
    ];
    const { candidates, filtered, panic } = select(models);
    assert.deepEqual(candidates, ['first']);
    assert.equal(panic, true);
    assert.deepEqual(
      filtered.map(({ modelId }) => modelId),
      ['late', 'cooled'],
    );
  });

  it('counts the later end when a model has both an open circuit and a pause', () => {
    const models = [
      factsOf('both', { breaker: openFor(1000), cooledUntilMs: nowMs + 9000 }),
      factsOf('one', { breaker: openFor(5000) }),
    ];
    assert.deepEqual(select(models).candidates, ['one']);
  });

  it('takes a model whose trial is under way when it is the only one', () => {
    assert.deepEqual(select([factsOf('busy', { breaker: halfOpen })]).candidates, ['busy']);
  });

  it('prefers another to a model whose trial is under way, if it is back within a base cool-down', () => {
    const busy = factsOf('busy', { breaker: halfOpen });
    assert.deepEqual(select([busy, factsOf('soon', { breaker: openFor(4000) })]).candidates, ['soon']);
    assert.deepEqual(select([busy, factsOf('later', { breaker: openFor(3_600_000) })]).candidates, ['busy']);
  });

  for (const reason of [
    'disabled',
    'notConfigured',
    'zeroWeight',
    'isolated',
    'contextTooSmall',
    'alreadyTried',
    'notPinned',
  ] as const) {
    it(`never overrides ${reason}`, () => {
      const { facts, request } = reasons[reason];
      const { candidates, panic } = select([factsOf('one', { breaker: openFor(1000), ...facts })], request);
      assert.deepEqual(candidates, []);
      assert.equal(panic, false);
    });
  }

  it('does not happen while a model that works is only full', () => {
    const { candidates, panic } = select([
      factsOf('full', { inFlight: 10 }),
      factsOf('ill', { breaker: openFor(1000) }),
    ]);
    assert.deepEqual(candidates, []);
    assert.equal(panic, false);
  });

  it('does not happen for a model that is full besides: a place of it is waited for', () => {
    for (const ejection of [{ breaker: openFor(1000) }, { breaker: halfOpen }, { cooledUntilMs: nowMs + 1000 }]) {
      const { candidates, filtered, panic } = select([
        factsOf('crowded', { ...ejection, inFlight: 10 }),
        factsOf('never', { weight: 0 }),
      ]);
      assert.deepEqual([candidates, panic], [[], false]);
      assert.deepEqual(
        filtered.map(({ reason }) => reason),
        ['full', 'zeroWeight'],
        JSON.stringify(ejection),
      );
    }
  });

  it('does not happen for no models', () => {
    assert.deepEqual(select([]), { candidates: [], filtered: [], panic: false, full: [] });
  });
});

describe('eligibility, whatever the models are', () => {
  const factsArbitrary = fc.record({
    enabled: fc.boolean(),
    weight: fc.constantFrom(0, 1),
    breaker: fc.constantFrom(closedBreaker, openFor(5000), openFor(-5), halfOpen, byPerson, byKey),
    cooledUntilMs: fc.constantFrom(undefined, nowMs - 1, nowMs + 7000),
    inFlight: fc.constantFrom(0, 10),
  });

  it('each model is either a candidate or left out with a reason, in the order of configuration', () => {
    fc.assert(
      fc.property(fc.array(factsArbitrary, { maxLength: 9 }), (list) => {
        const models = list.map((facts, index) => factsOf(`model-${index}`, facts));
        const { candidates, filtered, panic } = select(models);
        const ids = models.map(({ modelId }) => modelId);
        assert.deepEqual(
          ids.filter((id) => candidates.includes(id)),
          candidates,
        );
        const leftOut = filtered.map(({ modelId }) => modelId);
        assert.deepEqual(
          ids.filter((id) => leftOut.includes(id)),
          leftOut,
        );
        assert.equal(candidates.length + filtered.length, models.length);
        if (panic) assert.equal(candidates.length, 1);
        const usable = models.filter((each) => each.enabled && each.weight > 0 && each.breaker.kind !== 'isolated');
        if (usable.length > 0 && usable.every(({ inFlight }) => inFlight === 0)) assert.ok(candidates.length > 0);
      }),
    );
  });
});
