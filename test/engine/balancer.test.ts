import assert from 'node:assert/strict';
import { EventBus } from '../../server/engine/bus.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { emptySnapshot } from './empty-snapshot.ts';
import { type Harness, harness } from './harness.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

const modelOf = (house: Harness, modelId: string) =>
  house.engine.snapshot().models.find((model) => model.modelId === modelId);

describe('sticky documents', () => {
  const models = { a: says('a', { firstTokenMs: 300 }), b: says('b', { firstTokenMs: 300 }) };

  it('a document stays with its model while no other is better by the margin', async () => {
    const house = harness({ models, weights: { a: 1, b: 1.05 }, config: { score: { explorationShare: 0 } } });
    await house.run(async () => {
      await house.ask({ pinnedModel: 'b' });
      await house.ask({ stickyKey: 'document', pinnedModel: 'a' });
      assert.equal((await house.ask({ stickyKey: 'document' })).text, 'a');
      assert.equal((await house.ask({ stickyKey: 'another document' })).text, 'b');
    });
  });

  it('it leaves a model that is worse by more than the margin, and one that failed it', async () => {
    const house = harness({
      models: { a: inTurn(says('a'), failsWith(http(500)), says('a again')), b: says('b') },
      weights: { a: 1, b: 1.05 },
      config: { score: { explorationShare: 0 } },
    });
    await house.run(async () => {
      await house.ask({ stickyKey: 'document', pinnedModel: 'a' });
      assert.equal((await house.ask({ stickyKey: 'document' })).text, 'b');
      assert.equal((await house.ask({ stickyKey: 'document' })).text, 'b');
    });
  });
});

describe('pauses and the balancer over changes', () => {
  it('a shorter pause never ends a longer one', async () => {
    const limited = (seconds: string) => failsWith(http(429, { headers: { 'retry-after': seconds } }));
    const house = harness({
      models: { a1: limited('60'), a2: limited('5'), b: says('b') },
      traits: { a1: { quotaDomain: 'account' }, a2: { quotaDomain: 'account' } },
      config: { strategy: 'roundRobin' },
    });
    await house.run(async () => {
      await Promise.all([house.ask({ pinnedModel: 'a1' }), house.ask({ pinnedModel: 'a2' })]);
      await house.clockPause(20_000);
      for (let count = 0; count < 6; count += 1) assert.equal((await house.ask()).text, 'b');
    });
  });

  it('a wall clock that is set back lengthens no pause, neither of a circuit nor of a quota domain', async () => {
    const dead = failsWith(http(500));
    const limited = failsWith(http(429, { headers: { 'retry-after': '20' } }));
    const house = harness({
      models: { a: inTurn(dead, dead, says('a')), b: says('b'), c: inTurn(limited, says('c')) },
      config: { strategy: 'roundRobin' },
    });
    const texts: string[] = [];
    await house.run(async () => {
      for (let count = 0; count < 6; count += 1) await house.ask();
      house.clock.shiftWall(-86_400_000);
      for (let count = 0; count < 60; count += 1) {
        await house.clockPause(5000);
        texts.push((await house.ask()).text);
      }
    });
    for (const text of ['a', 'c']) assert.ok(texts.filter((each) => each === text).length >= 10, texts.join(''));
  });

  it('a Retry-After stands in the times, so that others are preferred after the pause too', async () => {
    const predictedAfter = async (seconds: string) => {
      const house = harness({
        models: { a: failsWith(http(503, { headers: { 'retry-after': seconds } })), b: says('b') },
      });
      await house.run(() => house.ask());
      return (
        modelOf(house, 'a')?.firstTokenMs ??
        house.engine.router
          .explain({
            requestId: 'x',
            task: 'script',
            messages: [{ role: 'user', content: 'x' }],
            maxOutputTokens: 1,
            expectedOutputTokens: 1,
            commitment: 'firstText',
          })
          .candidates.find((each) => each.modelId === 'a')?.predictedMs ??
        0
      );
    };
    assert.ok((await predictedAfter('120')) > (await predictedAfter('1')) + 10_000);
  });

  it('new settings leave the turn of the round robin where it was, another strategy starts afresh', async () => {
    const house = harness({ models: { a: says('a'), b: says('b'), c: says('c') }, config: { strategy: 'roundRobin' } });
    const texts = await house.run(async () => {
      const first = (await house.ask()).text;
      house.engine.configure({
        ...house.engine.config(),
        failover: { ...house.engine.config().failover, maxAttempts: 2 },
      });
      const second = (await house.ask()).text;
      house.engine.configure({ ...house.engine.config(), strategy: 'leastConnections' });
      await house.ask();
      return [first, second];
    });
    assert.deepEqual(texts, ['a', 'b']);
  });

  it('what was learnt of a model on another server is forgotten', async () => {
    const house = harness({ models: { a: says('a', { firstTokenMs: 9000 }), b: says('b') } });
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    assert.notEqual(modelOf(house, 'a')?.firstTokenMs, null);
    const config = house.engine.config();
    const a = { enabled: true, provider: 'openai-compatible', model: 'another' } as const;
    house.engine.configure({ ...config, models: { ...config.models, a } });
    assert.equal(modelOf(house, 'a')?.firstTokenMs, null);
    assert.equal(modelOf(house, 'a')?.status, 'unknown');
  });

  it('an empty balance waits for new access, not for a new price', async () => {
    const house = harness({
      models: { a: inTurn(failsWith(http(402)), says('paid')), b: says('b') },
      weights: { a: 2, b: 0.02 },
    });
    await house.run(async () => {
      await house.ask();
      const config = house.engine.config();
      const priced = {
        enabled: true,
        provider: 'openai-compatible',
        price: { currency: 'USD', inputPerMillion: 1, outputPerMillion: 1 },
      } as const;
      house.engine.configure({ ...config, models: { ...config.models, a: priced } });
      assert.equal((await house.ask()).text, 'b');
      house.engine.configure({ ...config, models: { ...config.models, a: { ...priced, apiKeyEnv: 'NEW_KEY' } } });
      assert.equal((await house.ask()).text, 'paid');
    });
  });

  it('a freed place that the first in the queue cannot use serves the next', async () => {
    const house = harness({
      models: { a: says('a', { firstTokenMs: 2000 }), b: says('b', { firstTokenMs: 60_000 }) },
      traits: { a: { maxConcurrent: 1 }, b: { maxConcurrent: 1 } },
    });
    const ended = await house.run(async () => {
      const running = [house.ask({ pinnedModel: 'a' }), house.ask({ pinnedModel: 'b' })];
      await house.clockPause(10);
      const first = house.ask({ pinnedModel: 'b' });
      await house.clockPause(10);
      const second = await house.ask({ pinnedModel: 'a' });
      await Promise.all([...running, first]);
      return second.endedAtMs;
    });
    assert.ok(ended < 5000, `served after ${ended} ms`);
  });

  it('a wait in the queue ends when a paused model is back', async () => {
    const house = harness({
      models: {
        a: says('a', { firstTokenMs: 60_000 }),
        b: inTurn(failsWith(http(429, { headers: { 'retry-after': '10' } })), says('b is back')),
      },
      traits: { a: { maxConcurrent: 1 } },
      weights: { a: 1, b: 1 },
    });
    const text = await house.run(async () => {
      await house.ask({ pinnedModel: 'b' });
      const running = house.ask({ pinnedModel: 'a' });
      await house.clockPause(10);
      const waiting = await house.ask();
      await running;
      return `${waiting.text} after ${Math.round(waiting.endedAtMs / 1000)} s`;
    });
    assert.equal(text, 'b is back after 10 s');
  });
});

describe('holds', () => {
  it('an attempt holds its own estimate while it runs, and nothing is held when it is over', async () => {
    const house = harness({
      models: { a: says('a'), b: says('b') },
      weights: { a: 1, b: 0 },
      config: { failover: { maxAttempts: 2 } },
    });
    let held = 0;
    house.engine.subscribe((event) => {
      if (event.type === 'attempt-start') held = house.store.holds()[0]?.estimateNanoUsd ?? 0;
    });
    const { report } = await house.run(() => house.ask());
    const prompt = 4 + Math.ceil('Write about the sea.'.length / 4);
    assert.equal(held, prompt * 1000 + 200 * 2000);
    assert.equal(report.error, null);
    assert.deepEqual(house.store.holds(), []);
  });
});

describe('the event bus', () => {
  it('keeps no more events than it needs, and its snapshot is complete at every moment', () => {
    const clock = new SimClock();
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const bus = new EventBus(clock, silent, emptySnapshot);
    for (let count = 1; count <= 5000; count += 1) {
      bus.publish({ type: 'request-start', requestId: `r${count}`, task: 'script' });
      assert.ok(bus.waiting() <= 512);
    }
    assert.equal(bus.snapshot().totals.requests, 5000);
    assert.equal(bus.snapshot().requests[0]?.requestId, 'r5000');
    assert.equal(bus.waiting(), 0);
  });

  it('a listener that causes an event disturbs nobody: everyone hears both in order', () => {
    const clock = new SimClock();
    const bus = new EventBus(clock, { debug() {}, info() {}, warn() {}, error() {} }, emptySnapshot);
    const heard: number[] = [];
    bus.subscribe((event) => {
      if (event.sequence === 1) bus.publish({ type: 'request-start', requestId: 'caused', task: 'check' });
    });
    bus.subscribe((event) => heard.push(event.sequence));
    bus.publish({ type: 'request-start', requestId: 'first', task: 'script' });
    assert.deepEqual(heard, [1, 2]);
  });
});
