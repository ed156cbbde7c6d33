import assert from 'node:assert/strict';
import { commandNames } from '../../server/cli/command.ts';
import { displayWidth } from '../../server/cli/width.ts';
import {
  type Part,
  type RequestError,
  renderSentence,
  type Snapshot,
  sentence,
  translatable,
} from '../../server/protocol/index.ts';
import type { CallOptions } from '../../server/rpc/types.ts';
import { version } from '../../server/version.ts';
import {
  attempt,
  fail,
  failedAttempt,
  keywordsResult,
  ok,
  parts,
  type RunOptions,
  run as runWith,
  scripted,
  scriptResult,
  snapshot,
} from './cli-harness.ts';

const nobody = scripted({}).connect;
const run = (line: string, options: Partial<RunOptions> = {}) =>
  runWith({ arguments: line.split(' ').filter((word) => word !== ''), connect: nobody, ...options });

/** Streams parts, then answers. */
const streaming =
  (streamed: readonly Part[], result: unknown) =>
  (_: unknown, { onPart }: CallOptions) => {
    for (const part of streamed) onPart?.(part);
    return result;
  };

const cutOff = sentence('The model reached its length limit: the script may be cut off.');

const takeover = [
  parts.start('deepseek'),
  parts.failed('deepseek'),
  parts.start('claude', 2),
  parts.text('Bees dance.\n\n'),
  parts.text('They do.'),
];

const allFailed: RequestError = {
  code: 'allModelsFailed',
  message: 'All failed.',
  hint: 'Try again.',
  attempts: [{ modelId: 'deepseek', class: 'overload', message: 'The vendor is overloaded.', status: 503 }],
};

const exhausted: readonly string[] = [
  'allModelsFailed',
  'noModelConfigured',
  'noModelEligible',
  'deadlineExceeded',
  'budgetReached',
];
const withoutModels = 'Without any model: "videogenius script TOPIC --offline" gives an outline to fill in.\n';
const goOn = 'To go on from what is there: save it, then "videogenius script TOPIC --continue FILE".';
const incomplete = '\n[incomplete: the text broke off here]\n';

describe('command line: usage', () => {
  const refused: readonly (readonly [line: string, expected: RegExp])[] = [
    ['', /A command is missing/],
    ['scrpt bees', /no command "scrpt"\. Did you mean "script"/],
    ['script', /A topic is missing/],
    ['keywords', /topic or --script FILE is missing/],
    ['script bees --secnds 30', /no option --secnds here\. Did you mean --seconds/],
    ['script bees --amount 3', /no option --amount here/],
    ['script bees --seconds', /--seconds needs a value/],
    ['script bees --settings --json', /--settings needs a value/],
    ['script bees --quiet=yes', /--quiet takes no value/],
    ['script bees --seconds 3', /--seconds cannot be 3: it takes a whole number from 5 to 3,600/],
    ['script bees --seconds -30', /--seconds cannot be -30: it takes a whole number/],
    ['script bees --seconds soon', /--seconds cannot be "soon": it takes a whole number/],
    ['script bees --paragraphs 2.5', /--paragraphs cannot be 2\.5: it takes a whole number from 1 to 30/],
    ['script bees --seconds 30 --paragraphs 2', /in paragraphs or in seconds, not both/],
    ['script bees --format shrt', /one of short, long.*Did you mean "short"\?/],
    ['script bees --strategy roundrobbin', /Did you mean "roundRobin"\?/],
    ['script bees --model claud', /no model named "claud"\. Did you mean "claude"\? The models are deepseek,/],
    ['script bees --format poem', /--format cannot be "poem": it takes one of short, long/],
    ['script bees --strategy best', /--strategy cannot be "best": it takes one of roundRobin/],
    ['script bees --locale fr', /--locale cannot be "fr": it takes one of en, zh-cn/],
    ['script bees --model *', /--model: a model id has 1 to 64/],
    ['script bees --deadline 0', /--deadline cannot be 0: it takes a number from 1 to 1,800/],
    ['status bees', /"videogenius status" takes no topic/],
    ['script bees --settings missing.json', /missing\.json cannot be read: there is no such file/],
    ['keywords --script missing.txt', /missing\.txt cannot be read/],
  ];
  for (const [line, expected] of refused) {
    it(`refuses "videogenius ${line}" with 2`, async () => {
      const { connect } = scripted({});
      const { code, stdout, stderr } = await run(line, { connect });
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.equal(stdout, '');
    });
  }

  it('prints a usage error as one JSON object too', async () => {
    const { code, stdout, stderr } = await run('script --json');
    assert.equal(code, 2);
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), {
      error: {
        code: 'invalidRequest',
        message: 'A topic is missing.',
        hint: '"videogenius script --help" shows what is possible.',
      },
    });
  });

  it('has help for itself and every command, in both languages', async () => {
    for (const locale of ['en', 'zh-cn']) {
      const general = await run(`--help --locale ${locale}`);
      assert.equal(general.code, 0);
      for (const name of commandNames) {
        assert.ok(general.stdout.includes(name));
        const { code, stdout, stderr } = await run(`${name} --help --locale ${locale}`);
        assert.equal(code, 0);
        assert.ok(stdout.includes(`videogenius ${name}`) && stdout.includes('--json'));
        assert.equal(/\p{Script=Han}/u.test(stdout), locale === 'zh-cn');
        assert.ok(stdout.split('\n')[0]?.endsWith(locale === 'en' ? ' [options]' : ' [选项]'), stdout);
        assert.equal(stderr, '');
      }
    }
  });

  it('fits help into the terminal', async () => {
    for (const locale of ['en', 'zh-cn']) {
      const { stdout } = await run(`script --help --locale ${locale}`, { tty: true, columns: 80 });
      const listed = stdout.split('\n').filter((line) => line.startsWith('  '));
      assert.ok(listed.length > 10);
      for (const line of listed) assert.ok(displayWidth(line) <= 80, line);
    }
  });

  it('shows its version', async () => {
    for (const flag of ['--version', '-V']) assert.deepEqual((await run(flag)).stdout, `${version}\n`);
  });

  it('hides what went wrong inside, and says so', async () => {
    const connect = () => {
      throw new Error('secret detail');
    };
    const { code, stderr } = await run('status', { connect });
    assert.equal(code, 1);
    assert.match(stderr, /Something went wrong inside VideoGenius/);
    assert.equal(stderr.includes('secret detail'), false);
  });
});

describe('command line: settings', () => {
  const answers = { 'state/get': () => ok(snapshot()) };

  it('uses the file that is named, and the options over it', async () => {
    const { connect, connections } = scripted(answers);
    const files = { 'mine.json': '{"videogenius.strategy": "random", "videogenius.failover.maxAttempts": 7}' };
    await run('status --settings mine.json', { connect, files });
    await run('status --settings mine.json --strategy roundRobin --simulated', { connect, files });
    assert.deepEqual(
      connections.map(({ config, models }) => [config.strategy, config.failover.maxAttempts, models]),
      [
        ['random', 7, 'configured'],
        ['roundRobin', 7, 'simulated'],
      ],
    );
  });

  it('goes on after warnings and stops at errors, in the language of the person', async () => {
    const scriptedStatus = scripted(answers);
    const warned = await run('status --settings s.json', {
      connect: scriptedStatus.connect,
      files: { 's.json': '{\n"videogenius.stratgy": "random"}' },
    });
    assert.equal(warned.code, 0);
    assert.match(warned.stderr, /^Note: s\.json:2:1: .*Did you mean/);
    const quiet = await run('status --quiet --settings s.json', {
      connect: scriptedStatus.connect,
      files: { 's.json': '{\n"videogenius.stratgy": "random"}' },
    });
    assert.match(quiet.stderr, /^Note: s\.json:2:1: [^\n]*\n$/);

    const refused = await run('status --settings s.json --locale zh-cn', {
      files: { 's.json': '{"videogenius.strategy": 1}' },
    });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^错误：s\.json:1:2：.*应为以下之一/);

    const json = await run('status --json --settings s.json', { files: { 's.json': '{' } });
    assert.equal(json.code, 2);
    assert.equal(JSON.parse(json.stdout).error.code, 'invalidSettings');
  });
});

describe('command line: script', () => {
  it('hands the whole brief to the engine', async () => {
    const { connect, calls, connections, openConnections } = scripted({ 'script/generate': () => ok(scriptResult()) });
    const line =
      'script honey bees --language de --seconds 60 --format short --tone dry --audience kids --instructions none --model claude --deadline 9.5';
    assert.equal((await run(line, { connect, environment: { OPENAI_API_KEY: 'k' } })).code, 0);
    const { input } = calls[0] ?? {};
    assert.deepEqual(JSON.parse(JSON.stringify(input)), {
      brief: {
        topic: 'honey bees',
        language: 'de',
        seconds: 60,
        format: 'short',
        tone: 'dry',
        audience: 'kids',
        instructions: 'none',
      },
      routing: { pinnedModel: 'claude', deadlineMs: 9500 },
    });
    assert.deepEqual(connections[0]?.environment, { OPENAI_API_KEY: 'k' });
    assert.equal(openConnections(), 0);
  });

  it('writes exactly the final text of an ordered length into a file or a pipe, whatever was taken back', async () => {
    const streamed = [...takeover, parts.rewind(0), parts.text('Bees dance.\n\nThey do.')];
    const { connect } = scripted({ 'script/generate': streaming(streamed, ok(scriptResult())) });
    const { code, stdout, stderr } = await run('script bees --paragraphs 2', { connect });
    assert.equal(code, 0);
    assert.equal(stdout, 'Bees dance.\n\nThey do.\n');
    assert.deepEqual(stderr.split('\n'), [
      'Asking deepseek.',
      'deepseek failed: overloaded. claude takes over.',
      'Written by claude: 4 words, about 2.5 s spoken, cost $0.001.',
      '',
    ]);
  });

  it('shows the text as it comes in a terminal, and a changed text whole', async () => {
    const streamed = [
      parts.start('claude'),
      parts.text('Bees sing.'),
      parts.rewind(5),
      parts.text('dance.\n\nThey do.'),
    ];
    const { connect } = scripted({ 'script/generate': streaming(streamed, ok(scriptResult())) });
    const { stdout, screen } = await run('script bees', { connect, tty: true, environment: { NO_COLOR: '1' } });
    assert.equal(stdout, 'Bees sing.\nBees dance.\n\nThey do.\n');
    assert.match(screen, /Bees sing\.\nThe text above has changed\..*\nBees dance\./);
  });

  it('starts a message on its own line in the middle of a text', async () => {
    const streamed = [
      parts.start('deepseek'),
      parts.text('Bees '),
      parts.failed('deepseek'),
      parts.start('claude', 2, 'resume'),
      parts.text('dance.'),
    ];
    const { connect } = scripted({ 'script/generate': streaming(streamed, ok(scriptResult({ text: 'Bees dance.' }))) });
    const { screen } = await run('script bees', { connect, tty: true, environment: { TERM: 'dumb' } });
    assert.ok(screen.includes('Bees \ndeepseek broke off: overloaded. claude goes on from there.\ndance.\n'), screen);
  });

  it('colours only in a terminal that wants it', async () => {
    const { connect } = scripted({ 'script/generate': streaming(takeover, ok(scriptResult())) });
    const colourCode = '\u001B[';
    assert.equal((await run('script bees', { connect, tty: true })).stderr.includes(colourCode), true);
    assert.equal((await run('script bees', { connect })).screen.includes(colourCode), false);
    assert.equal(
      (await run('script bees', { connect, tty: true, environment: { NO_COLOR: '1' } })).screen.includes(colourCode),
      false,
    );
  });

  for (const [name, options, seenFirst] of [
    ['shows the text as it comes in a file or a pipe too', [], 'Bees'],
    ['keeps a text that may be corrected until it is whole', ['--seconds', '30'], ''],
    ['--stream shows it as it comes everywhere', ['--seconds', '30', '--stream'], 'Bees'],
  ] as const) {
    it(name, async () => {
      let seen = '';
      const { connect } = scripted({
        'script/generate': (_, { onPart }) => {
          onPart?.(parts.text('Bees'));
          seen = written();
          onPart?.(parts.text(' dance.'));
          return ok(scriptResult({ text: 'Bees dance.' }));
        },
      });
      let stdout = '';
      const written = () => stdout;
      const { runCli } = await import('../../server/cli.ts');
      const sink = (write: (text: string) => void) => ({ isTty: false, columns: undefined, write });
      const code = await runCli({
        arguments: ['script', 'bees', ...options],
        stdout: sink((text) => {
          stdout += text;
        }),
        stderr: sink(() => {}),
        readInput: async () => new Uint8Array(),
        readFile: async () => new Uint8Array(),
        environment: {},
        signal: new AbortController().signal,
        connect,
        attach: async () => undefined,
        runDaemon: async () => 0,
      });
      assert.deepEqual([code, seen, stdout], [0, seenFirst, 'Bees dance.\n']);
    });
  }

  it('--quiet says nothing but errors', async () => {
    const good = scripted({ 'script/generate': streaming(takeover, ok(scriptResult({ warnings: [cutOff] }))) });
    assert.equal((await run('script bees --quiet', { connect: good.connect })).stderr, '');
    const bad = scripted({ 'script/generate': () => fail(allFailed), 'state/get': () => ok(snapshot()) });
    assert.match((await run('script bees --quiet', { connect: bad.connect })).stderr, /^Error: Every model/);
  });

  it('shows warnings', async () => {
    const { connect } = scripted({ 'script/generate': () => ok(scriptResult({ warnings: [cutOff] })) });
    assert.match(
      (await run('script bees', { connect })).stderr,
      /Note: The model reached its length limit: the script may be cut off\./,
    );
  });

  it('shows warnings in the language of the person, and in JSON always in plain English', async () => {
    const warnings = [cutOff, sentence('The script does not seem to be in {0}.', translatable('German'))];
    const { connect } = scripted({ 'script/generate': () => ok(scriptResult({ warnings })) });
    const { stderr } = await run('script bees --locale zh-cn', { connect });
    assert.match(stderr, /注意：模型达到了输出长度上限，脚本可能不完整。\n注意：脚本使用的语言似乎不是德语。\n/);
    const files = { 's.json': '{"videogenius.stratgy": "random"}' };
    const json = await run('script bees --locale zh-cn --json --settings s.json', { connect, files });
    assert.match(json.stderr, /是不是想写/);
    const printed: string[] = JSON.parse(json.stdout).warnings;
    assert.match(printed[0] ?? '', /Did you mean/);
    assert.deepEqual(printed.slice(1), [
      'The model reached its length limit: the script may be cut off.',
      'The script does not seem to be in German.',
    ]);
  });

  it('--json prints one object and nothing else on standard output', async () => {
    const { connect } = scripted({
      'script/generate': streaming(takeover, ok(scriptResult({ warnings: [cutOff] }))),
    });
    const { code, stdout } = await run('script bees --json', { connect });
    assert.equal(code, 0);
    const { warnings, ...expected } = scriptResult();
    assert.deepEqual(JSON.parse(stdout), { ...expected, warnings: [renderSentence(cutOff)] });
    assert.equal(warnings.length, 0);
  });

  it('marks simulated models', async () => {
    const { connect } = scripted({ 'script/generate': () => ok(scriptResult({ simulated: true })) });
    assert.match(
      (await run('script bees', { connect })).stderr,
      /Written by claude \(simulated\): .*, simulated cost \$0\.001\./,
    );
    const chinese = await run('script bees --locale zh-cn', { connect });
    assert.match(chinese.stderr, /claude（模拟） 已写好脚本：.*，模拟费用：0\.001 美元。/);
    const real = scripted({ 'keywords/generate': () => ok(keywordsResult()) });
    assert.match((await run('keywords bees --locale zh-cn', real)).stderr, /，费用：0\.001 美元。/);
  });

  it('speaks Chinese', async () => {
    const { connect } = scripted({ 'script/generate': streaming(takeover, ok(scriptResult())) });
    const { stderr, stdout } = await run('script bees', { connect, environment: { LANG: 'zh_CN.UTF-8' } });
    assert.match(stderr, /deepseek 失败：服务过载。由 claude 接手。/);
    assert.equal(stdout, 'Bees dance.\n\nThey do.\n');
  });
});

describe('command line: failures', () => {
  const codes: readonly (readonly [code: RequestError['code'], exit: number])[] = [
    ['allModelsFailed', 1],
    ['noModelConfigured', 2],
    ['noModelEligible', 1],
    ['deadlineExceeded', 1],
    ['streamBroken', 1],
    ['contentFiltered', 1],
    ['tooLong', 1],
    ['unusableAnswer', 1],
    ['internal', 1],
    ['budgetReached', 2],
    ['invalidRequest', 2],
    ['invalidSettings', 2],
    ['cancelled', 130],
  ];
  for (const [code, exit] of codes) {
    it(`${code} ends with ${exit}`, async () => {
      const { connect } = scripted({
        'script/generate': () => fail({ ...allFailed, code, attempts: [] }),
        'keywords/generate': () => fail({ ...allFailed, code, attempts: [] }),
        'state/get': () => ok(snapshot()),
      });
      for (const line of ['script bees', 'keywords bees']) {
        const { code: status, stderr, stdout } = await run(line, { connect });
        assert.equal(status, exit);
        // Nothing was written, so nothing is kept.
        const hint = code === 'cancelled' ? '' : 'Try again.\n';
        const last = line.startsWith('script') && exhausted.includes(code) ? withoutModels : '';
        assert.equal(stderr, `Error: All failed.\n${hint}${last}`);
        assert.equal(stdout, '');
      }
    });
  }

  it('keeps a partial text and lists each attempt', async () => {
    const { connect } = scripted({
      'script/generate': streaming(
        [parts.start('deepseek'), parts.text('Bees dan')],
        fail({ ...allFailed, code: 'streamBroken' }),
      ),
      'state/get': () => ok(snapshot()),
    });
    const { code, stdout, stderr } = await run('script bees', { connect });
    assert.equal(code, 1);
    assert.equal(stdout, `Bees dan\n${incomplete}`);
    assert.match(
      stderr,
      /The text above is incomplete\.\nError: The answer broke off.*\n {2}deepseek: The vendor is overloaded\.\nTry again\.\nTo go on from what is there: .*\n$/s,
    );
  });

  it('--json adds the error to what is known, money included', async () => {
    const state = snapshot({
      requests: [
        {
          requestId: 'request1',
          task: 'script',
          startedAtMs: 0,
          endedAtMs: 1,
          result: 'failed',
          errorCode: 'streamBroken',
          explanation: null,
          attempts: [attempt('claude', { outcome: 'failed', class: 'truncated' }), failedAttempt('deepseek')],
          activeAttempts: [],
          costNanoUsd: 1_000_000,
        },
      ],
    });
    const { connect } = scripted({
      'script/generate': streaming(
        [parts.start('claude'), parts.text('Bees dan')],
        fail({ ...allFailed, code: 'streamBroken' }),
      ),
      'state/get': () => ok(state),
    });
    const { code, stdout } = await run('script bees --json', { connect });
    assert.equal(code, 1);
    const printed = JSON.parse(stdout);
    assert.deepEqual(printed.error, {
      code: 'streamBroken',
      message: 'The answer broke off; what is there is incomplete.',
      hint: `Try again.\n${goOn}`,
    });
    assert.deepEqual(printed.attempts, state.requests[0]?.attempts);
    const { requestId, text, words, seconds, model, usage, costNanoUsd, simulated } = printed;
    assert.deepEqual(
      { requestId, text, words, seconds, model, usage, costNanoUsd, simulated },
      {
        requestId: 'request1',
        text: 'Bees dan',
        words: null,
        seconds: null,
        model: 'claude',
        usage: { inputTokens: 100, outputTokens: 50 },
        costNanoUsd: 1_000_000,
        simulated: false,
      },
    );
  });

  it('says how many models were not asked when there were attempts left to be allowed', async () => {
    const asked = ['deepseek', 'claude', 'openai'];
    const request: Snapshot['requests'][number] = {
      requestId: 'request1',
      task: 'script',
      startedAtMs: 0,
      endedAtMs: 1,
      result: 'failed',
      errorCode: 'allModelsFailed',
      explanation: {
        strategy: 'intelligent',
        candidates: [],
        filtered: [],
        order: [...asked, 'qwen', 'ernie'],
        panic: false,
      },
      attempts: asked.map(failedAttempt),
      activeAttempts: [],
      costNanoUsd: 0,
    };
    const files = { 's.json': '{"videogenius.failover.maxAttempts": 3}' };
    const { connect } = scripted({
      'script/generate': streaming(
        asked.map((model) => parts.start(model)),
        fail(allFailed),
      ),
      'state/get': () => ok(snapshot({ requests: [request] })),
    });
    const expected = [
      'deepseek: try again later, or add another model.',
      '2 more models were not asked; failover.maxAttempts is 3.',
      withoutModels.trim(),
    ];
    const { stderr } = await run('script bees --quiet --settings s.json', { connect, files });
    assert.ok(stderr.endsWith(`${expected.join('\n')}\n`), stderr);
    const { stdout } = await run('script bees --json --settings s.json', { connect, files });
    assert.equal(JSON.parse(stdout).error.hint, expected.join('\n'));
  });

  it('Ctrl+C keeps what is written and is no error', async () => {
    const controller = new AbortController();
    const { connect } = scripted({
      'script/generate': (_, { onPart, signal }) => {
        onPart?.(parts.text('Bees'));
        controller.abort();
        assert.equal(signal?.aborted, true);
        return fail({
          code: 'cancelled',
          message: 'Cancelled.',
          hint: 'What was written so far is kept.',
          attempts: [],
        });
      },
      'state/get': () => ok(snapshot()),
    });
    const { code, stdout, stderr } = await run('script bees', { connect, signal: controller.signal });
    assert.equal(code, 130);
    assert.equal(stdout, `Bees\n${incomplete}`);
    assert.equal(stderr, 'The text above is incomplete.\nCancelled. What was written so far is kept.\n');
  });
});

describe('command line: keywords', () => {
  const answers = { 'keywords/generate': () => ok(keywordsResult()) };

  it('prints one a line', async () => {
    const { connect, calls } = scripted(answers);
    const { code, stdout, stderr } = await run('keywords bees --amount 2 --language en', { connect });
    assert.deepEqual([code, stdout], [0, 'bee flying\nbee hive\n']);
    assert.match(stderr, /2 keywords by claude, cost \$0\.001\./);
    assert.deepEqual(JSON.parse(JSON.stringify(calls[0]?.input)), {
      topic: 'bees',
      amount: 2,
      language: 'en',
      routing: {},
    });
  });

  it('reads a script from a file or from standard input', async () => {
    const { connect, calls } = scripted(answers);
    await run('keywords --script a.md', { connect, files: { 'a.md': 'From a file.' } });
    await run('keywords bees --script -', { connect, input: 'From input.' });
    assert.deepEqual(
      calls.map(({ input }) => JSON.parse(JSON.stringify(input))),
      [
        { script: 'From a file.', routing: {} },
        { topic: 'bees', script: 'From input.', routing: {} },
      ],
    );
    assert.equal((await run('keywords --script -', { connect, input: ' \n' })).code, 2);
  });

  it('--json prints one object', async () => {
    const { connect } = scripted(answers);
    const { stdout } = await run('keywords bees --json', { connect });
    assert.deepEqual(JSON.parse(stdout), keywordsResult());
  });
});

describe('command line: check', () => {
  const checked = (outcomes: Readonly<Record<string, 'ok' | 'failed' | 'unchecked' | 'notConfigured' | 'disabled'>>) =>
    scripted({
      'models/check': () =>
        ok({
          checks: Object.entries(outcomes).map(([modelId, outcome]) => ({
            modelId,
            simulated: false,
            outcome,
            class: outcome === 'failed' ? 'auth' : null,
            message: sentence('{0} takes over.', modelId),
            hint: outcome === 'unchecked' ? sentence('Allow a paid check: it asks for one word.') : sentence(''),
            totalMs: null,
            availableModels: outcome === 'ok' ? ['large', 'small'] : [],
          })),
        }),
    });
  const exits = [
    [{ claude: 'ok', openai: 'failed' }, 0],
    [{ claude: 'failed', openai: 'unchecked' }, 1],
    [{ claude: 'unchecked', openai: 'notConfigured' }, 1],
    [{ claude: 'failed' }, 1],
    [{ claude: 'notConfigured', openai: 'disabled' }, 2],
    [{}, 2],
  ] as const;
  for (const [outcomes, exit] of exits) {
    it(`${JSON.stringify(outcomes)} ends with ${exit}`, async () => {
      const { connect } = checked(outcomes);
      for (const line of ['check', 'check --json']) assert.equal((await run(line, { connect })).code, exit);
    });
  }

  it('says how a paid check is allowed, unless it is', async () => {
    const { connect } = checked({ claude: 'unchecked' });
    assert.match((await run('check', { connect })).stdout, /it asks for one word \(--paid\)\.$/m);
    assert.match((await run('check --locale zh-cn', { connect })).stdout, /只请求一个词（--paid）。$/m);
    assert.doesNotMatch((await run('check --paid', { connect })).stdout, /--paid/);
    const { checks } = JSON.parse((await run('check --json --locale zh-cn', { connect })).stdout);
    assert.equal(checks[0].hint, 'Allow a paid check: it asks for one word (--paid).');
  });

  it("shows the vendor's name for a model, and what else it offers when asked about one", async () => {
    const { connect } = checked({ claude: 'ok' });
    const { stdout } = await run('check --model claude', { connect });
    assert.match(stdout, /^claude +claude-large +ok/m);
    assert.match(stdout, /^claude is offered as: large, small\.$/m);
    assert.doesNotMatch((await run('check', { connect })).stdout, /offered/);
  });
});
