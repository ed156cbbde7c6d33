import {
  type BreakerState,
  circuitView,
  closedBreaker,
  concurrencyLimit,
  type HealthState,
  initialHealth,
  type LimitState,
  type ModelFacts,
  noLimits,
  rampShare,
} from '../core/index.ts';
import type { ModelTarget, Prices, Provider, Resolution } from '../ports/index.ts';
import {
  type Config,
  type FailureClass,
  type KeySource,
  type ModelId,
  type ModelSettings,
  type ModelState,
  type ModelStatus,
  noSentence,
  type PriceView,
  type ProviderId,
  type Sentence,
} from '../protocol/index.ts';
import { type AccountLoad, limitFacts } from './account-limits.ts';
import { healthOf, statusWith, typicalOutputTokens } from './model-status.ts';

export interface ModelCounters {
  attempts: number;
  successes: number;
  failures: number;
  ignored: number;
  inputTokens: number;
  outputTokens: number;
  costNanoUsd: number;
  unpricedAttempts: number;
}

/** What is asked where: what was learnt of a model holds as long as these stay the same, whichever key is used. */
export type Server = Pick<ModelTarget, 'baseUrl' | 'model' | 'apiVersion'>;

/** Failed connection checks of a model that nobody uses. */
export interface FailedProbe {
  readonly class: FailureClass;
  readonly inRow: number;
  /** Epoch milliseconds of the last one. */
  readonly atMs: number;
}

/** Everything the engine knows of one model. The only mutable state of the balancer; its fields are changed by the registry and the stages. */
export interface ModelRecord {
  readonly modelId: ModelId;
  readonly providerId: ProviderId;
  readonly provider: Provider;
  settings: ModelSettings;
  resolution: Resolution;
  weight: number;
  /** Where health and circuit were learnt, also while the model cannot be used; undefined as long as it never could be. */
  readonly server: Server | undefined;
  health: HealthState;
  breaker: BreakerState;
  /** What was learnt of the limits of its account; the same for all models of one account. */
  limits: LimitState;
  inFlight: number;
  /** What runs on its account; see `occupy`. */
  accountLoad: AccountLoad;
  /** Epoch milliseconds at which its last attempt ended. */
  lastUsedMs: number | undefined;
  /** The connection checks of the schedule that failed since the last good one; real work that is newer counts instead. */
  failedProbe: FailedProbe | undefined;
  readonly counters: ModelCounters;
  status: ModelStatus;
  /** Why, as it was when the status was last looked at; put into words only when somebody wants to know. */
  reason: () => Sentence;
  sinceMs: number;
}

export function newRecord(
  modelId: ModelId,
  provider: Provider,
  settings: ModelSettings,
  resolution: Resolution,
  weight: number,
  nowMs: number,
): ModelRecord {
  return {
    modelId,
    providerId: provider.manifest.id,
    provider,
    settings,
    resolution,
    weight,
    server: serverOf(resolution),
    health: initialHealth(),
    breaker: closedBreaker,
    limits: noLimits,
    inFlight: 0,
    accountLoad: { inFlight: 0 },
    lastUsedMs: undefined,
    failedProbe: undefined,
    counters: {
      attempts: 0,
      successes: 0,
      failures: 0,
      ignored: 0,
      inputTokens: 0,
      outputTokens: 0,
      costNanoUsd: 0,
      unpricedAttempts: 0,
    },
    status: 'unknown',
    reason: () => noSentence,
    sinceMs: nowMs,
  };
}

function serverOf(resolution: Resolution): Server | undefined {
  if (resolution.kind !== 'ready') return undefined;
  const { baseUrl, model, apiVersion } = resolution.target;
  return { baseUrl, model, apiVersion };
}

/** What the rules see of the model for one request. */
export function factsOf(
  record: ModelRecord,
  context: {
    config: Config;
    nowMs: number;
    cooledUntilMs: number | undefined;
    promptTokens: number;
    expectedOutputTokens: number;
    prices: Prices;
    /** In place of the weight of the configuration, for a request with settings of its own. */
    weight?: number | undefined;
  },
): ModelFacts {
  const { config, nowMs } = context;
  const health = healthOf(record, context.expectedOutputTokens, config, nowMs);
  const target = record.resolution.kind === 'ready' ? record.resolution.target : undefined;
  const price: PriceView = target ? context.prices.priceOf(target, record.settings, nowMs) : { kind: 'unknown' };
  const limits = limitFacts(
    record,
    {
      inFlight: record.accountLoad.inFlight,
      tokensEach: context.promptTokens + context.expectedOutputTokens,
    },
    nowMs,
  );
  // Written out, and always with all fields: this runs for every model of every pick, and facts of one shape are read faster.
  return {
    modelId: record.modelId,
    simulated: record.provider.manifest.simulated,
    enabled: record.settings.enabled,
    notConfigured: record.resolution.kind === 'notConfigured' ? record.resolution.reason : undefined,
    weight: context.weight ?? record.weight,
    status: statusWith(record, config, nowMs, health.status),
    breaker: record.breaker,
    ramp: rampShare(record.breaker, config),
    cooledUntilMs: context.cooledUntilMs,
    successRate: health.successRate,
    longRunSuccessRate: health.longRunSuccessRate,
    firstTokenMs: health.firstTokenMs,
    msPerToken: health.msPerToken,
    lastUsedMs: record.lastUsedMs,
    peakMs: health.peakMs,
    inFlight: limits.inFlight,
    limit: limits.limit,
    configuredLimit: limits.configuredLimit,
    rate: limits.rate,
    contextTokens: target?.contextTokens ?? 0,
    estimatedCostNanoUsd: context.prices.costOf(price, {
      inputTokens: context.promptTokens,
      outputTokens: context.expectedOutputTokens,
    }),
  };
}

/** Where the key of a model was found, if it needs one. */
export function keySourceOf(resolution: Resolution): KeySource {
  if (resolution.kind === 'ready') return resolution.target.keySource;
  return resolution.cause === 'key' ? 'missing' : 'notNeeded';
}

/** Whether it is a server on this machine that no setting names. */
export function isPreset({ modelId, resolution }: ModelRecord, { models }: Config): boolean {
  return resolution.kind === 'ready' && resolution.target.local && !Object.hasOwn(models, modelId);
}

/** The complete state for views. */
export function stateOf(
  record: ModelRecord,
  context: { config: Config; nowMs: number; cooledUntilMs: number | undefined; prices: Prices },
): ModelState {
  const { config, nowMs } = context;
  const health = healthOf(record, typicalOutputTokens, config, nowMs);
  const target = record.resolution.kind === 'ready' ? record.resolution.target : undefined;
  return {
    modelId: record.modelId,
    provider: record.providerId,
    model: record.resolution.kind === 'ready' ? record.resolution.target.model : record.resolution.model,
    simulated: record.provider.manifest.simulated,
    enabled: record.settings.enabled,
    keySource: keySourceOf(record.resolution),
    ...(isPreset(record, config) ? { preset: true } : {}),
    weight: record.weight,
    status: record.status,
    reason: record.reason(),
    sinceMs: record.sinceMs,
    circuit: circuitView(record.breaker),
    cooledUntilMs: context.cooledUntilMs ?? null,
    successRate: health.successRate,
    firstTokenMs: health.measured ? health.firstTokenMs : null,
    msPerToken: health.measured ? health.msPerToken : null,
    totalMs: health.measured ? health.totalMs : null,
    inFlight: record.inFlight,
    limit: target ? concurrencyLimit(record.limits, target.maxConcurrent, nowMs) : 1,
    ...record.counters,
    price: target ? context.prices.priceOf(target, record.settings, nowMs) : { kind: 'unknown' },
  };
}
