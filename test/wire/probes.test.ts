import assert from 'node:assert/strict';
import { type ModelSettings, type ProviderId, renderSentence } from '../../server/protocol/index.ts';
import { fetchDouble, fixture, networkVendors, provider, ready, testKey } from './setup.ts';

const json = { 'content-type': 'application/json' };

const probe = async (
  id: ProviderId,
  body: string,
  init: { readonly status?: number } = {},
  fields: Partial<ModelSettings> = {},
) => {
  const double = fetchDouble([body], { headers: json, ...init });
  const vendor = provider(id, { fetch: double.fetch, ...(id === 'ollama' ? { key: undefined } : {}) });
  const result = await vendor.probe(ready(vendor, fields), new AbortController().signal);
  return { result, sent: double.sent };
};

const listOf = (...ids: readonly string[]) => JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) });

describe('free checks', () => {
  const addresses: Readonly<Partial<Record<ProviderId, string>>> = {
    deepseek: 'https://api.deepseek.com/models',
    claude: 'https://api.anthropic.com/v1/models?limit=1000',
    openai: 'https://api.openai.com/v1/models',
    moonshot: 'https://api.moonshot.cn/v1/models',
    gemini: 'https://generativelanguage.googleapis.com/v1beta/openai/models',
    qwen: 'https://dashscope.aliyuncs.com/compatible-mode/v1/models',
    ernie: 'https://qianfan.baidubce.com/v2/models',
  };
  for (const [id, url] of Object.entries(addresses)) {
    it(`${id} is asked for its models, with the key`, async () => {
      const vendor = networkVendors.find((name) => name === id);
      assert.ok(vendor);
      const { result, sent } = await probe(vendor, listOf('other', ready(provider(vendor)).model));
      assert.equal(result.kind, 'ok');
      assert.deepEqual([sent.length, sent[0]?.url, sent[0]?.method], [1, url, 'GET']);
      assert.ok(Object.values(sent[0]?.headers ?? {}).some((value) => value.includes(testKey)));
    });
  }

  it('the list comes back, without the prefix of Gemini', async () => {
    const { result } = await probe('gemini', listOf('models/gemini-3.6-flash', 'models/gemini-9'));
    assert.ok(result.kind === 'ok');
    assert.deepEqual(result.availableModels, ['gemini-3.6-flash', 'gemini-9']);
    assert.match(renderSentence(result.message), /offers gemini-3\.6-flash/);
  });

  it('a list that may hold anything is cut to what can be shown', async () => {
    const names = ['good\u001b[31m\u0007\u202e-model', '\u0000', ` ${'x'.repeat(5000)}`, '🐝'.repeat(500), 'b\ud83dee'];
    const { result } = await probe(
      'openai',
      listOf(...names, ...Array.from({ length: 3000 }, (_, number) => `m${number}`)),
    );
    assert.ok(result.kind === 'ok');
    assert.equal(result.availableModels.length, 500);
    assert.deepEqual(result.availableModels.slice(0, 5), [
      'good[31m-model',
      'x'.repeat(199),
      '🐝'.repeat(100),
      'bee',
      'm0',
    ]);
    const last = await probe(
      'openai',
      listOf(...Array.from({ length: 600 }, (_, number) => `m${number}`)),
      {},
      { model: 'm599' },
    );
    assert.ok(last.result.kind === 'ok');
    assert.match(renderSentence(last.result.message), /offers m599/);
  });

  it('a model that the list does not name may still work, and that is said', async () => {
    const { result } = await probe('deepseek', listOf('deepseek-v5'));
    assert.ok(result.kind === 'ok');
    assert.match(renderSentence(result.message), /does not name deepseek-flash/);
  });

  it('Ollama: pulled or not, with the command that pulls', async () => {
    const tags = fixture('ollama/tags.json');
    const found = await probe('ollama', tags);
    assert.equal(found.sent[0]?.url, 'http://127.0.0.1:11434/api/tags');
    assert.ok(found.result.kind === 'ok');
    assert.deepEqual(found.result.availableModels, ['qwen3:8b', 'llama3.2:latest']);
    assert.equal((await probe('ollama', tags, {}, { model: 'llama3.2' })).result.kind, 'ok');
    const missing = await probe('ollama', tags, {}, { model: 'phi5' });
    assert.ok(missing.result.kind === 'failed' && missing.result.signal.kind === 'http');
    assert.match(missing.result.signal.message, /ollama pull phi5$/);
    assert.equal(missing.result.signal.status, 404);
  });

  it('Azure has none that proves a deployment, and nothing is sent', async () => {
    const { result, sent } = await probe('azure', listOf('gpt-4o'));
    assert.deepEqual([result.kind, sent.length], ['unsupported', 0]);
  });

  it('a server without a list is not ill', async () => {
    for (const status of [404, 405, 501]) {
      assert.equal((await probe('ernie', '{}', { status })).result.kind, 'unsupported');
    }
  });

  it('refused keys, limits and faults come back as signals', async () => {
    const body = JSON.stringify({ error: { message: `Incorrect API key ${testKey}`, code: 'invalid_api_key' } });
    for (const status of [401, 403, 429, 500]) {
      const { result } = await probe('qwen', body, { status });
      assert.ok(result.kind === 'failed' && result.signal.kind === 'http');
      assert.equal(result.signal.status, status);
      assert.ok(!JSON.stringify(result).includes(testKey));
    }
    const { result } = await probe('moonshot', body, { status: 401 });
    assert.ok(result.kind === 'failed' && result.signal.kind === 'http');
    assert.match(result.signal.message, /platform\.kimi\.ai/);
  });

  it('a page or nonsense instead of a list is a failure', async () => {
    for (const body of ['<html>hello</html>', '{"data":7}', '', '[]']) {
      const { result } = await probe('openai', body);
      assert.ok(result.kind === 'failed' && result.signal.kind === 'inBand', body);
    }
  });

  it('a probe that is cancelled says so', async () => {
    const vendor = provider('openai', { fetch: fetchDouble([]).fetch });
    const result = await vendor.probe(ready(vendor), AbortSignal.abort());
    assert.deepEqual(result, { kind: 'failed', signal: { kind: 'cancelled' } });
  });
});
