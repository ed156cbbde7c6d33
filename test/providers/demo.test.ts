import assert from 'node:assert/strict';
import { createEngine } from '../../server/engine/index.ts';
import type { Log } from '../../server/ports/index.ts';
import { Config, type Message, type Task } from '../../server/protocol/index.ts';
import { createPrices } from '../../server/providers/prices.ts';
import { demoSettings } from '../../server/providers/simulated/fleet.ts';
import { createSimulatedProvider } from '../../server/providers/simulated/provider.ts';
import { memoryStore } from '../../server/stores/index.ts';
import { planScript } from '../../server/writing/brief.ts';
import { keywordsPrompt, scriptPrompt } from '../../server/writing/prompts.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { utcCalendar } from '../sim/utc-calendar.ts';

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** One request to a fresh demo. */
async function demo(seed: number, task: Task, messages: readonly Message[], expectedOutputTokens: number) {
  const clock = new SimClock();
  const random = new SimRandom(seed);
  const store = memoryStore(utcCalendar);
  const engine = createEngine({
    clock,
    random,
    providers: [createSimulatedProvider({ clock, random })],
    prices: createPrices({ cnyPerUsd: () => 7 }),
    calendar: utcCalendar,
    store,
    log: silent,
    config: Config.parse(demoSettings()),
  });
  const routed = engine.router.route(
    { requestId: 'demo', task, messages, maxOutputTokens: 4000, expectedOutputTokens, commitment: 'firstText' },
    new AbortController().signal,
  );
  await clock.run(async () => {
    for await (const _part of routed.parts);
  });
  return { report: routed.report(), store };
}

describe('the demo through the engine', () => {
  it('fails on the first model, goes on with another at once, and costs show', async () => {
    const plan = planScript({ topic: 'Why cats purr' }, Config.parse({}).writing);
    const keywords = keywordsPrompt({ subject: 'Why cats purr', script: undefined, amount: 5, language: 'en' });
    for (let seed = 0; seed < 10; seed += 1) {
      for (const [task, messages, tokens] of [
        ['script', scriptPrompt(plan), plan.expectedOutputTokens],
        ['keywords', keywords, 60],
      ] as const) {
        const { report, store } = await demo(seed, task, messages, tokens);
        assert.equal(report.error, null);
        assert.deepEqual(
          report.attempts.map((attempt) => [attempt.outcome, attempt.class, attempt.simulated]),
          [
            ['failed', 'overload', true],
            ['success', null, true],
          ],
          `${task}, seed ${seed}`,
        );
        assert.equal(report.attempts[0]?.model, 'simulated-deepseek');
        assert.equal(report.attempts[1]?.switchMs, 0);
        assert.ok((report.costNanoUsd ?? 0) > 0);
        assert.deepEqual([store.entries({}).entries.length, store.holds().length], [2, 0]);
      }
    }
  });
});
