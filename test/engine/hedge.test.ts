import assert from 'node:assert/strict';
import { harness, outcomes } from './harness.ts';
import { type Behaviour, failsWith, http, inTurn, says, steps } from './scripted-provider.ts';

const silent: Behaviour = () => [steps.start, steps.hang];
const slow = (firstTokenMs: number) => says('slow one', { firstTokenMs });
/** 2.68 times the usual first-token time of the scripted vendor, 800 ms. */
const usualHedgeMs = 2147;

const roles = (report: { readonly attempts: readonly { readonly model: string; readonly role: string }[] }) =>
  report.attempts.map(({ model, role }) => `${model} ${role}`);

describe('a second model beside a slow first one', () => {
  it('is asked after the time within which 95 % of answers begin, and the first to begin wins', async () => {
    const house = harness({ models: { a: silent, b: says('from b') } });
    const { text, report, endedAtMs } = await house.run(() => house.ask());
    assert.equal(text, 'from b');
    assert.deepEqual(roles(report), ['a first', 'b hedge']);
    assert.equal(report.modelId, 'b');
    const [, second] = house.provider.calls;
    assert.ok(Math.abs((second?.atMs ?? 0) - usualHedgeMs) < 5, `asked after ${second?.atMs} ms`);
    assert.ok(endedAtMs < usualHedgeMs + 200);
  });

  it('cancels the slower one before the first word shows, without blame, and books it', async () => {
    const house = harness({ models: { a: slow(4000), b: says('from b') } });
    const { parts, report } = await house.run(() => house.ask());
    assert.deepEqual(outcomes(report), ['a cancelled', 'b success']);
    assert.equal(report.attempts[0]?.outcome, 'ignored');
    assert.equal(house.provider.calls[0]?.aborted, true);
    const kinds = parts.map((part) => ('modelId' in part ? `${part.type} ${part.modelId}` : part.type));
    assert.ok(kinds.indexOf('attempt-end a') < kinds.indexOf('text-delta'), kinds.join(', '));
    assert.equal(house.ledger().length, 2);
    assert.equal(house.ledger().find(({ modelId }) => modelId === 'a')?.certainty, 'underEstimate');
    const a = house.engine.snapshot().models.find(({ modelId }) => modelId === 'a');
    assert.deepEqual([a?.failures, a?.circuit.state, a?.inFlight], [0, 'closed', 0]);
    assert.ok((a?.firstTokenMs ?? 0) > 800 || a?.firstTokenMs === null);
  });

  it('goes on with the first one when that begins first after all', async () => {
    const house = harness({ models: { a: slow(2500), b: slow(1000) } });
    const { text, report } = await house.run(() => house.ask());
    assert.equal(text, 'slow one');
    assert.deepEqual(roles(report), ['b hedge', 'a first']);
    assert.deepEqual(outcomes(report), ['b cancelled', 'a success']);
    assert.equal(report.modelId, 'a');
  });

  it('is not asked when the first one is in time, and leaves no timer behind', async () => {
    const house = harness({ models: { a: slow(2000), b: says('from b') } });
    const { report } = await house.run(() => house.ask());
    assert.deepEqual(roles(report), ['a first']);
    house.stopWatching();
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
  });

  it('carries the request alone when the first one fails meanwhile', async () => {
    const house = harness({ models: { a: failsWith(http(503), 2500), b: slow(1500), c: says('from c') } });
    const { text, report } = await house.run(() => house.ask());
    assert.equal(text, 'slow one');
    assert.deepEqual(outcomes(report), ['a overload', 'b success']);
  });

  it('is replaced when it fails while the first is still silent', async () => {
    const house = harness({ models: { a: silent, b: failsWith(http(503), 50), c: says('from c') } });
    const { text, report, endedAtMs } = await house.run(() => house.ask());
    assert.equal(text, 'from c');
    assert.deepEqual(roles(report), ['b hedge', 'a first', 'c hedge']);
    assert.ok(endedAtMs < usualHedgeMs + 300);
  });

  it('failing together, they leave the rest of the allowance to failover', async () => {
    const house = harness({
      models: { a: failsWith(http(503), 2600), b: failsWith(http(503), 2600), c: says('from c') },
    });
    const { text, report } = await house.run(() => house.ask());
    assert.equal(text, 'from c');
    assert.deepEqual(roles(report), ['a first', 'b hedge', 'c failover']);
  });

  it('is never asked for a pinned model, without failover, switched off, or beside the last attempt', async () => {
    for (const [config, changes] of [
      [{}, { pinnedModel: 'a' }],
      [{ failover: { enabled: false } }, {}],
      [{ hedge: { enabled: false } }, {}],
      [{ failover: { maxAttempts: 1 } }, {}],
    ] as const) {
      const house = harness({ models: { a: slow(5000), b: says('from b') }, config });
      const { report } = await house.run(() => house.ask(changes));
      assert.deepEqual(roles(report), ['a first'], JSON.stringify([config, changes]));
    }
  });

  it('is never asked while 80 % of a budget of all models is used, what is held included', async () => {
    // The first attempt holds 409,000 nano-dollars.
    for (const [money, expected] of [
      [{ dayBudgetUsd: 0.0005 }, ['a first', 'b failover']],
      [{ monthBudgetUsd: 0.0005 }, ['a first', 'b failover']],
      [{ dayBudgetUsd: 0.0006 }, ['a first', 'b hedge']],
      [{ modelBudgets: { a: { dayUsd: 0.0005 } } }, ['a first', 'b hedge']],
    ] as const) {
      const house = harness({
        models: { a: silent, b: says('from b') },
        config: { money: { ...money, whenSpent: 'warn' } },
      });
      const { report, text } = await house.run(() => house.ask());
      assert.equal(text, 'from b');
      assert.deepEqual(roles(report), expected, JSON.stringify(money));
    }
  });

  it('is never asked beside a model on this machine', async () => {
    const house = harness({ models: { a: slow(5000), b: says('from b') }, traits: { a: { local: true } } });
    const { report } = await house.run(() => house.ask());
    assert.deepEqual(roles(report), ['a first']);
  });

  it('spends its budget, then three in ten minutes; a success gives a tenth back', async () => {
    const house = harness({
      models: { a: slow(20_000), b: says('from b') },
      config: { strategy: 'roundRobin', fallbackChain: [] },
      weights: { a: 1, b: 1 },
    });
    const hedged = await house.run(async () => {
      let count = 0;
      for (let request = 0; request < 60; request += 1) {
        const { report } = await house.ask();
        if (report.attempts.some(({ role }) => role === 'hedge')) count += 1;
      }
      return count;
    });
    // 10 in the budget, 60 successes give 6 back, and 3 come from the reserve of every ten minutes.
    assert.ok(hedged >= 13 && hedged <= 25, `${hedged} second models`);
  });

  it('takes the own times of a model once it has 20, not below the floor', async () => {
    const answers: Behaviour = inTurn(...Array.from({ length: 20 }, () => slow(100)), silent);
    const house = harness({ models: { a: answers, b: says('from b') } });
    await house.run(async () => {
      for (let request = 0; request < 20; request += 1) await house.ask();
      const startedAtMs = house.clock.monotonicMs();
      await house.ask();
      assert.equal((house.provider.calls.at(-1)?.atMs ?? 0) - startedAtMs, 700);
    });
  });

  it('a trial after failures is hedged after the usual time, and stays out when it is silent', async () => {
    const house = harness({
      models: { a: inTurn(failsWith(http(503)), failsWith(http(503)), silent), b: says('from b') },
      config: { health: { probeEveryMs: 0 }, score: { explorationShare: 1, explorationAfterMs: 0 } },
    });
    await house.run(async () => {
      await house.ask({ pinnedModel: 'a' });
      await house.clockPause(400_000);
      let report = (await house.ask()).report;
      for (let request = 0; request < 30 && report.attempts[0]?.model !== 'a'; request += 1) {
        await house.clockPause(400_000);
        report = (await house.ask()).report;
      }
      assert.deepEqual(roles(report), ['a first', 'b hedge']);
      assert.ok((report.attempts[1]?.startedMs ?? 0) < 1000, `${report.attempts[1]?.startedMs}`);
      const a = house.engine.snapshot().models.find(({ modelId }) => modelId === 'a');
      assert.equal(a?.circuit.state, 'open');
    });
  });

  it('cancelling the request ends both and blames neither', async () => {
    const house = harness({ models: { a: silent, b: silent } });
    const controller = new AbortController();
    const { report } = await house.run(async () => {
      house.clock.setTimer(3000, () => controller.abort());
      return house.ask({}, controller.signal);
    });
    assert.equal(report.error?.code, 'cancelled');
    assert.deepEqual(
      report.attempts.map(({ outcome }) => outcome),
      ['ignored', 'ignored'],
    );
    assert.ok(house.provider.calls.every(({ aborted }) => aborted));
    assert.ok(house.engine.snapshot().models.every(({ inFlight }) => inFlight === 0));
  });

  it('a reader that goes away in the middle ends both', async () => {
    const house = harness({ models: { a: silent, b: silent } });
    await house.run(async () => {
      const request = { ...(await import('./harness.ts')).plainRequest('r1') };
      const iterator = house.engine.router.route(request, new AbortController().signal).parts[Symbol.asyncIterator]();
      await iterator.next();
      const reading = iterator.next();
      await house.clockPause(3000);
      assert.equal((await reading).value?.type, 'attempt-start');
      await iterator.return?.();
    });
    assert.equal(house.ledger().length, 2);
    house.stopWatching();
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
  });
});
