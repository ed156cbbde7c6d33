import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createEngine, type Engine } from '../server/engine/index.ts';
import { Config } from '../server/protocol/index.ts';
import { createProviders } from '../server/providers/index.ts';
import { createPrices } from '../server/providers/prices.ts';
import { memoryStore } from '../server/stores/memory.ts';
import { createFetch, environmentSecrets, systemClock, systemRandom } from '../server/system/index.ts';
import { createStudio } from '../server/writing/studio.ts';
import { utcCalendar } from '../test/sim/utc-calendar.ts';

export const modelIds = Array.from({ length: 9 }, (_, index) => `m${index}`);
export const failingIds = modelIds.filter((_, index) => index % 3 === 0);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

export interface Upstream {
  readonly origin: string;
  close(): void;
}

/** Starts the load server in a process of its own. */
export async function startUpstream(failing: readonly string[]): Promise<Upstream> {
  const child: ChildProcess = spawn(
    process.execPath,
    [new URL('./upstream.ts', import.meta.url).pathname, ...failing],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (child.stdout === null) throw new Error('the load server has no output');
  const [line] = await once(child.stdout, 'data');
  return { origin: `http://127.0.0.1:${String(line).trim()}`, close: () => child.kill() };
}

export interface LoadResult {
  readonly answered: number;
  readonly distinct: number;
  readonly attempts: number;
  readonly wallMs: number;
  readonly totalMs: readonly number[];
  readonly firstTextMs: readonly number[];
  readonly switchMs: readonly number[];
  readonly engine: Engine;
}

/** `count` scripts at once through writing, router and vendor SDK in this process. */
export async function routedScripts(upstream: Upstream, count: number): Promise<LoadResult> {
  const clock = systemClock();
  const random = systemRandom();
  const config = Config.parse({
    strategy: 'leastConnections',
    failover: { maxAttempts: 4 },
    models: Object.fromEntries(
      modelIds.map((id) => [
        id,
        { provider: 'openai-compatible', model: 'load', baseUrl: `${upstream.origin}/${id}/v1`, maxConcurrent: 1000 },
      ]),
    ),
  });
  const engine = createEngine({
    clock,
    random,
    providers: createProviders({
      fetch: createFetch({ connectTimeoutMs: config.timeouts.connectMs }),
      secrets: environmentSecrets({ OPENAI_COMPATIBLE_API_KEY: 'none' }),
      environment: { variable: () => undefined },
      clock,
    }),
    prices: createPrices({ cnyPerUsd: () => config.money.cnyPerUsd }),
    calendar: utcCalendar,
    store: memoryStore(utcCalendar),
    log: silent,
    config,
  });
  const studio = createStudio({ router: engine.router, config: () => engine.config(), newId: () => random.id() });
  const totalMs: number[] = [];
  const firstTextMs: number[] = [];
  const switchMs: number[] = [];
  const requestIds = new Set<string>();
  let answered = 0;
  let attempts = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const begin = performance.now();
      let first: number | undefined;
      const result = await studio.generateScript(
        { brief: { topic: `The sea, part ${index}`, paragraphs: 3 } },
        {
          signal: new AbortController().signal,
          onPart: (part) => {
            if (part.type === 'text-delta') first ??= performance.now() - begin;
          },
        },
      );
      totalMs.push(performance.now() - begin);
      if (first !== undefined) firstTextMs.push(first);
      if (!result.ok) return;
      answered += 1;
      requestIds.add(result.value.requestId);
      attempts += result.value.attempts.length;
      for (const attempt of result.value.attempts) if (attempt.switchMs !== null) switchMs.push(attempt.switchMs);
    }),
  );
  return {
    answered,
    distinct: requestIds.size,
    attempts,
    wallMs: performance.now() - startedAt,
    totalMs,
    firstTextMs,
    switchMs,
    engine,
  };
}

/** The baseline: the same answers fetched and read straight from the models that work, without any of our code. */
export async function directFetches(upstream: Upstream, count: number): Promise<{ wallMs: number; totalMs: number[] }> {
  const working = modelIds.filter((id) => !failingIds.includes(id));
  const fetch = createFetch({ connectTimeoutMs: 5000 });
  const totalMs: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const begin = performance.now();
      const response = await fetch(`${upstream.origin}/${working[index % working.length]}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'load', stream: true, messages: [{ role: 'user', content: 'x' }] }),
      });
      await response.text();
      totalMs.push(performance.now() - begin);
    }),
  );
  return { wallMs: performance.now() - startedAt, totalMs };
}
