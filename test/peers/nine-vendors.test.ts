import assert from 'node:assert/strict';
import { keys, type PeerHouse, peerHouse, vendorIds, writeScript } from './house.ts';

const script =
  'The sea is quiet at night. Light moves under the waves.\n\nIn the morning the boats come home. Nobody speaks of what they saw.';

describe('peers: the real SDK path against mock servers', () => {
  let house: PeerHouse | undefined;
  afterEach(async () => {
    await house?.close();
    house = undefined;
  });

  for (const modelId of vendorIds) {
    it(`${modelId} alone writes a script`, async () => {
      house = await peerHouse({ models: [modelId] });
      house.mocks.get(modelId)?.onMessage(/./s, { content: script });
      const { result } = await writeScript(house);
      assert.ok(result.ok, JSON.stringify(result));
      assert.equal(result.value.text, script);
      assert.equal(result.value.model, modelId);
      assert.deepEqual(house.counts(), { [modelId]: 1 });
    });
  }

  it('the first model answers 500, the second hangs up, the script of the third arrives', async () => {
    house = await peerHouse({ models: ['deepseek', 'claude', 'moonshot', 'qwen'], config: { strategy: 'roundRobin' } });
    const { mocks } = house;
    mocks.get('deepseek')?.onMessage(/./s, { error: { message: 'internal', type: 'server_error' }, status: 500 });
    mocks.get('claude')?.onMessage(/./s, { content: script }).setChaos({ disconnectRate: 1 });
    mocks.get('moonshot')?.onMessage(/./s, { content: script });
    mocks.get('qwen')?.onMessage(/./s, { content: 'never asked' });
    const order = house.engine.router.explain({
      requestId: 'plan',
      task: 'script',
      messages: [{ role: 'user', content: 'x' }],
      maxOutputTokens: 100,
      expectedOutputTokens: 100,
      commitment: 'firstText',
    }).order;
    assert.deepEqual(order, ['deepseek', 'claude', 'moonshot', 'qwen']);

    const { result, parts } = await writeScript(house);
    assert.ok(result.ok, JSON.stringify(result));
    assert.equal(result.value.text, script);
    assert.deepEqual(
      result.value.attempts.map((attempt) => [attempt.model, attempt.class]),
      [
        ['deepseek', 'overload'],
        ['claude', 'network'],
        ['moonshot', null],
      ],
    );
    assert.deepEqual(house.counts(), { deepseek: 1, claude: 1, moonshot: 1, qwen: 0 });
    assert.equal(parts.filter((part) => part.type === 'attempt-start').length, 3);
    const switches = result.value.attempts.flatMap((attempt) => (attempt.switchMs === null ? [] : [attempt.switchMs]));
    assert.equal(switches.length, 2);
    console.log(`      switch time: ${switches.map((ms) => `${ms.toFixed(2)} ms`).join(', ')}`);
  });

  it('when everything fails, a typed error names each attempt in plain words', async () => {
    house = await peerHouse({ models: ['deepseek', 'claude', 'qwen'] });
    house.mocks.get('deepseek')?.onMessage(/./s, {
      error: { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' },
      status: 402,
    });
    house.mocks.get('claude')?.onMessage(/./s, {
      error: { message: `invalid x-api-key ${keys.ANTHROPIC_API_KEY}`, type: 'authentication_error' },
      status: 401,
    });
    house.mocks.get('qwen')?.onMessage(/./s, {
      error: { message: 'Requests rate limit exceeded', code: 'Throttling.RateQuota' },
      status: 429,
      retryAfter: 60,
    });
    const { result } = await writeScript(house);
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'allModelsFailed');
    assert.deepEqual(
      new Map(result.error.attempts.map((attempt) => [attempt.modelId, attempt.class])),
      new Map([
        ['deepseek', 'billing'],
        ['claude', 'auth'],
        ['qwen', 'rateLimit'],
      ]),
    );
    for (const attempt of result.error.attempts)
      assert.ok(result.error.message.includes(attempt.modelId) && attempt.message.length > 10);
    assert.ok(!JSON.stringify([result, house.engine.snapshot()]).includes('test-key-of-no-value'));
    assert.deepEqual(house.counts(), { deepseek: 1, claude: 1, qwen: 1 });
  });

  it('100 concurrent scripts with a third of the models failing: 100 answers, none lost', async () => {
    house = await peerHouse({ models: ['deepseek', 'claude', 'openai', 'moonshot', 'gemini', 'qwen'] });
    for (const [modelId, mock] of house.mocks) {
      if (modelId === 'deepseek' || modelId === 'gemini')
        mock.onMessage(/./s, { error: { message: 'overloaded' }, status: 503 });
      else mock.onMessage(/./s, { content: script });
    }
    const opened = house;
    const results = await Promise.all(Array.from({ length: 100 }, () => writeScript(opened)));
    assert.equal(results.filter(({ result }) => result.ok && result.value.text === script).length, 100);
    const attempts = results.flatMap(({ result }) => (result.ok ? result.value.attempts : []));
    assert.equal(
      Object.values(house.counts()).reduce((sum, count) => sum + count, 0),
      attempts.length,
    );
  });
});
