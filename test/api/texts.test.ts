import assert from 'node:assert/strict';
import { en } from '../../server/api/texts/en.ts';
import { describeError, localeOf, locales } from '../../server/api/texts/index.ts';
import { zhCn } from '../../server/api/texts/zh-cn.ts';
import { classify, type FailureSignal } from '../../server/core/index.ts';
import {
  Brief,
  factorIds,
  failureClasses,
  ModelId,
  ModelSettings,
  ModelStatus,
  type RequestError,
  renderSentence,
  requestErrorCodes,
  strategyIds,
} from '../../server/protocol/index.ts';

type Leaf = readonly [path: string, value: unknown];

function leaves(value: unknown, path: string): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, `${path}/${key}`));
}

describe('texts', () => {
  it('has the same keys in both languages', () => {
    const kinds = (texts: unknown) => leaves(texts, '').map(([path, value]) => `${path}: ${typeof value}`);
    assert.deepEqual(kinds(zhCn).sort(), kinds(en).sort());
  });

  it('is really translated: no Chinese text is the English one, and each has a Chinese character', () => {
    const chinese = new Map(leaves(zhCn, ''));
    for (const [path, value] of leaves(en, '')) {
      if (typeof value !== 'string') continue;
      const translated = String(chinese.get(path));
      assert.notEqual(translated, value, path);
      // A unit of vendors stays as it is, and punctuation has no letters.
      if (path !== '/columns/tokens' && /\p{Letter}/u.test(value)) assert.match(translated, /\p{Script=Han}/u, path);
    }
  });

  it('has a word for everything the contract can say', () => {
    for (const texts of [en, zhCn]) {
      assert.deepEqual(Object.keys(texts.failureClasses).sort(), [...failureClasses].sort());
      assert.deepEqual(Object.keys(texts.errors).sort(), [...requestErrorCodes].sort());
      assert.deepEqual(Object.keys(texts.statuses).sort(), [...ModelStatus.options].sort());
      assert.deepEqual(Object.keys(texts.strategies).sort(), [...strategyIds].sort());
      assert.deepEqual(Object.keys(texts.factors).sort(), [...factorIds].sort());
    }
  });

  it('translates every rule that the contract states in its own words', () => {
    const stated = [
      Brief.safeParse({ topic: 'a', paragraphs: 1, seconds: 10 }),
      ModelId.safeParse('*'),
      ModelSettings.safeParse({ apiKeyEnv: 'not-a-name' }),
      ModelSettings.safeParse({ headers: { 'a b': 'c' } }),
    ].flatMap(({ error }) =>
      (error?.issues ?? []).map((issue) => (issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message)),
    );
    assert.equal(stated.length, 4);
    for (const rule of stated) {
      assert.ok(rule !== undefined && Object.hasOwn(zhCn.rules, rule), String(rule));
    }
  });

  describe('locale of the environment', () => {
    const cases: readonly (readonly [variables: Record<string, string>, expected: string])[] = [
      [{}, 'en'],
      [{ LANG: 'zh_CN.UTF-8' }, 'zh-cn'],
      [{ LANG: 'zh' }, 'zh-cn'],
      [{ LANG: 'zu_ZA.UTF-8' }, 'en'],
      [{ LANG: 'de_DE.UTF-8' }, 'en'],
      [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
      [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_TW.UTF-8' }, 'zh-cn'],
      [{ LANG: 'zh_CN.UTF-8', LC_ALL: '', LC_MESSAGES: '' }, 'zh-cn'],
    ];
    for (const [variables, expected] of cases) {
      it(`${JSON.stringify(variables)} is ${expected}`, () =>
        assert.equal(
          localeOf((name) => variables[name]),
          expected,
        ));
    }
  });

  describe('errors', () => {
    const failed: RequestError = {
      code: 'allModelsFailed',
      message: 'All 2 models that were tried failed. claude: Too many. openai: Refused.',
      hint: 'Try again.',
      attempts: [
        { modelId: 'claude', class: 'rateLimit', message: 'Too many requests.', status: 429 },
        { modelId: 'openai', class: 'auth', message: '' },
      ],
    };

    it('lists each attempt on its own', () => {
      assert.deepEqual(describeError(failed, 'en'), {
        message: 'Every model that was tried has failed.',
        attempts: ['claude: Too many requests.', 'openai: the key was refused'],
        hint: [
          'claude: wait a little, or add another model.',
          'openai: check the key (the environment variable it comes from), and that it belongs to this endpoint and region.',
        ].join('\n'),
      });
      assert.deepEqual(describeError(failed, 'zh-cn').attempts, [
        'claude：请求过于频繁（HTTP 429）',
        'openai：密钥被拒绝',
      ]);
    });

    it('says what to do, one line for each kind of failure, with the models it is for', () => {
      const attempts = (
        [
          ['claude', 'network'],
          ['openai', 'billing'],
          ['qwen', 'timeout'],
          ['claude', 'network'],
          ['gemini', 'geo'],
          ['azure', 'modelMissing'],
        ] as const
      ).map(([modelId, failureClass]) => ({ modelId, class: failureClass, message: '' }));
      assert.deepEqual(describeError({ ...failed, attempts }, 'en').hint.split('\n'), [
        'claude, qwen: check the base URL, the network and the proxy.',
        'openai: top up the account.',
        'gemini: use an endpoint of another region, or a proxy.',
        'azure: choose another model name; "videogenius check --model ID" lists what is offered.',
      ]);
      const chinese = describeError({ ...failed, attempts }, 'zh-cn').hint.split('\n');
      assert.equal(chinese[0], 'claude、qwen：请检查接口地址（base URL）、网络和代理。');
      assert.equal(chinese.length, 4);
    });

    it('names the models that were not asked, only when every one that was asked failed', () => {
      const around = { notAsked: 2, maxAttempts: 3 };
      const lastLine = (code: RequestError['code'], locale: 'en' | 'zh-cn', more: object = around) =>
        describeError({ ...failed, code }, locale, more)
          .hint.split('\n')
          .at(-1) ?? '';
      assert.equal(lastLine('allModelsFailed', 'en'), '2 more models were not asked; failover.maxAttempts is 3.');
      assert.equal(
        lastLine('allModelsFailed', 'en', { ...around, notAsked: 1 }),
        '1 more model was not asked; failover.maxAttempts is 3.',
      );
      assert.equal(lastLine('allModelsFailed', 'zh-cn'), '还有 2 个模型没有尝试；failover.maxAttempts 为 3。');
      for (const more of [{}, { notAsked: 2 }, { ...around, notAsked: 0 }]) {
        assert.doesNotMatch(lastLine('allModelsFailed', 'en', more), /not asked/);
      }
      assert.doesNotMatch(lastLine('deadlineExceeded', 'en'), /not asked/);
    });

    it('adds to another failure only what lasts until a person does something', () => {
      const { hint } = describeError({ ...failed, code: 'deadlineExceeded' }, 'en');
      assert.match(hint, /^Try again\.\nopenai: check the key/);
      assert.doesNotMatch(hint, /claude/);
    });

    it('says that a text is kept only when there may be one', () => {
      const error: RequestError = { code: 'cancelled', message: 'Cancelled.', hint: 'It is kept.', attempts: [] };
      assert.equal(describeError(error, 'en').hint, 'It is kept.');
      assert.equal(describeError(error, 'zh-cn', { written: true }).hint, '已写出的内容会保留。');
      for (const locale of locales) assert.equal(describeError(error, locale, { written: false }).hint, '');
    });

    it("keeps the engine's own words in English when there was no attempt", () => {
      const error: RequestError = {
        code: 'noModelEligible',
        message: 'claude: its weight is 0.',
        hint: 'Wait.',
        attempts: [],
      };
      assert.equal(describeError(error, 'en').message, error.message);
      assert.equal(describeError(error, 'zh-cn').message, '没有可用于此请求的模型。');
    });

    it("says in Chinese what the engine's own words for an attempt say, whatever the class", () => {
      const failures: readonly (readonly [signal: FailureSignal, expected: string])[] = [
        [{ kind: 'network', code: 'ECONNREFUSED', message: '' }, '连接被拒绝'],
        [{ kind: 'network', code: 'CERT_HAS_EXPIRED', message: '' }, '无法与服务建立安全连接'],
        [{ kind: 'network', message: '' }, '无法连接到服务'],
        [
          { kind: 'inBand', type: 'protocol', message: '<html>', headers: {} },
          '收到的不是回答，可能是一个网页。接口地址（base URL）填对了吗？',
        ],
        [{ kind: 'clock', clock: 'connect', afterMs: 1 }, '连接超时'],
        [{ kind: 'http', status: 401, message: '', headers: {} }, '密钥被拒绝（HTTP 401）'],
        // A sentence with a value cannot be found again in a plain text: the class says the rest.
        [
          { kind: 'http', status: 400, parameter: 'top_p', message: 'Unsupported', headers: {} },
          '请求未被接受（HTTP 400）',
        ],
      ];
      for (const [signal, expected] of failures) {
        const { class: failureClass, message, status } = classify(signal, [], { nowMs: 0, maxRetryAfterMs: 0 });
        const attempt = { modelId: 'claude', class: failureClass, message: renderSentence(message) };
        const attempts = [status === undefined ? attempt : { ...attempt, status }];
        assert.deepEqual(describeError({ ...failed, attempts }, 'zh-cn').attempts, [`claude：${expected}`]);
      }
    });

    it('knows every class and every code in both languages, with what to do', () => {
      for (const locale of locales) {
        for (const code of requestErrorCodes) {
          const { message, hint } = describeError({ ...failed, code }, locale);
          assert.ok(message.length > 2 && hint.length > 2, code);
          assert.equal(/\p{Script=Han}/u.test(message), locale === 'zh-cn', code);
        }
        for (const failureClass of failureClasses) {
          const attempts = [{ modelId: 'claude', class: failureClass, message: '' }];
          const [line = ''] = describeError({ ...failed, attempts }, locale).attempts;
          assert.equal(/\p{Script=Han}/u.test(line), locale === 'zh-cn', failureClass);
        }
      }
    });

    it('keeps what is wrong with a request, in whatever language it was said', () => {
      const error: RequestError = { code: 'invalidRequest', message: 'No model x.', hint: 'Look.', attempts: [] };
      assert.equal(describeError(error, 'zh-cn').message, '请求未被接受。 No model x.');
    });
  });
});
