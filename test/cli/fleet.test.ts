import assert from 'node:assert/strict';
import { displayWidth } from '../../server/cli/width.ts';
import { createApplication } from '../../server/main.ts';
import {
  defaultConfig,
  KeywordsResult,
  noSentence,
  ScriptResult,
  Snapshot,
  strategyIds,
} from '../../server/protocol/index.ts';
import { createRedactor } from '../../server/system/index.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';
import { type Run, type RunOptions, run } from './cli-harness.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The command line over the real engine in virtual time; the network refuses every connection. */
function simulate(line: string, options: Partial<RunOptions> = {}): Promise<Run> {
  const clock = new SimClock();
  const fetch = async () => {
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
  };
  return clock.run(() =>
    run({
      arguments: line.split(' '),
      connect: (wanted) => createApplication({ ...wanted, clock, random: new SimRandom(11), log: silent, fetch }),
      ...options,
    }),
  );
}

const key = { DEEPSEEK_API_KEY: 'sk-0123456789abcdef0123456789abcdef' };

describe('command line over the engine', () => {
  it('demo: a model fails for everyone to see, another takes over, and everything is labelled simulated', async () => {
    const { code, stdout, stderr } = await simulate('demo');
    assert.equal(code, 0);
    assert.equal(stdout.split('\n')[0], 'Simulated fleet: no model is asked, nothing is spent.');
    assert.match(stderr, /simulated-deepseek failed: overloaded\. simulated-\w+ takes over\./);
    assert.match(stdout, /^1 +simulated-deepseek +failed: overloaded/m);
    assert.match(stdout, /^2 +simulated-\w+ +written/m);
    assert.match(stdout, /Keywords for stock footage:\n\n(?:.+\n){5}\n/);
    assert.match(stdout, /attempts, 1 failed, simulated cost \$0\.\d+/);
    assert.equal(stdout.includes('Real models'), false);
  });

  it('demo: takes well under a minute of the fleet’s own time', async () => {
    const clock = new SimClock();
    const connect: RunOptions['connect'] = (wanted) =>
      createApplication({ ...wanted, clock, random: new SimRandom(3), log: silent });
    const { code } = await clock.run(() => run({ arguments: ['demo'], connect }));
    assert.equal(code, 0);
    assert.ok(clock.monotonicMs() < 30_000, `${clock.monotonicMs()} ms`);
  });

  it('demo: says that real models are configured, and does not use them', async () => {
    const { code, stdout } = await simulate('demo', { environment: key });
    assert.equal(code, 0);
    assert.match(stdout, /^Simulated fleet.*\nReal models are configured as well \(deepseek\);/);
    assert.equal(/^\d+ +deepseek/m.test(stdout), false);
  });

  it('demo --json is one object that says simulated throughout', async () => {
    const { code, stdout } = await simulate('demo --json');
    assert.equal(code, 0);
    const { simulated, script, keywords } = JSON.parse(stdout);
    assert.equal(simulated, true);
    assert.equal(ScriptResult.parse(script).attempts[0]?.outcome, 'failed');
    assert.equal(KeywordsResult.parse(keywords).simulated, true);
  });

  it('demo speaks Chinese', async () => {
    const { stdout, stderr } = await simulate('demo --locale zh-cn');
    assert.match(stdout, /^模拟模型：不请求任何真实模型，不产生费用。/);
    assert.match(stderr, /simulated-deepseek 失败：服务过载。由 simulated-\w+ 接手。/);
    assert.match(stdout, /蜜蜂/);
  });

  it('script --simulated --json is the result of the contract', async () => {
    const { code, stdout, stderr } = await simulate('script honey bees --simulated --json --paragraphs 2 --quiet');
    assert.equal(code, 0);
    assert.equal(stderr, '');
    const script = ScriptResult.parse(JSON.parse(stdout));
    assert.equal(script.simulated, true);
    assert.equal(script.text.split('\n\n').length, 2);
  });

  it('script writes into a pipe what --json calls the text', async () => {
    const plain = await simulate('script honey bees --simulated --seconds 45');
    const json = await simulate('script honey bees --simulated --seconds 45 --json');
    assert.equal(plain.stdout, `${JSON.parse(json.stdout).text}\n`);
  });

  it('a terminal ends with the same text', async () => {
    const options = { tty: true, environment: { NO_COLOR: '1' } };
    const { stdout } = await simulate('script honey bees --simulated --seconds 45', options);
    const json = await simulate('script honey bees --simulated --seconds 45 --json');
    assert.ok(stdout.endsWith(`${JSON.parse(json.stdout).text}\n`), stdout);
  });

  it('without any model, fails with what to do instead of simulating', async () => {
    const { code, stdout, stderr } = await simulate('script bees');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /Error: No model is configured yet\./);
    assert.match(stderr, /DEEPSEEK_API_KEY.*--simulated/);
    const json = await simulate('script bees --json');
    assert.equal(json.code, 2);
    assert.equal(JSON.parse(json.stdout).error.code, 'noModelConfigured');
  });

  it('with keys that lead nowhere, fails with 1 and never shows a key', async () => {
    for (const line of ['script bees', 'script bees --json', 'keywords bees', 'status', 'check --json']) {
      const { code, screen } = await simulate(line, { environment: key });
      assert.equal(code, line === 'status' ? 0 : 1, line);
      assert.equal(screen.includes(key.DEEPSEEK_API_KEY), false);
    }
  });

  it('the demo says what to type next, as this person would', async () => {
    const last = async (environment: Record<string, string>) => {
      const { stdout } = await simulate('demo', { environment });
      return stdout.trimEnd().split('\n').at(-1);
    };
    const mine = 'With a key of your own, for example in DEEPSEEK_API_KEY';
    assert.equal(await last({}), `${mine}: videogenius script "Your topic"`);
    assert.equal(await last({ npm_lifecycle_event: 'start' }), `${mine}: npm start -- script "Your topic"`);
    assert.equal(await last(key), 'With your own models: videogenius script "Your topic"');
  });

  it('warns of models whose settings are not complete, quietly or not, and of nothing else', async () => {
    const models = {
      mine: { provider: 'openai-compatible', baseUrl: 'https://mine.example/v1' },
      claude: { model: 'claude-haiku-4-5' },
      off: { provider: 'openai-compatible', enabled: false },
    };
    const files = { 's.json': JSON.stringify({ 'videogenius.models': models }) };
    const expected =
      'videogenius.models.mine: No model name is set. Set "model" of "mine" in the setting videogenius.models.';
    for (const line of ['status', 'script bees', 'check', 'explain bees']) {
      const { stderr } = await simulate(`${line} --quiet --settings s.json`, { files, environment: key });
      assert.equal(stderr.split('\n')[0], `Note: ${expected}`, line);
      assert.equal(stderr.match(/^Note:/gm)?.length, 1, stderr);
      const json = await simulate(`${line} --json --locale zh-cn --settings s.json`, { files, environment: key });
      assert.match(json.stderr, /^注意：videogenius\.models\.mine：没有/);
      assert.deepEqual(JSON.parse(json.stdout).warnings, [expected], line);
    }
    assert.doesNotMatch((await simulate('status --simulated --settings s.json', { files })).stderr, /mine/);
  });

  it('explain lists models in the order of the choice, and a strategy without scores explains itself', async () => {
    for (const strategy of strategyIds) {
      for (const locale of ['en', 'zh-cn']) {
        const { stdout } = await simulate(`explain bees --simulated --strategy ${strategy} --locale ${locale}`);
        const lines = stdout.split('\n');
        const order = lines.find((line) => /^(?:Order: |顺序：)/.test(line)) ?? '';
        const rows = lines.slice(1, lines.indexOf(order)).map((line) => line.split(/[ （]/)[0]);
        assert.deepEqual(rows, order.match(/simulated-\w+/g), stdout);
        const usesScore = strategy === 'intelligent';
        assert.equal(/comes first:|^首选/m.test(stdout), usesScore, strategy);
        assert.equal(/the score does not count|得分不起作用/.test(stdout), !usesScore, strategy);
      }
    }
  });

  it('explain writes every sum alike', async () => {
    for (const [locale, sum] of [
      ['en', /\$\d+\.\d+/g],
      ['zh-cn', /\d+\.\d+ 美元/g],
    ] as const) {
      const { stdout } = await simulate(`explain bees --model deepseek --locale ${locale}`, { environment: key });
      const [inTable, inFactor, ...more] = stdout.match(sum) ?? [];
      assert.equal(inFactor, inTable, stdout);
      assert.deepEqual([typeof inTable, more], ['string', []]);
    }
  });

  it('a model that does not exist is wrong usage', async () => {
    const { code, stderr } = await simulate('script bees --simulated --model claude');
    assert.equal(code, 2);
    assert.match(stderr, /no model named "claude"\. The models are simulated-deepseek,/);
  });

  it('reports a partial text when the one model breaks off', async () => {
    const files = { 's.json': '{"videogenius.models": {"broken": {"provider": "simulated", "model": "dropping"}}}' };
    const { code, stdout } = await simulate('script bees --simulated --settings s.json --json', { files });
    assert.equal(code, 1);
    const printed = JSON.parse(stdout);
    assert.notEqual(printed.text, '');
    assert.ok(printed.attempts.length > 0);
    assert.equal(printed.attempts[0].class, 'truncated');
    assert.equal(printed.simulated, true);
    assert.equal(typeof printed.requestId, 'string');
  });

  it('status lists every model with its reason, within the width of the terminal', async () => {
    const options = { environment: { ...key, NO_COLOR: '1' }, tty: true, columns: 100 };
    const { code, stdout } = await simulate('status', options);
    assert.equal(code, 0);
    assert.match(stdout, /^deepseek +deepseek-\S+ +not used yet/m);
    assert.match(stdout, /^claude +claude-\S+ +not configured +[\d.]+ {10,}No API key/m);
    for (const line of stdout.split('\n')) assert.ok(displayWidth(line) <= 100, line);
    const printed = JSON.parse((await simulate('status --json --locale zh-cn')).stdout);
    const reasons: unknown[] = printed.models.map((model: { reason: unknown }) => model.reason);
    assert.ok(reasons.includes('No API key is set for DeepSeek.'));
    for (const reason of reasons) assert.match(String(reason), /^[A-Z].*\.$/);
    const models = printed.models.map((model: object) => ({ ...model, reason: noSentence }));
    Snapshot.parse({ ...printed, models });
  });

  it('explain shows scores, order and who is left out', async () => {
    const { code, stdout } = await simulate('explain bees', { environment: key });
    assert.equal(code, 0);
    assert.match(stdout, /^deepseek +deepseek-\S+ +\d+\.\d +\d+\.\d +\d+\.\d/m);
    assert.match(stdout, /^Model +Vendor's name +Score +weight \/30 +health \/25/m);
    assert.match(stdout, /^Order: .*deepseek/m);
    assert.match(stdout, /^Left out:\n {2}/m);
    const chinese = await simulate('explain bees --locale zh-cn', { environment: key });
    assert.match(chinese.stdout, /^ {2}claude：没有设置 Claude 的 API 密钥。$/m);
  });

  it('explain says what the factors found about the first model, in the language of the person', async () => {
    const options = { environment: key };
    const english = await simulate('explain bees --model deepseek', options);
    assert.match(
      english.stdout,
      /^deepseek comes first:\n {2}weight: Your weight is 1\.00 of 2\.\n {2}health: No recent/m,
    );
    const chinese = await simulate('explain bees --model deepseek --locale zh-cn', options);
    assert.match(
      chinese.stdout,
      /^首选 deepseek：\n {2}权重：你设的权重为 1\.00，满分 2。\n {2}健康：近期还没有结果。\n/m,
    );
    const json = JSON.parse((await simulate('explain bees --model deepseek --json --locale zh-cn', options)).stdout);
    assert.equal(json.candidates[0].factors[0].explanation, 'Your weight is 1.00 of 2.');
    const explanations = json.filtered.map((each: { explanation: unknown }) => each.explanation);
    assert.ok(explanations.includes('This request is pinned to deepseek.'), explanations.join('\n'));
  });

  it('explain says what each strategy looks at, the chances, the second model and the budgets', async () => {
    const settings = { 'videogenius.money.dayBudgetUsd': 2, 'videogenius.money.whenSpent': 'stop' };
    const files = { 's.json': JSON.stringify(settings) };
    for (const strategy of strategyIds) {
      const line = `explain bees --simulated --settings s.json --strategy ${strategy}`;
      const { stdout } = await simulate(line, { files });
      assert.match(stdout, /^Model .*Chance$/m);
      assert.match(stdout, /^If simulated-\S+ has not begun after [\d.]+ s, simulated-\S+ is asked as well\.$/m);
      assert.match(stdout, /^Budgets:\n {2}all models: \$0\.00 of \$2\.00 used today\n {2}When one is used up paid/m);
      const chinese = await simulate(`${line} --locale zh-cn`, { files });
      assert.match(chinese.stdout, /^如果 simulated-\S+ 在 [\d.]+ 秒后还没有开始回答，会同时请求 simulated-\S+。$/m);
      assert.match(chinese.stdout, /^预算：\n {2}全部模型：今天已用 0\.00 美元，上限 2\.00 美元\n/m);
      const json = JSON.parse((await simulate(`${line} --json`, { files })).stdout);
      for (const candidate of json.candidates) {
        assert.equal(typeof candidate.reason, 'string');
        assert.ok(candidate.chance >= 0 && candidate.chance <= 1);
        assert.ok(candidate.limit >= 1 && candidate.inFlight === 0 && candidate.ramp === 1);
        assert.deepEqual(candidate.remarks, []);
      }
      assert.equal(json.hedge.modelId, json.order[1]);
      assert.equal(json.budgetPolicy, 'stop');
      assert.equal(json.budgets.length, 1);
    }
    const weighted = await simulate('explain bees --simulated --strategy weightedRoundRobin');
    assert.match(
      weighted.stdout,
      /^ {2}simulated-\S+.*: It gets \d+ % of the turns and is owed [\d.]+ of one; who is owed most/m,
    );
  });

  it('status and check speak Chinese throughout', async () => {
    const options = { environment: key };
    const status = await simulate('status --locale zh-cn', options);
    const check = await simulate('check --locale zh-cn', options);
    assert.match(status.stdout, /^ernie .*没有设置文心（百度千帆）的 API 密钥。$/m);
    assert.match(
      check.stdout,
      /^claude +claude-\S+ +未配置 .*没有设置 Claude 的 API 密钥。请.*ANTHROPIC_API_KEY。密钥可在 https:\S+ 获取。$/m,
    );
    assert.match(
      check.stdout,
      /^deepseek +deepseek-\S+ +失败 .*连接被拒绝。请检查接口地址（base URL）、网络和代理。$/m,
    );
    for (const { stdout } of [status, check]) {
      for (const line of stdout.trimEnd().split('\n')) {
        assert.match(line, /\p{Script=Han}/u);
        assert.doesNotMatch(line, /[a-z] (?:is|the|of|for) /);
      }
    }
  });

  it('check --json prints plain English strings', async () => {
    const { stdout } = await simulate('check --json --locale zh-cn', { environment: key });
    const checks: { modelId: string; message: unknown; hint: unknown }[] = JSON.parse(stdout).checks;
    const found = checks.find(({ modelId }) => modelId === 'deepseek');
    assert.equal(found?.message, 'The connection was refused.');
    assert.equal(found?.hint, 'Check the base URL, the network and the proxy.');
    const good = JSON.parse((await simulate('check --simulated --json')).stdout);
    assert.deepEqual([typeof good.checks[0].message, good.checks[0].hint], ['string', '']);
  });

  it('check does not count a server that was never started as configured', async () => {
    const { code, stderr } = await simulate('check');
    assert.equal(code, 2);
    assert.match(stderr, /No model is configured, so there is nothing to check/);
    const named = await simulate('check --model ollama');
    assert.equal(named.code, 1);
    assert.match(named.stderr, /^0 of 1 configured models answer\.$/m);
  });

  it('check tests every configured model', async () => {
    const good = await simulate('check --simulated');
    assert.equal(good.code, 0);
    assert.match(good.stderr, /9 of 9 configured models answer\./);
    const one = await simulate('check --simulated --model simulated-qwen --json');
    assert.deepEqual(
      JSON.parse(one.stdout).checks.map((check: { modelId: string }) => check.modelId),
      ['simulated-qwen'],
    );
  });

  it('a proxy that cannot be used is wrong usage, but no matter for the simulated fleet', async () => {
    const options = { environment: { HTTPS_PROXY: 'socks5h://me:secret@proxy:1080' } };
    for (const line of ['status', 'script bees', 'check']) {
      const { code, screen } = await simulate(line, options);
      assert.equal(code, 2);
      assert.match(screen, /HTTPS_PROXY/);
      assert.doesNotMatch(screen, /inside VideoGenius|secret/);
    }
    for (const line of ['status --simulated', 'demo']) assert.equal((await simulate(line, options)).code, 0);
  });

  describe('a key that settings send to another server', () => {
    const environment = {
      ...key,
      OPENAI_API_KEY: 'sk-0123456789abcdef',
      AZURE_OPENAI_API_KEY: '0123456789abcdef',
      MINE: 'x1',
    };
    const cases: readonly (readonly [name: string, models: object, said: string])[] = [
      [
        'a host of its own',
        { deepseek: { baseUrl: 'https://evil.example:8443/v1' } },
        'deepseek: its key goes to evil.example:8443, as your settings say.\n',
      ],
      [
        'a host that only looks like the vendor',
        { deepseek: { baseUrl: 'https://api.deepseek.com.evil.example' } },
        'deepseek: its key goes to api.deepseek.com.evil.example, as your settings say.\n',
      ],
      [
        "another vendor's host",
        { mine: { provider: 'deepseek', apiKeyEnv: 'OPENAI_API_KEY' } },
        'mine: its key goes to api.deepseek.com, as your settings say.\n',
      ],
      [
        'any server, by the name of its variable',
        {
          mine: {
            provider: 'openai-compatible',
            model: 'm',
            baseUrl: 'https://evil.example',
            apiKeyEnv: 'OPENAI_API_KEY',
          },
        },
        'mine: its key goes to evil.example, as your settings say.\n',
      ],
      [
        'a host that only ends like Azure',
        { azure: { deployment: 'd', baseUrl: 'https://evilopenai.azure.com.example' } },
        'azure: its key goes to evilopenai.azure.com.example, as your settings say.\n',
      ],
      ["the vendor's own host", { deepseek: { baseUrl: 'https://api.deepseek.com/beta' } }, ''],
      [
        "a customer's own host at the vendor",
        { azure: { deployment: 'd', baseUrl: 'https://me.openai.azure.com' } },
        '',
      ],
      ['this machine', { deepseek: { baseUrl: 'http://127.0.0.1:9/v1' } }, ''],
      [
        'a server with a variable of its own',
        { mine: { provider: 'openai-compatible', model: 'm', baseUrl: 'https://mine.example', apiKeyEnv: 'MINE' } },
        '',
      ],
      ['nobody, because the model is off', { deepseek: { enabled: false, baseUrl: 'https://evil.example' } }, ''],
      ['nobody, because there is no key', { claude: { baseUrl: 'https://evil.example' } }, ''],
    ];
    for (const [name, models, said] of cases) {
      it(`goes to ${name}: ${said === '' ? 'nothing to say' : 'one line'}`, async () => {
        const files = { 's.json': JSON.stringify({ 'videogenius.models': models }) };
        const noted = async (more: string) => {
          const { stderr } = await simulate(`status --settings s.json${more}`, { environment, files });
          return stderr
            .split('\n')
            .filter((line) => /its key goes/.test(line))
            .map((line) => `${line}\n`)
            .join('');
        };
        assert.equal(await noted(''), said);
        assert.equal(await noted(' --quiet'), '');
        assert.equal(await noted(' --simulated'), '');
      });
    }
  });

  it('shares what it knows of keys with whoever else writes', async () => {
    const redactor = createRedactor();
    const application = createApplication({
      config: defaultConfig,
      environment: key,
      models: 'configured',
      redactor,
      log: silent,
    });
    await application.client.call('state/get', {});
    await application.close();
    assert.equal(redactor.redact(`late: ${key.DEEPSEEK_API_KEY}`), 'late: [key removed]');
  });

  for (const columns of [60, 80, 120]) {
    for (const locale of ['en', 'zh-cn']) {
      it(`everything fits ${columns} columns in ${locale}`, async () => {
        const options = { environment: { ...key, NO_COLOR: '1' }, tty: true, columns };
        for (const line of [
          'status',
          'status --simulated',
          'explain bees',
          'explain bees --simulated',
          'check',
          'check --simulated',
        ]) {
          const { screen } = await simulate(`${line} --locale ${locale}`, options);
          for (const each of screen.split('\n')) assert.ok(displayWidth(each) <= columns, `${line}: ${each}`);
        }
        // The script itself is one line a paragraph: it is meant to be copied.
        const { stdout } = await simulate(`demo --locale ${locale}`, options);
        const attempts = stdout
          .split('\n')
          .slice(stdout.split('\n').findIndex((each) => /^(?:Every attempt|全部尝试)/.test(each)));
        assert.ok(attempts.length > 5);
        for (const each of attempts) assert.ok(displayWidth(each) <= columns, each);
      });
    }
  }
});
