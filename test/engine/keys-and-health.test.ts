import assert from 'node:assert/strict';
import type { ModelSettings } from '../../server/protocol/index.ts';
import { type Harness, harness } from './harness.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

const modelOf = (house: Harness, modelId: string) => {
  const model = house.engine.snapshot().models.find((each) => each.modelId === modelId);
  assert.ok(model, `no model ${modelId}`);
  return model;
};

const settings = (house: Harness, modelId: string, changes: Partial<ModelSettings>) => {
  const config = house.engine.config();
  const entry = { enabled: true, provider: 'openai-compatible', ...changes } as const;
  house.engine.configure({ ...config, models: { ...config.models, [modelId]: entry } });
};

/** What was learnt of a model: the part of its state that a new key does not make untrue. */
const learnt = (house: Harness, modelId: string) => {
  const { status, successRate, firstTokenMs, msPerToken, totalMs, circuit, attempts } = modelOf(house, modelId);
  return { status, successRate, firstTokenMs, msPerToken, totalMs, circuit, attempts };
};

const removeKey = (house: Harness) => {
  settings(house, 'a', { model: 'no-key' });
  assert.equal(modelOf(house, 'a').status, 'notConfigured');
};

describe('what was learnt of a model', () => {
  const slow = says('a', { firstTokenMs: 7000 });

  it('stays when the same server is reached with another key', async () => {
    const house = harness({ models: { a: slow } });
    await house.run(() => house.ask());
    const before = learnt(house, 'a');
    assert.notEqual(before.firstTokenMs, null);
    settings(house, 'a', { apiKeyEnv: 'ANOTHER_KEY' });
    assert.deepEqual(learnt(house, 'a'), before);
  });

  it('stays when the key was removed and set again, even after many changes in between', async () => {
    const house = harness({ models: { a: slow, b: says('b') } });
    await house.run(() => house.ask());
    const before = learnt(house, 'a');
    removeKey(house);
    for (const maxConcurrent of [1, 2, 3]) settings(house, 'b', { maxConcurrent });
    removeKey(house);
    settings(house, 'a', { apiKeyEnv: 'ANOTHER_KEY' });
    assert.deepEqual(learnt(house, 'a'), before);
  });

  it('stays for a circuit, too: removing a key does not end a pause', async () => {
    const house = harness({ models: { a: failsWith(http(503)), b: says('b') } });
    await house.run(() => house.ask({ pinnedModel: 'a' }));
    const before = modelOf(house, 'a').circuit;
    assert.equal(before.state, 'open');
    removeKey(house);
    settings(house, 'a', {});
    assert.deepEqual(modelOf(house, 'a').circuit, before);
  });

  it('but a refused key and an empty balance do not outlive the key that was removed', async () => {
    for (const status of [401, 402]) {
      const house = harness({ models: { a: inTurn(failsWith(http(status)), says('new key')), b: says('b') } });
      await house.run(async () => {
        await house.ask({ pinnedModel: 'a' });
        assert.notEqual(modelOf(house, 'a').circuit.state, 'closed');
        removeKey(house);
        settings(house, 'a', {});
        assert.equal(modelOf(house, 'a').circuit.state, 'closed', `after ${status}`);
        assert.equal((await house.ask({ pinnedModel: 'a' })).text, 'new key');
      });
    }
  });

  it('is forgotten when the key comes back for another server', async () => {
    const house = harness({ models: { a: slow } });
    await house.run(() => house.ask());
    removeKey(house);
    settings(house, 'a', { model: 'another-model' });
    assert.deepEqual([modelOf(house, 'a').firstTokenMs, modelOf(house, 'a').status], [null, 'unknown']);
    assert.equal(modelOf(house, 'a').attempts, 1, 'what was sent stays counted');
  });

  it('a model that a person set aside stays aside whatever happens to its key', async () => {
    const house = harness({ models: { a: slow } });
    house.engine.isolate('a', true);
    removeKey(house);
    settings(house, 'a', { model: 'another-model' });
    assert.equal(modelOf(house, 'a').status, 'isolated');
  });

  it('a request that still runs with the removed key teaches the model nothing', async () => {
    const house = harness({ models: { a: inTurn(failsWith(http(401), 1000), says('new key')), b: says('b') } });
    await house.run(async () => {
      const running = house.ask();
      await house.clockPause(100);
      removeKey(house);
      await house.clockPause(100);
      settings(house, 'a', {});
      assert.equal((await running).text, 'b');
      assert.equal(modelOf(house, 'a').circuit.state, 'closed');
      assert.equal((await house.ask({ pinnedModel: 'a' })).text, 'new key');
    });
    assert.equal(modelOf(house, 'a').inFlight, 0);
  });
});

describe('where a key goes', () => {
  const config = {
    models: {
      a: { provider: 'openai-compatible' },
      own: { provider: 'openai-compatible', apiKeyEnv: 'MY_KEY' },
      missing: { provider: 'openai-compatible', model: 'no-key' },
    },
  } as const;
  const house = harness({ models: { a: says('a') }, config });

  it('is told for a model that is ready, and for one that lacks its key', () => {
    // The scripted models say that they are simulated, so they have no server to name.
    assert.deepEqual(house.engine.destination('a'), {
      modelId: 'a',
      provider: 'openai-compatible',
      origin: null,
      variables: ['SCRIPTED_KEY'],
      keyRequired: false,
      keySource: 'notNeeded',
      keyPage: null,
    });
    house.provider.manifest = { ...house.provider.manifest, simulated: false, keyPage: 'https://keys.invalid' };
    const ready = house.engine.destination('a');
    assert.deepEqual([ready?.origin, ready?.keyPage], ['http://a.invalid', 'https://keys.invalid']);
    const missing = house.engine.destination('missing');
    assert.deepEqual([missing?.origin, missing?.keySource], ['http://missing.invalid', 'missing']);
  });

  it('a model with a variable of its own needs that one and no other', () => {
    const destination = house.engine.destination('own');
    assert.deepEqual([destination?.variables, destination?.keyRequired], [['MY_KEY'], true]);
  });

  it('is undefined for a model that does not exist', () => {
    assert.equal(house.engine.destination('nobody'), undefined);
  });
});
