import { createServer } from 'node:net';
import { createEngine } from '../server/engine/index.ts';
import { builtInModelIds, Config } from '../server/protocol/index.ts';
import { createProviders } from '../server/providers/index.ts';
import { createPrices } from '../server/providers/prices.ts';
import { memoryStore } from '../server/stores/memory.ts';
import { createFetch, environmentSecrets, systemClock, systemRandom } from '../server/system/index.ts';
import { utcCalendar } from '../test/sim/utc-calendar.ts';
import { startUpstream } from './load.ts';

const rounds = 8;
/** Requests at once in each round. */
const requestCount = 50;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Milliseconds from the detection of a failure to the start of the next attempt, by kind of failure: every other request meets it
 * first. Behind a cut the next attempt is the one that goes on from the text.
 */
export async function switchTimes(): Promise<ReadonlyMap<string, readonly number[]>> {
  const upstream = await startUpstream(['m1', 'm2=reset', 'm3=cut']);
  try {
    const model = (id: string) => `${upstream.origin}/${id}/v1`;
    const faults = [
      ['connection refused', `${await closedOrigin()}/v1`],
      ['connection reset', model('m2')],
      ['503', model('m1')],
      ['cut in the middle of the text', model('m3')],
    ] as const;
    const times = new Map<string, readonly number[]>();
    // Everything is loaded and compiled before it counts.
    for (const [, address] of faults) await switchesAt(address, model('m0'));
    for (const [name, address] of faults) {
      const all: number[] = [];
      for (let round = 0; round < rounds; round += 1) all.push(...(await switchesAt(address, model('m0'))));
      times.set(name, all);
    }
    return times;
  } finally {
    upstream.close();
  }
}

async function switchesAt(badUrl: string, goodUrl: string): Promise<readonly number[]> {
  const clock = systemClock();
  const random = systemRandom();
  const shared = { provider: 'openai-compatible', model: 'load', maxConcurrent: 1000 } as const;
  const config = Config.parse({
    strategy: 'roundRobin',
    // The failing model is to be asked again and again, and nobody beside it.
    breaker: { openAfterFailures: 100 },
    hedge: { enabled: false },
    models: { bad: { ...shared, baseUrl: badUrl }, good: { ...shared, baseUrl: goodUrl } },
  });
  const engine = createEngine({
    clock,
    random,
    providers: createProviders({
      fetch: createFetch({ connectTimeoutMs: config.timeouts.connectMs }),
      secrets: environmentSecrets({}),
      environment: { variable: () => undefined },
      clock,
    }),
    prices: createPrices({ cnyPerUsd: () => config.money.cnyPerUsd }),
    calendar: utcCalendar,
    store: memoryStore(utcCalendar),
    log: silent,
    config,
  });
  const reports = await Promise.all(
    Array.from({ length: requestCount }, async (_, index) => {
      const routed = engine.router.route(
        {
          requestId: random.id(),
          task: 'script',
          messages: [{ role: 'user', content: `The sea, part ${index}` }],
          maxOutputTokens: 2000,
          expectedOutputTokens: 800,
          commitment: 'firstText',
          exclude: [...builtInModelIds],
        },
        new AbortController().signal,
      );
      for await (const _part of routed.parts) {
        // Only the times count.
      }
      return routed.report();
    }),
  );
  engine.close();
  return reports.flatMap(({ attempts }) => attempts.flatMap(({ switchMs }) => (switchMs === null ? [] : [switchMs])));
}

/** An address at which nobody listens. */
async function closedOrigin(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}
