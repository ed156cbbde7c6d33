import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describeSettingsProblem, parseSettings } from '../../server/api/settings-file.ts';
import {
  changedModels,
  type Written,
  writeModels,
  writeModelWeight,
  writeSetting,
} from '../../server/api/settings-writer.ts';
import { defaultConfig, ModelSettings } from '../../server/protocol/index.ts';

const strategy = 'videogenius.strategy';

function textOf(written: Written): string {
  assert.ok(written.ok, written.ok ? '' : describeSettingsProblem(written.error, 'en'));
  return written.value;
}

const lines = (...each: string[]) => `${each.join('\n')}\n`;

describe('settings text', () => {
  const changed: readonly (readonly [what: string, before: string, value: unknown, after: string])[] = [
    ['fills an empty file', '', 'random', lines('{', `  "${strategy}": "random"`, '}')],
    ['fills an empty object', '{}', 'random', `{\n  "${strategy}": "random"\n}`],
    ['keeps a comment in an empty object', '{ // mine\n}', 'random', `{ // mine\n  "${strategy}": "random"\n}`],
    ['keeps a short comment there', '{ /* mine */ }', 'random', `{ /* mine */\n  "${strategy}": "random"\n}`],
    [
      'adds at the end, behind the remark of what stands there',
      lines('{', '  "a": 1, // one', '  "b": 2 // two', '}'),
      'random',
      lines('{', '  "a": 1, // one', '  "b": 2, // two', `  "${strategy}": "random"`, '}'),
    ],
    [
      'keeps the habit of a comma at the end',
      lines('{', '\t"a": 1, // one', '\t// the end', '}'),
      'random',
      lines('{', '\t"a": 1, // one', `\t"${strategy}": "random",`, '\t// the end', '}'),
    ],
    ['adds on one line', '{ "a": 1 }', 'random', `{ "a": 1, "${strategy}": "random" }`],
    ['adds on one line with a comma', '{ "a": 1, }', 'random', `{ "a": 1, "${strategy}": "random", }`],
    [
      'changes a value and nothing beside it',
      lines('{', `    "${strategy}": /* was */ "random", // why`, '    "b": [1,2],', '}'),
      'roundRobin',
      lines('{', `    "${strategy}": /* was */ "roundRobin", // why`, '    "b": [1,2],', '}'),
    ],
    ['does nothing when the value is the same', `{"${strategy}":"random"}`, 'random', `{"${strategy}":"random"}`],
    [
      'changes the last of two, which counts',
      `{ "${strategy}": "random", "${strategy}": "random" }`,
      'roundRobin',
      `{ "${strategy}": "random", "${strategy}": "roundRobin" }`,
    ],
    [
      'changes it inside a group',
      '{ "videogenius": { "strategy": "random" } }',
      'roundRobin',
      '{ "videogenius": { "strategy": "roundRobin" } }',
    ],
    [
      'takes a whole line out and leaves the comments of others',
      lines('{', '  "a": 1, // one', '  // how', `  "${strategy}": "random",`, '  "b": 2 // two', '}'),
      undefined,
      lines('{', '  "a": 1, // one', '  // how', '  "b": 2 // two', '}'),
    ],
    [
      'leaves the remark beside what it takes out',
      lines('{', '  "a": 1, // one', `  "${strategy}": "random" // why`, '}'),
      undefined,
      lines('{', '  "a": 1 // one', '  // why', '}'),
    ],
    ['takes the first of a line out', `{ "${strategy}": "random", "a": 1 }`, undefined, '{ "a": 1 }'],
    ['takes the last of a line out', `{ "a": 1, "${strategy}": "random" }`, undefined, '{ "a": 1 }'],
    ['takes out with a comma at the end', `{ "a": 1, "${strategy}": "random", }`, undefined, '{ "a": 1, }'],
    ['takes the only one out', lines('{', `  "${strategy}": 1`, '}'), undefined, lines('{', '}')],
    [
      'takes both out when it stands there twice',
      lines('{', `  "${strategy}": 1,`, '  "a": 1,', `  "${strategy}": 2`, '}'),
      undefined,
      lines('{', '  "a": 1', '}'),
    ],
    ['has nothing to take out', '{ "a": 1 }', undefined, '{ "a": 1 }'],
    ['has nothing to take out of an empty file', '', undefined, ''],
  ];
  for (const [what, before, value, after] of changed) {
    it(what, () => {
      assert.equal(textOf(writeSetting(before, strategy, value)), after);
    });
    it(`${what}, with the line breaks and the byte order mark of Windows`, () => {
      const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
      const expected = before === '' && after !== '' ? `\uFEFF${after}` : windows(after);
      // A file or an object without any line break does not say which ones it would have.
      const plain = before.includes('\n') ? expected : `\uFEFF${after}`;
      assert.equal(textOf(writeSetting(windows(before), strategy, value)), plain);
    });
  }

  it('writes lists and objects with the indentation of the file', () => {
    const text = lines('{', '    "a": 1', '}');
    assert.equal(
      textOf(writeSetting(text, 'videogenius.fallbackChain', ['claude', 'qwen'])),
      lines(
        '{',
        '    "a": 1,',
        '    "videogenius.fallbackChain": [',
        '        "claude",',
        '        "qwen"',
        '    ]',
        '}',
      ),
    );
  });

  const broken: readonly (readonly [text: string, said: RegExp])[] = [
    ['{ "a": 1', /^settings\.json:1:9: This is not valid JSON/],
    ['{\n  "a" 1\n}', /^settings\.json:2:7: This is not valid JSON: a colon was expected/],
    ['{ "a": 1 }}', /This is not valid JSON/],
    ['// only this', /This is not valid JSON/],
    ['[1]', /A settings file holds one object/],
    ['['.repeat(5000), /Brackets stand more than 100 deep/],
  ];
  for (const [text, said] of broken) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))} and says where it is broken`, () => {
      for (const value of ['random', undefined]) {
        const written = writeSetting(text, strategy, value);
        assert.ok(!written.ok);
        assert.match(describeSettingsProblem(written.error, 'en'), said);
        assert.match(describeSettingsProblem(written.error, 'zh-cn'), /\p{Script=Han}/u);
      }
    });
  }

  it('is not held up by a setting that is wrong, or by what looks like a key', () => {
    const text = '{ "videogenius.failover.maxAttempts": 99, "videogenius.apiKey": "sk-1234567890abcdef" }';
    assert.match(textOf(writeSetting(text, strategy, 'random')), /"videogenius\.strategy": "random" }$/);
  });

  const names = fc.constantFrom('a', 'editor.fontSize', strategy, 'videogenius.models', 'z');
  const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant('x//"y'), fc.constant(null));
  const remark = fc.constantFrom('', ' // one\n', ' /* , } */ ', '\n\n  // two\n', '\r\n', ' ', '\t');
  // What stands between a name and its value goes with them.
  const gap = fc.constantFrom('', ' ', '\n', '\r\n\t');
  const member = fc.tuple(remark, names, gap, leaf, remark).map(([before, name, middle, value, after]) => ({
    name,
    text: `${before}${JSON.stringify(name)}${middle}:${middle}${JSON.stringify(value)}${after}`,
  }));
  const file = fc.tuple(fc.array(member, { maxLength: 5 }), fc.boolean(), remark).map(([members, comma, end]) => {
    const inside = members.map(({ text }) => text).join(',');
    return `{${inside}${comma && members.length > 0 ? ',' : ''}${end}}\n`;
  });
  const comments = (text: string) => (text.match(/\/\/ (?:one|two)|\/\* , } \*\//g) ?? []).sort();

  it('law: the changed setting has its value, all others theirs, and every comment is still there', () => {
    fc.assert(
      fc.property(
        file,
        fc.option(fc.constantFrom<unknown>('q', 7, ['a', 'b'], { c: { d: 1 } }), { nil: undefined }),
        (text, value) => {
          const before = parse(text, [], { allowTrailingComma: true });
          const after = textOf(writeSetting(text, strategy, value));
          const { [strategy]: _, ...others } = before;
          assert.deepEqual(
            parse(after, [], { allowTrailingComma: true }),
            value === undefined ? others : { ...others, [strategy]: value },
          );
          assert.deepEqual(
            parseSettings(after, '').errors.filter(({ cause }) => cause.kind === 'syntax'),
            [],
          );
          assert.deepEqual(comments(after), comments(text));
          assert.equal(textOf(writeSetting(after, strategy, value)), after);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('law: what is added can be taken out again, and then the file is as it was but for white space', () => {
    fc.assert(
      fc.property(file, (text) => {
        const without = textOf(writeSetting(text, strategy, undefined));
        const back = textOf(writeSetting(textOf(writeSetting(without, strategy, ['a'])), strategy, undefined));
        assert.equal(back.replace(/\s+/g, ''), without.replace(/\s+/g, ''));
      }),
      { numRuns: 300 },
    );
  });
});

describe('settings of models in the text', () => {
  it('join the entry that is there', () => {
    const text = lines(
      '{',
      '  "videogenius.models": {',
      '    // work account',
      '    "deepseek": { "model": "deepseek-chat" }, // cheap',
      '    "mine": {',
      '      "provider": "openai-compatible" // local',
      '    }',
      '  }',
      '}',
    );
    const off = textOf(
      writeModels(text, { deepseek: { enabled: false }, mine: { enabled: false }, qwen: { enabled: false } }),
    );
    assert.equal(
      off,
      lines(
        '{',
        '  "videogenius.models": {',
        '    // work account',
        '    "deepseek": { "model": "deepseek-chat", "enabled": false }, // cheap',
        '    "mine": {',
        '      "provider": "openai-compatible", // local',
        '      "enabled": false',
        '    },',
        '    "qwen": {',
        '      "enabled": false',
        '    }',
        '  }',
        '}',
      ),
    );
    assert.equal(parseSettings(off, '').config.models.deepseek?.enabled, false);
    assert.equal(
      textOf(writeModels(off, { deepseek: { enabled: true }, mine: { enabled: true }, qwen: { enabled: true } })),
      text,
    );
  });

  it('leave nothing behind that says only what is so anyway', () => {
    const text = lines('{', '  "a": 1,', '  "videogenius.models": {', '    "qwen": { "enabled": false }', '  }', '}');
    assert.equal(textOf(writeModels(text, { qwen: { enabled: true } })), lines('{', '  "a": 1', '}'));
    assert.equal(textOf(writeModels('{}', { qwen: { enabled: true } })), '{}');
  });

  it('keep an entry in which somebody wrote a comment', () => {
    const text = lines('{', '  "videogenius.models": {', '    "qwen": { /* slow */ "enabled": false }', '  }', '}');
    assert.match(textOf(writeModels(text, { qwen: { enabled: true } })), /"qwen": { \/\* slow \*\/ }/);
  });

  it('take weights out that are the default', () => {
    const text = textOf(writeModelWeight('{}', 'claude', 2));
    assert.deepEqual(parse(text), { 'videogenius.modelWeights': { claude: 2 } });
    const both = textOf(writeModelWeight(text, 'mine', 0.5));
    assert.deepEqual(parseSettings(both, '').config.modelWeights, {
      ...defaultConfig.modelWeights,
      claude: 2,
      mine: 0.5,
    });
    assert.deepEqual(parse(textOf(writeModelWeight(both, 'claude', 0.9))), {
      'videogenius.modelWeights': { mine: 0.5 },
    });
    assert.deepEqual(parse(textOf(writeModelWeight(textOf(writeModelWeight(both, 'claude', 0.9)), 'mine', 1))), {});
  });

  for (const [text, where] of [
    ['{\n  "videogenius.models": 3\n}', '"videogenius.models" cannot be 3: it takes an object.'],
    ['{\n  "videogenius.models": { "qwen": [] }\n}', 'cannot be a list'],
  ] as const) {
    it(`refuse to put something into ${text.slice(4, -2)}`, () => {
      for (const enabled of [true, false]) {
        const written = writeModels(text, { qwen: { enabled } });
        assert.ok(!written.ok);
        const said = describeSettingsProblem(written.error, 'en');
        assert.ok(said.startsWith('settings.json:2:') && said.includes(where), said);
      }
    });
  }

  it('change the running configuration in the same way', () => {
    const mine = ModelSettings.parse({ provider: 'openai-compatible', enabled: false });
    const off = changedModels({ mine }, { qwen: { enabled: false } });
    assert.deepEqual(off, { mine, qwen: ModelSettings.parse({ enabled: false }) });
    assert.deepEqual(changedModels(off, { qwen: { enabled: true }, mine: { enabled: true } }), {
      mine: { ...mine, enabled: true },
    });
  });
});
