import assert from 'node:assert/strict';
import type { ModelSettings } from '../../server/protocol/index.ts';
import { alone, type Harness, harness } from './harness.ts';
import { failsWith, http, inTurn, says, saysThen, steps } from './scripted-provider.ts';

const modelOf = (house: Harness, modelId: string) =>
  house.engine.snapshot().models.find((model) => model.modelId === modelId);

const withModel = (house: Harness, modelId: string, settings: Partial<ModelSettings>) => {
  const config = house.engine.config();
  const entry = { enabled: true, provider: 'openai-compatible', ...settings } as const;
  house.engine.configure({ ...config, models: { ...config.models, [modelId]: entry } });
};

describe('a new configuration in the middle of requests', () => {
  it('a request that still runs on the old server does not judge the new one', async () => {
    const late = failsWith(http(401), 1000);
    const house = harness({
      models: { a: inTurn(late, says('new server')), b: says('b') },
      weights: { a: 2, b: 0.02 },
    });
    await house.run(async () => {
      const running = house.ask();
      await house.clockPause(100);
      withModel(house, 'a', { model: 'another-name' });
      assert.equal((await running).text, 'b');
      assert.notEqual(modelOf(house, 'a')?.status, 'isolated');
      assert.equal((await house.ask()).text, 'new server');
    });
    assert.equal(modelOf(house, 'a')?.attempts, 2, 'what was sent and paid stays counted');
    assert.equal(modelOf(house, 'a')?.inFlight, 0);
  });

  it('a model that was removed does not come back when its last request ends', async () => {
    const house = harness({ models: { a: says('late', { firstTokenMs: 1000 }), b: says('b') } });
    await house.run(async () => {
      const running = house.ask();
      await house.clockPause(100);
      const config = house.engine.config();
      const { a: _removed, ...models } = config.models;
      house.engine.configure({ ...config, models });
      assert.equal((await running).text, 'late');
    });
    assert.equal(modelOf(house, 'a'), undefined);
    assert.equal(house.ledger().length, 1);
  });

  it('requests that wait for a place find a model that was added meanwhile', async () => {
    const house = harness({
      models: { a: saysThen('for ever', steps.wait(60_000)) },
      traits: { a: { maxConcurrent: 1 } },
      config: alone,
    });
    house.provider.behaviours.set('extra', says('from the new one'));
    const texts = await house.run(async () => {
      const first = house.ask();
      await house.clockPause(10);
      const second = house.ask();
      await house.clockPause(10);
      withModel(house, 'extra', {});
      return [(await second).text, (await first).report.error?.code];
    });
    assert.deepEqual(texts, ['from the new one', 'streamBroken']);
  });
});

describe('places and the half-open try', () => {
  it('a request that is cancelled before its attempt is sent gives the half-open try back', async () => {
    for (let turns = 0; turns < 40; turns += 1) {
      const house = harness({ models: { a: failsWith(http(500)) } });
      await house.run(async () => {
        await house.ask();
        assert.equal(modelOf(house, 'a')?.circuit.state, 'open');
        await house.clockPause(400_000);
        // Cancelled at every microtask of the way to the attempt.
        const controller = new AbortController();
        const asked = house.ask({}, controller.signal);
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        controller.abort();
        await asked;
      });
      house.engine.configure(house.engine.config());
      assert.equal(modelOf(house, 'a')?.circuit.state, 'open', `after ${turns} turns`);
      assert.equal(modelOf(house, 'a')?.inFlight, 0);
    }
  });

  it('the second try of the same model keeps to its concurrency limit', async () => {
    let running = 0;
    let most = 0;
    const house = harness({
      models: {
        a: (callNumber, call) => {
          running += 1;
          most = Math.max(most, running);
          return (callNumber % 2 === 1 ? failsWith(http(503), 50) : says('at last', { firstTokenMs: 3000 }))(
            callNumber,
            call,
          );
        },
      },
      traits: { a: { maxConcurrent: 1 } },
      config: { breaker: { openAfterFailures: 50 } },
    });
    const stop = house.engine.subscribe((event) => {
      if (event.type === 'attempt-end') running -= 1;
    });
    const asked = await house.run(() => Promise.all(Array.from({ length: 6 }, () => house.ask())));
    assert.equal(most, 1);
    assert.ok(asked.every(({ report }) => report.attempts.length > 0));
    stop();
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
  });

  it('a plug-in that throws when it is called is a failed attempt and leaves no timer', async () => {
    const house = harness({ models: { a: says('never'), b: says('from b') } });
    const stream = house.provider.stream.bind(house.provider);
    house.provider.stream = (call, signal) => {
      if (call.target.modelId === 'a') throw new TypeError('broken plug-in');
      return stream(call, signal);
    };
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'from b');
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
  });
});
