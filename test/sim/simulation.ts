import { createEngine, type Engine, type RouteRequest } from '../../server/engine/index.ts';
import type { ModelTarget, Prices } from '../../server/ports/index.ts';
import { Config, type ModelId, type Part } from '../../server/protocol/index.ts';
import { createPrices } from '../../server/providers/prices.ts';
import { memoryStore } from '../../server/stores/memory.ts';
import { askAlways } from './fixed-user.ts';
import { evenWeights } from './fleet.ts';
import type { Policy } from './policies.ts';
import type { Scenario } from './scenario.ts';
import { SimClock } from './sim-clock.ts';
import { SimRandom } from './sim-random.ts';
import { SimulatedProvider } from './simulated-provider.ts';
import { keywordsStory, type Story, scriptStory } from './story.ts';
import { type Answered, type Figures, Tally } from './tally.ts';
import type { Arrival } from './traffic.ts';
import { utcCalendar } from './utc-calendar.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly policy: Policy;
  /** Other than the scenario's own number. */
  readonly requests?: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs one scenario under one policy from its first request to its last, in virtual time. */
export async function simulate(scenario: Scenario, options: SimulationOptions): Promise<Figures> {
  const { policy, seed } = options;
  const clock = new SimClock(scenario.startMs === undefined ? {} : { startMs: scenario.startMs });
  const random = new SimRandom(seed);
  const modelIds = Object.keys(scenario.models);
  const shared = random.fork('shared');
  const provider = new SimulatedProvider(
    clock,
    Object.fromEntries(
      Object.entries(scenario.models).map(([modelId, { make, traits }]) => [
        modelId,
        { behaviour: make({ random: random.fork(modelId), shared }), traits: traits ?? {} },
      ]),
    ),
  );
  const config = Config.parse({
    modelWeights: scenario.weights ?? evenWeights,
    ...scenario.config,
    ...(policy.kind === 'router' ? policy.config : {}),
    models: Object.fromEntries(
      Object.entries(scenario.models).map(([modelId, { price }]) => [
        modelId,
        { provider: 'openai-compatible', ...(price === undefined ? {} : { price }) },
      ]),
    ),
  });
  const prices = listPrices(config);
  const tally = new Tally(modelIds, scenario.phase);
  const traffic = scenario.traffic(random.fork('traffic'), options.requests ?? scenario.requests);
  const { deadlineMs } = config.failover;

  if (policy.kind === 'fixed') {
    const world = { clock, provider, prices, config };
    await runTraffic(clock, traffic, async (arrival, number) => {
      const request = requestFor(arrival, number);
      tally.add({ arrival, ...(await askAlways(policy.modelId, request.story, world)), deadlineMs });
    });
    return tally.figures();
  }
  const engine = createEngine({
    clock,
    random: random.fork('engine'),
    calendar: utcCalendar,
    providers: [provider],
    prices,
    store: memoryStore(utcCalendar),
    log: silent,
    config,
  });
  // Nobody cancels. One signal for all spares making one for each.
  const { signal } = new AbortController();
  await runTraffic(clock, traffic, async (arrival, number) => {
    tally.add({ arrival, ...(await askRouter(engine, clock, requestFor(arrival, number), signal)), deadlineMs });
  });
  for (const model of engine.snapshot().models) {
    if (!modelIds.includes(model.modelId)) continue;
    for (const word of [model.modelId, model.status, model.circuit.state]) tally.hash.text(word);
    for (const value of [model.attempts, model.failures, model.successRate, model.firstTokenMs, model.costNanoUsd]) {
      tally.hash.number(value);
    }
  }
  return tally.figures();
}

/** Starts every request at its moment and waits for the last. */
async function runTraffic(
  clock: SimClock,
  traffic: readonly Arrival[],
  ask: (arrival: Arrival, number: number) => Promise<void>,
): Promise<void> {
  await clock.run(
    () =>
      new Promise<void>((resolve, reject) => {
        let open = traffic.length;
        if (open === 0) resolve();
        const startFrom = (number: number): void => {
          const arrival = traffic[number];
          if (arrival === undefined) return;
          clock.setTimer(arrival.atMs - clock.monotonicMs(), () => {
            ask(arrival, number).then(() => {
              open -= 1;
              if (open === 0) resolve();
            }, reject);
            startFrom(number + 1);
          });
        };
        startFrom(0);
      }),
  );
}

interface Asked {
  readonly story: Story;
  readonly request: RouteRequest;
}

function requestFor({ task, document }: Arrival, number: number): Asked {
  const story = task === 'script' ? scriptStory(number) : keywordsStory(number);
  const request: RouteRequest = {
    requestId: `r${number}`,
    task,
    messages: story.messages,
    maxOutputTokens: 1000,
    expectedOutputTokens: task === 'script' ? 250 : 40,
    commitment: task === 'script' ? 'firstText' : 'complete',
    ...(document === undefined ? {} : { stickyKey: document }),
  };
  return { story, request };
}

async function askRouter(
  engine: Engine,
  clock: SimClock,
  { story, request }: Asked,
  signal: AbortSignal,
): Promise<Omit<Answered, 'arrival' | 'deadlineMs'>> {
  const startedAtMs = clock.monotonicMs();
  const routed = engine.router.route(request, signal);
  let text = '';
  let firstTokenMs: number | undefined;
  let seams = 0;
  let last: Part | undefined;
  for await (const part of routed.parts) {
    last = part;
    if (part.type === 'text-delta') {
      firstTokenMs ??= clock.monotonicMs() - startedAtMs;
      text += part.text;
    } else if (part.type === 'text-rewind') {
      text = text.slice(0, part.offset);
      seams += 1;
    }
  }
  const report = routed.report();
  return {
    story,
    text,
    ended: last?.type === 'finish',
    firstTokenMs,
    totalMs: clock.monotonicMs() - startedAtMs,
    seams,
    attempts: report.attempts,
    costNanoUsd: report.costNanoUsd ?? 0,
    errorCode: report.error?.code,
  };
}

/** The real price table, as if the simulated models were what they are priced as: simulated calls are free otherwise. */
function listPrices(config: Config): Prices {
  const prices = createPrices({ cnyPerUsd: () => config.money.cnyPerUsd });
  const listed = new Map<ModelId, ModelTarget>();
  return {
    priceOf(target, settings, atMs) {
      let priced = listed.get(target.modelId);
      if (priced === undefined) {
        priced = { ...target, simulated: false };
        listed.set(target.modelId, priced);
      }
      return prices.priceOf(priced, settings, atMs);
    },
    costOf: prices.costOf,
  };
}
