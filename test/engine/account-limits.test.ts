import assert from 'node:assert/strict';
import { noLimits } from '../../server/core/index.ts';
import { restoredLimits } from '../../server/engine/account-limits.ts';
import type { ModelId } from '../../server/protocol/index.ts';
import { type Harness, harness } from './harness.ts';
import { type Behaviour, failsWith, http, says, steps } from './scripted-provider.ts';

const quiet = { hedge: { enabled: false } };

/** Takes `places` requests at once, each for `ms`, and refuses the rest at once. */
function takesAtOnce(places: number, ms: number, nowMs: () => number): Behaviour {
  let endsAtMs: number[] = [];
  return (callNumber, call) => {
    endsAtMs = endsAtMs.filter((endMs) => endMs > nowMs());
    if (endsAtMs.length >= places) return refuses(callNumber, call);
    endsAtMs.push(nowMs() + ms);
    return says('An answer.', { firstTokenMs: ms })(callNumber, call);
  };
}

const refuses = failsWith(http(429, { headers: { 'retry-after': '1' } }), 20);

const limitOf = (world: Harness, modelId: ModelId) =>
  world.engine.snapshot().models.find((model) => model.modelId === modelId)?.limit;

const tells =
  (remaining: number, of: number, reset: string): Behaviour =>
  (callNumber, call) => [
    steps.part({
      type: 'response-start',
      headers: {
        'x-ratelimit-limit-requests': String(of),
        'x-ratelimit-remaining-requests': String(remaining),
        'x-ratelimit-reset-requests': reset,
      },
    }),
    ...says('An answer.')(callNumber, call).slice(1),
  ];

describe('learnt limits in the engine', () => {
  it('a refusal lowers the limit that the state shows, for all models of the account; the circuit stays closed', async () => {
    const world = harness({
      models: {
        first: failsWith(http(429, { headers: { 'retry-after': '9' } }), 50),
        sibling: says('No.'),
        other: says('Fine.'),
      },
      traits: {
        first: { quotaDomain: 'account', maxConcurrent: 20 },
        sibling: { quotaDomain: 'account', maxConcurrent: 20 },
      },
      config: quiet,
    });
    await world.run(async () => {
      const asked = Array.from({ length: 10 }, () => world.ask({ exclude: ['sibling'] }));
      assert.ok((await Promise.all(asked)).every(({ text }) => text === 'Fine.' || text === ''));
    });
    const first = world.engine.snapshot().models.find(({ modelId }) => modelId === 'first');
    assert.ok(first && first.limit < 20, String(first?.limit));
    assert.equal(limitOf(world, 'sibling'), first.limit);
    assert.equal(limitOf(world, 'other'), 1000);
    assert.equal(first.circuit.state, 'closed');
  });

  it('a vendor that tells no limit is asked as much at once as it takes, and everyone is served', async () => {
    const world: Harness = harness({
      models: { only: takesAtOnce(4, 1000, () => world.clock.monotonicMs()) },
      traits: { only: { maxConcurrent: 50 } },
      config: { ...quiet, failover: { deadlineMs: 600_000 } },
    });
    await world.run(async () => {
      for (let round = 0; round < 12; round += 1) {
        const answers = await Promise.all(Array.from({ length: 12 }, () => world.ask()));
        const served = answers.filter(({ text }) => text === 'An answer.').length;
        if (round >= 8) assert.ok(served >= 10, `round ${round}: ${served} of 12 were served`);
        await world.clockPause(5000);
      }
    });
    const limit = limitOf(world, 'only') ?? 0;
    assert.ok(limit >= 2 && limit <= 6, `limit ${limit}`);
    assert.equal(world.engine.snapshot().models.find(({ modelId }) => modelId === 'only')?.inFlight, 0);
  });

  it('a rate near its end leans elsewhere, and comes back at its reset', async () => {
    const world = harness({
      models: { preferred: tells(5, 100, '60s'), other: says('Other.') },
      weights: { preferred: 1.6, other: 1 },
      config: { ...quiet, score: { explorationShare: 0 } },
    });
    await world.run(async () => {
      const served = async () => (await world.ask()).report.modelId;
      assert.equal(await served(), 'preferred');
      for (let index = 0; index < 10; index += 1) assert.equal(await served(), 'other');
      await world.clockPause(60_000);
      assert.equal(await served(), 'preferred');
    });
  });

  it('figures that no vendor can mean change nothing', async () => {
    const world = harness({
      models: { preferred: tells(-1, -1, '0'), other: says('Other.') },
      config: { ...quiet, score: { explorationShare: 0 } },
    });
    await world.run(async () => {
      for (let index = 0; index < 5; index += 1) assert.equal((await world.ask()).report.modelId, 'preferred');
    });
  });

  it('100 requests at once spread over nine models instead of stampeding the best one', async () => {
    const models = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`model-${index}`, says('Fine.', { firstTokenMs: 5000 })]),
    );
    const world = harness({
      models,
      weights: Object.fromEntries(Object.keys(models).map((modelId, index) => [modelId, 1 - index * 0.03])),
      traits: Object.fromEntries(Object.keys(models).map((modelId) => [modelId, { maxConcurrent: 30 }])),
      config: quiet,
    });
    await world.run(async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => world.ask()));
      assert.ok(answers.every(({ text, report }) => text === 'Fine.' && report.attempts.length === 1));
    });
    const counts = Object.values(world.provider.counts());
    assert.equal(counts.length, 9);
    assert.ok(Math.max(...counts) <= 20, JSON.stringify(counts));
  });

  it('leases: leastConnections keeps equals within one of each other, and no count ever is negative', async () => {
    const fickle: Behaviour = (callNumber, call) =>
      (callNumber % 4 === 0 ? failsWith(http(503), 300) : says('Fine.', { firstTokenMs: 100 + 37 * (callNumber % 7) }))(
        callNumber,
        call,
      );
    const world = harness({
      models: { a: fickle, b: fickle, c: fickle },
      weights: { a: 1, b: 1, c: 1 },
      traits: { a: { maxConcurrent: 40 }, b: { maxConcurrent: 40 }, c: { maxConcurrent: 40 } },
      config: {
        ...quiet,
        strategy: 'leastConnections',
        breaker: { openAfterFailures: 100 },
        failover: { maxAttempts: 1 },
      },
    });
    await world.run(async () => {
      const running: Promise<unknown>[] = [];
      for (let index = 0; index < 200; index += 1) {
        const controller = new AbortController();
        running.push(world.ask({}, controller.signal));
        if (index % 5 === 0) world.clock.setTimer(150, () => controller.abort());
        await world.clockPause(13);
      }
      await Promise.all(running);
    });
    const inFlight = new Map<ModelId, number>();
    for (const event of world.events) {
      if (event.type !== 'model-change') continue;
      const before = inFlight.get(event.model.modelId) ?? 0;
      assert.ok(event.model.inFlight >= 0 && Math.abs(event.model.inFlight - before) <= 1);
      if (event.model.inFlight > before && inFlight.size === 3) {
        // Whoever was chosen was one of the emptiest.
        assert.equal(before, Math.min(...inFlight.values()));
      }
      inFlight.set(event.model.modelId, event.model.inFlight);
    }
    assert.deepEqual([...inFlight.values()], [0, 0, 0]);
  });
});

describe('learnt limits from storage', () => {
  const nowMs = 1_780_000_000_000;
  const state = {
    concurrency: { limit: 3.5, atMs: nowMs - 1000, refusedAtMs: nowMs - 5000 },
    windows: [{ name: 'requests', limit: 60, remaining: 3, resetAtMs: nowMs + 9000 }],
  };

  it('are taken up as they were', () => {
    assert.deepEqual(restoredLimits(JSON.parse(JSON.stringify(state)), nowMs), state);
  });

  it('are none when they cannot be read', () => {
    for (const broken of [
      undefined,
      null,
      7,
      {},
      { concurrency: null },
      { ...state, windows: [{}] },
      { ...state, concurrency: { limit: 0 } },
    ]) {
      assert.deepEqual(restoredLimits(broken, nowMs), noLimits);
    }
  });

  it('are not from the future', () => {
    assert.equal(restoredLimits(state, nowMs - 3_600_000).concurrency?.atMs, nowMs - 3_600_000);
  });
});
