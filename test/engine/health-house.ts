import { createEngine, type Engine } from '../../server/engine/index.ts';
import type { Store } from '../../server/ports/index.ts';
import { Config, type ConfigInput, type Event, type ModelId, type ModelState } from '../../server/protocol/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { plainRequest, testPrices } from './harness.ts';
import { type Behaviour, ScriptedProvider, type TargetTraits } from './scripted-provider.ts';

/** A store that outlives the engines over it. Values pass through JSON, as on a disk; `writes` counts them by name. */
export interface LastingStore extends Store {
  readonly values: Map<string, string>;
  readonly writes: Map<string, number>;
}

export function lastingStore(): LastingStore {
  const values = new Map<string, string>();
  const writes = new Map<string, number>();
  return {
    ...memoryStore(utcCalendar),
    values,
    writes,
    get(name) {
      const text = values.get(name);
      const value: unknown = text === undefined ? undefined : JSON.parse(text);
      return value;
    },
    put(name, value) {
      writes.set(name, (writes.get(name) ?? 0) + 1);
      if (value === undefined) values.delete(name);
      else values.set(name, JSON.stringify(value));
    },
  };
}

/** What several processes share: time and a store. */
export class World {
  readonly clock = new SimClock();
  store: Store = lastingStore();
}

export interface HouseOptions {
  readonly models: Readonly<Record<ModelId, Behaviour>>;
  readonly config?: ConfigInput;
  readonly traits?: Readonly<Record<ModelId, TargetTraits>>;
  readonly seed?: number;
  readonly remembersAs?: string;
}

/** One process over the world. */
export interface House {
  readonly engine: Engine;
  readonly provider: ScriptedProvider;
  readonly events: Event[];
  /** Ends the recording of `events`; nobody watches the engine then. */
  stopWatching(): void;
  readonly logged: string[];
  /** Sends one request to a model, or to whom the engine likes, in virtual time. */
  ask(modelId?: ModelId): Promise<void>;
  /** The same without letting time pass: whoever drives the clock brings it about. */
  begin(modelId?: ModelId): Promise<void>;
  model(modelId: ModelId): ModelState;
  /** Changes settings as a window does. */
  configure(config: ConfigInput): void;
}

const configOf = (options: HouseOptions, changes: ConfigInput = {}): Config =>
  Config.parse({
    ...options.config,
    ...changes,
    models: {
      ...Object.fromEntries(Object.keys(options.models).map((modelId) => [modelId, { provider: 'openai-compatible' }])),
      ...options.config?.models,
      ...changes.models,
    },
  });

export function houseIn(world: World, options: HouseOptions): House {
  const { clock, store } = world;
  const random = new SimRandom(options.seed ?? 1);
  const provider = new ScriptedProvider(clock, options.models, options.traits);
  const logged: string[] = [];
  const write = (message: string) => logged.push(message);
  const engine = createEngine({
    clock,
    random,
    calendar: utcCalendar,
    providers: [provider],
    prices: testPrices,
    store,
    log: { debug: write, info: write, warn: write, error: write },
    config: configOf(options),
    ...(options.remembersAs === undefined ? {} : { remembersAs: options.remembersAs }),
  });
  const events: Event[] = [];
  const stopWatching = engine.subscribe((event) => events.push(event));
  const begin: House['begin'] = async (modelId) => {
    const request = { ...plainRequest(random.id()), ...(modelId === undefined ? {} : { pinnedModel: modelId }) };
    for await (const _part of engine.router.route(request, new AbortController().signal).parts);
  };
  return {
    engine,
    provider,
    events,
    stopWatching,
    logged,
    begin,
    ask: (modelId) => clock.run(() => begin(modelId)),
    model(modelId) {
      const found = engine.snapshot().models.find((each) => each.modelId === modelId);
      if (found === undefined) throw new Error(`no model ${modelId}`);
      return found;
    },
    configure: (changes) => engine.configure(configOf(options, changes)),
  };
}
