import assert from 'node:assert/strict';
import { decodeText } from '../../server/cli/files.ts';
import { ProxySettingError } from '../../server/system/index.ts';
import { keywordsResult, ok, run, scripted, snapshot } from './cli-harness.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, bigEndian: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
};

const answers = { 'keywords/generate': () => ok(keywordsResult()), 'state/get': () => ok(snapshot()) };

describe('text files', () => {
  const texts: readonly (readonly [name: string, bytes: Uint8Array, text: string | undefined])[] = [
    ['UTF-8', utf8('bees 蜂'), 'bees 蜂'],
    ['UTF-8 with a byte order mark', utf8('\uFEFFbees'), 'bees'],
    ['UTF-16, little end first', utf16('bees 蜂', false), 'bees 蜂'],
    ['UTF-16, big end first', utf16('bees 蜂', true), 'bees 蜂'],
    ['nothing', new Uint8Array(), ''],
    ['Latin-1', new Uint8Array([0x63, 0x61, 0x66, 0xe9]), undefined],
    ['GBK', new Uint8Array([0xc3, 0xdb, 0xb7, 0xe4]), undefined],
    ['a cut character', utf8('蜂').slice(0, 2), undefined],
    ['UTF-16 without a mark', utf16('bees', false).slice(2), undefined],
    ['UTF-16 with half a character', utf16('bees', false).slice(0, -1), undefined],
    ['an image', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]), undefined],
  ];
  for (const [name, bytes, text] of texts) {
    it(`${name} is ${text === undefined ? 'no text' : JSON.stringify(text)}`, () =>
      assert.equal(decodeText(bytes), text));
  }

  const latin = new Uint8Array([0x7b, 0xe9, 0x7d]);
  for (const [name, values, title] of [
    ['a script', ['keywords', '--script', 'file'], 'file'],
    ['settings', ['keywords', 'bees', '--settings', 'file'], 'file'],
    ['a script from standard input', ['keywords', '--script', '-'], 'standard input'],
    ['settings from standard input', ['status', '--settings', '-'], 'standard input'],
  ] as const) {
    it(`${name} that is no text is refused and nothing is sent`, async () => {
      const { connect, calls } = scripted(answers);
      const { code, stderr } = await run({ arguments: values, connect, files: { file: latin }, input: latin });
      assert.equal(code, 2);
      assert.ok(stderr.startsWith(`Error: ${title} is not UTF-8 text. Save it with the encoding UTF-8`), stderr);
      assert.deepEqual(calls, []);
    });
  }

  it('names standard input in what is wrong with settings', async () => {
    const { connect } = scripted(answers);
    const { stderr } = await run({ arguments: ['status', '--settings', '-'], connect, input: '{' });
    assert.match(stderr, /^Error: standard input:1:2: /);
  });

  it('says what is the matter when standard input cannot be read', async () => {
    const input = Promise.reject(Object.assign(new Error('a folder'), { code: 'EISDIR' }));
    const { code, stderr } = await run({
      arguments: ['keywords', '--script', '-'],
      connect: scripted({}).connect,
      input,
    });
    assert.equal(code, 2);
    assert.match(stderr, /standard input cannot be read: it is a folder\./);
  });

  it('a script that is too long is refused by its name', async () => {
    const { connect, calls } = scripted(answers);
    const files = { 'long.md': 'a'.repeat(200_001) };
    const { code, stderr } = await run({ arguments: ['keywords', '--script', 'long.md'], connect, files });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^Error: long\.md cannot be a text of 200,001 characters: it takes a text of at most 200,000 /,
    );
    assert.deepEqual(calls, []);
  });
});

describe('Ctrl+C while a text is read', () => {
  const never = new Promise<Uint8Array>(() => {});
  for (const values of [
    ['keywords', '--script', '-'],
    ['status', '--settings', '-'],
  ]) {
    it(`ends "${values.join(' ')}" with 130`, async () => {
      const controller = new AbortController();
      const { connect, calls } = scripted(answers);
      const running = run({ arguments: values, connect, input: never, signal: controller.signal });
      controller.abort();
      assert.deepEqual(await running, { code: 130, stdout: '', stderr: 'Cancelled.\n', screen: 'Cancelled.\n' });
      assert.deepEqual(calls, []);
    });
  }

  it('is an object with the code `cancelled` in JSON', async () => {
    const values = ['keywords', '--script', '-', '--json'];
    const signal = AbortSignal.abort();
    const { code, stdout, stderr } = await run({
      arguments: values,
      connect: scripted({}).connect,
      input: never,
      signal,
    });
    assert.deepEqual([code, stderr], [130, '']);
    assert.deepEqual(JSON.parse(stdout).error, { code: 'cancelled', message: 'Cancelled.', hint: 'Nothing was sent.' });
  });
});

describe('what a person is told about wrong input', () => {
  const refused: readonly (readonly [values: readonly string[], expected: string])[] = [
    [
      ['script', '-5', 'degrees'],
      'There is no option -5 here.\nWords of a topic that begin with a dash come after "--", as in: videogenius script -- -5 degrees',
    ],
    [
      ['script', 'bees', '--seconds', '100000000000000000000'],
      '--seconds cannot be 100000000000000000000: it takes a whole number from 5 to 3,600.',
    ],
    [['script', 'bees', '--seconds', '1e20'], '--seconds cannot be "1e20": it takes a whole number from 5 to 3,600.'],
    [
      ['script', 'a'.repeat(10_000)],
      'The topic cannot be a text of 10,000 characters: it takes a text from 1 to 2,000 characters.',
    ],
    [
      ['keywords', 'a'.repeat(10_000)],
      'The topic cannot be a text of 10,000 characters: it takes a text from 1 to 2,000 characters.',
    ],
    [['serve', '--port', '65536'], '--port cannot be 65536: it takes a whole number from 0 to 65,535.'],
    [['serve', '--port', '-1'], '--port cannot be -1: it takes a whole number from 0 to 65,535.'],
  ];
  for (const [values, expected] of refused) {
    it(values.join(' ').slice(0, 40), async () => {
      const { connect, calls } = scripted(answers);
      const { code, stderr } = await run({ arguments: values, connect });
      assert.equal(code, 2);
      assert.equal(stderr, `Error: ${expected}\n"videogenius ${values[0]} --help" shows what is possible.\n`);
      assert.deepEqual(calls, []);
    });
  }

  it('a topic may begin with a dash after "--"', async () => {
    const { connect, calls } = scripted(answers);
    assert.equal((await run({ arguments: ['keywords', '--', '-5', 'degrees'], connect })).code, 0);
    assert.equal(JSON.parse(JSON.stringify(calls[0]?.input)).topic, '-5 degrees');
  });

  it('does not advise "--" where an option was misspelt, or where no topic is taken', async () => {
    const { connect } = scripted(answers);
    for (const values of [
      ['script', 'bees', '--secnds'],
      ['status', '-5'],
    ]) {
      assert.doesNotMatch((await run({ arguments: values, connect })).stderr, /Words of a topic/);
    }
  });

  for (const [locale, problem, expected] of [
    [
      'en',
      'scheme',
      'Error: HTTPS_PROXY names a proxy of a kind that is not supported: its address begins with http:// or https://.',
    ],
    [
      'en',
      'address',
      'Error: HTTPS_PROXY is not the address of a proxy: it begins with http:// or https://, as in http://proxy:8080.',
    ],
    ['zh-cn', 'scheme', '错误：HTTPS_PROXY 指定的代理类型不受支持：地址应以 http:// 或 https:// 开头。'],
    [
      'zh-cn',
      'address',
      '错误：HTTPS_PROXY 不是有效的代理地址：应以 http:// 或 https:// 开头，例如 http://proxy:8080。',
    ],
  ] as const) {
    it(`a proxy with a wrong ${problem}, in ${locale}`, async () => {
      const connect = () => {
        throw new ProxySettingError('HTTPS_PROXY', 'socks5h://me:secret@proxy:1080', problem);
      };
      const { code, stderr } = await run({ arguments: ['script', 'bees', '--locale', locale], connect });
      assert.equal(code, 2);
      assert.equal(stderr.split('\n')[0], expected);
      assert.doesNotMatch(stderr, /secret|内部|inside/);
    });
  }
});
