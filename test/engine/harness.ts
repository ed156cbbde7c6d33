import { createEngine, type Engine, type RouteReport, type RouteRequest } from '../../server/engine/index.ts';
import type { LedgerEntry, Prices, Store } from '../../server/ports/index.ts';
import { Config, type ConfigInput, type Event, type ModelId, type Part } from '../../server/protocol/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';
import { type Behaviour, ScriptedProvider, type TargetTraits } from './scripted-provider.ts';

/** Every model costs 1,000 nano-dollars an input token and 2,000 an output token, unless its name starts with "unpriced". */
export const testPrices: Prices = {
  priceOf: (target) =>
    target.modelId.startsWith('unpriced')
      ? { kind: 'unknown' }
      : {
          kind: 'known',
          inputNanoUsdPerToken: 1000,
          outputNanoUsdPerToken: 2000,
          source: 'test',
          verifiedOn: '2026-01-01',
          uncertain: false,
        },
  costOf: (price, usage) =>
    price.kind === 'unknown'
      ? null
      : price.kind === 'free'
        ? 0
        : usage.inputTokens * price.inputNanoUsdPerToken + usage.outputTokens * price.outputNanoUsdPerToken,
};

export interface Harness {
  readonly clock: SimClock;
  readonly provider: ScriptedProvider;
  readonly engine: Engine;
  readonly store: Store;
  readonly events: Event[];
  readonly logged: string[];
  /** Sends one request and reads it to its end. */
  ask(changes?: Partial<RouteRequest>, signal?: AbortSignal): Promise<Asked>;
  /** Runs `task` in virtual time. */
  run<Value>(task: () => Promise<Value>): Promise<Value>;
  ledger(): readonly LedgerEntry[];
  /** Ends the recording of `events`; nobody watches the engine then. */
  stopWatching(): void;
  /** Lets virtual time pass inside a task. */
  clockPause(byMs: number): Promise<void>;
}

export interface Asked {
  readonly text: string;
  readonly parts: readonly Part[];
  readonly report: RouteReport;
  /** Moments, in milliseconds of virtual time, at which the parts arrived. */
  readonly endedAtMs: number;
}

export interface HarnessOptions {
  readonly models: Readonly<Record<ModelId, Behaviour>>;
  readonly config?: ConfigInput;
  readonly traits?: Readonly<Record<ModelId, TargetTraits>>;
  readonly weights?: Readonly<Record<ModelId, number>>;
  readonly seed?: number;
  /** `testPrices` if left out. */
  readonly prices?: Prices;
  /** An empty store in memory if left out. */
  readonly store?: Store;
}

/** Each attempt alone and broken texts left as they are: for tests of what an attempt by itself does. */
export const alone = { hedge: { enabled: false }, resume: { enabled: false } } as const;

/** A whole engine over scripted models in virtual time. Models are preferred in the order in which they are given. */
export function harness(options: HarnessOptions): Harness {
  const clock = new SimClock();
  const random = new SimRandom(options.seed ?? 1);
  const provider = new ScriptedProvider(clock, options.models, options.traits);
  const modelIds = Object.keys(options.models);
  const config = Config.parse({
    ...options.config,
    models: {
      ...Object.fromEntries(modelIds.map((modelId) => [modelId, { provider: 'openai-compatible' }])),
      ...options.config?.models,
    },
    modelWeights:
      options.weights ??
      Object.fromEntries(modelIds.map((modelId, index) => [modelId, Math.max(0.1, 2 - index * 0.4)])),
  });
  const store = options.store ?? memoryStore(utcCalendar);
  const logged: string[] = [];
  const write = (message: string) => logged.push(message);
  const engine = createEngine({
    clock,
    calendar: utcCalendar,
    random,
    providers: [provider],
    prices: options.prices ?? testPrices,
    store,
    log: { debug: write, info: write, warn: write, error: write },
    config,
  });
  const events: Event[] = [];
  const stopWatching = engine.subscribe((event) => events.push(event));

  const ask: Harness['ask'] = async (changes = {}, signal = new AbortController().signal) => {
    const routed = engine.router.route({ ...plainRequest(random.id()), ...changes }, signal);
    const parts: Part[] = [];
    for await (const part of routed.parts) parts.push(part);
    return { text: foldText(parts), parts, report: routed.report(), endedAtMs: clock.monotonicMs() };
  };
  return {
    clock,
    provider,
    engine,
    store,
    events,
    logged,
    ask,
    run: (task) => clock.run(task),
    ledger: () => store.entries({}).entries,
    stopWatching,
    clockPause: (byMs) => new Promise((resolve) => clock.setTimer(byMs, resolve)),
  };
}

export function plainRequest(requestId: string): RouteRequest {
  return {
    requestId,
    task: 'script',
    messages: [{ role: 'user', content: 'Write about the sea.' }],
    maxOutputTokens: 1000,
    expectedOutputTokens: 200,
    commitment: 'firstText',
  };
}

/** The text a reader ends with. */
export function foldText(parts: readonly Part[]): string {
  let text = '';
  for (const part of parts) {
    if (part.type === 'text-delta') text += part.text;
    if (part.type === 'text-rewind') text = text.slice(0, part.offset);
  }
  return text;
}

export const outcomes = (report: RouteReport): string[] =>
  report.attempts.map((attempt) => `${attempt.model} ${attempt.class ?? attempt.outcome}`);
