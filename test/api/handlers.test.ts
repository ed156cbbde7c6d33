import assert from 'node:assert/strict';
import { createApplication } from '../../server/main.ts';
import {
  type Config,
  defaultConfig,
  type MethodInput,
  type MethodName,
  methods,
  type Part,
  Config as schema,
} from '../../server/protocol/index.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const refused: typeof globalThis.fetch = async () => {
  throw Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  });
};

function application(
  models: 'configured' | 'simulated' | 'demo' = 'simulated',
  config: Config = defaultConfig,
  environment: Readonly<Record<string, string>> = {},
  network = refused,
) {
  const clock = new SimClock();
  let asked = 0;
  const made = createApplication({
    config,
    environment,
    models,
    clock,
    random: new SimRandom(7),
    log: silent,
    fetch: (...request) => {
      asked += 1;
      return network(...request);
    },
  });
  const call = <Name extends MethodName>(name: Name, input: MethodInput<Name>, parts: Part[] = []) =>
    clock.run(() => made.client.call(name, input, { onPart: (part) => void parts.push(part) }));
  return { ...made, clock, call, networkRequests: () => asked };
}

describe('handlers', () => {
  it('there is one for every method of the contract', () => {
    assert.deepEqual(Object.keys(application().handlers).sort(), Object.keys(methods).sort());
  });

  it('answers with what the contract promises, over the simulated fleet', async () => {
    const { call, networkRequests } = application();
    const inputs: { readonly [Name in MethodName]: MethodInput<Name> } = {
      'script/generate': { brief: { topic: 'bees', paragraphs: 2 } },
      'keywords/generate': { topic: 'bees', amount: 3 },
      'script/outline': { brief: { topic: 'bees' } },
      'routing/explain': { brief: { topic: 'bees' } },
      'routing/update': { strategy: 'roundRobin' },
      'models/check': {},
      'model/isolate': { modelId: 'simulated-claude', isolated: true },
      'model/destination': { modelId: 'simulated-claude' },
      'ledger/report': { by: 'task' },
      'ledger/entries': { limit: 1 },
      'state/get': {},
    };
    const check = async <Name extends MethodName>(name: Name) => {
      const result = await call(name, inputs[name]);
      assert.ok(result.ok, `${name}: ${JSON.stringify(result)}`);
      methods[name].result.parse(result.value);
      return result.value;
    };
    const script = await check('script/generate');
    assert.equal(script.simulated, true);
    assert.equal(script.paragraphs, 2);
    assert.equal((await check('keywords/generate')).keywords.length, 3);
    assert.match((await check('script/outline')).text, /^> Offline outline: .*\n> Topic: bees/);
    assert.equal((await check('routing/explain')).candidates.length, 9);
    const before = (await check('state/get')).configRevision;
    assert.ok((await check('routing/update')).configRevision > before);
    assert.deepEqual(
      (await check('models/check')).checks.map(({ outcome }) => outcome),
      Array.from({ length: 9 }, () => 'ok'),
    );
    assert.equal((await check('model/isolate')).status, 'isolated');
    const { origin, keySource } = await check('model/destination');
    assert.deepEqual([origin, keySource], [null, 'notNeeded'], 'a simulated model has no server to send a key to');
    const report = await check('ledger/report');
    assert.deepEqual(
      report.rows.map(({ key, simulated }) => [key, simulated]),
      [
        ['keywords', true],
        ['script', true],
      ],
    );
    const page = await check('ledger/entries');
    assert.deepEqual([page.entries[0]?.task, page.next !== null], ['script', true]);
    const state = await check('state/get');
    assert.equal(state.strategy, 'roundRobin');
    assert.equal(state.models.find(({ modelId }) => modelId === 'simulated-claude')?.status, 'isolated');
    assert.equal(networkRequests(), 0);
  });

  it('hands the parts on, so that folding them gives the text', async () => {
    const { call } = application('demo');
    const parts: Part[] = [];
    const result = await call('script/generate', { brief: { topic: 'bees' } }, parts);
    assert.ok(result.ok);
    let text = '';
    for (const part of parts) {
      if (part.type === 'text-delta') text += part.text;
      else if (part.type === 'text-rewind') text = text.slice(0, part.offset);
    }
    assert.equal(text, result.value.text);
    assert.deepEqual(
      parts.flatMap((part) => (part.type === 'attempt-end' ? [`${part.modelId} ${part.outcome}`] : [])).slice(0, 1),
      ['simulated-deepseek failed'],
    );
  });

  it('ends at once when the caller cancels', async () => {
    const { client, clock } = application();
    const controller = new AbortController();
    const result = await clock.run(() =>
      client.call(
        'script/generate',
        { brief: { topic: 'bees' } },
        { signal: controller.signal, onPart: (part) => part.type === 'text-delta' && controller.abort() },
      ),
    );
    assert.equal(result.ok ? 'ok' : result.error.code, 'cancelled');
  });

  const invalid: readonly (readonly [name: MethodName, input: unknown, expected: RegExp])[] = [
    ['script/generate', {}, /^brief is missing: it takes an object with the fields topic,/],
    [
      'script/generate',
      { brief: { topic: '' } },
      /^brief\.topic cannot be an empty text: it takes a text from 1 to 2,000/,
    ],
    [
      'script/generate',
      { brief: { topic: 'a', seconds: 3 } },
      /^brief\.seconds cannot be 3: it takes a whole number from 5 to 3,600\.$/,
    ],
    [
      'script/generate',
      { brief: { topic: 'a', secnds: 30 } },
      /^brief\.secnds is not known\. Did you mean "seconds"\?$/,
    ],
    [
      'script/generate',
      { brief: { topic: 'a', seconds: 30, paragraphs: 1 } },
      /^brief: give a length in paragraphs or in seconds, not both\.$/,
    ],
    [
      'script/generate',
      { brief: { topic: 'a' }, routing: { pinnedModel: 'nobody' } },
      /^There is no model named "nobody"\. The models are simulated-deepseek,/,
    ],
    ['keywords/generate', { topic: 'a', amount: 51 }, /^amount cannot be 51: it takes a whole number from 1 to 50\.$/],
    ['keywords/generate', {}, /^Keywords need a topic or a script\.$/],
    ['routing/explain', { brief: { topic: 'a' }, routing: { pinnedModel: 'nobody' } }, /no model named "nobody"/],
    ['routing/update', { strategy: 'best' }, /^strategy cannot be "best": it takes one of roundRobin,/],
    ['routing/update', { fallbackChain: ['nobody'] }, /no model named "nobody"/],
    ['routing/update', { modelWeights: { nobody: 1 } }, /no model named "nobody"/],
    [
      'routing/update',
      { modelWeights: { 'simulated-claude': 3 } },
      /^modelWeights\.simulated-claude cannot be 3: it takes a number from 0 to 2\.$/,
    ],
    ['models/check', { modelIds: ['nobody'] }, /no model named "nobody"/],
    ['model/isolate', { modelId: 'nobody', isolated: true }, /no model named "nobody"/],
    ['state/get', { more: 1 }, /^more is not known\.$/],
  ];
  for (const [name, input, expected] of invalid) {
    it(`${name} refuses ${JSON.stringify(input)}`, async () => {
      const { clock, handlers } = application();
      const { callHandler } = await import('../../server/api/handlers.ts');
      const context = { signal: new AbortController().signal, onPart: () => {} };
      const result = await clock.run(() => callHandler(handlers, name, input, context));
      assert.ok(!result.ok);
      assert.equal(result.error.code, 'invalidRequest');
      assert.match(result.error.message, expected);
      assert.notEqual(result.error.hint, '');
    });
  }

  it('never repeats free text, which may be a prompt', async () => {
    const { call } = application();
    const topic = `secret ${'x'.repeat(2000)}`;
    const result = await call('script/generate', { brief: { topic } });
    assert.ok(!result.ok);
    assert.equal(JSON.stringify(result).includes('secret'), false);
    assert.match(result.error.message, /a text of 2,007 characters/);
  });

  it('changes only what an update names', async () => {
    const { call, engine } = application();
    const before = engine.config();
    await call('routing/update', { modelWeights: { 'simulated-claude': 2 }, fallbackChain: ['simulated-qwen'] });
    const after = engine.config();
    assert.deepEqual(after.modelWeights, { ...before.modelWeights, 'simulated-claude': 2 });
    assert.deepEqual(after, { ...before, modelWeights: after.modelWeights, fallbackChain: ['simulated-qwen'] });
  });
});

describe('application', () => {
  it('tells a person without any key about keys, not about a server that was never started', async () => {
    const { call, preset, networkRequests } = application('configured');
    const result = await call('script/generate', { brief: { topic: 'bees' } });
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'noModelConfigured');
    assert.match(result.error.hint, /DEEPSEEK_API_KEY.*--simulated/);
    assert.ok(networkRequests() > 0);
    for (const attempt of result.error.attempts) assert.ok(preset.has(attempt.modelId));
  });

  it('says that a model failed when a person said where it is, or when it answers with an error', async () => {
    const pointed = application('configured', defaultConfig, { OLLAMA_HOST: 'http://127.0.0.1:9' });
    const answering = application('configured', defaultConfig, {}, async () => new Response('{}', { status: 500 }));
    for (const { call } of [pointed, answering]) {
      const result = await call('script/generate', { brief: { topic: 'bees' } });
      assert.ok(!result.ok);
      assert.equal(result.error.code, 'allModelsFailed');
    }
  });

  it('says that the models failed when a person configured one', async () => {
    const config = schema.parse({
      models: { mine: { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1', model: 'm' } },
    });
    const { call } = application('configured', config);
    const result = await call('script/generate', { brief: { topic: 'bees' } });
    assert.ok(!result.ok);
    assert.equal(result.error.code, 'allModelsFailed');
    assert.ok(result.error.attempts.some(({ modelId }) => modelId === 'mine'));
  });

  it('has nothing but simulated models when that is asked for', () => {
    for (const models of ['simulated', 'demo'] as const) {
      const { engine, preset } = application(models, schema.parse({ fallbackChain: ['claude'] }));
      const usable = engine.snapshot().models.filter(({ status }) => status !== 'disabled');
      assert.equal(usable.length, 9);
      assert.ok(usable.every(({ simulated }) => simulated));
      assert.equal(preset.size, 0);
      assert.deepEqual(engine.config().fallbackChain, []);
    }
  });

  it("keeps a person's own simulated models", () => {
    const config = schema.parse({
      models: { slow: { provider: 'simulated', model: 'slow' }, claude: { enabled: true } },
    });
    const { engine } = application('simulated', config);
    assert.deepEqual(
      engine.snapshot().models.map(({ modelId }) => modelId),
      ['slow'],
    );
  });
});
