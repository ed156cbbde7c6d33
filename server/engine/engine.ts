import { closedBreaker, isolateByPerson, strategyById } from '../core/index.ts';
import type { Clock, Log, Prices, Provider, Random, Store } from '../ports/index.ts';
import {
  type CheckResult,
  type Config,
  type Event,
  emptyTotals,
  type ModelId,
  type ModelStatus,
  type Snapshot,
} from '../protocol/index.ts';
import { EventBus } from './bus.ts';
import type { Balancer, Workshop } from './context.ts';
import { checkModels } from './monitor.ts';
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
  readonly store: Store;
  readonly log: Log;
  readonly config: Config;
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
  /** Sets a model aside until a person lets it back. Unknown ids change nothing and answer `notConfigured`. */
  isolate(modelId: ModelId, isolated: boolean): ModelStatus;
}

export function createEngine(dependencies: EngineDependencies): Engine {
  const { clock, random, prices, store, log } = dependencies;
  const registry = new Registry({ clock, prices, providers: dependencies.providers }, dependencies.config);
  const bus = new EventBus(clock, log, firstSnapshot(registry, clock));
  const balancer = newBalancer(dependencies.config);
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
    balancer,
  };

  return {
    router: createRouter(workshop),
    config: () => registry.config,
    configure(config) {
      const strategyChanged = config.strategy !== registry.config.strategy;
      registry.configure(config);
      if (strategyChanged) Object.assign(balancer, newBalancer(config));
      bus.publish({
        type: 'config-change',
        configRevision: registry.revision,
        strategy: config.strategy,
        fallbackChain: config.fallbackChain,
        failoverEnabled: config.failover.enabled,
        models: registry.states(),
      });
      // A model that was switched on or got a larger limit may serve those who wait.
      workshop.slots.wakeNext();
    },
    snapshot: () => bus.snapshot(),
    subscribe: (listener) => bus.subscribe(listener),
    check: (modelIds, options) => checkModels(workshop, modelIds, options),
    isolate(modelId, isolated) {
      const record = registry.get(modelId);
      if (!record) return 'notConfigured';
      // Who lets a model back wants it used now, whatever it did before.
      record.breaker = isolated ? isolateByPerson(record.breaker) : closedBreaker;
      registry.announce(record, bus);
      return record.status;
    },
  };
}

function newBalancer(config: Config): { strategy: Balancer['strategy']; state: unknown } {
  const strategy = strategyById(config.strategy);
  return { strategy, state: strategy.initial() };
}

function firstSnapshot(registry: Registry, clock: Clock): Snapshot {
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
    totals: emptyTotals,
  };
}
