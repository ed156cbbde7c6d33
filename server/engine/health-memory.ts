import { breakerSetBack, healthSetBack } from '../core/index.ts';
import type { Clock, Log, Store } from '../ports/index.ts';
import type { ModelId } from '../protocol/index.ts';
import type { Balancers } from './balancers.ts';
import type { EventBus } from './bus.ts';
import {
  type HealthRecord,
  type RememberedModel,
  readHealthRecord,
  readModels,
  recordVersion,
} from './health-record.ts';
import type { ModelRecord } from './model-record.ts';
import type { Registry } from './registry.ts';

/** Longest time that something learnt is not written yet: what a process that is killed loses. */
const writeAfterMs = 3000;

/** A model that nobody used for so long has nothing left that counts; reliability speaks of a week. */
const keptMs = 60 * 24 * 3_600_000;

export interface HealthMemoryDependencies {
  readonly clock: Clock;
  readonly store: Pick<Store, 'get' | 'put'>;
  readonly log: Log;
  /** The name in the store. Real and simulated models never share one. */
  readonly name: string;
}

/** What is written of the running engine. */
interface Sources {
  readonly registry: Registry;
  readonly balancers: Balancers;
}

/**
 * Health, circuits, pauses, learnt limits and the states of the strategies, kept in the store so that they survive the process. Read
 * once at the start; written a few seconds after something has changed and at the end, never while nothing changes. Processes that
 * share a store write only the models that they have used themselves; the one that used a model last has the say.
 */
export class HealthMemory {
  private readonly dependencies: HealthMemoryDependencies;
  private readonly models: Map<ModelId, RememberedModel>;
  /** Ends of pauses of quota domains that still run, epoch milliseconds. */
  readonly pauses: ReadonlyMap<string, number>;
  /** States of strategies by id; each strategy guards its own. */
  readonly strategies: Readonly<Record<string, unknown>>;
  private sources: Sources | undefined;
  private readonly changed = new Set<ModelId>();
  private cancelTimer: (() => void) | undefined;
  private stopListening: () => void = () => {};

  constructor(dependencies: HealthMemoryDependencies) {
    this.dependencies = dependencies;
    const record = this.read();
    const nowMs = dependencies.clock.nowMs();
    // A clock that was set back while nothing ran: what was learnt is not from the future.
    const aheadMs = Math.max(0, (record?.savedAtMs ?? 0) - nowMs);
    this.models = new Map(
      record === undefined ? [] : [...readModels(record)].map(([id, each]) => [id, back(each, aheadMs)]),
    );
    this.pauses = new Map(
      Object.entries(record?.pauses ?? {})
        .map(([domain, untilMs]) => [domain, untilMs - aheadMs] as const)
        .filter(([, untilMs]) => untilMs > nowMs),
    );
    this.strategies = record?.strategies ?? {};
    const unread = Object.keys(record?.models ?? {}).length - this.models.size;
    if (unread > 0)
      dependencies.log.warn('Some of what was remembered of models cannot be read and is ignored.', { unread });
  }

  /** What is remembered of a model and was not taken up yet. */
  of(modelId: ModelId): RememberedModel | undefined {
    return this.models.get(modelId);
  }

  /** It was taken up: from here on the running record has the say. */
  taken(modelId: ModelId): void {
    this.models.delete(modelId);
  }

  /** Writes what changes from here on, until `close`. */
  keep(sources: Sources, bus: EventBus): void {
    this.sources = sources;
    this.stopListening = bus.subscribe((event) => {
      if (event.type === 'attempt-end') this.note(event.report.model);
      else if (event.type === 'model-change') this.note(event.model.modelId);
    });
  }

  /** Writes what is not written yet, and nothing more from here on. */
  close(): void {
    this.stopListening();
    this.write();
  }

  private note(modelId: ModelId): void {
    this.changed.add(modelId);
    this.cancelTimer ??= this.dependencies.clock.setTimer(writeAfterMs, () => this.write());
  }

  private write(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const { sources, changed } = this;
    if (sources === undefined || changed.size === 0) return;
    const { clock, store, name } = this.dependencies;
    const stored = readHealthRecord(store.get(name));
    // What a newer program wrote is not ours to replace.
    if (stored.kind === 'newer') return;
    const running = sources.registry.domainPauses();
    const nowMs = clock.nowMs();
    const before = stored.kind === 'record' ? stored.record : undefined;
    const models = Object.fromEntries(Object.entries(before?.models ?? {}).filter(([, model]) => isKept(model, nowMs)));
    for (const modelId of changed) {
      const record = sources.registry.get(modelId);
      if (record !== undefined) models[modelId] = remembered(record, nowMs);
    }
    const pauses = [...Object.entries(before?.pauses ?? {}), ...running];
    const record: HealthRecord = {
      version: recordVersion,
      savedAtMs: nowMs,
      models,
      pauses: Object.fromEntries(pauses.filter(([, untilMs]) => untilMs > nowMs)),
      strategies: { ...before?.strategies, ...sources.balancers.states() },
    };
    changed.clear();
    store.put(name, record);
  }

  private read(): HealthRecord | undefined {
    const { store, name, log } = this.dependencies;
    const stored = readHealthRecord(store.get(name));
    switch (stored.kind) {
      case 'record':
        return stored.record;
      case 'none':
        return undefined;
      case 'newer':
        log.warn(
          'A newer version has written what was learnt of the models; it is left alone, and nothing is remembered.',
        );
        return undefined;
      case 'damaged':
        log.warn('What was learnt of the models cannot be read and is ignored.');
        return undefined;
    }
  }
}

function remembered(record: ModelRecord, nowMs: number): RememberedModel {
  const { server, resolution, health, breaker, lastUsedMs } = record;
  return {
    ...(server === undefined
      ? {}
      : {
          server: {
            baseUrl: server.baseUrl,
            model: server.model,
            ...(server.apiVersion === undefined ? {} : { apiVersion: server.apiVersion }),
          },
        }),
    ...(resolution.kind === 'ready' ? { account: resolution.target.quotaDomain } : {}),
    health,
    breaker,
    ...(lastUsedMs === undefined ? {} : { lastUsedMs }),
    limits: record.limits,
    atMs: nowMs,
  };
}

function isKept(model: unknown, nowMs: number): boolean {
  if (typeof model !== 'object' || model === null || !('atMs' in model)) return false;
  return typeof model.atMs === 'number' && nowMs - model.atMs < keptMs;
}

function back(model: RememberedModel, byMs: number): RememberedModel {
  if (byMs === 0) return model;
  const { lastUsedMs } = model;
  return {
    ...model,
    health: healthSetBack(model.health, byMs),
    breaker: breakerSetBack(model.breaker, byMs),
    ...(lastUsedMs === undefined ? {} : { lastUsedMs: lastUsedMs - byMs }),
    atMs: model.atMs - byMs,
  };
}
