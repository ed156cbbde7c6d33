import assert from 'node:assert/strict';
import type { ModelSettings, ProviderId } from '../../server/protocol/index.ts';
import { call, collect, fetchDouble, provider, ready } from './setup.ts';

const kept = 'The sea is deep. It is wide. ';
const asked = { role: 'user', content: 'The sea.' };
const system = { role: 'system', content: 'You write scripts.' };

/** The request for an answer that goes on from a text. */
const requestOf = async (id: ProviderId, fields: Partial<ModelSettings> = {}, prefix: string | undefined = kept) => {
  const double = fetchDouble([]);
  const vendor = provider(id, { fetch: double.fetch });
  const target = ready(vendor, fields);
  const more = prefix === undefined ? {} : { prefix };
  await collect(vendor.stream(call(target, more), new AbortController().signal));
  const [sent] = double.sent;
  assert.ok(sent);
  return { continuation: target.continuation, url: sent.url, messages: sent.body.messages, body: sent.body };
};

describe('going on from a text', () => {
  it('DeepSeek: marked as prefix, at the beta address, in such a call only', async () => {
    const sent = await requestOf('deepseek');
    assert.equal(sent.continuation, 'prefix');
    assert.equal(sent.url, 'https://api.deepseek.com/beta/chat/completions');
    assert.deepEqual(sent.messages, [system, asked, { role: 'assistant', content: kept, prefix: true }]);
    assert.deepEqual(sent.body.thinking, { type: 'disabled' });
    const versioned = await requestOf('deepseek', { baseUrl: 'https://api.deepseek.com/v1' });
    assert.equal(versioned.url, 'https://api.deepseek.com/beta/chat/completions');
    const usual = await requestOf('deepseek', {}, '');
    assert.equal(usual.url, 'https://api.deepseek.com/chat/completions');
    assert.deepEqual(usual.messages, [system, asked]);
  });

  it('Moonshot and Qwen: marked as partial, at the usual address', async () => {
    for (const [id, url] of [
      ['moonshot', 'https://api.moonshot.cn/v1/chat/completions'],
      ['qwen', 'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions'],
    ] as const) {
      const sent = await requestOf(id);
      assert.deepEqual([sent.continuation, sent.url], ['prefix', url]);
      assert.deepEqual(sent.messages, [system, asked, { role: 'assistant', content: kept, partial: true }]);
    }
    assert.equal((await requestOf('qwen')).body.enable_thinking, false);
  });

  it('Claude up to 4.5: the last message, without white space at its end', async () => {
    for (const model of [
      'claude-haiku-4-5',
      'claude-haiku-4-5-20251001',
      'claude-sonnet-4-20250514',
      'claude-opus-4-1',
      'claude-3-7-sonnet-latest',
    ]) {
      const sent = await requestOf('claude', { model });
      assert.equal(sent.continuation, 'prefix', model);
      assert.deepEqual(sent.messages, [asked, { role: 'assistant', content: kept.trimEnd() }]);
      assert.equal(sent.body.system, system.content);
    }
  });

  const others: readonly (readonly [ProviderId, Partial<ModelSettings>])[] = [
    ['claude', {}],
    ['claude', { model: 'claude-sonnet-4-6' }],
    ['claude', { model: 'claude-opus-5' }],
    ['claude', { model: 'claude-haiku-4-5', baseUrl: 'https://gateway.example' }],
    ['deepseek', { baseUrl: 'https://gateway.example/v1' }],
    ['moonshot', { model: 'kimi-k3' }],
    ['moonshot', { model: 'kimi-k2-thinking' }],
    ['moonshot', { baseUrl: 'https://gateway.example/v1' }],
    ['qwen', { model: 'qwen3-235b-a22b-thinking-2507' }],
    ['qwen', { baseUrl: 'https://gateway.example/v1' }],
    ['openai', {}],
    ['azure', {}],
    ['gemini', {}],
    ['ernie', {}],
    ['ollama', {}],
    ['openai-compatible', {}],
  ];
  for (const [id, fields] of others) {
    it(`${id} ${fields.model ?? ''} ${fields.baseUrl ?? ''}: asked in words, never given a text to go on from`, async () => {
      const sent = await requestOf(id, fields);
      assert.equal(sent.continuation, 'anchor');
      assert.deepEqual(sent.messages, id === 'claude' ? [asked] : [system, asked]);
      assert.doesNotMatch(sent.url, /beta\/chat/);
      assert.doesNotMatch(JSON.stringify(sent.body), /"(?:prefix|partial)"/);
    });
  }
});
