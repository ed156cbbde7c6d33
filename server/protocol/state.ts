import * as z from 'zod';
import { FailureClass, OutcomeKind, RequestErrorCode } from './errors.ts';
import { AttemptRole, FactorId, ModelId, ProviderId, StrategyId, Task } from './ids.ts';
import { BudgetPolicy, BudgetState, MoneyState } from './money.ts';
import { AttemptReport } from './requests.ts';
import { Sentence } from './sentence-schema.ts';

/** `notConfigured` (no key, no deployment, invalid entry) is not illness: such a model is shown, explained and never picked. */
export const ModelStatus = z.enum([
  'notConfigured',
  'disabled',
  'unknown',
  'healthy',
  'degraded',
  'unhealthy',
  'isolated',
]);
export type ModelStatus = z.infer<typeof ModelStatus>;

/** The circuit breaker as the panel shows it. */
export const CircuitView = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed') }),
  z.object({ state: z.literal('open'), untilMs: z.number(), class: FailureClass }),
  z.object({ state: z.literal('halfOpen') }),
  /** Left alone until its configuration changes (`class`) or a person lets it back (`person`). */
  z.object({ state: z.literal('isolated'), by: z.enum(['configuration', 'person']), class: FailureClass.optional() }),
]);
export type CircuitView = z.infer<typeof CircuitView>;

export const PriceView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('known'),
    inputNanoUsdPerToken: z.number(),
    outputNanoUsdPerToken: z.number(),
    /** Input read from the vendor's cache; priced like other input if left out. */
    cacheReadNanoUsdPerToken: z.number().optional(),
    /** Input that the vendor puts into its cache, for minutes and for an hour; priced like other input if left out. */
    cacheWriteNanoUsdPerToken: z.number().optional(),
    cacheWriteHourNanoUsdPerToken: z.number().optional(),
    /** Prices of the whole request when its input is larger than `aboveInputTokens`. */
    largePrompt: z
      .object({
        aboveInputTokens: z.number().int(),
        inputNanoUsdPerToken: z.number(),
        outputNanoUsdPerToken: z.number(),
        cacheReadNanoUsdPerToken: z.number().optional(),
        cacheWriteNanoUsdPerToken: z.number().optional(),
        cacheWriteHourNanoUsdPerToken: z.number().optional(),
      })
      .optional(),
    source: z.string(),
    verifiedOn: z.string(),
    uncertain: z.boolean(),
  }),
  z.object({ kind: z.literal('free') }),
  z.object({ kind: z.literal('unknown') }),
]);
export type PriceView = z.infer<typeof PriceView>;

/**
 * Where the key of a model comes from: `stored` in the editor's key store, an `environment` variable, `notNeeded`, or `missing`.
 */
export const KeySource = z.enum(['stored', 'environment', 'notNeeded', 'missing']);
export type KeySource = z.infer<typeof KeySource>;

/** Everything that can be said of one model. Times are epoch milliseconds unless named otherwise. */
export const ModelState = z.object({
  modelId: ModelId,
  provider: ProviderId,
  /** The vendor's name for the model. */
  model: z.string(),
  simulated: z.boolean(),
  /** False when a person switched it off in the settings. */
  enabled: z.boolean(),
  keySource: KeySource,
  /** A server on this machine that nobody has named and nobody was asked for: it may not even be there. */
  preset: z.boolean().optional(),
  weight: z.number(),
  status: ModelStatus,
  /** Why it has this status, in plain words. */
  reason: Sentence,
  sinceMs: z.number(),
  circuit: CircuitView,
  /** End of a rate-limit pause of its quota domain; null when there is none. */
  cooledUntilMs: z.number().nullable(),
  successRate: z.number(),
  firstTokenMs: z.number().nullable(),
  msPerToken: z.number().nullable(),
  totalMs: z.number().nullable(),
  inFlight: z.number().int(),
  limit: z.number().int(),
  /** Attempts really sent. */
  attempts: z.number().int(),
  successes: z.number().int(),
  failures: z.number().int(),
  ignored: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costNanoUsd: z.number().int(),
  /** Attempts whose price is not known and that are therefore missing in `costNanoUsd`. */
  unpricedAttempts: z.number().int(),
  price: PriceView,
});
export type ModelState = z.infer<typeof ModelState>;

/** Why a model was left out of a plan. */
export const FilterReason = z.enum([
  'disabled',
  'notConfigured',
  'zeroWeight',
  'circuitOpen',
  'circuitHalfOpenBusy',
  'isolated',
  'cooledDown',
  'full',
  'contextTooSmall',
  'alreadyTried',
  /** Its budget, or the budget of all models, is used up and paid models may not be asked. */
  'overBudget',
  /** The budget is used up and only the cheapest model may be asked. */
  'dearerThanCheapest',
  'notPinned',
]);
export type FilterReason = z.infer<typeof FilterReason>;

export const FactorScore = z.object({
  factor: FactorId,
  /** 0 to 1. */
  value: z.number(),
  /** Points the factor can give. */
  points: z.number(),
  /** One line in the writer's words. */
  explanation: Sentence,
});
export type FactorScore = z.infer<typeof FactorScore>;

export const ScoredCandidate = z.object({
  modelId: ModelId,
  simulated: z.boolean(),
  /** 0 to 100, headroom included. */
  score: z.number(),
  factors: z.array(FactorScore),
  /** Free share of its places, times what the rates of its account leave, with which the sum is multiplied. */
  headroom: z.number(),
  /** Share that a model that comes back after failures has regained, with which the sum is multiplied as well. */
  ramp: z.number().optional(),
  /** Why the score is lower than the factors say, one line each. */
  remarks: z.array(Sentence).optional(),
  /** Requests at the same time, and how many there may be: as configured, or as learnt from refusals. */
  inFlight: z.number().int().optional(),
  limit: z.number().int().optional(),
  /** What the chosen strategy looks at, in one line. */
  reason: Sentence.optional(),
  /** Chance to be asked first, 0 to 1. Only where an explanation was asked for. */
  chance: z.number().optional(),
  predictedMs: z.number(),
  estimatedCostNanoUsd: z.number().int().nullable(),
});
export type ScoredCandidate = z.infer<typeof ScoredCandidate>;

export const FilteredModel = z.object({
  modelId: ModelId,
  reason: FilterReason,
  explanation: Sentence,
  untilMs: z.number().optional(),
});
export type FilteredModel = z.infer<typeof FilteredModel>;

/** Why a request goes where it goes. */
export const Explanation = z.object({
  strategy: StrategyId,
  candidates: z.array(ScoredCandidate),
  filtered: z.array(FilteredModel),
  /** The order in which models would be tried if each of them failed. */
  order: z.array(ModelId),
  /** `true` when every candidate was ejected and the one that recovers first is tried all the same. */
  panic: z.boolean(),
  /** Which model would be asked besides when the first has not begun after so long; null when none would. Only where it was asked for. */
  hedge: z.object({ modelId: ModelId, afterMs: z.number() }).nullable().optional(),
  /** Budgets as they stand, and what happens when one is used up. Only where an explanation was asked for. */
  budgets: z.array(BudgetState).optional(),
  budgetPolicy: BudgetPolicy.optional(),
});
export type Explanation = z.infer<typeof Explanation>;

/** An attempt that has been sent and is not over. */
export const ActiveAttempt = z.object({
  attemptId: z.string(),
  modelId: ModelId,
  /** 1 for the first of the request. */
  number: z.number().int(),
  role: AttemptRole,
  startedAtMs: z.number(),
  /** Milliseconds to the first text; null while there is none. */
  firstTokenMs: z.number().nullable(),
});
export type ActiveAttempt = z.infer<typeof ActiveAttempt>;

/** One attempt that is over, as sparklines draw it. */
export const LatencySample = z.object({
  endedAtMs: z.number(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number(),
  outcome: OutcomeKind,
});
export type LatencySample = z.infer<typeof LatencySample>;

/** One request as the panel lists it: no topic, no prompt, no text. */
export const RequestState = z.object({
  requestId: z.string(),
  task: Task,
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  result: z.enum(['running', 'success', 'failed', 'cancelled']),
  errorCode: RequestErrorCode.nullable(),
  explanation: Explanation.nullable(),
  attempts: z.array(AttemptReport),
  /** Attempts that are running, in the order of their start. */
  activeAttempts: z.array(ActiveAttempt),
  costNanoUsd: z.number().int().nullable(),
});
export type RequestState = z.infer<typeof RequestState>;

export const Totals = z.object({
  requests: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  attempts: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costNanoUsd: z.number().int(),
  unpricedAttempts: z.number().int(),
});
export type Totals = z.infer<typeof Totals>;

/** The whole state a view needs. Folding the events into an earlier snapshot gives the later one. */
export const Snapshot = z.object({
  /** Number of the last event that is in it. */
  sequence: z.number().int(),
  atMs: z.number(),
  configRevision: z.number().int(),
  strategy: StrategyId,
  fallbackChain: z.array(ModelId),
  failoverEnabled: z.boolean(),
  models: z.array(ModelState),
  /** The last 50, newest first. */
  requests: z.array(RequestState),
  /** The last 30 attempts of each model, oldest first. A model without any is missing. */
  history: z.record(ModelId, z.array(LatencySample)),
  totals: Totals,
  money: MoneyState,
});
export type Snapshot = z.infer<typeof Snapshot>;

export const emptyTotals: Totals = {
  requests: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  attempts: 0,
  inputTokens: 0,
  outputTokens: 0,
  costNanoUsd: 0,
  unpricedAttempts: 0,
};
