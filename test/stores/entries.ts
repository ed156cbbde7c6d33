import * as fc from 'fast-check';
import type { Hold, LedgerEntry, SpendLimit } from '../../server/ports/index.ts';
import { attemptRoles, failureClasses, tasks } from '../../server/protocol/index.ts';

/** Noon of 5 October 2026, UTC. */
export const noonMs = Date.UTC(2026, 9, 5, 12);
export const dayMs = 86_400_000;

/** A valid entry, with what a test wants to be different. */
export const ledgerEntry = (attemptId: string, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  attemptId,
  requestId: 'request-1',
  modelId: 'deepseek',
  task: 'script',
  role: 'first',
  atMs: noonMs,
  outcome: 'success',
  class: null,
  usage: { inputTokens: 700, outputTokens: 300, cachedInputTokens: 128 },
  costNanoUsd: 123_456,
  countedNanoUsd: 123_456,
  dearestNanoUsd: 200_000,
  certainty: 'exact',
  priceSource: 'test',
  simulated: false,
  ...changes,
});

export const holdOf = (attemptId: string, changes: Partial<Hold> = {}): Hold => ({
  attemptId,
  requestId: 'request-1',
  modelId: 'deepseek',
  simulated: false,
  estimateNanoUsd: 10,
  atMs: noonMs,
  ...changes,
});

export const limitOf = (limitNanoUsd: number, changes: Partial<SpendLimit> = {}): SpendLimit => ({
  modelId: undefined,
  simulated: false,
  fromDay: '2026-10-05',
  toDay: '2026-10-05',
  limitNanoUsd,
  ...changes,
});

const amount = fc.nat(1_000_000_000_000);
const tokens = fc.nat(1_000_000);
/** Few of each, so that they meet. */
const modelIds = fc.constantFrom('deepseek', 'claude', 'my-own.model_2');

const usages = fc.record(
  {
    inputTokens: tokens,
    outputTokens: tokens,
    cachedInputTokens: tokens,
    cacheWriteInputTokens: tokens,
    cacheWriteHourInputTokens: tokens,
    reasoningTokens: tokens,
    estimated: fc.boolean(),
  },
  { requiredKeys: ['inputTokens', 'outputTokens'], noNullPrototype: true },
);

/** Any entry there can be, of a few attempts, so that some come twice, and of a few days. */
export const anyEntry: fc.Arbitrary<LedgerEntry> = fc.record(
  {
    attemptId: fc.nat(40).map((number) => `attempt-${number}`),
    requestId: fc.nat(5).map((number) => `request-${number}`),
    modelId: modelIds,
    task: fc.constantFrom(...tasks),
    role: fc.constantFrom(...attemptRoles),
    atMs: fc.integer({ min: noonMs - 3 * dayMs, max: noonMs + 3 * dayMs }),
    outcome: fc.constantFrom('success', 'ignored', 'failed'),
    class: fc.option(fc.constantFrom(...failureClasses)),
    usage: fc.option(usages),
    costNanoUsd: fc.option(amount),
    countedNanoUsd: amount,
    dearestNanoUsd: fc.option(amount),
    certainty: fc.constantFrom('exact', 'estimate', 'underEstimate', 'unknown'),
    priceSource: fc.string(),
    simulated: fc.boolean(),
  },
  { noNullPrototype: true },
);

export const anyHold: fc.Arbitrary<Hold> = fc.record(
  {
    attemptId: fc.nat(20).map((number) => `attempt-${number}`),
    requestId: fc.constant('request-1'),
    modelId: modelIds,
    simulated: fc.boolean(),
    estimateNanoUsd: fc.nat(1000),
    atMs: fc.constant(noonMs),
  },
  { noNullPrototype: true },
);

export const anyLimit: fc.Arbitrary<SpendLimit> = fc.record(
  {
    modelId: fc.option(modelIds, { nil: undefined }),
    simulated: fc.boolean(),
    fromDay: fc.constantFrom('2026-10-01', '2026-10-05'),
    toDay: fc.constantFrom('2026-10-05', '2026-10-31'),
    limitNanoUsd: fc.nat(3000),
  },
  { noNullPrototype: true },
);
