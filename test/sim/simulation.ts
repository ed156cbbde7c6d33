import { createHash } from 'node:crypto';
import { createEngine } from '../../server/engine/index.ts';
import { Config, type ModelId, type StrategyId } from '../../server/protocol/index.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { plainRequest, testPrices } from '../engine/harness.ts';
import { ScriptedProvider } from '../engine/scripted-provider.ts';
import type { Scenario } from './scenarios.ts';
import { SimClock } from './sim-clock.ts';
import { SimRandom } from './sim-random.ts';

export interface SimulationReport {
  readonly scenario: string;
  readonly strategy: StrategyId;
  readonly seed: number;
  readonly requests: number;
  readonly succeeded: number;
  readonly attempts: number;
  readonly firstTokenMs: Percentiles;
  readonly totalMs: Percentiles;
  /** Share of all attempts that each model got, 0 to 1. */
  readonly shares: Readonly<Record<ModelId, number>>;
  readonly costNanoUsd: number;
  /** Milliseconds from a detected failure to the next attempt. */
  readonly switchMs: Percentiles;
  /** SHA-256 over all events: the same seed gives the same hash. */
  readonly traceHash: string;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly mean: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs one scenario from its first request to its last, in virtual time. */
export async function simulate(
  scenario: Scenario,
  options: { readonly seed: number; readonly strategy: StrategyId; readonly requests?: number },
): Promise<SimulationReport> {
  const clock = new SimClock();
  const random = new SimRandom(options.seed);
  const behaviours = scenario.models((name) => ({ clock, random: random.fork(name) }));
  const provider = new ScriptedProvider(clock, behaviours);
  const engine = createEngine({
    clock,
    random: random.fork('engine'),
    providers: [provider],
    prices: testPrices,
    store: memoryStore(),
    log: silent,
    config: Config.parse({
      ...scenario.config,
      strategy: options.strategy,
      modelWeights: scenario.weights ?? {},
      models: Object.fromEntries(
        Object.keys(behaviours).map((modelId) => [modelId, { provider: 'openai-compatible' }]),
      ),
    }),
  });
  const hash = createHash('sha256');
  engine.subscribe((event) => hash.update(JSON.stringify(event)));

  const firstTokenMs: number[] = [];
  const totalMs: number[] = [];
  const switchMs: number[] = [];
  let succeeded = 0;
  let attempts = 0;
  let costNanoUsd = 0;
  const arrivals = random.fork('arrivals');
  const requests = options.requests ?? scenario.requests;

  const one = async (number: number) => {
    const startedAtMs = clock.monotonicMs();
    const routed = engine.router.route(plainRequest(`r${number}`), new AbortController().signal);
    let firstAtMs: number | undefined;
    let finished = false;
    for await (const part of routed.parts) {
      if (part.type === 'text-delta') firstAtMs ??= clock.monotonicMs();
      if (part.type === 'finish') finished = true;
    }
    const report = routed.report();
    attempts += report.attempts.length;
    costNanoUsd += report.costNanoUsd ?? 0;
    for (const attempt of report.attempts) if (attempt.switchMs !== null) switchMs.push(attempt.switchMs);
    if (finished && firstAtMs !== undefined) {
      succeeded += 1;
      firstTokenMs.push(firstAtMs - startedAtMs);
      totalMs.push(clock.monotonicMs() - startedAtMs);
    }
  };
  await clock.run(async () => {
    const running: Promise<void>[] = [];
    for (let number = 0; number < requests; number += 1) {
      running.push(one(number));
      const gapMs = -scenario.meanGapMs * Math.log(1 - arrivals.next());
      await new Promise<void>((resolve) => clock.setTimer(gapMs, resolve));
    }
    await Promise.all(running);
  });
  const counts = provider.counts();
  return {
    scenario: scenario.title,
    strategy: options.strategy,
    seed: options.seed,
    requests,
    succeeded,
    attempts,
    firstTokenMs: percentiles(firstTokenMs),
    totalMs: percentiles(totalMs),
    shares: Object.fromEntries(
      Object.keys(behaviours).map((modelId) => [modelId, (counts[modelId] ?? 0) / Math.max(1, attempts)]),
    ),
    costNanoUsd,
    switchMs: percentiles(switchMs),
    traceHash: hash.digest('hex'),
  };
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    mean: sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length),
  };
}
