import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Candidate, strategyById } from '../../server/core/index.ts';
import {
  candidateArbitrary,
  candidateOf,
  configWith,
  drawsArbitrary,
  nowMs,
  pickInputOf,
  requestWith,
} from './support.ts';

const minute = 60_000;
const intelligent = strategyById('intelligent');

/** A model that works well just now. */
const inUse = candidateOf('inUse', { lastUsedMs: nowMs - minute });

/** One of which nothing good is known, and not of late. */
const rested = (changes: Partial<Candidate> = {}, modelId = 'rested') =>
  candidateOf(modelId, {
    status: 'unhealthy',
    longRunSuccessRate: 0.4,
    firstTokenMs: 9000,
    msPerToken: 90,
    weight: 1.1,
    lastUsedMs: nowMs - 31 * minute,
    ...changes,
  });

function pick(candidates: readonly Candidate[], secondDraw: number, thirdDraw = 0, share = 0.3) {
  const config = configWith({ score: { explorationShare: share } });
  const input = pickInputOf(candidates, { draws: [0.5, secondDraw, thirdDraw], config });
  return intelligent.pick(intelligent.initial(), input).modelId;
}

describe('curiosity about a model that has rested', () => {
  it('in 30 % of the choices it counts as healthy, as reliable as the best and as fast as the fastest', () => {
    assert.equal(pick([inUse, rested()], 0.299), 'rested');
    assert.equal(pick([inUse, rested()], 0.3), 'inUse');
  });

  it('begins after 30 minutes of rest, and with one that was never used', () => {
    assert.equal(pick([inUse, rested({ lastUsedMs: nowMs - 29 * minute })], 0), 'inUse');
    assert.equal(pick([inUse, rested({ lastUsedMs: undefined })], 0), 'rested');
  });

  it('leaves weight, price and headroom as they are', () => {
    assert.equal(pick([inUse, rested({ weight: 0.9 })], 0), 'inUse');
    assert.equal(pick([inUse, rested({ estimatedCostNanoUsd: 100_000_000 })], 0), 'inUse');
    assert.equal(pick([inUse, rested({ inFlight: 5 })], 0), 'inUse');
  });

  it('is about one of those that have rested, drawn by chance, and not always about the best of them', () => {
    const both = [inUse, rested({ weight: 2 }, 'dear'), rested({}, 'cheap')];
    assert.equal(pick(both, 0, 0.2), 'dear');
    assert.equal(pick(both, 0, 0.8), 'cheap');
  });

  it('switched off, a model that once failed stays away', () => {
    assert.equal(pick([inUse, rested()], 0, 0, 0), 'inUse');
  });

  it('changes a choice in favour of a model that has rested, and of no other', () => {
    const restsArbitrary = fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined });
    const candidatesArbitrary = fc.integer({ min: 1, max: 9 }).chain((count) =>
      fc.tuple(
        ...Array.from({ length: count }, (_, index) =>
          fc.tuple(candidateArbitrary(`model-${index}`), restsArbitrary).map(([candidate, minutes]) => ({
            ...candidate,
            lastUsedMs: minutes === undefined ? undefined : nowMs - minutes * minute,
          })),
        ),
      ),
    );
    fc.assert(
      fc.property(candidatesArbitrary, drawsArbitrary, fc.nat({ max: 12 }), (candidates, draws, sticky) => {
        const request = requestWith({ stickyModel: candidates[sticky]?.modelId });
        const choose = (explorationShare: number) => {
          const config = configWith({ score: { explorationShare } });
          return intelligent.pick(intelligent.initial(), pickInputOf(candidates, { draws, config, request })).modelId;
        };
        const [sober, curious] = [choose(0), choose(1)];
        if (curious === sober) return;
        const chosen = candidates.find(({ modelId }) => modelId === curious);
        assert.ok(chosen && nowMs - (chosen.lastUsedMs ?? 0) >= 30 * minute, `${curious} instead of ${sober}`);
      }),
    );
  });
});
