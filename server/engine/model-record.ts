import {
  type BreakerState,
  circuitView,
  closedBreaker,
  concurrencyLimit,
  consequences,
  failureSentence,
  type HealthReading,
  type HealthState,
  healthReason,
  initialHealth,
  type LimitState,
  type ModelFacts,
  noLimits,
  readHealth,
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
  sentence,
} from '../protocol/index.ts';
import { limitFacts } from './account-limits.ts';

/** Expected answer length, in tokens, for figures that speak of no particular request: about one minute of narration. */
const typicalOutputTokens = 250;

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
  /** Epoch milliseconds at which its last attempt ended. */
  lastUsedMs: number | undefined;
  /** The connection checks of the schedule that failed since the last good one; real work that is newer counts instead. */
  failedProbe: FailedProbe | undefined;
  readonly counters: ModelCounters;
  status: ModelStatus;
  reason: Sentence;
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
    reason: noSentence,
    sinceMs: nowMs,
  };
}

function serverOf(resolution: Resolution): Server | undefined {
  if (resolution.kind !== 'ready') return undefined;
  const { baseUrl, model, apiVersion } = resolution.target;
  return { baseUrl, model, apiVersion };
}

const noPrior = { firstTokenMs: 1000, msPerToken: 20 };

function healthOf(record: ModelRecord, expectedOutputTokens: number, config: Config, nowMs: number) {
  const prior = record.resolution.kind === 'ready' ? record.resolution.target.prior : noPrior;
  const usualOutputTokens = typicalOutputTokens;
  return readHealth(record.health, { prior, expectedOutputTokens, usualOutputTokens, nowMs, config });
}

/** Status and reason as they are now, before they are compared with what was announced last. */
export function statusOf(
  record: ModelRecord,
  config: Config,
  nowMs: number,
): { status: ModelStatus; reason: Sentence } {
  const health = healthOf(record, typicalOutputTokens, config, nowMs);
  return { status: plainStatusOf(record, config, nowMs, health), reason: reasonOf(record, config, nowMs, health) };
}

/** The status alone, from a reading of its health that is there already: what every pick asks of every model. */
function plainStatusOf(record: ModelRecord, config: Config, nowMs: number, health: HealthReading): ModelStatus {
  if (!record.settings.enabled) return 'disabled';
  if (record.resolution.kind === 'notConfigured') return 'notConfigured';
  const { breaker } = record;
  if (breaker.kind === 'isolated') return 'isolated';
  if (breaker.kind === 'open') return 'unhealthy';
  if (breaker.kind === 'halfOpen') return 'degraded';
  const failed = failedProbeOf(record, config, nowMs);
  if (failed === undefined || health.status === 'unhealthy') return health.status;
  // One failed check may be chance; an empty account is not.
  return failed.inRow === 1 && consequences[failed.class].effect === 'failure' ? 'degraded' : 'unhealthy';
}

function reasonOf(record: ModelRecord, config: Config, nowMs: number, health: HealthReading): Sentence {
  if (!record.settings.enabled) return sentence('Switched off in the settings.');
  if (record.resolution.kind === 'notConfigured') return record.resolution.reason;
  const { breaker } = record;
  switch (breaker.kind) {
    case 'isolated':
      return breaker.by === 'person'
        ? sentence('Set aside by you until you let it back.')
        : isolationReason(breaker.class);
    case 'open':
      return nowMs < breaker.untilMs
        ? sentence('Left alone for a while after failures.')
        : sentence('Failed lately; the next request tries it again.');
    case 'halfOpen':
      return sentence('One request is trying whether it is back.');
    case 'closed': {
      const failed = failedProbeOf(record, config, nowMs);
      return failed === undefined || health.status === 'unhealthy'
        ? healthReason(health)
        : sentence('The last connection check failed. {0}', failureSentence(failed.class));
    }
  }
}

/** What the last check says, as long as nothing newer is known and checks have not stopped. */
function failedProbeOf(record: ModelRecord, { health }: Config, nowMs: number): FailedProbe | undefined {
  const { failedProbe, lastUsedMs } = record;
  if (failedProbe === undefined || nowMs - failedProbe.atMs > probesKept * health.probeEveryMs) return undefined;
  return lastUsedMs === undefined || lastUsedMs < failedProbe.atMs ? failedProbe : undefined;
}

/** A failed check counts until this many further ones should have come. */
const probesKept = 3;

const isolationReasons: Readonly<Partial<Record<FailureClass, Sentence>>> = {
  auth: sentence('The vendor refused the key. Set another key to use it again.'),
  geo: sentence('The vendor does not serve this region. Change the endpoint or the proxy to use it again.'),
  modelMissing: sentence('The vendor does not know this model name, or the key may not use it. Choose another name.'),
};

function isolationReason(failureClass: FailureClass | undefined): Sentence {
  const known = failureClass === undefined ? undefined : isolationReasons[failureClass];
  return known ?? sentence('Set aside until its configuration changes.');
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
    /** Requests that run on all models of its account. */
    accountInFlight: number;
    /** In place of the weight of the configuration, for a request with settings of its own. */
    weight?: number | undefined;
  },
): ModelFacts {
  const { config, nowMs } = context;
  const health = healthOf(record, context.expectedOutputTokens, config, nowMs);
  const target = record.resolution.kind === 'ready' ? record.resolution.target : undefined;
  const price: PriceView = target ? context.prices.priceOf(target, record.settings, nowMs) : { kind: 'unknown' };
  return {
    modelId: record.modelId,
    simulated: record.provider.manifest.simulated,
    enabled: record.settings.enabled,
    notConfigured: record.resolution.kind === 'notConfigured' ? record.resolution.reason : undefined,
    weight: context.weight ?? record.weight,
    status: plainStatusOf(record, config, nowMs, health),
    breaker: record.breaker,
    cooledUntilMs: context.cooledUntilMs,
    successRate: health.successRate,
    longRunSuccessRate: health.longRunSuccessRate,
    firstTokenMs: health.firstTokenMs,
    msPerToken: health.msPerToken,
    lastUsedMs: record.lastUsedMs,
    peakMs: health.peakMs,
    ...limitFacts(
      record,
      {
        inFlight: context.accountInFlight,
        tokensEach: context.promptTokens + context.expectedOutputTokens,
      },
      nowMs,
    ),
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
    reason: record.reason,
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
