import assert from 'node:assert/strict';
import fc from 'fast-check';
import { viewOfEvent, viewOfSnapshot } from '../../server/daemon/window-view.ts';
import { applyEvent, Config, type Snapshot, strategyIds } from '../../server/protocol/index.ts';
import { harness } from '../engine/harness.ts';
import { failsWith, http, says } from '../engine/scripted-provider.ts';

const config = Config.parse({
  strategy: 'random',
  fallbackChain: ['b'],
  failover: { enabled: false },
  modelWeights: { a: 0.25, b: 2 },
});

const weightsOf = (snapshot: Snapshot) => snapshot.models.map(({ modelId, weight }) => [modelId, weight]);

describe('the state as one window sees it', () => {
  it('has the routing of the window and everything else of the engine', () => {
    const { engine } = harness({ models: { a: says('a'), b: says('b'), c: says('c') } });
    const before = structuredClone(engine.snapshot());
    const view = viewOfSnapshot(engine.snapshot(), config);
    assert.deepEqual([view.strategy, view.fallbackChain, view.failoverEnabled], ['random', ['b'], false]);
    assert.deepEqual(weightsOf(view), [
      ['a', 0.25],
      ['b', 2],
      ['c', 1],
    ]);
    const { strategy, fallbackChain, failoverEnabled } = before;
    assert.deepEqual(
      {
        ...view,
        strategy,
        fallbackChain,
        failoverEnabled,
        models: view.models.map((model, index) => ({ ...model, weight: before.models[index]?.weight })),
      },
      before,
    );
    assert.deepEqual(engine.snapshot(), before, 'the state of the engine is left as it is');
  });

  it('is the same whether the window folds its own events or looks at the whole', async () => {
    const settings = fc.record({
      strategy: fc.constantFrom(...strategyIds),
      fallbackChain: fc.subarray(['a', 'b', 'c']),
      modelWeights: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.double({ min: 0, max: 2, noNaN: true })),
      failover: fc.record({ enabled: fc.boolean() }),
    });
    await fc.assert(
      fc.asyncProperty(settings, settings, fc.integer({ min: 1, max: 5 }), async (mine, theirs, times) => {
        const own = Config.parse(mine);
        const house = harness({ models: { a: failsWith(http(503)), b: says('b'), c: failsWith(http(429)) } });
        const first = viewOfSnapshot(house.engine.snapshot(), own);
        await house.run(async () => {
          for (let count = 0; count < times; count += 1) await house.ask();
          // Another window brings its own settings and works with them.
          house.engine.configure(Config.parse({ ...theirs, models: house.engine.config().models }));
          await house.ask();
          house.engine.isolate('b', true);
        });
        const folded = house.events.reduce((state, event) => applyEvent(state, viewOfEvent(event, own)), first);
        assert.deepEqual(folded, viewOfSnapshot(house.engine.snapshot(), own));
        house.stopWatching();
      }),
      { numRuns: 60 },
    );
  });
});
