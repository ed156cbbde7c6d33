import assert from 'node:assert/strict';
import { harness, outcomes } from '../engine/harness.ts';
import { type Behaviour, failsWith, http, inTurn, says } from '../engine/scripted-provider.ts';

/**
 * The acceptance points of the system that this one replaces: what it did wrong, measured or read from its code, and what must
 * happen instead. Points 7, 8, 9 and 15 are about writing and stand in original-writing.test.ts. Points 10 (scheduled
 * probes) and 13 (history over a restart) need parts that do not exist yet.
 */
describe('acceptance: what the original system got wrong (routing)', () => {
  it('1. the very first request is served: a model without history is eligible, and models are tried in score order until one works', async () => {
    const house = harness({ models: { a: failsWith(http(503)), b: failsWith(http(500)), c: says('served') } });
    assert.ok(house.engine.snapshot().models.every((model) => model.status === 'unknown'));
    const { text, report } = await house.run(() => house.ask());
    assert.equal(text, 'served');
    assert.deepEqual(outcomes(report), ['a overload', 'b overload', 'c success']);
  });

  it('2. with failover off, only the selected model is asked: its answer, or one typed error', async () => {
    const config = { failover: { enabled: false } };
    const well = harness({ models: { a: says('from a'), b: says('from b') }, config });
    assert.equal((await well.run(() => well.ask())).text, 'from a');
    const ill = harness({ models: { a: failsWith(http(401)), b: says('from b') }, config });
    const { report, text } = await ill.run(() => ill.ask());
    assert.equal(text, '');
    assert.equal(report.error?.code, 'allModelsFailed');
    assert.deepEqual(ill.provider.counts(), { a: 1 });
  });

  for (const enabled of [true, false]) {
    it(`3. the strategy decides with failover ${enabled ? 'on' : 'off'}: round robin gives 6 requests over 3 models 2/2/2, and the statistics say what was sent`, async () => {
      const house = harness({
        models: { a: says('a'), b: says('b'), c: says('c') },
        config: { strategy: 'roundRobin', failover: { enabled } },
      });
      await house.run(async () => {
        for (let count = 0; count < 6; count += 1) await house.ask();
      });
      assert.deepEqual(house.provider.counts(), { a: 2, b: 2, c: 2 });
      assert.deepEqual(
        Object.fromEntries(house.engine.snapshot().models.map((model) => [model.modelId, model.attempts])),
        house.provider.counts(),
      );
    });
  }

  it('4. the next try goes to another model, at once, inside the same request', async () => {
    const house = harness({ models: { a: failsWith(http(500), 30), b: says('served', { firstTokenMs: 100 }) } });
    const { text, endedAtMs, report } = await house.run(() => house.ask());
    assert.equal(text, 'served');
    assert.equal(endedAtMs, 130);
    assert.equal(report.attempts[1]?.switchMs, 0);
  });

  it('5. the fallback chain is used right after the failure of a model that was healthy', async () => {
    const house = harness({
      models: { a: inTurn(says('a'), says('a'), failsWith(http(500))), b: says('from b'), c: says('from c') },
      config: { fallbackChain: ['a', 'c', 'b'] },
    });
    await house.run(async () => {
      await house.ask();
      await house.ask();
      assert.equal(house.engine.snapshot().models[0]?.status, 'healthy');
      assert.equal((await house.ask()).text, 'from c');
    });
  });

  it('6. concurrent requests and checks never change the configuration or each other', async () => {
    const slow: Behaviour = (callNumber) =>
      says(`answer ${callNumber}`, { firstTokenMs: 1000 })(callNumber, {} as never);
    const house = harness({ models: { a: slow, b: slow, c: slow } });
    const before = structuredClone(house.engine.config());
    const asked = await house.run(async () => {
      const running = Array.from({ length: 12 }, (_, index) => house.ask(index % 3 === 0 ? { pinnedModel: 'b' } : {}));
      await house.engine.check(undefined, { paid: false, signal: new AbortController().signal });
      return Promise.all(running);
    });
    assert.deepEqual(house.engine.config(), before);
    asked.forEach(({ report }, index) => {
      assert.equal(report.error, null);
      if (index % 3 === 0) assert.equal(report.modelId, 'b');
    });
  });

  it('11. weighted round robin follows the configured weights, and a weight that is set stays', async () => {
    const house = harness({
      models: { a: says('a'), b: says('b') },
      weights: { a: 1.5, b: 0.5 },
      config: { strategy: 'weightedRoundRobin' },
    });
    await house.run(async () => {
      for (let count = 0; count < 8; count += 1) await house.ask();
      const counts = house.provider.counts();
      assert.ok(Math.abs((counts.a ?? 0) - 6) <= 1, JSON.stringify(counts));
    });
    assert.deepEqual(house.engine.config().modelWeights, { a: 1.5, b: 0.5 });
  });

  it('12. the router works without any configuration: it says what is missing instead of failing', async () => {
    const house = harness({ models: {} });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.error?.code, 'noModelConfigured');
    assert.notEqual(report.error?.hint, '');
  });

  it('14. every failure is classified first: a wrong key and an empty balance are never retried on the same model', async () => {
    const house = harness({ models: { a: failsWith(http(401)), b: failsWith(http(402)), c: says('served') } });
    await house.run(async () => {
      const first = await house.ask();
      assert.deepEqual(outcomes(first.report), ['a auth', 'b billing', 'c success']);
      assert.deepEqual(outcomes((await house.ask()).report), ['c success']);
    });
    assert.deepEqual(house.provider.counts(), { a: 1, b: 1, c: 2 });
  });
});
