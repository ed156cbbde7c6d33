import assert from 'node:assert/strict';
import type { ModelSettings, ProviderId } from '../../server/protocol/index.ts';
import { call, collect, fetchDouble, keyIn, needed, networkVendors, provider, ready, testKey } from './setup.ts';

const messages = [
  { role: 'system', content: 'You write scripts.' },
  { role: 'user', content: 'The sea.' },
];

const requestOf = async (
  id: ProviderId,
  fields: Partial<ModelSettings> = {},
  omitParameters: readonly string[] = [],
  setup: Parameters<typeof provider>[1] = {},
) => {
  const double = fetchDouble([]);
  const vendor = provider(id, { ...setup, fetch: double.fetch });
  await collect(vendor.stream(call(ready(vendor, fields), { omitParameters }), new AbortController().signal));
  assert.equal(double.sent.length, 1, 'one request, no retries');
  const [sent] = double.sent;
  assert.ok(sent);
  return sent;
};

const usage = { stream_options: { include_usage: true } };

const expected: Readonly<Record<(typeof networkVendors)[number], { url: string; key: string; body: object }>> = {
  deepseek: {
    url: 'https://api.deepseek.com/chat/completions',
    key: 'authorization',
    body: { model: 'deepseek-flash', messages, max_tokens: 900, thinking: { type: 'disabled' }, ...usage },
  },
  claude: {
    url: 'https://api.anthropic.com/v1/messages',
    key: 'x-api-key',
    body: {
      model: 'claude-haiku-5-5',
      system: 'You write scripts.',
      messages: messages.slice(1),
      max_tokens: 900,
      thinking: { type: 'disabled' },
    },
  },
  openai: {
    url: 'https://api.openai.com/v1/chat/completions',
    key: 'authorization',
    body: { model: 'gpt-5.6-luna', messages, max_completion_tokens: 900, reasoning_effort: 'none', ...usage },
  },
  moonshot: {
    url: 'https://api.moonshot.cn/v1/chat/completions',
    key: 'authorization',
    body: { model: 'kimi-k2.6', messages, max_tokens: 900, thinking: { type: 'disabled' }, ...usage },
  },
  ollama: {
    url: 'http://127.0.0.1:11434/v1/chat/completions',
    key: 'none',
    body: { model: 'qwen3:8b', messages, max_tokens: 900, reasoning_effort: 'none', ...usage },
  },
  azure: {
    url: 'https://unit.openai.azure.com/openai/v1/chat/completions',
    key: 'api-key',
    body: { model: 'gpt-4o', messages, max_completion_tokens: 900, ...usage },
  },
  gemini: {
    url: 'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    key: 'authorization',
    body: { model: 'gemini-3.6-flash', messages, max_tokens: 900 + 2048, reasoning_effort: 'low', ...usage },
  },
  qwen: {
    url: 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
    key: 'authorization',
    body: { model: 'qwen-plus', messages, max_tokens: 900, enable_thinking: false, ...usage },
  },
  ernie: {
    url: 'https://qianfan.baidubce.com/v2/chat/completions',
    key: 'authorization',
    body: { model: 'ernie-4.5-turbo-128k', messages, max_tokens: 900, ...usage },
  },
};

const samplingValues = ['temperature', 'top_p', 'top_k', 'presence_penalty', 'frequency_penalty', 'seed'];

describe('requests as the vendors expect them', () => {
  for (const id of networkVendors) {
    it(`${id}: address, key header, body`, async () => {
      const { url, key, body } = expected[id];
      const sent = await requestOf(id, {}, [], id === 'ollama' ? { key: undefined } : {});
      assert.equal(sent.url, url);
      assert.equal(sent.method, 'POST');
      assert.deepEqual(sent.body, { ...body, stream: true });
      for (const name of samplingValues) assert.ok(!(name in sent.body), name);
      const carriers = Object.entries(sent.headers)
        .filter(([, value]) => value.includes(testKey))
        .map(([name]) => name);
      assert.deepEqual(carriers, key === 'none' ? [] : [key]);
      if (key === 'none') assert.equal(sent.headers.authorization, undefined);
      if (key === 'authorization') assert.ok(sent.headers[key] === `Bearer ${testKey}`);
    });
  }

  it('nothing but the necessary headers leaves, and a person can add some', async () => {
    const sent = await requestOf('deepseek', { headers: { 'X-Team': 'writers' } });
    assert.deepEqual(Object.keys(sent.headers).sort(), [
      'accept',
      'authorization',
      'content-type',
      'user-agent',
      'x-team',
    ]);
    assert.equal(sent.headers['x-team'], 'writers');
    const claude = await requestOf('claude');
    assert.match(claude.headers['anthropic-version'] ?? '', /^\d{4}-\d{2}-\d{2}$/);
  });

  it('the older Azure address carries deployment and api-version', async () => {
    const sent = await requestOf('azure', { apiVersion: '2024-10-21', deployment: 'my deployment' });
    assert.equal(
      sent.url,
      'https://unit.openai.azure.com/openai/deployments/my%20deployment/chat/completions?api-version=2024-10-21',
    );
    assert.equal(sent.headers['api-key'], testKey);
    assert.equal(sent.headers.authorization, undefined);
  });

  const thinking: readonly (readonly [ProviderId, string, object])[] = [
    ['moonshot', 'kimi-k3', { reasoning_effort: 'low', max_tokens: 900 + 4096 }],
    ['moonshot', 'moonshot-v1-32k', { max_tokens: 900 }],
    ['openai', 'gpt-4o', { max_completion_tokens: 900 }],
    ['openai', 'gpt-5-mini', { reasoning_effort: 'minimal', max_completion_tokens: 900 + 1024 }],
    ['openai', 'o4-mini', { reasoning_effort: 'low', max_completion_tokens: 900 + 4096 }],
    ['gemini', 'gemini-2.5-flash', { reasoning_effort: 'none', max_tokens: 900 }],
    ['gemini', 'gemini-2.5-pro', { reasoning_effort: 'low', max_tokens: 900 + 2048 }],
    ['claude', 'claude-haiku-4-5', { max_tokens: 900 }],
    ['claude', 'claude-sonnet-5', { max_tokens: 900, thinking: { type: 'disabled' } }],
    ['claude', 'claude-sonnet-5-5', { max_tokens: 900, thinking: { type: 'between_tools' } }],
    ['claude', 'claude-opus-5', { max_tokens: 900, thinking: { type: 'disabled' } }],
    ['claude', 'claude-opus-5-5', { max_tokens: 900 + 8192, output_config: { effort: 'low' } }],
    ['claude', 'claude-fable-5-2', { max_tokens: 900 + 8192, output_config: { effort: 'low' } }],
  ];
  for (const [id, model, fields] of thinking) {
    it(`${model}: thinking off or low, with room for it where it stays`, async () => {
      const { body } = await requestOf(id, { model });
      const {
        model: sentModel,
        messages: _messages,
        system: _system,
        stream: _stream,
        stream_options: _options,
        ...rest
      } = body;
      assert.equal(sentModel, model);
      assert.deepEqual(rest, fields);
    });
  }

  it('a refused parameter is left out of the repaired try, a necessary one never', async () => {
    assert.ok(!('thinking' in (await requestOf('deepseek', {}, ['thinking.type'])).body));
    assert.ok(!('enable_thinking' in (await requestOf('qwen', {}, ['enable_thinking'])).body));
    assert.ok(!('stream_options' in (await requestOf('openai-compatible', {}, ['stream_options'])).body));
    assert.ok(!('max_tokens' in (await requestOf('openai-compatible', {}, ['max_tokens'])).body));
    const kept = await requestOf('openai', {}, ['model', 'messages', 'stream']);
    assert.deepEqual(kept.body, { ...expected.openai.body, stream: true });
  });

  it('a refused limit is left out by whatever name, or kept small where there must be one', async () => {
    for (const refused of ['max_tokens', 'max_completion_tokens', 'max_output_tokens']) {
      for (const id of ['openai', 'openai-compatible', 'azure'] as const) {
        const { body } = await requestOf(id, {}, [refused]);
        assert.deepEqual(
          Object.keys(body).filter((name) => /max_/.test(name)),
          [],
          `${id} ${refused}`,
        );
        assert.ok('stream_options' in body);
      }
      assert.equal((await requestOf('claude', {}, [refused])).body.max_tokens, 900);
      assert.equal((await requestOf('claude', { model: 'claude-opus-5-5' }, [refused])).body.max_tokens, 1024);
    }
    assert.equal((await requestOf('claude', { model: 'claude-opus-5-5' }, ['thinking'])).body.max_tokens, 900 + 8192);
  });

  it('say which program and version sends them, unless a person says otherwise', async () => {
    for (const id of ['openai', 'claude'] as const) {
      assert.equal((await requestOf(id)).headers['user-agent'], 'videogenius');
      const named = { userAgent: 'videogenius/1.2.3' };
      assert.equal((await requestOf(id, {}, [], named)).headers['user-agent'], 'videogenius/1.2.3');
      const own = await requestOf(id, { headers: { 'User-Agent': 'mine' } }, [], named);
      assert.equal(own.headers['user-agent'], 'mine');
    }
  });

  it('the limit asked for never exceeds what the model can give', async () => {
    const double = fetchDouble([]);
    const vendor = provider('openai', { fetch: double.fetch });
    const target = ready(vendor, { model: 'gpt-4o' });
    await collect(vendor.stream(call(target, { maxOutputTokens: 1_000_000 }), new AbortController().signal));
    assert.equal(double.sent[0]?.body.max_completion_tokens, 16_384);
  });

  it('variables of another vendor in the environment of the process change nothing', async () => {
    const names = {
      OPENAI_BASE_URL: 'https://evil.example',
      OPENAI_ORG_ID: 'org-secret',
      OPENAI_PROJECT_ID: 'proj-secret',
      OPENAI_CUSTOM_HEADERS: 'X-Leak: secret',
      ANTHROPIC_BASE_URL: 'https://evil.example',
      ANTHROPIC_AUTH_TOKEN: 'secret-token',
      ANTHROPIC_CUSTOM_HEADERS: 'X-Leak: secret',
    };
    const before = Object.keys(names).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, names);
    try {
      for (const id of networkVendors) {
        const sent = await requestOf(id, needed(id));
        assert.equal(sent.url, expected[id].url);
        assert.ok(!JSON.stringify(sent).includes('secret'), id);
      }
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it('a new key is used at once', async () => {
    let key = 'first-key-1';
    const double = fetchDouble([]);
    const vendor = provider('deepseek', { fetch: double.fetch, secrets: () => keyIn(key, 'DEEPSEEK_API_KEY') });
    const target = ready(vendor);
    const { signal } = new AbortController();
    await collect(vendor.stream(call(target), signal));
    key = 'second-key-2';
    await collect(vendor.stream(call(target), signal));
    assert.deepEqual(
      double.sent.map(({ headers }) => headers.authorization),
      ['Bearer first-key-1', 'Bearer second-key-2'],
    );
  });

  it('a key that is gone is a refused key, without a request', async () => {
    let key: string | undefined = testKey;
    const double = fetchDouble([]);
    const vendor = provider('deepseek', { fetch: double.fetch, secrets: () => keyIn(key, 'DEEPSEEK_API_KEY') });
    const target = ready(vendor);
    key = undefined;
    const [part, ...rest] = await collect(vendor.stream(call(target), new AbortController().signal));
    assert.ok(part?.type === 'error' && part.signal.kind === 'http' && part.signal.status === 401);
    assert.equal(rest.length + double.sent.length, 0);
  });
});
