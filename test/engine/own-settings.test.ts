import assert from 'node:assert/strict';
import type { RouteRequest } from '../../server/engine/index.ts';
import { Config, type ConfigInput, type ModelId } from '../../server/protocol/index.ts';
import { type Harness, harness } from './harness.ts';
import { failsWith, http, says, steps } from './scripted-provider.ts';

/** The settings of one window over the models of the house. */
const own = (house: Harness, changes: ConfigInput): Pick<RouteRequest, 'config'> => {
  const { models } = house.engine.config();
  return { config: Config.parse({ ...changes, models }) };
};

const asked = async (house: Harness, times: number, changes: Partial<RouteRequest>): Promise<ModelId[]> => {
  const texts: ModelId[] = [];
  for (let count = 0; count < times; count += 1) texts.push((await house.ask(changes)).text);
  return texts;
};

const three = { a: says('a'), b: says('b'), c: says('c') };

describe('a request with settings of its own', () => {
  it('goes by its own weights while others go by those of the engine', async () => {
    const house = harness({ models: three });
    const weights = own(house, { modelWeights: { a: 0, b: 0.1, c: 2 } });
    const texts = await house.run(() => Promise.all([house.ask(), house.ask(weights), house.ask()]));
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['a', 'c', 'a'],
    );
    const { explanation } = texts[1]?.report ?? {};
    assert.deepEqual(
      explanation?.filtered.map(({ modelId, reason }) => [modelId, reason]),
      [['a', 'zeroWeight']],
    );
  });

  it('goes by its own chain after a failure', async () => {
    const house = harness({ models: { a: failsWith(http(500)), b: says('b'), c: says('c') } });
    const settings = { modelWeights: { a: 2, b: 1, c: 0.5 }, breaker: { openAfterFailures: 50 } };
    const texts = await house.run(() =>
      Promise.all([
        house.ask(own(house, { ...settings, fallbackChain: ['c', 'b'] })),
        house.ask(own(house, { ...settings, fallbackChain: ['b', 'c'] })),
      ]),
    );
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['c', 'b'],
    );
  });

  it('moves on, or does not, as its own settings say, and as often', async () => {
    const dead = failsWith(http(500));
    const house = harness({ models: { a: dead, b: dead, c: says('c') } });
    const settings = {
      modelWeights: { a: 2, b: 1, c: 0.1 },
      strategy: 'intelligent',
      breaker: { openAfterFailures: 50 },
    };
    const attempts = async (failover: ConfigInput['failover']) => {
      const config = Config.parse({ ...settings, models: house.engine.config().models, failover });
      const { report } = await house.ask({ config });
      return new Set(report.attempts.map(({ model }) => model)).size;
    };
    const seen = await house.run(async () => [
      await attempts({ enabled: false }),
      await attempts({ maxAttempts: 2 }),
      await attempts({ maxAttempts: 3 }),
    ]);
    assert.deepEqual(seen, [1, 2, 3]);
  });

  it('waits as long as its own clocks say', async () => {
    const house = harness({ models: { a: () => [steps.start, steps.hang] } });
    const patience = (firstContentMs: number) =>
      own(house, { timeouts: { firstContentMs }, failover: { maxAttempts: 1, deadlineMs: 600_000 } });
    const ends = await house.run(() => Promise.all([house.ask(patience(2000)), house.ask(patience(9000))]));
    assert.deepEqual(
      ends.map(({ endedAtMs }) => endedAtMs),
      [2000, 9000],
    );
  });

  it('is explained by its own settings', () => {
    const house = harness({ models: three });
    const plain = {
      requestId: 'r',
      task: 'script',
      messages: [],
      maxOutputTokens: 1,
      expectedOutputTokens: 1,
    } as const;
    const explain = (changes: Pick<RouteRequest, 'config'>) =>
      house.engine.router.explain({ ...plain, commitment: 'firstText', ...changes });
    assert.equal(explain({}).order[0], 'a');
    const explanation = explain(own(house, { strategy: 'leastConnections', modelWeights: { a: 0, b: 0, c: 1 } }));
    assert.deepEqual([explanation.strategy, explanation.order], ['leastConnections', ['c']]);
  });

  it('holds money for the model that it uses itself, whichever that is', async () => {
    const house = harness({ models: { a: says('a'), 'unpriced-b': says('b') }, weights: { a: 1, 'unpriced-b': 0 } });
    const held: number[] = [];
    house.engine.subscribe((event) => {
      if (event.type === 'attempt-start') held.push(house.store.holds()[0]?.estimateNanoUsd ?? 0);
    });
    await house.run(async () => {
      await house.ask();
      await house.ask(own(house, { modelWeights: { a: 1, 'unpriced-b': 0 }, failover: { maxAttempts: 5 } }));
      await house.ask(own(house, { modelWeights: { a: 0, 'unpriced-b': 1 } }));
    });
    const [first = 0, second, third] = held;
    assert.ok(first > 0);
    assert.equal(second, first, 'one attempt at a time is held for, however many it may make');
    assert.equal(third, first, 'a model without a price counts as the dearest');
  });

  it('leaves the settings of the engine and the health of the models where they are', async () => {
    const house = harness({ models: { a: failsWith(http(500)), b: says('b') } });
    const before = structuredClone(house.engine.config());
    await house.run(async () => {
      await house.ask(own(house, { strategy: 'random', modelWeights: { a: 1, b: 0 } }));
      await house.ask(own(house, { strategy: 'random', modelWeights: { a: 1, b: 0 } }));
      assert.deepEqual((await house.ask()).text, 'b', 'what one has learnt of a model holds for all');
    });
    assert.deepEqual(house.engine.config(), before);
    assert.equal(house.engine.snapshot().configRevision, 1);
    assert.equal(house.engine.snapshot().strategy, before.strategy);
  });

  it('names who asks to the provider', async () => {
    const house = harness({ models: { a: says('a') } });
    await house.run(async () => {
      await house.ask({ requester: 'window-1' });
      await house.ask();
    });
    assert.deepEqual(
      house.provider.calls.map(({ call }) => call.requester),
      ['window-1', undefined],
    );
  });
});

describe('strategies side by side', () => {
  it('keep their own turns: one window does not move the turn of the other', async () => {
    const house = harness({ models: three, config: { strategy: 'roundRobin' } });
    const weighted = own(house, { strategy: 'weightedRoundRobin', modelWeights: { a: 1, b: 1, c: 1 } });
    const texts = await house.run(async () => {
      const alone: string[] = [];
      const other: string[] = [];
      for (let count = 0; count < 6; count += 1) {
        alone.push(...(await asked(house, 1, {})));
        other.push(...(await asked(house, 2, weighted)));
      }
      return { alone, other };
    });
    assert.deepEqual(texts.alone, ['a', 'b', 'c', 'a', 'b', 'c']);
    const counts = (modelId: string) => texts.other.filter((text) => text === modelId).length;
    assert.deepEqual([counts('a'), counts('b'), counts('c')], [4, 4, 4]);
  });

  it('share what is known of the models', async () => {
    const house = harness({ models: { a: says('a', { firstTokenMs: 9000 }), b: says('b', { firstTokenMs: 100 }) } });
    const fastest = own(house, { strategy: 'responseTime', modelWeights: { a: 1, b: 1 } });
    const texts = await house.run(async () => {
      await house.ask({ pinnedModel: 'a' });
      await house.ask({ pinnedModel: 'b' });
      return asked(house, 4, fastest);
    });
    assert.deepEqual(texts, ['b', 'b', 'b', 'b'], 'times that others measured count');
  });
});
