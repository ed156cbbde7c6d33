import assert from 'node:assert/strict';
import { describeSettingsProblem, parseSettings } from '../../server/api/settings-file.ts';
import { settingNames } from '../../server/api/settings-names.ts';
import { defaultConfig } from '../../server/protocol/index.ts';

const parse = (text: string) => parseSettings(text, 'settings.json');
const english = (text: string) => {
  const { warnings, errors } = parse(text);
  return {
    warnings: warnings.map((problem) => describeSettingsProblem(problem, 'en')),
    errors: errors.map((problem) => describeSettingsProblem(problem, 'en')),
  };
};

describe('settings file', () => {
  it('knows every setting of the contract, and takes `models` and `modelWeights` as one setting each', () => {
    const names = [...settingNames.keys()];
    assert.ok(names.includes('videogenius.strategy'));
    assert.ok(names.includes('videogenius.failover.maxAttempts'));
    assert.ok(names.includes('videogenius.models'));
    assert.ok(names.includes('videogenius.modelWeights'));
    assert.equal(names.filter((name) => name.startsWith('videogenius.models.')).length, 0);
    assert.equal(names.includes('videogenius.failover'), false);
  });

  it('maps dotted keys into groups, with comments, trailing commas, a byte order mark and settings of others', () => {
    const { config, warnings, errors } = parse(`\uFEFF{
      // how models are chosen
      "editor.fontSize": 14,
      "videogenius.strategy": "roundRobin", /* one after the other */
      "videogenius.failover.maxAttempts": 5,
      "videogenius.failover.deadlineMs": 60000,
      "videogenius.fallbackChain": ["claude", "mine",],
      "videogenius.models": { "mine": { "provider": "openai-compatible", "baseUrl": "http://localhost:8000" }, },
    }`);
    assert.deepEqual([...warnings, ...errors], []);
    assert.equal(config.strategy, 'roundRobin');
    assert.deepEqual(config.failover, { ...defaultConfig.failover, maxAttempts: 5, deadlineMs: 60_000 });
    assert.deepEqual(config.fallbackChain, ['claude', 'mine']);
    assert.equal(config.models.mine?.provider, 'openai-compatible');
    assert.deepEqual(config.timeouts, defaultConfig.timeouts);
  });

  it('merges weights with the defaults, as VS Code does', () => {
    const { config } = parse('{ "videogenius.modelWeights": { "claude": 2 } }');
    assert.deepEqual(config.modelWeights, { ...defaultConfig.modelWeights, claude: 2 });
  });

  for (const text of ['', '  \n', '{}', '// nothing yet\n{ "files.eol": "\\n" }']) {
    it(`takes ${JSON.stringify(text)} as the defaults`, () => {
      assert.deepEqual(parse(text), { config: defaultConfig, warnings: [], errors: [] });
    });
  }

  it('reads groups written as objects, and says what VS Code wants', () => {
    const text = '{ "videogenius": { "failover": { "maxAttempts": 4 } }, "videogenius.timeouts": { "stallMs": 1 } }';
    const { config } = parse(text);
    assert.equal(config.failover.maxAttempts, 4);
    assert.equal(config.timeouts.stallMs, 1);
    assert.match(english(text).warnings.at(-1) ?? '', /write "videogenius\.timeouts\.stallMs"/);
  });

  const warned: readonly (readonly [text: string, expected: RegExp])[] = [
    [
      '{\n  "videogenius.stratgy": "random"\n}',
      /^settings\.json:2:3: .*"videogenius\.stratgy".*Did you mean "videogenius\.strategy"/,
    ],
    ['{"videogenus.strategy": "random"}', /Did you mean "videogenius\.strategy"/],
    ['{"videogenius.failover.maxAttemps": 2}', /Did you mean "videogenius\.failover\.maxAttempts"/],
    [
      '{"videogenius.somethingElseEntirely": 2}',
      /"videogenius\.somethingElseEntirely" is not a setting and is ignored\.$/,
    ],
    [
      '{"videogenius.models": {\n"claude": { "modl": "x" }}}',
      /^settings\.json:2:13: "videogenius\.models\.claude\.modl".*Did you mean "model"/,
    ],
    [
      '{"videogenius.fallbackChain": ["depseek"]}',
      /the model "depseek", which is not configured\. Did you mean "deepseek"/,
    ],
    ['{"videogenius.modelWeights": {"nobody": 1}}', /the model "nobody", which is not configured\.$/],
    ['{"videogenius.strategy": "random",\n"videogenius.strategy": "random"}', /^settings\.json:2:1: .*again/],
  ];
  for (const [text, expected] of warned) {
    it(`warns about ${text.replaceAll('\n', ' ')}`, () => {
      const { warnings, errors } = english(text);
      assert.deepEqual(errors, []);
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(warnings[0] ?? '', expected);
    });
  }

  it('keeps the rest of a model whose entry has an unknown field', () => {
    const { config } = parse('{"videogenius.models": {"claude": {"modl": "x", "enabled": false}}}');
    assert.equal(config.models.claude?.enabled, false);
  });

  const wrong: readonly (readonly [text: string, expected: RegExp])[] = [
    [
      '{\r\n  "videogenius.strategy": "best"\r\n}',
      /^settings\.json:2:3: "videogenius\.strategy" cannot be "best": it takes one of roundRobin, weightedRoundRobin,/,
    ],
    ['{"videogenius.failover.maxAttempts": 10}', /cannot be 10: it takes a whole number from 1 to 9\.$/],
    ['{"videogenius.failover.enabled": "yes"}', /cannot be "yes": it takes true or false\.$/],
    ['{"videogenius.fallbackChain": "claude"}', /cannot be "claude": it takes a list of at most 100 entries\.$/],
    [
      '{"videogenius.modelWeights": {"claude": 3}}',
      /"videogenius\.modelWeights\.claude" cannot be 3: it takes a number from 0 to 2\.$/,
    ],
    ['{"videogenius.strategy": null}', /cannot be no value/],
    ['{"videogenius.failover": 3}', /"videogenius\.failover" cannot be 3: it takes an object with the fields enabled,/],
    [
      '{"videogenius.models": {"claude": 3}}',
      /"videogenius\.models\.claude" cannot be 3: it takes an object with the fields enabled, provider,/,
    ],
    ['{"videogenius.models": {"my model": {"provider": "openai"}}}', /a model id has 1 to 64 letters/],
    [
      '{"videogenius.models": {"mine": {"model": "x"}}}',
      /"videogenius\.models\.mine" does not say which provider.*deepseek, claude/,
    ],
    [
      '{"videogenius.models": {"mine": {"provider": "nobody"}}}',
      /provider" cannot be "nobody": it takes one of deepseek,/,
    ],
    [
      '{"videogenius.models": {"claude": {"price": {"inputPerMillion": 1}}}}',
      /price\.outputPerMillion" is missing: it takes a number from 0 to 10,000\.$/,
    ],
    ['[]', /holds one object/],
    ['{"videogenius.strategy": "random"', /^settings\.json:1:34: .*closing brace/],
    ['{"a": 1\n "b": 2}', /^settings\.json:2:2: .*a comma was expected/],
  ];
  for (const [text, expected] of wrong) {
    it(`refuses ${text.replaceAll(/\s+/g, ' ')}`, () => {
      const { errors } = english(text);
      assert.equal(errors.length, 1, errors.join('\n'));
      assert.match(errors[0] ?? '', expected);
    });
  }

  for (const [name, text, place] of [
    ['200,000 brackets', '['.repeat(200_000), '1:101'],
    ['20,000 objects', `{"videogenius.models": ${'{"a":\n'.repeat(20_000)}1${'}'.repeat(20_001)}`, '100:1'],
    ['brackets in a setting of others', `{"other": ${'['.repeat(101)}${']'.repeat(101)}}`, '1:110'],
  ] as const) {
    it(`refuses ${name} instead of running out of stack`, () => {
      const { errors } = english(text);
      assert.deepEqual(errors, [
        `settings.json:${place}: Brackets stand more than 100 deep in each other here; no setting needs that.`,
      ]);
    });
  }

  it('does not count brackets in texts and comments', () => {
    const many = '['.repeat(1000);
    assert.deepEqual(english(`{/* ${many} */ "a": "${many}", // ${many}\n "b": [[]]}`), { warnings: [], errors: [] });
  });

  it('finds no setting and no model in what every object has', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      const said = (text: string) => Object.values(english(text)).flat().join('\n');
      assert.match(said(`{"videogenius.${name}": 1}`), /is not a setting and is ignored/);
      assert.match(said(`{"videogenius.models": {"claude": {"${name}": 1}}}`), /is not known and is ignored/);
      assert.doesNotThrow(() =>
        english(`{"videogenius.models": {"${name}": {"model": 3}}, "videogenius.score": {"${name}": 1}}`),
      );
    }
  });

  it('uses everything that is right beside something wrong', () => {
    const { config, errors } = parse(`{
      "videogenius.failover.maxAttempts": 99,
      "videogenius.failover.deadlineMs": 5000,
      "videogenius.modelWeights": { "claude": 9, "openai": 0 },
      "videogenius.models": { "claude": { "maxConcurrent": 0 }, "openai": { "enabled": false } },
    }`);
    assert.equal(errors.length, 3);
    assert.equal(config.failover.maxAttempts, defaultConfig.failover.maxAttempts);
    assert.equal(config.failover.deadlineMs, 5000);
    assert.equal(config.modelWeights.openai, 0);
    assert.deepEqual(Object.keys(config.models), ['openai']);
  });

  it('reports problems in the order of the file', () => {
    const { errors } = parse(
      '{\n"videogenius.money.cnyPerUsd": 0,\n"videogenius.strategy": 1,\n"videogenius.score.cost": -1}',
    );
    assert.deepEqual(
      errors.map(({ line }) => line),
      [2, 3, 4],
    );
  });

  describe('keys', () => {
    const key = 'sk-abcdef0123456789abcdef';
    const leaks: readonly (readonly [text: string, field: string])[] = [
      [`{"videogenius.models": {"claude": {"apiKeyEnv": "${key}"}}}`, 'claude.apiKeyEnv'],
      [`{"videogenius.models": {"claude": {"apiKeyEnv": "0123456789abcdef0123456789abcdef"}}}`, 'claude.apiKeyEnv'],
      [`{"videogenius.models": {"claude": {"apiKey": "topsecret"}}}`, 'claude.apiKey'],
      [
        `{"videogenius.models": {"mine": {"provider": "openai", "headers": {"Authorization": "Bearer abcdefgh"}}}}`,
        'mine.headers.Authorization',
      ],
      [
        `{"videogenius.models": {"mine": {"provider": "openai", "headers": {"x-api-key": "0123"}}}}`,
        'mine.headers.x-api-key',
      ],
      [
        `{"videogenius.models": {"mine": {"provider": "openai", "baseUrl": "https://me:pass@example.org/"}}}`,
        'mine.baseUrl',
      ],
      [
        `{"videogenius.models": {"mine": {"provider": "openai", "baseUrl": "https://example.org/?key=abc"}}}`,
        'mine.baseUrl',
      ],
      ...[
        ['X-Auth-Token', 'hunter2'],
        ['Ocp-Apim-Subscription-Key', 'hunter2'],
        ['X-Portkey-Virtual-Key', 'hunter2'],
        ['X-Amz-Credential', 'hunter2'],
        ['Set-Cookie2', 'hunter2'],
        ['X-Team', '0123456789abcdef0123456789abcdef'],
        ['X-Team', 'Bearer hunter2'],
        ['X-Note', 'Token hunter2'],
        ['X-Note', 'user=me; session=hunter2'],
        ['X-Note', 'eyJhbGciOiJIUzI1NiJ9.eyJodW50ZXIyIjoxfQ.sig'],
        ['X-Note', 'abcdefghijklm0123456789nopq'],
      ].map(
        ([name, value]) =>
          [
            `{"videogenius.models": {"mine": {"provider": "openai", "headers": {"${name}": "${value}"}}}}`,
            `mine.headers.${name}`,
          ] as const,
      ),
      ...[
        'https://hunter2@example.org/v1',
        'hunter2:@example.org/v1',
        'https://example.org/sk-hunter2hunter2/v1',
        'https://example.org/bce-v3/ALTAK-hunter2/v1',
        'https://example.org/AbCdEf0123456789hunter2AbCdEf01234/v1',
        'https://example.org/v1?a=b&subscription-key=hunter2',
        'https://example.org/v1#access_token=hunter2',
      ].map(
        (address) =>
          [
            `{"videogenius.models": {"mine": {"provider": "openai", "baseUrl": "${address}"}}}`,
            'mine.baseUrl',
          ] as const,
      ),
      [`{"videogenius.openaiApiKey": "${key}"}`, 'openaiApiKey'],
      [`{"videogenius.writing.language": "${key}"}`, 'writing.language'],
    ];
    for (const [text, field] of leaks) {
      it(`finds one in ${field} and does not repeat it`, () => {
        const { errors, warnings } = english(text);
        const said = [...errors, ...warnings].join('\n');
        assert.ok(
          errors.some((line) => line.includes(field) && line.includes('environment variable')),
          said,
        );
        for (const secret of [key, 'topsecret', 'abcdefgh', '0123', 'pass@', 'key=abc', 'hunter2', 'eyJ']) {
          assert.equal(said.includes(secret), false, said);
        }
      });
    }

    const harmless = [
      '{"videogenius.models": {"azure": {"apiKeyEnv": "AZURE_OPENAI_API_KEY_EASTUS2_PRODUCTION"}}}',
      '{"videogenius.models": {"openai": {"headers": {"OpenAI-Organization": "org-0123456789abcdef0123456789"}}}}',
      '{"videogenius.models": {"azure": {"baseUrl": "https://res.openai.azure.com/?api-version=2025-01-01"}}}',
      '{"videogenius.models": {"azure": {"baseUrl": "https://res.openai.azure.com/openai/deployments/gpt-4o-mini-2024-07-18-production"}}}',
      '{"videogenius.models": {"openai": {"baseUrl": "https://gateway.ai.cloudflare.com/v1/0123456789abcdef0123456789abcdef/mine/openai"}}}',
      '{"videogenius.models": {"ollama": {"baseUrl": "localhost:11434"}}}',
      '{"videogenius.models": {"claude": {"headers": {"anthropic-beta": "prompt-caching-2024-07-31"}}}}',
      '{"videogenius.models": {"openai": {"headers": {"X-Tenant-Id": "0b0c1f3e-6a44-4c52-9f60-0123456789ab", "X-Title": "Bees"}}}}',
      '{"videogenius.models": {"openai": {"headers": {"HTTP-Referer": "https://example.org/videos/about-bees-2026"}}}}',
    ];
    for (const text of harmless) {
      it(`leaves ${text} alone`, () => assert.deepEqual(english(text), { warnings: [], errors: [] }));
    }
  });

  it('says the same in Chinese', () => {
    const [error] = parse('{"videogenius.failover.maxAttempts": 10}').errors;
    assert.ok(error);
    assert.equal(
      describeSettingsProblem(error, 'zh-cn'),
      'settings.json:1:2：“videogenius.failover.maxAttempts” 不能是 10，应为整数（1 到 9）。',
    );
  });
});
