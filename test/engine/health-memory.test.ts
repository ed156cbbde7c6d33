import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ModelState } from '../../server/protocol/index.ts';
import { sqliteStore } from '../../server/stores/sqlite.ts';
import { createFolders, storeOptions } from '../stores/folders.ts';
import { type House, type HouseOptions, houseIn, lastingStore, World } from './health-house.ts';
import { type Behaviour, failsWith, http, inTurn, says, steps } from './scripted-provider.ts';

const name = 'health';
const open = (world: World, models: HouseOptions['models'], changes: Partial<HouseOptions> = {}): House =>
  houseIn(world, { models, remembersAs: name, ...changes });

/** What was learnt of a model. Moments and counts of one process are no part of it. */
const learnt = ({ status, successRate, firstTokenMs, msPerToken, totalMs, circuit, cooledUntilMs }: ModelState) => ({
  status,
  successRate,
  firstTokenMs,
  msPerToken,
  totalMs,
  circuit,
  cooledUntilMs,
});

const seconds = (count: number) => count * 1000;

const behaviours: Readonly<Record<string, Behaviour>> = {
  fast: says('fine', { firstTokenMs: 150 }),
  slow: says('fine', { firstTokenMs: 4000 }),
  dead: failsWith(http(503)),
  poor: failsWith(http(402)),
  limited: failsWith(http(429, { headers: { 'retry-after': '600' } })),
  refused: failsWith(http(401)),
  missing: failsWith(http(404, { code: 'model_not_found' })),
};

describe('what was learnt survives a daemon restart', () => {
  it('breaker, health and pauses of every model are as they were, whatever had happened', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(behaviours)), { minLength: 1, maxLength: 8 }),
        async (asked) => {
          const world = new World();
          const before = open(world, behaviours);
          for (const modelId of asked) await before.ask(modelId);
          before.engine.close();
          before.configure({});
          const after = open(world, behaviours);
          for (const modelId of Object.keys(behaviours)) {
            assert.deepEqual(learnt(after.model(modelId)), learnt(before.model(modelId)), modelId);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('an open circuit still keeps requests away, until its end and no longer', async () => {
    const world = new World();
    const before = open(world, { poor: failsWith(http(402)), b: says('b') });
    await before.ask('poor');
    before.engine.close();
    const after = open(world, { poor: says('paid'), b: says('b') });
    await after.ask();
    assert.deepEqual(after.provider.counts(), { b: 1 });
    const { circuit } = after.model('poor');
    assert.ok(circuit.state === 'open');
    await world.clock.advance(circuit.untilMs - world.clock.nowMs());
    await after.ask('poor');
    assert.equal(after.model('poor').circuit.state, 'closed');
  });

  it('the trial of a half-open circuit died with its process: another one may take its place', async () => {
    const world = new World();
    const dead = failsWith(http(503));
    const before = open(world, { a: inTurn(dead, dead, () => [steps.start, steps.deafHang]) });
    await before.ask('a');
    await world.clock.advance(seconds(600));
    void before.begin('a');
    await world.clock.advance(seconds(4));
    assert.equal(before.model('a').circuit.state, 'halfOpen');
    const after = open(world, { a: says('back') });
    assert.equal(after.model('a').circuit.state, 'open');
    await after.ask('a');
    assert.equal(after.model('a').circuit.state, 'closed');
  });

  it('a person who set a model aside finds it aside, also while its key is missing', async () => {
    const world = new World();
    const before = open(world, { a: says('a') });
    before.engine.isolate('a', true);
    before.engine.close();
    const withoutKey = { models: { a: { provider: 'openai-compatible', model: 'no-key' } } } as const;
    const after = open(world, { a: says('a') }, { config: withoutKey });
    after.configure({ models: { a: { provider: 'openai-compatible' } } });
    assert.equal(after.model('a').status, 'isolated');
    after.engine.isolate('a', false);
    after.configure({ models: { a: { provider: 'openai-compatible', model: 'no-key' } } });
    after.configure({ models: { a: { provider: 'openai-compatible' } } });
    assert.equal(after.model('a').circuit.state, 'closed', 'let back is let back');
  });

  it('is taken up when the settings of the window arrive, which a daemon starts without', async () => {
    const world = new World();
    const before = open(world, { a: behaviours.slow ?? says('') });
    await before.ask('a');
    before.engine.close();
    const withoutKey = { models: { a: { provider: 'openai-compatible', model: 'no-key' } } } as const;
    const after = open(world, { a: says('a') }, { config: withoutKey });
    assert.equal(after.model('a').status, 'notConfigured');
    after.configure({ models: { a: { provider: 'openai-compatible' } } });
    assert.deepEqual(learnt(after.model('a')), learnt(before.model('a')));
  });

  it('only for the same server: another model name begins afresh, and what was kept stays kept', async () => {
    const world = new World();
    const before = open(world, { a: failsWith(http(503)) });
    await before.ask('a');
    before.engine.close();
    const other = { models: { a: { provider: 'openai-compatible', model: 'other' } } } as const;
    const after = open(world, { a: says('a') }, { config: other });
    assert.deepEqual([after.model('a').status, after.model('a').circuit.state], ['unknown', 'closed']);
    after.configure({ models: { a: { provider: 'openai-compatible' } } });
    assert.equal(after.model('a').circuit.state, 'open');
  });

  it('a refused key does not outlive the key, an empty balance neither', async () => {
    for (const status of [401, 402]) {
      const world = new World();
      const before = open(world, { a: failsWith(http(status)) }, { traits: { a: { quotaDomain: 'old key' } } });
      await before.ask('a');
      before.engine.close();
      const after = open(world, { a: says('a') }, { traits: { a: { quotaDomain: 'new key' } } });
      assert.equal(after.model('a').circuit.state, 'closed', String(status));
    }
  });

  it('a refused region is tried once more, because the proxy may be another one', async () => {
    const world = new World();
    const refused = failsWith(http(403, { code: 'unsupported_country_region_territory' }));
    const before = open(world, { a: refused, b: says('b') });
    await before.ask('a');
    assert.equal(before.model('a').status, 'isolated');
    before.engine.close();
    const after = open(world, { a: refused, b: says('b') });
    await after.ask('a');
    assert.equal(after.provider.counts().a, 1);
    assert.equal(after.model('a').status, 'isolated');
  });

  it('the turns of the strategies go on where they were', async () => {
    const models = { a: says('a'), b: says('b'), c: says('c') };
    const config = { strategy: 'roundRobin' } as const;
    const whole = new World();
    const uninterrupted = open(whole, models, { config });
    for (let turn = 0; turn < 5; turn += 1) await uninterrupted.ask();
    const world = new World();
    const before = open(world, models, { config });
    for (let turn = 0; turn < 2; turn += 1) await before.ask();
    before.engine.close();
    const after = open(world, models, { config });
    for (let turn = 0; turn < 3; turn += 1) await after.ask();
    const turns = [...before.provider.calls, ...after.provider.calls].map(({ modelId }) => modelId);
    assert.deepEqual(
      turns,
      uninterrupted.provider.calls.map(({ modelId }) => modelId),
    );
  });

  it('a wall clock that was set back meanwhile neither lengthens a pause nor keeps evidence fresh', async () => {
    const world = new World();
    const before = open(world, { a: failsWith(http(503)), b: says('b') });
    await before.ask('a');
    const pausedMs = remainingMs(before.model('a'), world.clock.nowMs());
    before.engine.close();
    world.clock.shiftWall(-seconds(86_400));
    const after = open(world, { a: says('a'), b: says('b') });
    const nowPausedMs = remainingMs(after.model('a'), world.clock.nowMs());
    assert.ok(nowPausedMs > 0 && nowPausedMs <= pausedMs, `${nowPausedMs} of ${pausedMs}`);
    await world.clock.advance(seconds(3 * 3600));
    after.configure({});
    assert.equal(after.model('a').reason.key, 'Failed lately; the next request tries it again.');
  });
});

function remainingMs({ circuit }: ModelState, nowMs: number): number {
  assert.ok(circuit.state === 'open');
  return circuit.untilMs - nowMs;
}

describe('keeping what was learnt', () => {
  it('loses a few seconds at most when the process is killed', async () => {
    const world = new World();
    const before = open(world, { a: failsWith(http(503)) });
    await before.ask('a');
    await world.clock.advance(seconds(3));
    // No close: the process is gone.
    assert.equal(open(world, { a: says('a') }).model('a').circuit.state, 'open');
  });

  it('writes at most once in three seconds under load, and never while nothing changes', async () => {
    const world = new World();
    const store = lastingStore();
    world.store = store;
    const house = open(world, { a: says('a', { firstTokenMs: 50 }) });
    house.stopWatching();
    for (let count = 0; count < 100; count += 1) await house.ask('a');
    const spentMs = world.clock.monotonicMs();
    const writes = store.writes.get(name) ?? 0;
    assert.ok(writes >= 1 && writes <= spentMs / 3000 + 1, `${writes} writes in ${spentMs} ms`);
    await world.clock.advance(seconds(4));
    const last = store.writes.get(name);
    assert.equal(world.clock.pending(), 0, 'no timer while nothing changes');
    await world.clock.advance(seconds(3600));
    assert.equal(store.writes.get(name), last);
    house.engine.close();
    assert.equal(store.writes.get(name), last, 'nothing new, nothing written');
  });

  it('leaves no timer behind at the end', async () => {
    const world = new World();
    const house = open(world, { a: says('a') });
    house.stopWatching();
    await house.ask('a');
    assert.ok(world.clock.pending() > 0);
    house.engine.close();
    assert.equal(world.clock.pending(), 0);
  });

  it('keeps nothing in a store that ends with the process', async () => {
    const world = new World();
    const store = lastingStore();
    world.store = store;
    const house = houseIn(world, { models: { a: says('a') } });
    await house.ask('a');
    await world.clock.advance(seconds(60));
    house.engine.close();
    assert.equal(store.values.size, 0);
  });

  it('two processes over one store do not undo each other', async () => {
    const world = new World();
    const models = { a: failsWith(http(503)), b: failsWith(http(402)) };
    const one = open(world, models);
    const other = open(world, models);
    await one.ask('a');
    await other.ask('b');
    one.engine.close();
    other.engine.close();
    const after = open(world, models);
    assert.deepEqual([after.model('a').circuit.state, after.model('b').circuit.state], ['open', 'open']);
  });

  it('writes no key, no prompt and no text', async () => {
    const world = new World();
    const store = lastingStore();
    world.store = store;
    const house = open(world, { a: says('Once upon a time') });
    await house.ask('a');
    house.engine.close();
    const text = store.values.get(name) ?? '';
    assert.ok(text.length > 0);
    assert.doesNotMatch(text, /Once upon|about the sea/);
  });
});

describe('what was learnt, in a file', () => {
  const folders = createFolders();
  afterEach(() => folders.leave());

  it('survives a daemon restart: a second process over the same file finds circuits and times as they were', async () => {
    const path = folders.newPath();
    const world = new World();
    const openFile = () => folders.opened(sqliteStore(storeOptions(path, { nowMs: () => world.clock.nowMs() })));
    world.store = openFile();
    const before = open(world, behaviours);
    for (const modelId of Object.keys(behaviours)) await before.ask(modelId);
    before.engine.close();
    before.configure({});
    world.store.close();
    world.store = openFile();
    const after = open(world, behaviours);
    for (const modelId of Object.keys(behaviours)) {
      assert.deepEqual(learnt(after.model(modelId)), learnt(before.model(modelId)), modelId);
    }
  });
});

describe('what stands in the store comes from outside', () => {
  const withStored = (value: unknown): { house: House; world: World } => {
    const world = new World();
    world.store.put(name, value);
    return { world, house: open(world, { a: says('a') }) };
  };

  it('wrong data is ignored with a line in the log, never fatal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything().filter(isJson), async (value) => {
        const { house, world } = withStored({ version: 1, ...(typeof value === 'object' ? value : { value }) });
        assert.ok(house.logged.some((line) => /cannot be read/.test(line)));
        await house.ask('a');
        house.engine.close();
        assert.equal(open(world, { a: says('a') }).model('a').status, 'healthy', 'and replaced by what is right');
      }),
      { numRuns: 50 },
    );
  });

  it('one damaged model does not cost the others', async () => {
    const world = new World();
    const before = open(world, { a: says('a'), b: failsWith(http(503)) });
    await before.ask('a');
    await before.ask('b');
    before.engine.close();
    const stored = world.store.get(name);
    assert.ok(typeof stored === 'object' && stored !== null && 'models' in stored);
    const models: unknown = stored.models;
    assert.ok(typeof models === 'object' && models !== null);
    world.store.put(name, { ...stored, models: { ...models, a: { health: 'splendid' }, '__proto__ of': 1 } });
    const after = open(world, { a: says('a'), b: says('b') });
    assert.deepEqual([after.model('a').status, after.model('b').circuit.state], ['unknown', 'open']);
    assert.ok(after.logged.some((line) => /ignored/.test(line)));
  });

  it('a measurement that no process can have made is ignored: nothing that is shown is no number', async () => {
    const world = new World();
    const before = open(world, { a: says('a') });
    await before.ask('a');
    before.engine.close();
    const huge = JSON.stringify(world.store.get(name)).replaceAll(/"(sum|mass)":[^,}]+/g, '"$1":1e308');
    world.store.put(name, JSON.parse(huge));
    const after = open(world, { a: says('a') });
    await after.ask('a');
    const { firstTokenMs, totalMs, msPerToken } = after.model('a');
    for (const shown of [firstTokenMs, totalMs, msPerToken]) assert.ok(shown === null || Number.isFinite(shown));
  });

  it('newer data is ignored, said once, and left alone', async () => {
    const newer = { version: 2, something: 'else' };
    const { house, world } = withStored(newer);
    assert.equal(house.logged.filter((line) => /newer version/.test(line)).length, 1);
    await house.ask('a');
    house.engine.close();
    assert.deepEqual(world.store.get(name), newer);
  });
});

function isJson(value: unknown): boolean {
  try {
    return typeof JSON.stringify(value) === 'string';
  } catch {
    return false;
  }
}
