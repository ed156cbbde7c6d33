import assert from 'node:assert/strict';
import { Session } from '../../server/daemon/session.ts';
import {
  type ModelId,
  type ModelState,
  methodPrefix,
  methods,
  type Snapshot,
  sessionMethods,
} from '../../server/protocol/index.ts';
import type { Peer } from '../../server/rpc/index.ts';
import { until } from '../rpc/pair.ts';
import { type House, house, nobodyElse, patience, simulated, twoModels, type Window } from './house.ts';

const brief = { topic: 'The sea at night', paragraphs: 1 } as const;

describe('a session', () => {
  let home: House;
  beforeEach(() => {
    home = house();
  });
  afterEach(() => home.close());

  const state = async (window: Window): Promise<Snapshot> => {
    const result = await window.client.call('state/get', {});
    assert.ok(result.ok);
    return result.value;
  };
  const modelIn = (snapshot: Snapshot, modelId: ModelId): ModelState => {
    const model = snapshot.models.find((each) => each.modelId === modelId);
    assert.ok(model, `no model ${modelId}`);
    return model;
  };
  const weights = (snapshot: Snapshot) => [modelIn(snapshot, 'one').weight, modelIn(snapshot, 'two').weight];
  const write = async (window: Window): Promise<ModelId> => {
    const result = await window.client.call('script/generate', { brief });
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.value.simulated, true);
    return result.value.model;
  };
  const only = (modelId: 'one' | 'two', strategy: string) =>
    twoModels({
      'videogenius.strategy': strategy,
      'videogenius.fallbackChain': [modelId],
      'videogenius.modelWeights': { one: 0, two: 0, [modelId]: 2 },
    });

  describe('beside others', () => {
    it('each sees its own strategy, chain and weights, and its requests go by them', async () => {
      const [left, right] = [home.window(), home.window()];
      await left.configure({ settings: only('one', 'roundRobin') });
      await right.configure({ settings: only('two', 'leastConnections') });
      const [seenLeft, seenRight] = [await state(left), await state(right)];
      assert.deepEqual([seenLeft.strategy, seenLeft.fallbackChain, weights(seenLeft)], ['roundRobin', ['one'], [2, 0]]);
      assert.deepEqual(
        [seenRight.strategy, seenRight.fallbackChain, weights(seenRight)],
        ['leastConnections', ['two'], [0, 2]],
      );
      const written = await Promise.all([write(left), write(right), write(left), write(right)]);
      assert.deepEqual(written, ['one', 'two', 'one', 'two']);
      const plan = await left.client.call('routing/explain', { brief });
      assert.ok(plan.ok);
      assert.deepEqual([plan.value.strategy, plan.value.order], ['roundRobin', ['one']]);
    });

    it('what one has learnt of a model is seen by all: health and load belong to the model', async () => {
      const [left, right] = [home.window(), home.window()];
      await left.configure({ settings: only('one', 'roundRobin') });
      await right.configure({ settings: only('two', 'leastConnections') });
      await right.watch();
      await write(left);
      const seen = modelIn(await state(right), 'one');
      assert.deepEqual([seen.attempts, seen.successes, seen.weight], [1, 1, 0]);
      await until(() => right.mirror.snapshot()?.history.one?.length === 1);
    });

    it('a change in one window changes nothing for the other', async () => {
      const [left, right] = [home.window(), home.window()];
      await left.configure({ settings: only('one', 'roundRobin') });
      await right.configure({ settings: only('two', 'leastConnections') });
      await right.client.call('routing/update', { strategy: 'random', modelWeights: { two: 0.5 } });
      const [seenLeft, seenRight] = [await state(left), await state(right)];
      assert.deepEqual([seenLeft.strategy, weights(seenLeft)], ['roundRobin', [2, 0]]);
      assert.deepEqual([seenRight.strategy, weights(seenRight)], ['random', [0, 0.5]]);
      assert.equal(await write(left), 'one');
    });

    it('a client that has sent no settings works with those of the daemon', async () => {
      const [window, commandLine] = [home.window(), home.window()];
      await window.configure({ settings: only('two', 'leastConnections') });
      assert.equal((await state(commandLine)).strategy, 'leastConnections');
      assert.equal(await write(commandLine), 'two');
    });
  });

  describe('told of new settings', () => {
    it('takes them over at once and keeps what is known of the models', async () => {
      const window = home.window();
      const first = await window.configure({ settings: only('one', 'roundRobin') });
      assert.equal(await write(window), 'one');
      const before = modelIn(await state(window), 'one');
      assert.notEqual(before.firstTokenMs, null);
      const second = await window.configure({ settings: only('two', 'roundRobin') });
      assert.ok(first.ok && second.ok && second.value.configRevision > first.value.configRevision);
      assert.equal(await write(window), 'two');
      const after = modelIn(await state(window), 'one');
      assert.notEqual(after.firstTokenMs, null);
      assert.deepEqual([after.status, after.attempts, after.successes], [before.status, 1, 1]);
    });

    it('tells what is wrong with them, and where, in the language of the window, and works with the last good ones', async () => {
      const window = home.window();
      await window.configure({ settings: only('one', 'roundRobin') });
      const wrong = { ...only('two', 'best'), 'videogenius.modelWeights': { one: 2, two: 99 } };
      const result = await window.configure({ settings: wrong, locale: 'zh-cn' });
      assert.ok(result.ok);
      assert.deepEqual(
        result.value.problems.map(({ severity, setting, path }) => [severity, setting, ...path]),
        [
          ['error', 'videogenius.strategy'],
          ['error', 'videogenius.modelWeights', 'two'],
        ],
      );
      assert.match(result.value.problems[0]?.message ?? '', /\p{Script=Han}/u);
      const seen = await state(window);
      assert.deepEqual([seen.strategy, weights(seen)], ['roundRobin', [2, 0]]);
    });

    it('without any change leaves the revision where it was', async () => {
      const window = home.window();
      const [first, second] = [await window.configure(), await window.configure()];
      assert.ok(first.ok && second.ok);
      assert.equal(second.value.configRevision, first.value.configRevision);
    });
  });

  describe('that watches', () => {
    it('hears every event once, in order, and folds them into the state that others see', async () => {
      const window = home.window();
      await window.configure({ settings: only('one', 'roundRobin') });
      const { sequence } = await window.watch();
      await Promise.all([write(window), write(window)]);
      await window.configure({ settings: only('two', 'random') });
      await write(window);
      const last = await state(window);
      await until(() => window.mirror.snapshot()?.sequence === last.sequence);
      assert.deepEqual(
        window.told,
        Array.from({ length: last.sequence - sequence }, (_, index) => String(sequence + index + 1)),
      );
      assert.deepEqual({ ...window.mirror.snapshot(), atMs: 0 }, { ...last, atMs: 0 });
    });

    it('keeps its own view, whatever settings others bring', async () => {
      const [window, other] = [home.window(), home.window()];
      await window.configure({ settings: only('one', 'roundRobin') });
      await window.watch();
      await other.configure({ settings: only('two', 'leastConnections') });
      await write(other);
      const last = await state(window);
      await until(() => window.mirror.snapshot()?.sequence === last.sequence);
      const seen = window.mirror.snapshot();
      assert.ok(seen);
      assert.deepEqual([seen.strategy, seen.fallbackChain, weights(seen)], ['roundRobin', ['one'], [2, 0]]);
      assert.deepEqual({ ...seen, atMs: 0 }, { ...last, atMs: 0 });
    });

    it('hears nothing any more when it has stopped watching', async () => {
      const window = home.window();
      await window.configure();
      await window.watch();
      await window.client.call('state/unwatch', {});
      await write(window);
      await state(window);
      assert.deepEqual(window.told, []);
    });

    it('twice hears everything once', async () => {
      const window = home.window();
      await window.configure();
      await window.watch();
      const { sequence } = await window.watch();
      await write(window);
      const last = await state(window);
      await until(() => window.mirror.snapshot()?.sequence === last.sequence);
      assert.equal(window.told.length, last.sequence - sequence);
    });
  });

  describe('with a simulated fleet of its own', () => {
    const models = (snapshot: Snapshot | undefined) => snapshot?.models.map(({ modelId }) => modelId) ?? [];

    it('gets a whole state when it goes over to it, and one when it comes back', async () => {
      const [window, other] = [home.window(), home.window()];
      await other.configure();
      await window.configure();
      await window.watch();
      await window.configure({ fleet: 'simulated' });
      await until(() => window.told.includes('whole'));
      assert.ok(models(window.mirror.snapshot()).includes('simulated-deepseek'));
      const before = (await state(other)).totals.requests;
      assert.match(await write(window), /^simulated-/);
      assert.equal((await state(other)).totals.requests, before, 'the others hear nothing of it');
      await write(other);
      const own = await state(window);
      await until(() => window.mirror.snapshot()?.sequence === own.sequence);
      assert.equal(own.totals.requests, 1, 'and it hears nothing of the others');

      window.told.length = 0;
      await window.configure();
      await until(() => window.told.includes('whole'));
      assert.equal(window.told[0], 'whole', 'no event of the fleet comes after it');
      assert.deepEqual(models(window.mirror.snapshot()), models(await state(other)));
      assert.ok(!window.told.includes('something is missing'));
    });

    it('can reach nobody else: every model that may be used says that it is simulated', async () => {
      const window = home.window();
      await window.configure({ fleet: 'simulated' });
      const seen = await state(window);
      assert.ok(seen.models.some(({ enabled }) => enabled));
      assert.deepEqual(
        seen.models.filter((model) => model.enabled && !model.simulated),
        [],
      );
    });

    it('hears nothing without having asked for it', async () => {
      const window = home.window();
      await window.configure();
      await window.configure({ fleet: 'simulated' });
      await write(window);
      assert.deepEqual(window.told, []);
    });
  });

  describe('that ends', () => {
    const hanging = {
      ...patience,
      'videogenius.models': { ...nobodyElse, stuck: simulated('hanging') },
      'videogenius.failover.maxAttempts': 1,
    };

    it('has its request cancelled, its place given back, and leaves the others alone', async () => {
      const [window, other] = [home.window(), home.window()];
      await window.configure({ settings: hanging });
      await other.configure({ settings: hanging });
      const { engine } = home.application;
      const active = () => engine.snapshot().requests.filter(({ activeAttempts }) => activeAttempts.length > 0);
      const lost = window.client.call('script/generate', { brief });
      const staying = other.client.call('script/generate', { brief });
      await until(() => active().length === 2);
      assert.equal(home.running(), 2);
      await window.leave();
      const result = await lost;
      assert.equal(result.ok ? 'ok' : result.error.code, 'disconnected');
      await until(() => active().length === 1);
      await until(() => home.running() === 1);
      assert.equal(modelIn(engine.snapshot(), 'stuck').inFlight, 1);
      assert.deepEqual(
        engine.snapshot().requests.map((request) => request.result),
        ['running', 'cancelled'],
      );
      await other.leave();
      await staying;
      await until(() => home.running() === 0);
      assert.equal(modelIn(engine.snapshot(), 'stuck').inFlight, 0);
      assert.deepEqual(home.application.store.holds(), []);
    });

    it('a request that its caller cancels ends in the same way, and says so', async () => {
      const window = home.window();
      await window.configure({ settings: hanging });
      const controller = new AbortController();
      const result = window.client.call('script/generate', { brief }, { signal: controller.signal });
      await until(() => home.running() === 1);
      controller.abort();
      const answer = await result;
      assert.equal(answer.ok ? 'ok' : answer.error.code, 'cancelled');
      await until(() => home.running() === 0);
    });

    it('leaves nothing behind, whatever was still waiting to be read when it went', async () => {
      const handlers = new Map<string, (params: unknown, signal: AbortSignal) => Promise<unknown>>();
      const peer: Peer = {
        request: () => Promise.reject(new Error('nobody is there')),
        notify: () => assert.fail('nobody is there'),
        onRequest: (method, handler) => void handlers.set(method, handler),
        onNotification: () => {},
        progress: async () => {},
        onProgress: () => () => {},
        onClose: () => () => {},
      };
      let timers = 0;
      const session = new Session(peer, {
        ...home.hub,
        createSimulated: () => assert.fail('nobody would close it again'),
        setTimer: () => {
          timers += 1;
          return () => {};
        },
      });
      const ask = async (name: string, input: unknown) =>
        handlers.get(methodPrefix + name)?.({ input }, new AbortController().signal);
      await session.close();
      const before = home.application.engine.snapshot().configRevision;
      const configuration = { settings: twoModels(), locale: 'en', editorModels: [], hasSecrets: false };
      for (const [name, input] of [
        ['session/configure', { ...configuration, fleet: 'simulated' }],
        ['session/configure', { ...configuration, fleet: 'configured' }],
        ['state/watch', {}],
        ['script/generate', { brief }],
      ] as const) {
        const answer = await ask(name, input);
        assert.match(JSON.stringify(answer), /"disconnected"/, name);
      }
      home.application.engine.isolate('claude', true);
      assert.equal(timers, 0, 'it listens to nothing');
      assert.equal(home.application.engine.snapshot().configRevision, before);
    });

    it('is not told anything any more, and nobody fails because of that', async () => {
      const [window, other] = [home.window(), home.window()];
      await window.configure();
      await window.watch();
      await other.configure();
      await window.leave();
      await write(other);
      assert.deepEqual(
        home.logged.filter((line) => line.includes('listener')),
        [],
      );
    });
  });

  describe('asked for what it does not understand', () => {
    it('says that the request is wrong, for every call, and lives on', async () => {
      const window = home.window();
      for (const name of [...Object.keys(methods), ...Object.keys(sessionMethods)]) {
        for (const params of [undefined, null, [], [1, 2], 7, { input: 7 }, { input: { nonsense: true } }]) {
          const answer = await window.raw(name, params);
          const code = JSON.stringify(answer).match(/"code":"(\w+)"/)?.[1];
          assert.equal(code, 'invalidRequest', `${name} ${JSON.stringify(params)}`);
        }
      }
      assert.equal((await window.configure()).ok, true);
    });
  });
});
