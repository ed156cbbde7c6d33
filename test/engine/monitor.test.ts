import assert from 'node:assert/strict';
import { renderSentence, sentence } from '../../server/protocol/index.ts';
import { harness } from './harness.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

const options = { paid: false, signal: new AbortController().signal };

describe('test connection', () => {
  it('checks for free and leaves the statistics of real work alone', async () => {
    const house = harness({ models: { a: says('x'), b: says('y') } });
    const checks = await house.run(() => house.engine.check(undefined, options));
    assert.deepEqual(
      checks.map((check) => [check.modelId, check.outcome]),
      [
        ['a', 'ok'],
        ['b', 'ok'],
      ],
    );
    assert.equal(house.provider.calls.length, 0);
    const [model] = house.engine.snapshot().models;
    assert.deepEqual([model?.attempts, model?.status], [0, 'unknown']);
    assert.equal(house.ledger().length, 0);
  });

  it('asks for one word on the real path only when a paid check is allowed, and books it', async () => {
    const house = harness({ models: { a: says('ready') } });
    const [check] = await house.run(() => house.engine.check(['a'], { ...options, paid: true }));
    assert.equal(check?.outcome, 'ok');
    assert.equal(house.provider.calls.length, 1);
    assert.deepEqual(
      house.ledger().map((entry) => entry.task),
      ['check'],
    );
    const snapshot = house.engine.snapshot();
    assert.equal(snapshot.models[0]?.attempts, 0);
    assert.equal(snapshot.models[0]?.status, 'unknown');
    assert.equal(snapshot.totals.costNanoUsd, house.ledger()[0]?.costNanoUsd);
    assert.equal(snapshot.models[0]?.costNanoUsd, house.ledger()[0]?.costNanoUsd);
    assert.deepEqual(
      snapshot.requests.map((request) => [request.task, request.result]),
      [['check', 'success']],
    );
  });

  it('marks a simulated model that cannot be asked as simulated, by what its provider says', async () => {
    for (const simulated of [true, false]) {
      const house = harness({
        models: { a: says('x'), b: says('y') },
        config: {
          models: {
            a: { provider: 'openai-compatible', enabled: false },
            b: { provider: 'openai-compatible', model: 'no-key' },
          },
        },
      });
      house.provider.manifest = { ...house.provider.manifest, simulated };
      const checks = await house.run(() => house.engine.check(undefined, options));
      assert.deepEqual(
        checks.map((check) => [check.outcome, check.simulated]),
        [
          ['disabled', simulated],
          ['notConfigured', simulated],
        ],
      );
    }
  });

  it('a plug-in that throws does not spoil the check of the others', async () => {
    const house = harness({ models: { a: says('x'), b: says('y') } });
    const probe = house.provider.probe.bind(house.provider);
    house.provider.probe = (target, signal) => {
      if (target.modelId === 'a') throw new TypeError('broken');
      return probe(target, signal);
    };
    const checks = await house.run(() => house.engine.check(undefined, options));
    assert.deepEqual(
      checks.map((check) => check.outcome),
      ['failed', 'ok'],
    );
  });

  it('models of one server are checked one after the other', async () => {
    const house = harness({
      models: { a: says('x'), b: says('y') },
      traits: { a: { origin: 'http://one' }, b: { origin: 'http://one' } },
    });
    let running = 0;
    let most = 0;
    house.provider.probe = async () => {
      running += 1;
      most = Math.max(most, running);
      await house.clockPause(1000);
      running -= 1;
      return { kind: 'ok', message: sentence('Ready.'), availableModels: [] } as const;
    };
    await house.run(() => house.engine.check(undefined, options));
    assert.equal(most, 1);
  });

  it('says in plain words what is wrong', async () => {
    const house = harness({
      models: { a: failsWith(http(401)) },
      config: { models: { c: { provider: 'openai-compatible', model: 'no-key' } } },
    });
    const checks = await house.run(() => house.engine.check(['a', 'c', 'nobody'], { ...options, paid: true }));
    assert.deepEqual(
      checks.map((check) => [check.modelId, check.outcome, check.class]),
      [
        ['a', 'failed', 'auth'],
        ['c', 'notConfigured', null],
        ['nobody', 'notConfigured', null],
      ],
    );
    assert.ok(checks.every((check) => renderSentence(check.message) !== '' && renderSentence(check.hint) !== ''));
  });

  it('a good check brings back a model that was set aside because of its configuration', async () => {
    const house = harness({
      weights: { a: 2, b: 0.02 },
      models: { a: inTurn(failsWith(http(401)), says('fine')), b: says('b') },
    });
    await house.run(async () => {
      await house.ask();
      assert.equal(house.engine.snapshot().models[0]?.status, 'isolated');
      await house.engine.check(['a'], options);
      assert.equal((await house.ask()).text, 'fine');
    });
  });
});
