import * as fc from 'fast-check';
import {
  type BreakerState,
  type Candidate,
  closedBreaker,
  type ModelFacts,
  type PickInput,
  type RateUse,
  type RequestFacts,
} from '../../server/core/index.ts';
import { type Config, type ConfigInput, Config as ConfigSchema, defaultConfig } from '../../server/protocol/index.ts';

/** Some moment in 2026, so that "now" is never zero. */
export const nowMs = 1_780_000_000_000;

/** The default settings with a few changed. */
export function configWith(changes: ConfigInput): Config {
  return ConfigSchema.parse({ ...changes });
}

/** A model that works, with a few facts changed. */
export function factsOf(modelId: string, changes: Partial<ModelFacts> = {}): ModelFacts {
  return {
    modelId,
    simulated: true,
    enabled: true,
    notConfigured: undefined,
    weight: 1,
    status: 'healthy',
    breaker: closedBreaker,
    cooledUntilMs: undefined,
    successRate: 0.95,
    longRunSuccessRate: 0.95,
    firstTokenMs: 800,
    msPerToken: 10,
    lastUsedMs: undefined,
    peakMs: 3000,
    inFlight: 0,
    limit: 10,
    contextTokens: 100_000,
    estimatedCostNanoUsd: 1_000_000,
    ...changes,
  };
}

export function candidateOf(modelId: string, changes: Partial<Candidate> = {}): Candidate {
  return { ...factsOf(modelId, changes), ramp: changes.ramp ?? 1 };
}

export function candidatesOf(...modelIds: string[]): Candidate[] {
  return modelIds.map((modelId) => candidateOf(modelId));
}

export function requestWith(changes: Partial<RequestFacts> = {}): RequestFacts {
  return {
    promptTokens: 200,
    expectedOutputTokens: 200,
    pinnedModel: undefined,
    tried: new Set(),
    stickyModel: undefined,
    ...changes,
  };
}

export function pickInputOf(candidates: readonly Candidate[], changes: Partial<PickInput> = {}): PickInput {
  return {
    candidates,
    nowMs,
    draws: [0.5, 0.5, 0.5],
    request: requestWith(),
    config: defaultConfig,
    ...changes,
  };
}

/** Repeatable chance: mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const drawArbitrary = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
export const drawsArbitrary = fc.tuple(drawArbitrary, drawArbitrary, drawArbitrary);

const returningArbitrary: fc.Arbitrary<{ breaker: BreakerState; ramp: number }> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ breaker: closedBreaker, ramp: 1 }) },
  fc.integer({ min: 1, max: 5 }).map((left) => ({
    breaker: { kind: 'closed' as const, failuresInRow: 0, rampPicksLeft: left, trips: 1 },
    ramp: (6 - left) / 6,
  })),
  fc.constant({
    breaker: { kind: 'open' as const, untilMs: nowMs - 1, class: 'overload' as const, trips: 1 },
    ramp: 1 / 6,
  }),
);

/** Mostly none: accounts are seldom near the end of a rate. */
const rateArbitrary: fc.Arbitrary<RateUse | undefined> = fc.option(
  fc
    .tuple(fc.double({ min: 0.05, max: 0.99, noNaN: true }), fc.constantFrom('requests', 'tokens'))
    .map(([share, name]) => ({
      share,
      used: 1 - share / 5,
      window: { name, limit: 100, remaining: share * 20, resetAtMs: nowMs + 20_000 },
    })),
  { nil: undefined, freq: 4 },
);

/** Any candidate that eligibility lets through. */
export const candidateArbitrary = (modelId: string): fc.Arbitrary<Candidate> =>
  fc
    .record({
      weight: fc.double({ min: 0.01, max: 2, noNaN: true }),
      status: fc.constantFrom('unknown' as const, 'healthy' as const, 'degraded' as const, 'unhealthy' as const),
      returning: returningArbitrary,
      successRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      longRunSuccessRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      firstTokenMs: fc.double({ min: 1, max: 60_000, noNaN: true }),
      msPerToken: fc.double({ min: 0, max: 500, noNaN: true }),
      peakMs: fc.double({ min: 1, max: 300_000, noNaN: true }),
      limit: fc.integer({ min: 1, max: 64 }),
      load: fc.double({ min: 0, max: 0.999, noNaN: true }),
      estimatedCostNanoUsd: fc.option(fc.integer({ min: 0, max: 1_000_000_000 }), { nil: null }),
      rate: rateArbitrary,
    })
    .map(({ returning, load, limit, rate, ...rest }) =>
      candidateOf(modelId, {
        ...rest,
        ...returning,
        limit,
        inFlight: Math.floor(load * limit),
        ...(rate === undefined ? {} : { rate }),
      }),
    );

/** One to twelve candidates with different ids. */
export const candidatesArbitrary: fc.Arbitrary<Candidate[]> = fc
  .integer({ min: 1, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => candidateArbitrary(`model-${index}`))));
