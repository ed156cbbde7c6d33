import assert from 'node:assert/strict';
import { applyEvent, type Event, renderSentence, type Snapshot } from '../../server/protocol/index.ts';
import { foldText, harness, plainRequest } from './harness.ts';
import { type Behaviour, failsWith, http, inTurn, says, saysThen, steps } from './scripted-provider.ts';

/** So strong a preference that only the rules under test can turn a request away from the first model. */
const preferA = { a: 2, b: 0.02 };

const modelOf = (snapshot: Snapshot, modelId: string) => snapshot.models.find((model) => model.modelId === modelId);

describe('what every attempt leaves behind', () => {
  it('every attempt yields one ledger entry, and the sum of the entries is the reported spend', async () => {
    const house = harness({
      models: { a: inTurn(failsWith(http(500)), saysThen('partial')), b: says('answer'), c: says('other') },
    });
    const reports = await house.run(async () => [
      await house.ask(),
      await house.ask(),
      await house.ask({ task: 'keywords', commitment: 'complete' }),
    ]);
    const reported = reports.flatMap(({ report }) => report.attempts);
    assert.equal(house.ledger().length, reported.length);
    assert.equal(new Set(house.ledger().map((entry) => entry.attemptId)).size, reported.length);
    const sum = house.ledger().reduce((total, entry) => total + (entry.costNanoUsd ?? 0), 0);
    assert.ok(sum > 0);
    assert.equal(
      sum,
      reports.reduce((total, { report }) => total + (report.costNanoUsd ?? 0), 0),
    );
    assert.equal(sum, house.engine.snapshot().totals.costNanoUsd);
    assert.deepEqual(house.store.holds(), []);
  });

  it('an unknown price is unknown, never 0', async () => {
    const house = harness({ models: { unpriced: says('answer') } });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.costNanoUsd, null);
    assert.equal(report.attempts[0]?.costNanoUsd, null);
    assert.equal(house.ledger()[0]?.certainty, 'unknown');
    assert.equal(house.engine.snapshot().totals.unpricedAttempts, 1);
  });

  it('a broken stream is booked as an under-estimate of what was seen', async () => {
    const house = harness({ models: { a: saysThen('Some words that cost money.') } });
    await house.run(() => house.ask());
    const [entry] = house.ledger();
    assert.equal(entry?.certainty, 'underEstimate');
    assert.equal(entry?.usage?.estimated, true);
    assert.ok((entry?.costNanoUsd ?? 0) > 0);
  });

  it('an attempt that was refused before any answer costs nothing', async () => {
    const house = harness({ models: { a: failsWith(http(503)), b: says('answer') } });
    await house.run(() => house.ask());
    assert.deepEqual([house.ledger()[0]?.costNanoUsd, house.ledger()[0]?.certainty], [0, 'exact']);
  });

  it('ignored outcomes change no statistic', async () => {
    const house = harness({ models: { a: inTurn(says('one'), saysThen('two', steps.hang)) } });
    await house.run(async () => {
      await house.ask();
      const before = modelOf(house.engine.snapshot(), 'a');
      const controller = new AbortController();
      house.clock.setTimer(300, () => controller.abort());
      await house.ask({}, controller.signal);
      const after = modelOf(house.engine.snapshot(), 'a');
      assert.equal(after?.ignored, 1);
      assert.deepEqual(
        [after?.successRate.toFixed(3), after?.status, after?.circuit, after?.failures],
        [before?.successRate.toFixed(3), before?.status, before?.circuit, 0],
      );
    });
  });

  it('a vendor that sends no usage is counted from its text', async () => {
    const house = harness({
      models: {
        a: () => [
          steps.start,
          steps.part({ type: 'text-delta', text: 'Twelve letters or more.' }),
          steps.part({ type: 'finish', unified: 'stop', raw: 'stop' }),
        ],
      },
    });
    const { report } = await house.run(() => house.ask());
    assert.equal(report.usage.estimated, true);
    assert.ok(report.usage.outputTokens > 0);
  });
});

describe('events and snapshot', () => {
  it('replaying the events gives the snapshot', async () => {
    const house = harness({
      models: { a: inTurn(failsWith(http(500)), says('x')), b: says('y'), c: failsWith(http(401)) },
    });
    const first = structuredClone(house.engine.snapshot());
    await house.run(async () => {
      await Promise.all([house.ask(), house.ask(), house.ask()]);
      house.engine.configure({ ...house.engine.config(), strategy: 'roundRobin' });
      await house.ask();
    });
    const replayed = house.events.reduce<Snapshot>(applyEvent, first);
    assert.deepEqual(replayed, house.engine.snapshot());
    assert.equal(replayed.requests.length, 4);
    assert.equal(replayed.strategy, 'roundRobin');
  });

  it('events are numbered without a gap, and one that is folded twice changes nothing', async () => {
    const house = harness({ models: { a: says('x') } });
    await house.run(() => house.ask());
    assert.deepEqual(
      house.events.map((event) => event.sequence),
      house.events.map((_, index) => index + 1),
    );
    const snapshot = house.engine.snapshot();
    const last = house.events.at(-1) as Event;
    assert.equal(applyEvent(snapshot, last), snapshot);
  });

  it('a listener that fails disturbs neither the request nor other listeners', async () => {
    const house = harness({ models: { a: says('x') } });
    let heard = 0;
    house.engine.subscribe(() => {
      throw new Error('broken view');
    });
    house.engine.subscribe(() => {
      heard += 1;
    });
    const { text } = await house.run(() => house.ask());
    assert.equal(text, 'x');
    assert.equal(heard, house.events.length);
  });

  it('no prompt and no answer stands in any event, log line or snapshot', async () => {
    const house = harness({
      models: {
        a: inTurn(failsWith(http(500, { message: 'echo: SECRET-PROMPT sk-1234567890abcdef' })), says('SECRET-ANSWER')),
        b: saysThen('SECRET-ANSWER'),
      },
    });
    await house.run(async () => {
      for (let count = 0; count < 3; count += 1)
        await house.ask({ messages: [{ role: 'user', content: 'SECRET-PROMPT' }] });
    });
    const everything = JSON.stringify([house.events, house.logged, house.engine.snapshot(), house.ledger()]);
    assert.ok(!/SECRET|sk-1234/.test(everything));
  });

  it('a status change is announced with the previous status and a reason', async () => {
    const house = harness({ weights: preferA, models: { a: failsWith(http(500)), b: says('x') } });
    await house.run(async () => {
      await house.ask();
      await house.ask();
    });
    const changes = house.events.filter((event) => event.type === 'model-status' && event.modelId === 'a');
    const last = changes.at(-1);
    assert.ok(
      last?.type === 'model-status' &&
        last.status === 'unhealthy' &&
        renderSentence(last.reason) !== '' &&
        last.previous !== 'unhealthy',
    );
  });
});

describe('concurrency', () => {
  it('never exceeds a limit, serves everybody, and frees every place exactly once', async () => {
    let running = 0;
    let most = 0;
    const counted: Behaviour = (callNumber, call) => {
      running += 1;
      most = Math.max(most, running);
      return says(`answer ${callNumber}`)(callNumber, call);
    };
    const house = harness({ models: { a: counted }, traits: { a: { maxConcurrent: 3 } } });
    const stop = house.engine.subscribe((event) => {
      if (event.type === 'attempt-end') running -= 1;
    });
    const asked = await house.run(() => Promise.all(Array.from({ length: 20 }, () => house.ask())));
    assert.equal(asked.filter(({ report }) => report.error === null).length, 20);
    assert.equal(most, 3);
    assert.equal(house.engine.snapshot().models[0]?.inFlight, 0);
    stop();
    house.stopWatching();
    assert.equal(house.clock.pending(), 0);
  });

  it('100 requests at once, a third of the models failing: 100 answers, none twice, none lost', async () => {
    const answering =
      (name: string): Behaviour =>
      (callNumber) =>
        says(`${name}-${callNumber}`, { firstTokenMs: 50 + callNumber })(callNumber, {} as never);
    const models: Record<string, Behaviour> = {};
    for (let index = 0; index < 9; index += 1)
      models[`m${index}`] = index % 3 === 0 ? failsWith(http(503), 20) : answering(`m${index}`);
    const weights = Object.fromEntries(Object.keys(models).map((modelId) => [modelId, 1]));
    for (const strategy of [
      'roundRobin',
      'weightedRoundRobin',
      'leastConnections',
      'responseTime',
      'random',
      'intelligent',
    ] as const) {
      const house = harness({ models, weights, config: { strategy, failover: { maxAttempts: 4 } } });
      const asked = await house.run(() => Promise.all(Array.from({ length: 100 }, () => house.ask())));
      const texts = asked.map(({ text }) => text);
      assert.equal(asked.filter(({ report }) => report.error === null).length, 100, strategy);
      assert.equal(new Set(texts).size, 100, strategy);
      assert.equal(
        house.ledger().length,
        asked.reduce((sum, { report }) => sum + report.attempts.length, 0),
        strategy,
      );
      assert.ok(
        house.engine.snapshot().models.every((model) => model.inFlight === 0),
        strategy,
      );
    }
  });

  it('a request that waits for a place can be cancelled', async () => {
    const house = harness({ models: { a: says('slow', { firstTokenMs: 5000 }) }, traits: { a: { maxConcurrent: 1 } } });
    const controller = new AbortController();
    const [first, second] = await house.run(() => {
      house.clock.setTimer(100, () => controller.abort());
      return Promise.all([house.ask(), house.ask({}, controller.signal)]);
    });
    assert.equal(first?.text, 'slow');
    assert.equal(second?.report.error?.code, 'cancelled');
    assert.equal(house.provider.calls.length, 1);
  });
});

describe('health and breaker at work', () => {
  it('a model that failed twice in a row is left alone, and comes back through exactly one request', async () => {
    const house = harness({
      config: { strategy: 'roundRobin' },
      models: { a: inTurn(failsWith(http(500)), failsWith(http(500)), says('a is back')), b: says('b') },
    });
    await house.run(async () => {
      await house.ask();
      await house.ask();
      await house.ask();
      assert.equal(house.provider.counts().a, 2);
      await house.clockPause(30_000);
      await Promise.all(Array.from({ length: 40 }, () => house.ask()));
    });
    assert.equal(house.provider.counts().a, 3);
    assert.equal(modelOf(house.engine.snapshot(), 'a')?.circuit.state, 'closed');
  });

  it('a 429 cools the whole quota domain and opens no breaker', async () => {
    const limited = failsWith(http(429, { headers: { 'retry-after': '20' } }));
    const house = harness({
      models: { a1: limited, a2: limited, b: says('b') },
      traits: { a1: { quotaDomain: 'account' }, a2: { quotaDomain: 'account' } },
    });
    await house.run(async () => {
      const first = await house.ask();
      assert.deepEqual(
        first.report.attempts.map((attempt) => attempt.model),
        ['a1', 'b'],
      );
      for (let count = 0; count < 3; count += 1)
        assert.deepEqual(
          (await house.ask()).report.attempts.map((attempt) => attempt.model),
          ['b'],
        );
    });
    assert.equal(house.provider.counts().a2, undefined);
    assert.equal(modelOf(house.engine.snapshot(), 'a1')?.circuit.state, 'closed');
  });

  it('panic: when every model is left alone, the one that recovers first is tried all the same', async () => {
    const house = harness({
      models: {
        a: inTurn(
          failsWith(http(500)),
          failsWith(http(500)),
          failsWith(http(500)),
          failsWith(http(500)),
          says('back at once'),
        ),
      },
    });
    await house.run(async () => {
      await house.ask();
      await house.ask();
      const asked = await house.ask();
      assert.equal(asked.text, 'back at once');
      assert.equal(asked.report.explanation?.panic, true);
    });
  });

  it('a model with a refused key is set aside until its configuration changes', async () => {
    const house = harness({
      weights: preferA,
      models: { a: inTurn(failsWith(http(401)), says('new key')), b: says('b') },
    });
    await house.run(async () => {
      await house.ask();
      await house.clockPause(3_600_000);
      await house.ask();
      assert.equal(house.provider.counts().a, 1);
      assert.equal(modelOf(house.engine.snapshot(), 'a')?.status, 'isolated');
      const config = house.engine.config();
      const models = {
        ...config.models,
        a: { enabled: true, provider: 'openai-compatible', apiKeyEnv: 'OTHER_KEY' } as const,
      };
      house.engine.configure({ ...config, models });
      assert.equal((await house.ask()).text, 'new key');
    });
  });

  it('new settings apply at once and forget no history', async () => {
    const house = harness({ models: { a: says('a'), b: says('b') } });
    await house.run(async () => {
      assert.equal((await house.ask()).text, 'a');
      house.engine.configure({ ...house.engine.config(), modelWeights: { a: 0, b: 1 } });
      assert.equal((await house.ask()).text, 'b');
    });
    assert.equal(modelOf(house.engine.snapshot(), 'a')?.successes, 1);
    assert.equal(house.engine.snapshot().configRevision, 2);
  });

  it('a person can set a model aside and let it back', async () => {
    const house = harness({ weights: preferA, models: { a: says('a'), b: says('b') } });
    await house.run(async () => {
      assert.equal(house.engine.isolate('a', true), 'isolated');
      assert.equal((await house.ask()).text, 'b');
      house.engine.isolate('a', false);
      assert.equal((await house.ask()).text, 'a');
    });
  });
});

describe('explain', () => {
  it('says where a request would go, spends nothing and changes nothing', async () => {
    const house = harness({
      models: { a: says('a'), b: says('b') },
      config: { strategy: 'roundRobin', models: { c: { provider: 'openai-compatible', model: 'no-key' } } },
    });
    const before = structuredClone(house.engine.snapshot());
    const explanation = house.engine.router.explain(plainRequest('r'));
    assert.deepEqual(explanation.order, ['a', 'b']);
    assert.deepEqual(
      explanation.filtered.map((each) => [each.modelId, each.reason]),
      [['c', 'notConfigured']],
    );
    assert.equal(house.provider.calls.length, 0);
    assert.deepEqual(house.engine.snapshot(), before);
    const { parts } = await house.run(() => house.ask());
    assert.equal(foldText(parts), 'a');
  });
});
