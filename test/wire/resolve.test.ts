import assert from 'node:assert/strict';
import type { SecretQuery } from '../../server/ports/index.ts';
import { type ModelSettings, type ProviderId, renderSentence } from '../../server/protocol/index.ts';
import { vendors } from '../../server/providers/index.ts';
import { keyIn, needed, networkVendors, provider, ready, type Setup, settings, testKey } from './setup.ts';

const baseUrl = (id: ProviderId, fields: Partial<ModelSettings> = {}, setup: Setup = {}): string =>
  ready(provider(id, setup), fields).baseUrl;

const problem = (id: ProviderId, fields: Partial<ModelSettings> = {}, setup: Setup = {}) => {
  const resolution = provider(id, setup).resolve('unit', settings(fields));
  assert.ok(resolution.kind === 'notConfigured', JSON.stringify(resolution));
  const { reason, hint, model, cause } = resolution;
  return { reason: renderSentence(reason), hint: renderSentence(hint), model, cause };
};

describe('addresses', () => {
  const cases: readonly (readonly [ProviderId, string, string])[] = [
    ['deepseek', 'https://api.deepseek.com', 'https://api.deepseek.com'],
    ['deepseek', 'https://api.deepseek.com/', 'https://api.deepseek.com'],
    ['deepseek', 'https://api.deepseek.com/v1/', 'https://api.deepseek.com/v1'],
    ['deepseek', 'https://api.deepseek.com/beta', 'https://api.deepseek.com/beta'],
    ['openai', 'https://proxy.example', 'https://proxy.example/v1'],
    ['openai', 'https://proxy.example/v1/chat/completions', 'https://proxy.example/v1'],
    ['openai', ' https://proxy.example:8443/openai/v1// ', 'https://proxy.example:8443/openai/v1'],
    ['moonshot', 'https://api.moonshot.ai', 'https://api.moonshot.ai/v1'],
    ['qwen', 'https://dashscope.aliyuncs.com', 'https://dashscope.aliyuncs.com/compatible-mode/v1'],
    ['qwen', 'https://dashscope.aliyuncs.com/api/v1', 'https://dashscope.aliyuncs.com/compatible-mode/v1'],
    [
      'gemini',
      'https://generativelanguage.googleapis.com/v1beta',
      'https://generativelanguage.googleapis.com/v1beta/openai',
    ],
    [
      'gemini',
      'https://generativelanguage.googleapis.com/v1',
      'https://generativelanguage.googleapis.com/v1beta/openai',
    ],
    ['gemini', 'https://gateway.example', 'https://gateway.example/v1beta/openai'],
    ['gemini', 'https://gateway.example/v1', 'https://gateway.example/v1'],
    ['gemini', 'https://gateway.example/v1beta', 'https://gateway.example/v1beta'],
    ['qwen', 'https://gateway.example/api/v1', 'https://gateway.example/api/v1'],
    ['ernie', 'https://qianfan.baidubce.com', 'https://qianfan.baidubce.com/v2'],
    ['claude', 'https://api.anthropic.com/v1', 'https://api.anthropic.com'],
    ['claude', 'https://api.anthropic.com/v1/messages', 'https://api.anthropic.com'],
    ['claude', 'https://gateway.example/anthropic/v1/', 'https://gateway.example/anthropic'],
    ['claude', 'https://gateway.example/anthropic', 'https://gateway.example/anthropic'],
    ['ollama', 'http://localhost:11434', 'http://localhost:11434/v1'],
    ['ollama', 'http://localhost:11434/v1', 'http://localhost:11434/v1'],
    ['ollama', 'http://localhost:11434/v1/', 'http://localhost:11434/v1'],
    ['ollama', 'http://localhost:11434/api', 'http://localhost:11434/v1'],
    ['ollama', 'http://192.168.1.4:11434/api/', 'http://192.168.1.4:11434/v1'],
    ['ollama', 'http://127.0.0.1:8080/api/chat', 'http://127.0.0.1:8080/v1'],
    ['ollama', 'https://box.example/api', 'https://box.example/api'],
    ['ollama', 'localhost:11434', 'http://localhost:11434/v1'],
    ['ollama', 'host.docker.internal', 'http://host.docker.internal:11434/v1'],
    ['ollama', '0.0.0.0:11434', 'http://127.0.0.1:11434/v1'],
    ['ollama', 'http://0.0.0.0', 'http://127.0.0.1/v1'],
    ['ollama', ':12000', 'http://127.0.0.1:12000/v1'],
    ['ollama', '[::]:11434', 'http://127.0.0.1:11434/v1'],
    ['ollama', 'https://box.example/ollama/v1', 'https://box.example/ollama/v1'],
    ['azure', 'https://r.openai.azure.com', 'https://r.openai.azure.com/openai/v1'],
    ['azure', 'https://r.openai.azure.com/', 'https://r.openai.azure.com/openai/v1'],
    ['azure', 'https://r.openai.azure.com/openai/', 'https://r.openai.azure.com/openai/v1'],
    ['azure', 'https://r.openai.azure.com/openai/v1/', 'https://r.openai.azure.com/openai/v1'],
    ['azure', 'https://gateway.example/openai', 'https://gateway.example/openai'],
    ['azure', 'https://gateway.example/team/azure', 'https://gateway.example/team/azure'],
    ['openai-compatible', 'http://localhost:1234', 'http://localhost:1234/v1'],
    ['openai-compatible', 'https://aihubmix.com/v1', 'https://aihubmix.com/v1'],
  ];
  for (const [id, written, expected] of cases) {
    it(`${id}: ${written}`, () => {
      const setup = id === 'ollama' ? { key: undefined } : {};
      assert.equal(baseUrl(id, { baseUrl: written, deployment: 'd' }, setup), expected);
    });
  }

  it('the older Azure addresses', () => {
    const expected = 'https://r.openai.azure.com/openai/deployments/d';
    for (const written of ['https://r.openai.azure.com', 'https://r.openai.azure.com/openai']) {
      const target = ready(provider('azure'), { baseUrl: written, deployment: 'd', apiVersion: '2024-10-21' });
      assert.deepEqual([target.baseUrl, target.apiVersion, target.model], [expected, '2024-10-21', 'd']);
    }
    const pasted = `${expected}/chat/completions?api-version=2025-01-01-preview`;
    const resolution = provider('azure').resolve('unit', settings({ baseUrl: pasted }));
    assert.ok(resolution.kind === 'ready', JSON.stringify(resolution));
    const { baseUrl: base, apiVersion, model } = resolution.target;
    assert.deepEqual([base, apiVersion, model], [expected, '2025-01-01-preview', 'd']);
    const gateway = { baseUrl: 'https://gateway.example/openai', deployment: 'd', apiVersion: '2024-10-21' };
    assert.equal(ready(provider('azure'), gateway).baseUrl, 'https://gateway.example/openai/deployments/d');
    const current = ready(provider('azure'), { apiVersion: 'preview' });
    assert.deepEqual([current.apiVersion, current.baseUrl], [undefined, 'https://unit.openai.azure.com/openai/v1']);
  });

  it('addresses from the environment', () => {
    const azure = provider('azure', { environment: { AZURE_OPENAI_ENDPOINT: 'https://env.openai.azure.com/' } });
    const resolution = azure.resolve('unit', settings({ deployment: 'd' }));
    assert.ok(resolution.kind === 'ready');
    assert.equal(resolution.target.baseUrl, 'https://env.openai.azure.com/openai/v1');
    const ollama = { key: undefined, environment: { OLLAMA_HOST: '0.0.0.0:11435' } };
    assert.equal(baseUrl('ollama', {}, ollama), 'http://127.0.0.1:11435/v1');
    assert.equal(baseUrl('ollama', { baseUrl: 'http://10.0.0.2:1' }, ollama), 'http://10.0.0.2:1/v1');
  });

  it('regions', () => {
    assert.equal(baseUrl('moonshot', { region: 'cn' }), 'https://api.moonshot.cn/v1');
    assert.equal(baseUrl('moonshot', { region: 'intl' }), 'https://api.moonshot.ai/v1');
    assert.equal(baseUrl('qwen', { region: 'INTL' }), 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1');
    assert.equal(baseUrl('qwen', { region: 'us' }), 'https://dashscope-us.aliyuncs.com/compatible-mode/v1');
    const unknown = problem('qwen', { region: 'mars' });
    assert.match(unknown.reason, /no region "mars"/);
    assert.match(unknown.hint, /cn, intl, us/);
    assert.match(problem('deepseek', { region: 'constructor' }).hint, /Remove "region"/);
  });
});

describe('what is missing or wrong is said, with what to do', () => {
  it('every vendor without a key names the variable, and no command', () => {
    for (const id of networkVendors.filter((name) => name !== 'ollama')) {
      const { reason, hint, model, cause } = problem(id, needed(id), { key: undefined });
      assert.equal(cause, 'key');
      assert.match(reason, /^No API key is set for /, id);
      assert.match(hint, /^Set [A-Z_]+_API_KEY\. You get a key at https:/);
      assert.notEqual(model, '');
    }
  });

  it('a model of one that needs no key has none when its own variable is not set', () => {
    for (const id of ['openai-compatible', 'ollama', 'gemini'] as const) {
      const fields = { ...needed(id), apiKeyEnv: 'MY_KEY' };
      const { reason, hint, cause } = problem(id, fields, { key: undefined });
      assert.deepEqual([reason, cause], ['The variable MY_KEY is not set.', 'key'], id);
      assert.match(hint, /^Set MY_KEY(\.|, or remove "apiKeyEnv" of "unit")/);
      const asked: SecretQuery[] = [];
      const secrets = (query: SecretQuery) => {
        asked.push(query);
        return keyIn(testKey, query.variables[0]);
      };
      const target = ready(provider(id, { secrets }), fields);
      assert.deepEqual([target.keyVariable, target.keyRequired, target.keySource], ['MY_KEY', true, 'environment']);
      // A key that a person stored for the vendor is not that of the variable.
      assert.deepEqual(
        asked.map(({ variables, stored }) => ({ variables, stored })),
        [{ variables: ['MY_KEY'], stored: false }],
      );
    }
  });

  it('a key where none can be read from says where to name one', () => {
    const { hint } = problem('openai-compatible', needed('openai-compatible'), { key: 'sk-abc def' });
    assert.match(hint, /^Copy the key again\. Name a variable in "apiKeyEnv" of "unit"/);
  });

  it('says whether a key, the settings or the environment is at fault', () => {
    const azure = { baseUrl: 'https://r.openai.azure.com' };
    const settingsAtFault: readonly (readonly [ProviderId, Partial<ModelSettings>])[] = [
      ['qwen', { region: 'mars' }],
      ['deepseek', { baseUrl: 'nowhere' }],
      ['openai', { baseUrl: 'http://proxy.example/v1' }],
      ['openai', { headers: { Authorization: 'x' } }],
      ['openai', { headers: { 'X-Team': '值' } }],
      ['openai-compatible', { provider: 'openai-compatible', model: 'm' }],
      ['openai-compatible', { baseUrl: 'https://x.example' }],
      ['openai-compatible', { baseUrl: 'http://x.example', model: 'm', headers: { a: 'b' } }],
      ['azure', azure],
      ['azure', { deployment: 'd' }],
      ['azure', { baseUrl: `${azure.baseUrl}/openai/deployments/d` }],
    ];
    for (const [id, fields] of settingsAtFault)
      assert.equal(problem(id, fields).cause, 'settings', JSON.stringify(fields));
    assert.equal(problem('azure').cause, 'environment');
    const environment = { AZURE_OPENAI_ENDPOINT: azure.baseUrl, OLLAMA_HOST: 'ftp://x.example' };
    assert.equal(problem('azure', {}, { environment }).cause, 'environment');
    assert.equal(problem('azure', { apiVersion: '2024-10-21' }, { environment }).cause, 'settings');
    assert.equal(problem('ollama', {}, { environment }).cause, 'environment');
    assert.equal(problem('ollama', {}, { environment: { OLLAMA_HOST: '10.0.0.2' } }).cause, 'environment');
    assert.equal(problem('deepseek', {}, { key: 'a b' }).cause, 'key');
  });

  it('no text names a command that does not exist', () => {
    const texts = [
      problem('deepseek', {}, { key: undefined }),
      problem('deepseek', { headers: { Authorization: 'x' } }),
      problem('openai', { baseUrl: 'https://user:hunter2@x.example' }),
    ];
    assert.ok(!/VideoGenius:|Run /.test(JSON.stringify(texts)));
    for (const { hint } of texts.slice(1)) assert.match(hint, /apiKeyEnv/);
  });

  it('Ollama and other servers need none', () => {
    assert.equal(ready(provider('ollama', { key: undefined })).keyRequired, false);
    assert.equal(ready(provider('openai-compatible', { key: undefined })).keyVariable, undefined);
  });

  it('keys that cannot be sent are named without being quoted', () => {
    const bad = ['sk-abc def', 'sk-abc\ndef', 'sk-abc\r\n', ' sk-abc', 'sk-ключ', 'sk-“abc”', '"sk-abc"', '   '];
    for (const key of bad) {
      const { reason, hint } = problem('deepseek', {}, { key });
      assert.match(reason, /^The API key for DeepSeek (is|contains) /, JSON.stringify(key));
      assert.ok(!`${reason}${hint}`.includes('sk-'), reason);
    }
  });

  it('a key never travels unprotected, except within this machine', () => {
    assert.match(problem('openai', { baseUrl: 'http://proxy.example/v1' }).reason, /unprotected/);
    assert.match(problem('openai-compatible', { model: 'm', baseUrl: 'http://192.168.1.4/v1' }).reason, /unprotected/);
    for (const host of ['localhost:1', 'LOCALHOST:1', '127.0.0.1:1', '127.1:1', '[::1]:1']) {
      assert.equal(baseUrl('openai', { baseUrl: `http://${host}/v1` }), new URL(`http://${host}/v1`).href);
    }
    // These may go through a proxy, unlike the three above.
    for (const host of ['127.0.0.2', '127.8.9.1', 'api.localhost', 'localhost.', '[::ffff:127.0.0.1]']) {
      assert.match(
        problem('openai', { baseUrl: `http://${host}/v1` }).reason,
        /API key would travel unprotected/,
        host,
      );
    }
    assert.equal(
      baseUrl('openai-compatible', { baseUrl: 'http://192.168.1.4/v1' }, { key: undefined }),
      'http://192.168.1.4/v1',
    );
  });

  it('addresses that are none', () => {
    for (const written of ['not a url', 'api.deepseek.com', 'https://', 'https://exa mple.com', 'ollama:']) {
      assert.match(problem('deepseek', { baseUrl: written }).reason, /address/, written);
    }
    assert.match(problem('deepseek', { baseUrl: 'ftp://x.example' }).reason, /https/);
    assert.match(problem('deepseek', { baseUrl: 'file:///etc/passwd' }).reason, /https/);
    const credentials = problem('openai', { baseUrl: 'https://user:hunter2@x.example' });
    assert.match(credentials.reason, /password/);
    assert.ok(!JSON.stringify(credentials).includes('hunter2'));
    assert.match(problem('openai', { baseUrl: 'https://x.example/v1?key=abc' }).reason, /query/);
    assert.match(problem('ollama', { baseUrl: 'http://[::1' }, { key: undefined }).reason, /address/);
  });

  it('a missing address, model or deployment', () => {
    assert.match(problem('azure', { deployment: 'd' }).hint, /AZURE_OPENAI_ENDPOINT/);
    assert.match(problem('azure', { baseUrl: 'https://r.openai.azure.com' }).reason, /No deployment/);
    assert.match(
      problem('azure', { baseUrl: 'https://r.openai.azure.com/openai/deployments/d' }).reason,
      /api-version/,
    );
    assert.match(problem('openai-compatible', { model: 'm' }).reason, /No address/);
    assert.match(problem('openai-compatible', { baseUrl: 'https://x.example' }).reason, /No model/);
  });

  it('headers that would carry a key, or cannot be sent', () => {
    const names = ['Authorization', 'x-api-key', 'API-KEY', 'Cookie', 'Host', 'content-length', 'X-Goog-Api-Key'];
    for (const name of [
      ...names,
      'X-Auth-Token',
      'Ocp-Apim-Subscription-Key',
      'X-Portkey-Virtual-Key',
      'X-Credential',
    ]) {
      const { reason, hint } = problem('deepseek', { headers: { [name]: 'secret-value' } });
      assert.match(reason, /cannot be set by hand/, name);
      assert.ok(!`${reason}${hint}`.includes('secret-value'));
    }
    for (const value of ['a\nb', 'a\r\nX: y', 'naïve', '值']) {
      assert.match(problem('deepseek', { headers: { 'X-Team': value } }).reason, /cannot be sent/);
    }
  });
});

describe('headers of a person', () => {
  const headers = { 'X-Team': 'writers' };
  const without = { key: undefined };

  it('never travel unprotected, with a key or without', () => {
    for (const host of ['gateway.example', '192.168.1.4', '127.0.0.2', 'app.localhost']) {
      const { reason, hint } = problem(
        'openai-compatible',
        { model: 'm', baseUrl: `http://${host}`, headers },
        without,
      );
      assert.match(reason, /headers of your own would travel unprotected/, host);
      assert.match(hint, /https:/);
    }
  });

  it('are fine within this machine, and over https', () => {
    for (const address of ['http://127.0.0.1:8000', 'http://localhost:8000', 'https://gateway.example']) {
      const target = ready(provider('openai-compatible', without), { model: 'm', baseUrl: address, headers });
      assert.deepEqual(target.headers, headers);
    }
    assert.equal(
      ready(provider('openai-compatible', without), { model: 'm', baseUrl: 'http://192.168.1.4', headers: {} }).modelId,
      'unit',
    );
  });
});

describe('targets', () => {
  it('come from providers that say they are not simulated', () => {
    for (const { id } of vendors) assert.equal(provider(id).manifest.simulated, false, id);
  });

  it('never hold the key', () => {
    for (const id of networkVendors) assert.ok(!JSON.stringify(ready(provider(id))).includes(testKey), id);
  });

  it('ask once for the key of the right origin, and keep the variable that had one', () => {
    const asked: SecretQuery[] = [];
    const secrets = (query: SecretQuery) => {
      asked.push(query);
      return keyIn(testKey, 'GOOGLE_API_KEY');
    };
    const target = ready(provider('gemini', { secrets }));
    assert.deepEqual([target.keyVariable, target.keySource], ['GOOGLE_API_KEY', 'environment']);
    assert.deepEqual(asked, [
      {
        provider: 'gemini',
        origin: 'https://generativelanguage.googleapis.com',
        variables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
        stored: true,
      },
    ]);
  });

  it('share a quota when account and model are the same, and only then', () => {
    const domain = (id: ProviderId, fields: Partial<ModelSettings>, key = testKey) =>
      ready(provider(id, { key }), fields).quotaDomain;
    assert.equal(domain('moonshot', { model: 'kimi-k3' }), domain('moonshot', { model: 'kimi-k2.6' }));
    assert.notEqual(domain('moonshot', { region: 'cn' }), domain('moonshot', { region: 'intl' }));
    assert.notEqual(domain('moonshot', {}), domain('moonshot', {}, 'another-key-0000'));
    assert.notEqual(domain('deepseek', { model: 'deepseek-v4-pro' }), domain('deepseek', {}));
  });

  it('names that the vendor has switched off lead to their successor', () => {
    assert.equal(ready(provider('deepseek'), { model: 'deepseek-chat' }).model, 'deepseek-flash');
    assert.equal(ready(provider('gemini'), { model: 'gemini-1.5-flash' }).model, 'gemini-3.6-flash');
    for (const vendor of vendors) {
      for (const [retired, successor] of Object.entries(vendor.retiredModels)) {
        assert.ok(!(successor in vendor.retiredModels), `${retired} leads to a retired name`);
        assert.ok(!vendor.knownModels.some(({ name }) => name === retired), `${retired} is both known and retired`);
      }
    }
  });

  it('an unknown name is taken as it is', () => {
    assert.equal(ready(provider('qwen'), { model: 'qwen9-ultra' }).model, 'qwen9-ultra');
  });

  it('local servers are local, limited to one, with the context size the person gave them', () => {
    const ollama = ready(provider('ollama', { key: undefined }));
    assert.deepEqual([ollama.local, ollama.maxConcurrent, ollama.contextTokens], [true, 1, 4096]);
    const environment = { OLLAMA_CONTEXT_LENGTH: '32768' };
    assert.equal(ready(provider('ollama', { key: undefined, environment })).contextTokens, 32_768);
    assert.equal(ready(provider('ollama'), { baseUrl: 'https://ollama.com' }).local, false);
    assert.equal(ready(provider('ollama', { key: undefined }), { maxConcurrent: 4 }).maxConcurrent, 4);
  });

  it('every vendor has a default that is known, sizes that fit, and rules without state', () => {
    assert.equal(new Set(vendors.map(({ id }) => id)).size, vendors.length);
    for (const vendor of vendors) {
      for (const limits of [...vendor.knownModels, vendor.unknownModel]) {
        assert.ok(limits.maxOutputTokens > 0 && limits.maxOutputTokens <= limits.contextTokens, vendor.id);
      }
      if (vendor.knownModels.length > 0) {
        assert.ok(
          vendor.knownModels.some(({ name }) => name === vendor.defaultModel),
          vendor.id,
        );
      }
      for (const { pattern } of [...vendor.errorRules, ...vendor.modelRules]) {
        assert.ok(pattern === undefined || !/[gy]/.test(pattern.flags), `${vendor.id}: ${pattern}`);
      }
    }
  });
});
