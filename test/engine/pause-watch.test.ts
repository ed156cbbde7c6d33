import assert from 'node:assert/strict';
import type { Event } from '../../server/protocol/index.ts';
import { type Harness, type HarnessOptions, harness } from './harness.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

/** A house in which nobody watches yet. */
const unwatched = (options: HarnessOptions): Harness => {
  const house = harness(options);
  house.stopWatching();
  return house;
};

const dead = failsWith(http(500));
const limited = (seconds: number) => failsWith(http(429, { headers: { 'retry-after': String(seconds) } }));

const modelOf = (house: Harness, modelId: string) =>
  house.engine.snapshot().models.find((model) => model.modelId === modelId);

const openUntilMs = (house: Harness, modelId: string): number => {
  const circuit = modelOf(house, modelId)?.circuit;
  assert.ok(circuit?.state === 'open', JSON.stringify(circuit));
  return circuit.untilMs;
};

/** What is told of one model from here on. */
const watch = (house: Harness, modelId: string) => {
  const heard: Event[] = [];
  const stop = house.engine.subscribe((event) => {
    if (event.type === 'model-change' && event.model.modelId === modelId) heard.push(event);
  });
  return { heard, stop };
};

describe('the end of a pause', () => {
  it('of an open circuit is announced at its moment, without any request', async () => {
    const house = unwatched({ models: { a: dead, b: says('b') } });
    const { heard, stop } = watch(house, 'a');
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    const untilMs = openUntilMs(house, 'a');
    const before = heard.length;
    await house.clock.advance(untilMs - house.clock.nowMs() - 1);
    assert.equal(heard.length, before, 'not before its moment');
    await house.clock.advance(3);
    assert.equal(heard.length, before + 1);
    const told = heard.at(-1);
    assert.ok(told?.type === 'model-change');
    assert.ok(told.atMs >= untilMs && told.atMs <= untilMs + 2);
    assert.equal(told.model.reason.key, 'Failed lately; the next request tries it again.');
    await house.clock.advance(3_600_000);
    assert.equal(heard.length, before + 1, 'once is enough');
    stop();
  });

  it('of a rate limit is announced at its moment for every model of the account', async () => {
    const house = unwatched({
      models: { a1: limited(20), a2: says('a2'), b: says('b') },
      traits: { a1: { quotaDomain: 'account' }, a2: { quotaDomain: 'account' } },
    });
    const told = [watch(house, 'a1'), watch(house, 'a2')];
    await house.run(() => house.ask({ pinnedModel: 'a1' }));
    const untilMs = modelOf(house, 'a2')?.cooledUntilMs ?? 0;
    assert.ok(untilMs > house.clock.nowMs());
    await house.clock.advance(untilMs - house.clock.nowMs() + 2);
    for (const { heard } of told) {
      const last = heard.at(-1);
      assert.ok(last?.type === 'model-change');
      assert.equal(last.model.cooledUntilMs, null);
      assert.ok(last.atMs >= untilMs);
    }
    for (const { stop } of told) stop();
  });

  it('is announced for each of several models, in the order of their ends', async () => {
    const house = unwatched({ models: { a: limited(40), b: limited(10), c: limited(25) } });
    const ended: string[] = [];
    await house.run(async () => {
      for (const modelId of ['a', 'b', 'c']) await house.ask({ pinnedModel: modelId });
    });
    const stop = house.engine.subscribe((event) => {
      if (event.type === 'model-change' && event.model.cooledUntilMs === null) ended.push(event.model.modelId);
    });
    await house.clock.advance(60_000);
    assert.deepEqual(ended, ['b', 'c', 'a']);
    stop();
  });

  it('is not delayed by a wall clock that is set back', async () => {
    const house = unwatched({ models: { a: limited(20), b: says('b') } });
    const { heard, stop } = watch(house, 'a');
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    house.clock.shiftWall(-86_400_000);
    await house.clock.advance(20_002);
    const last = heard.at(-1);
    assert.ok(last?.type === 'model-change');
    assert.equal(last.model.cooledUntilMs, null);
    stop();
  });

  it('a pause that a new configuration ends leaves nothing to announce', async () => {
    const house = unwatched({ models: { a: failsWith(http(402)), b: says('b') } });
    const { heard, stop } = watch(house, 'a');
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    assert.ok(house.clock.pending() > 0);
    const config = house.engine.config();
    const a = { enabled: true, provider: 'openai-compatible', apiKeyEnv: 'OTHER_KEY' } as const;
    house.engine.configure({ ...config, models: { ...config.models, a } });
    assert.equal(modelOf(house, 'a')?.circuit.state, 'closed');
    const before = heard.length;
    await house.clock.advance(86_400_000);
    const later = heard.slice(before).map((event) => event.type === 'model-change' && event.model.status);
    assert.deepEqual(later, ['unknown'], 'only that the failure is long past');
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
    stop();
  });
});

describe('the watch over pauses', () => {
  it('sets no timer while nobody watches, one however many do, and none after the last has gone', async () => {
    const house = unwatched({ models: { a: dead, b: limited(20), c: says('c') } });
    await house.run(async () => {
      await house.ask({ pinnedModel: 'a' });
      await house.ask({ pinnedModel: 'b' });
    });
    openUntilMs(house, 'a');
    house.stopWatching();
    assert.equal(house.clock.pending(), 0, 'nobody watches');
    const stops = [1, 2, 3].map(() => house.engine.subscribe(() => {}));
    assert.equal(house.clock.pending(), 1, 'one timer for all');
    const [first, second, third] = stops;
    first?.();
    first?.();
    second?.();
    assert.equal(house.clock.pending(), 1, 'one still watches, although another left twice');
    third?.();
    house.stopWatching();
    assert.equal(house.clock.pending(), 0, 'the last has gone');
  });

  it('has nothing to do when nothing can change by itself', async () => {
    const house = unwatched({ models: { a: says('a') } });
    const stop = house.engine.subscribe(() => {});
    assert.equal(house.clock.pending(), 0, 'nothing is known yet');
    await house.run(() => house.ask());
    assert.equal(house.clock.pending(), 1, 'what is known fades');
    await house.clock.advance(7_200_000);
    assert.equal(modelOf(house, 'a')?.status, 'unknown');
    assert.equal(house.clock.pending(), 0, 'nothing is known any more');
    stop();
  });

  it('a status whose evidence has faded is announced within a minute, once, however busy the others are', async () => {
    const house = unwatched({ models: { a: failsWith(http(503)), b: says('b') } });
    const changes: string[] = [];
    const stop = house.engine.subscribe((event) => {
      if (event.type === 'model-status' && event.modelId === 'a') changes.push(`${event.previous} ${event.status}`);
    });
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    const config = house.engine.config();
    const a = { enabled: true, provider: 'openai-compatible', apiKeyEnv: 'OTHER_KEY' } as const;
    house.engine.isolate('a', true);
    house.engine.isolate('a', false);
    house.engine.configure({ ...config, models: { ...config.models, a } });
    const before = changes.length;
    for (let step = 0; step < 180; step += 1) {
      await house.run(() => house.ask({ pinnedModel: 'b' }));
      await house.clock.advance(20_000);
    }
    assert.deepEqual(changes.slice(before), ['degraded unknown']);
    stop();
  });

  it('a model that is used again at its end needs no second announcement', async () => {
    const house = unwatched({ models: { a: inTurn(dead, dead, says('back')), b: says('b') } });
    const { heard, stop } = watch(house, 'a');
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    await house.clock.advance(openUntilMs(house, 'a') - house.clock.nowMs() + 2);
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    assert.equal(modelOf(house, 'a')?.circuit.state, 'closed');
    const last = heard.at(-1);
    assert.ok(last?.type === 'model-change' && last.model.circuit.state === 'closed');
    const before = heard.length;
    await house.clock.advance(300_000);
    assert.equal(heard.length, before);
    stop();
  });
});
