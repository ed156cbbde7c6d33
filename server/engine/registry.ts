import { breakerSetBack, healthSetBack, limitsSetBack, type ModelFacts } from '../core/index.ts';
import type { Clock, Prices, Provider } from '../ports/index.ts';
import {
  builtInModelIds,
  type Config,
  type ModelId,
  ModelSettings,
  type ModelState,
  type ModelStatus,
  neutralModelWeight,
  type ProviderId,
} from '../protocol/index.ts';
import { shareAccounts } from './account-limits.ts';
import type { Budgets } from './budgets.ts';
import type { EventBus } from './bus.ts';
import { continued, recalled } from './carry-over.ts';
import type { HealthMemory } from './health-memory.ts';
import { factsOf, type ModelRecord, newRecord, stateOf } from './model-record.ts';
import { reasonOf, statusOf } from './model-status.ts';

/** Pauses of models that end by themselves. */
export interface Pauses {
  /** How many each model has. */
  readonly running: ReadonlyMap<ModelId, number>;
  /** Milliseconds until the first of them ends; undefined when there is none. */
  readonly nextInMs: number | undefined;
}

/** Who keeps the models: makes them from the configuration, keeps their history when it changes, and announces every change. */
export class Registry {
  private readonly clock: Clock;
  private readonly prices: Prices;
  private readonly providers: ReadonlyMap<ProviderId, Provider>;
  private readonly memory: HealthMemory | undefined;
  private readonly budgets: Pick<Budgets, 'judged'> | undefined;
  private records = new Map<ModelId, ModelRecord>();
  /** The same in a list: every pick walks along it. */
  private list: readonly ModelRecord[] = [];
  /** End of the pause of each quota domain, epoch milliseconds. */
  private readonly cooledUntil: Map<string, number>;
  private configuration: Config;
  /** Models whose last change nobody has heard of. */
  private untold = new Set<ModelRecord>();
  /** The wall clock and the steady one when they were last compared. */
  private compared: { readonly nowMs: number; readonly monotonicMs: number };
  /** Counts everything that may change what `facts` says, the mere passing of time left out. */
  changes = 0;
  /** 1 for the first configuration. */
  revision = 0;

  constructor(
    dependencies: {
      clock: Clock;
      prices: Prices;
      providers: readonly Provider[];
      /** What an earlier process has learnt, if anything is kept. */
      memory?: HealthMemory | undefined;
      /** Says what used-up budgets mean for the models; without it money plays no part. */
      budgets?: Pick<Budgets, 'judged'>;
    },
    config: Config,
  ) {
    this.clock = dependencies.clock;
    this.prices = dependencies.prices;
    this.providers = new Map(dependencies.providers.map((provider) => [provider.manifest.id, provider]));
    this.memory = dependencies.memory;
    this.budgets = dependencies.budgets;
    this.cooledUntil = new Map(this.memory?.pauses);
    this.configuration = config;
    this.compared = { nowMs: this.clock.nowMs(), monotonicMs: this.clock.monotonicMs() };
    this.configure(config);
  }

  get config(): Config {
    return this.configuration;
  }

  /** In the order of configuration: the built-in vendors first, then the person's own. */
  all(): readonly ModelRecord[] {
    return this.list;
  }

  get(modelId: ModelId): ModelRecord | undefined {
    return this.records.get(modelId);
  }

  /** Takes over a new configuration. Requests that run keep theirs; a model that is still the same keeps its history. */
  configure(config: Config): void {
    const next = new Map<ModelId, ModelRecord>();
    const modelIds = new Set<ModelId>([...builtInModelIds, ...Object.keys(config.models)]);
    for (const modelId of modelIds) {
      const record = this.configured(modelId, config);
      if (record) next.set(modelId, record);
    }
    shareAccounts(next.values());
    this.records = next;
    this.list = [...next.values()];
    this.configuration = config;
    this.revision += 1;
    this.changes += 1;
    for (const record of next.values()) this.refreshStatus(record);
  }

  private configured(modelId: ModelId, config: Config): ModelRecord | undefined {
    const settings = config.models[modelId] ?? ModelSettings.parse({});
    const providerId = settings.provider ?? builtInModelIds.find((each) => each === modelId);
    const provider = providerId === undefined ? undefined : this.providers.get(providerId);
    if (!provider) return undefined;
    const resolution = provider.resolve(modelId, settings);
    const weight = config.modelWeights[modelId] ?? neutralModelWeight;
    const fresh = newRecord(modelId, provider, settings, resolution, weight, this.clock.nowMs());
    const known = this.records.get(modelId);
    const record = known ? continued(known, fresh, this.clock.nowMs()) : fresh;
    const remembered = record === known ? undefined : this.memory?.of(modelId);
    if (remembered !== undefined && recalled(record, remembered, this.clock.nowMs(), known === undefined))
      this.memory?.taken(modelId);
    return record;
  }

  /** What the rules see of every model for a request of this size, under the settings of whoever asks. */
  facts(
    size: { promptTokens: number; expectedOutputTokens: number },
    config = this.configuration,
  ): readonly ModelFacts[] {
    this.followClock();
    const nowMs = this.clock.nowMs();
    const facts = this.all().map((record) =>
      factsOf(record, {
        config,
        nowMs,
        cooledUntilMs: this.cooledUntilMs(record, nowMs),
        prices: this.prices,
        weight: config.modelWeights[record.modelId] ?? neutralModelWeight,
        promptTokens: size.promptTokens,
        expectedOutputTokens: size.expectedOutputTokens,
      }),
    );
    return this.budgets?.judged(facts, config) ?? facts;
  }

  /** A wall clock that is set back must neither lengthen a pause nor keep old evidence fresh: both are as old as they were. */
  private followClock(): void {
    const nowMs = this.clock.nowMs();
    const monotonicMs = this.clock.monotonicMs();
    const byMs = this.compared.nowMs + (monotonicMs - this.compared.monotonicMs) - nowMs;
    this.compared = { nowMs, monotonicMs };
    // The two clocks never agree to the millisecond.
    if (byMs < 1000) return;
    for (const [domain, untilMs] of this.cooledUntil) this.cooledUntil.set(domain, untilMs - byMs);
    for (const record of this.records.values()) {
      record.breaker = breakerSetBack(record.breaker, byMs);
      record.health = healthSetBack(record.health, byMs);
      record.limits = limitsSetBack(record.limits, byMs);
      if (record.lastUsedMs !== undefined) record.lastUsedMs -= byMs;
      if (record.failedProbe !== undefined) {
        record.failedProbe = { ...record.failedProbe, atMs: record.failedProbe.atMs - byMs };
      }
    }
  }

  states(): ModelState[] {
    const nowMs = this.clock.nowMs();
    return this.all().map((record) => this.state(record, nowMs));
  }

  private state(record: ModelRecord, nowMs: number): ModelState {
    return stateOf(record, {
      config: this.configuration,
      nowMs,
      cooledUntilMs: this.cooledUntilMs(record, nowMs),
      prices: this.prices,
    });
  }

  /** Leaves the model's whole quota domain alone until then. A shorter pause never ends a longer one. */
  cool(record: ModelRecord, untilMs: number, bus: EventBus): void {
    const domain = domainOf(record);
    if (domain === undefined) return;
    this.cooledUntil.set(domain, Math.max(untilMs, this.cooledUntil.get(domain) ?? 0));
    for (const sibling of this.all()) {
      if (sibling !== record && domainOf(sibling) === domain) this.announce(sibling, bus);
    }
  }

  private cooledUntilMs(record: ModelRecord, nowMs: number): number | undefined {
    if (record.resolution.kind !== 'ready') return undefined;
    const untilMs = this.cooledUntil.get(record.resolution.target.quotaDomain);
    return untilMs !== undefined && untilMs > nowMs ? untilMs : undefined;
  }

  /** Ends of the pauses of quota domains, epoch milliseconds by the clock as it is set now. */
  domainPauses(): ReadonlyMap<string, number> {
    this.followClock();
    return this.cooledUntil;
  }

  /** The pauses that run now. */
  pauses(): Pauses {
    this.followClock();
    const nowMs = this.clock.nowMs();
    const running = new Map<ModelId, number>();
    let nextInMs: number | undefined;
    for (const record of this.all()) {
      const remainingMs = this.endsOfPauses(record)
        .map((untilMs) => untilMs - nowMs)
        .filter((leftMs) => leftMs > 0);
      running.set(record.modelId, remainingMs.length);
      for (const leftMs of remainingMs) nextInMs = Math.min(leftMs, nextInMs ?? leftMs);
    }
    return { running, nextInMs };
  }

  /** Whether evidence that fades may change what is said of some model as time passes. */
  mayFade(): boolean {
    return this.all().some(({ status }) => status === 'healthy' || status === 'degraded' || status === 'unhealthy');
  }

  /** Announces every model of which something else is true now than was said last. */
  announceFaded(bus: EventBus): void {
    this.followClock();
    const nowMs = this.clock.nowMs();
    for (const record of this.all()) {
      if (statusOf(record, this.configuration, nowMs) !== record.status) this.announce(record, bus);
    }
  }

  /** Announces every model of which a pause has ended since then. */
  announceEnded(before: Pauses, bus: EventBus): void {
    const { running } = this.pauses();
    for (const record of this.all()) {
      const { modelId } = record;
      if ((running.get(modelId) ?? 0) < (before.running.get(modelId) ?? 0)) this.announce(record, bus);
    }
  }

  private endsOfPauses(record: ModelRecord): number[] {
    const domain = domainOf(record);
    const cooledMs = domain === undefined ? undefined : this.cooledUntil.get(domain);
    return [
      ...(record.breaker.kind === 'open' ? [record.breaker.untilMs] : []),
      ...(cooledMs === undefined ? [] : [cooledMs]),
    ];
  }

  /** Announces the model after a change: a status event when its status changed, and its complete state. */
  announce(record: ModelRecord, bus: EventBus): void {
    // A request may outlive the configuration it started with; its old model is nobody's business any more.
    if (this.records.get(record.modelId) !== record) return;
    this.changes += 1;
    const previous = record.status;
    this.refreshStatus(record);
    if (previous !== record.status) {
      bus.publish({
        type: 'model-status',
        modelId: record.modelId,
        previous,
        status: record.status,
        reason: record.reason(),
      });
    }
    if (bus.isHeard) this.tell(record, bus);
    else this.untold.add(record);
  }

  private tell(record: ModelRecord, bus: EventBus): void {
    bus.publish({ type: 'model-change', model: this.state(record, this.clock.nowMs()) });
  }

  /** Tells what was not worth the work while nobody listened; called before somebody does, or looks at a snapshot. */
  catchUp(bus: EventBus): void {
    const { untold } = this;
    if (untold.size === 0) return;
    this.untold = new Set();
    for (const record of untold) if (this.records.get(record.modelId) === record) this.tell(record, bus);
  }

  private refreshStatus(record: ModelRecord): ModelStatus {
    const nowMs = this.clock.nowMs();
    const status = statusOf(record, this.configuration, nowMs);
    if (status !== record.status) record.sinceMs = nowMs;
    record.status = status;
    record.reason = reasonOf(record, this.configuration, nowMs);
    return status;
  }
}

function domainOf(record: ModelRecord): string | undefined {
  return record.resolution.kind === 'ready' ? record.resolution.target.quotaDomain : undefined;
}
