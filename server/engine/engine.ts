import { closedBreaker, fullHedgeBudget, isolateByPerson } from '../core/index.ts';
import type { Calendar, Clock, Log, Prices, Provider, Random, Store } from '../ports/index.ts';
import {
  type CheckResult,
  type Config,
  type Event,
  emptyTotals,
  type KeyDestination,
  type ModelId,
  type ModelStatus,
  type Snapshot,
} from '../protocol/index.ts';
import { Balancers } from './balancers.ts';
import { Budgets } from './budgets.ts';
import { EventBus } from './bus.ts';
import type { Workshop } from './context.ts';
import { HealthMemory } from './health-memory.ts';
import { HostQueues } from './host-queues.ts';
import { keySourceOf } from './model-record.ts';
import { checkModels } from './monitor.ts';
import { PauseWatch } from './pause-watch.ts';
import { ProbeSchedule } from './probe-schedule.ts';
import { Registry } from './registry.ts';
import { createRouter } from './router.ts';
import { SlotQueue } from './slots.ts';
import { StickyModels } from './sticky.ts';
import type { Router } from './types.ts';

export interface EngineDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly providers: readonly Provider[];
  readonly prices: Prices;
  /** The calendar that the store was opened with: budgets run over its days. */
  readonly calendar: Calendar;
  readonly store: Store;
  readonly log: Log;
  readonly config: Config;
  /**
   * The name in the store under which what is learnt of the models is kept for the next process; left out when the store ends with this
   * one. Real and simulated models never share a name.
   */
  readonly remembersAs?: string;
}

/** The router with everything around it. */
export interface Engine {
  readonly router: Router;
  config(): Config;
  /** Applies at once. Requests that run keep their settings; health history stays. */
  configure(config: Config): void;
  snapshot(): Snapshot;
  /** Every later event goes to `listener`; the returned function ends that. */
  subscribe(listener: (event: Event) => void): () => void;
  /** Tests the connection of the given models, of all when undefined. `paid` allows a one-token generation. */
  check(
    modelIds: readonly ModelId[] | undefined,
    options: { readonly paid: boolean; readonly signal: AbortSignal },
  ): Promise<readonly CheckResult[]>;
  /** Where the key of a model goes, and where it comes from; undefined for an unknown id. */
  destination(modelId: ModelId): KeyDestination | undefined;
  /** Sets a model aside until a person lets it back. Unknown ids change nothing and answer `notConfigured`. */
  isolate(modelId: ModelId, isolated: boolean): ModelStatus;
  /**
   * From here on connections of models that are not in use are checked now and then, for free, until the returned function is called.
   * For a process in which somebody works, not for one that serves a single call.
   */
  keepChecking(): () => void;
  /** Ends checks and writes down what was learnt and is not written yet. Call it once, before the store is closed. */
  close(): void;
}

export function createEngine(dependencies: EngineDependencies): Engine {
  const { calendar, clock, random, prices, store, log } = dependencies;
  const memory =
    dependencies.remembersAs === undefined
      ? undefined
      : new HealthMemory({ clock, store, log, name: dependencies.remembersAs });
  const budgets = new Budgets({
    store,
    calendar,
    clock,
    prices,
    models: () => registry,
    publish: (draft) => bus.publish(draft),
  });
  const { providers } = dependencies;
  const registry: Registry = new Registry({ clock, prices, providers, memory, budgets }, dependencies.config);
  const bus: EventBus = new EventBus(clock, log, firstSnapshot(registry, clock, budgets));
  const balancers = new Balancers(memory?.strategies);
  memory?.keep({ registry, balancers }, bus);
  const pauses = new PauseWatch(clock, registry, bus);
  const workshop: Workshop = {
    clock,
    random,
    log,
    prices,
    store,
    bus,
    registry,
    slots: new SlotQueue(clock),
    sticky: new StickyModels(),
    balancers,
    budgets,
    hedgeBudget: fullHedgeBudget,
  };

  const hosts = new HostQueues();
  const schedule = new ProbeSchedule(workshop, hosts);

  return {
    router: createRouter(workshop),
    config: () => registry.config,
    configure(config) {
      const strategyChanged = config.strategy !== registry.config.strategy;
      registry.configure(config);
      if (strategyChanged) balancers.forget(config.strategy);
      bus.publish({
        type: 'config-change',
        configRevision: registry.revision,
        strategy: config.strategy,
        fallbackChain: config.fallbackChain,
        failoverEnabled: config.failover.enabled,
        models: registry.states(),
      });
      budgets.configured();
      // A model that was switched on or got a larger limit may serve those who wait.
      workshop.slots.wakeNext();
    },
    snapshot() {
      registry.catchUp(bus);
      budgets.catchUp();
      return bus.snapshot();
    },
    subscribe(listener) {
      registry.catchUp(bus);
      const stopListening = bus.subscribe(listener);
      const stops = [pauses.add(), budgets.watch()];
      return () => {
        stopListening();
        for (const stop of stops) stop();
      };
    },
    check: (modelIds, options) => checkModels(workshop, hosts, modelIds, options),
    destination(modelId) {
      const record = registry.get(modelId);
      if (!record) return undefined;
      const { resolution, settings } = record;
      const { manifest } = record.provider;
      const origin = resolution.kind === 'ready' ? resolution.target.origin : resolution.origin;
      return {
        modelId,
        provider: manifest.id,
        origin: manifest.simulated ? null : (origin ?? null),
        variables: settings.apiKeyEnv === undefined ? [...manifest.keyVariables] : [settings.apiKeyEnv],
        keyRequired: manifest.keyRequired || settings.apiKeyEnv !== undefined,
        keySource: keySourceOf(resolution),
        keyPage: manifest.keyPage ?? null,
      };
    },
    isolate(modelId, isolated) {
      const record = registry.get(modelId);
      if (!record) return 'notConfigured';
      // Who lets a model back wants it used now, whatever it did before.
      record.breaker = isolated ? isolateByPerson(record.breaker) : closedBreaker;
      registry.announce(record, bus);
      return record.status;
    },
    keepChecking: () => schedule.add(),
    close() {
      schedule.close();
      memory?.close();
    },
  };
}

function firstSnapshot(registry: Registry, clock: Clock, budgets: Budgets): Snapshot {
  const { config } = registry;
  return {
    sequence: 0,
    atMs: clock.nowMs(),
    configRevision: registry.revision,
    strategy: config.strategy,
    fallbackChain: config.fallbackChain,
    failoverEnabled: config.failover.enabled,
    models: registry.states(),
    requests: [],
    history: {},
    totals: emptyTotals,
    money: budgets.first(),
  };
}
