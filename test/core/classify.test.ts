import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { classify, type ErrorRule, type FailureSignal } from '../../server/core/index.ts';
import { type FailureClass, failureClasses, renderSentence } from '../../server/protocol/index.ts';
import { type Answer, classOf, context, http, inBand } from './classify-support.ts';

describe('classify: errors inside a 200 like any other', () => {
  const rows: [FailureClass, Answer][] = [
    ['rateLimit', { status: 429 }],
    ['rateLimit', { code: '429', message: 'busy' }],
    ['rateLimit', { code: '336501' }],
    ['rateLimit', { code: 'rate_limit_exceeded' }],
    ['rateLimit', { status: 200, code: 'rpm_rate_limit_exceeded' }],
    ['billing', { code: 'insufficient_quota' }],
    ['contentFilter', { code: 'data_inspection_failed' }],
    ['auth', { code: '401' }],
    ['tooLong', { code: 'context_length_exceeded' }],
    ['callerFault', { type: 'invalid_request_error', message: 'bad' }],
    ['modelMissing', { message: 'model "llama" not found' }],
    ['overload', { type: 'overloaded_error' }],
    ['overload', { type: 'api_error', message: 'something went wrong' }],
    ['overload', { message: '<!DOCTYPE html><title>Welcome</title>' }],
    ['overload', { message: '' }],
  ];
  for (const [expected, answer] of rows) {
    it(`${JSON.stringify(answer)} is ${expected}`, () => assert.equal(classOf(inBand(answer)), expected));
  }
});

describe('classify: what did not come as an answer', () => {
  const rows: [FailureSignal, FailureClass, RegExp][] = [
    [{ kind: 'network', code: 'ECONNREFUSED', message: '' }, 'network', /refused/],
    [{ kind: 'network', code: 'ECONNRESET', message: '' }, 'network', /cut/],
    [{ kind: 'network', code: 'ENOTFOUND', message: '' }, 'network', /address/],
    [{ kind: 'network', code: 'CERT_HAS_EXPIRED', message: '' }, 'network', /secure connection/],
    [{ kind: 'network', message: 'socket hang up' }, 'network', /could not be reached/],
    [{ kind: 'network', code: 'PROXY_AUTHENTICATION_REQUIRED', message: '' }, 'network', /password.*proxy settings/],
    [{ kind: 'network', code: 'PROXY_REFUSED', message: '' }, 'network', /Your proxy refused.*NO_PROXY/],
    [{ kind: 'clock', clock: 'connect', afterMs: 5000 }, 'timeout', /connection/],
    [{ kind: 'clock', clock: 'firstContent', afterMs: 30_000 }, 'timeout', /begin to answer/],
    [{ kind: 'clock', clock: 'deadline', afterMs: 120_000 }, 'timeout', /time for this request/],
    [{ kind: 'clock', clock: 'stall', afterMs: 30_000 }, 'stall', /middle/],
    [{ kind: 'truncated', message: '' }, 'truncated', /broke off/],
    [{ kind: 'empty', finish: 'stop' }, 'empty', /empty/],
    [{ kind: 'empty', finish: 'MAX_TOKENS' }, 'empty', /empty/],
    [{ kind: 'empty', finish: 'SAFETY' }, 'contentFilter', /filter/],
    [{ kind: 'empty', finish: 'content_filter' }, 'contentFilter', /filter/],
    [{ kind: 'filtered', message: '' }, 'contentFilter', /filter/],
    [{ kind: 'cancelled' }, 'cancelled', /cancelled/],
    [http({ status: 407 }), 'network', /proxy wants a user name/],
    [http({ status: 302 }), 'network', /reached/],
    [http({ status: 403, message: '<!DOCTYPE html><title>Blocked</title>' }), 'network', /reached/],
    [http({ status: 408 }), 'timeout', /in time/],
  ];
  for (const [signal, expected, words] of rows) {
    it(`${JSON.stringify(signal).slice(0, 80)} is ${expected}`, () => {
      const failure = classify(signal, [], context);
      assert.equal(failure.class, expected);
      assert.match(renderSentence(failure.message), words);
    });
  }
});

describe("classify: the vendor's rules come first", () => {
  it('the first row whose every condition holds decides', () => {
    const rules: ErrorRule[] = [
      { status: 500, pattern: /special/, class: 'geo' },
      { status: [429, 430], pattern: /special/, class: 'billing' },
      { pattern: /special/, class: 'tooLong' },
    ];
    assert.equal(classOf(http({ status: 429, message: 'a special case' }), rules), 'billing');
    assert.equal(classOf(http({ status: 400, type: 'special' }), rules), 'tooLong');
    assert.equal(classOf(http({ status: 429 }), rules), 'rateLimit');
  });

  it('a header that must be absent tells a spend limit from a rate limit', () => {
    const rules: ErrorRule[] = [{ status: 429, withoutHeader: 'Retry-After', class: 'billing' }];
    assert.equal(classOf(http({ status: 429 }), rules), 'billing');
    assert.equal(classOf(http({ status: 429, headers: { 'retry-after': '3' } }), rules), 'rateLimit');
  });

  it('a pattern is tested against code, type and message, and with the global flag every time anew', () => {
    const rules: ErrorRule[] = [{ pattern: /the_code the_type the message/g, class: 'geo' }];
    const signal = http({ code: 'the_code', type: 'the_type', message: 'the message' });
    for (let index = 0; index < 3; index += 1) assert.equal(classOf(signal, rules), 'geo');
  });

  it('a row with a status looks at the status inside a 200 too', () => {
    assert.equal(classOf(inBand({ code: '503' }), [{ status: 503, class: 'rateLimit' }]), 'rateLimit');
    assert.equal(classOf(inBand({}), [{ status: 503, class: 'rateLimit' }]), 'overload');
  });
});

describe('classify: pushback', () => {
  const retryAfterOf = (answer: Answer) => classify(http(answer), [], context).retryAfterMs;

  it('is read for limits and overload', () => {
    assert.equal(retryAfterOf({ status: 429, headers: { 'retry-after': '7' } }), 7000);
    assert.equal(retryAfterOf({ status: 503, headers: { 'retry-after': '7' } }), 7000);
    assert.equal(retryAfterOf({ status: 429, message: 'Please retry in 45.8s' }), 45_800);
    assert.equal(retryAfterOf({ status: 429, headers: { 'x-ratelimit-reset': '8' } }), 8000);
  });

  it('of an overload does not come from the limits that every answer carries', () => {
    assert.equal(retryAfterOf({ status: 500, headers: { 'x-ratelimit-reset': '8' } }), undefined);
  });

  it('of a quota of the day counts from ten minutes on: less belongs to another limit of the same answer', () => {
    const message = 'Quota exceeded for GenerateRequestsPerDay';
    const retryAfter = (value: string, maxRetryAfterMs = context.maxRetryAfterMs) =>
      classify(http({ status: 429, message, headers: { 'retry-after': value } }), [], { ...context, maxRetryAfterMs })
        .retryAfterMs;
    assert.equal(retryAfter('34'), undefined);
    assert.equal(retryAfter('599'), undefined);
    assert.equal(retryAfter('600'), 600_000);
    assert.equal(retryAfter('3600', 60_000), 60_000, 'the cap comes last');
    assert.equal(retryAfterOf({ status: 429, message: `${message}. Please retry in 34.07s` }), undefined);
    assert.equal(retryAfterOf({ status: 429, message: `${message}. Please retry in 5h` }), 18_000_000);
  });

  it('of a rate limit or an overload is capped at ten minutes: what asks for more is a mistake', () => {
    const absurd: [Answer, number | undefined][] = [
      [{ headers: { 'retry-after-ms': '1806000' } }, 600_000],
      [{ headers: { 'retry-after': 'Thu, 31 Dec 2099 23:59:59 GMT' } }, 600_000],
      [{ headers: { 'x-ratelimit-reset': '4102444799' } }, 600_000],
      [{ message: 'Please try again in 99h' }, 600_000],
      [{ headers: { 'retry-after': '-5' } }, undefined],
      [{ headers: { 'retry-after': 'NaN' } }, undefined],
      [{ headers: { 'retry-after': 'Infinity' } }, undefined],
      [{ headers: { 'retry-after': '1e9' } }, undefined],
    ];
    for (const [answer, expected] of absurd) {
      assert.equal(retryAfterOf({ status: 429, ...answer }), expected, JSON.stringify(answer));
      if (answer.headers?.['x-ratelimit-reset'] === undefined) {
        assert.equal(retryAfterOf({ status: 503, ...answer }), expected, JSON.stringify(answer));
      }
    }
  });

  it('of an empty balance is the day on which the account may be used again, a day at most', () => {
    const retryAfter = (moment: number) => {
      const [day, time] = new Date(moment).toISOString().split('T');
      const message = `You have reached your specified API usage limits. You will regain access on ${day} at ${time?.slice(0, 5)} UTC.`;
      return classify(http({ status: 400, message }), [{ pattern: /usage limits/, class: 'billing' }], context)
        .retryAfterMs;
    };
    const minuteMs = 60_000;
    const wholeMinute = Math.ceil(context.nowMs / minuteMs) * minuteMs;
    assert.equal(retryAfter(wholeMinute + 3 * 60 * minuteMs), wholeMinute + 3 * 60 * minuteMs - context.nowMs);
    assert.equal(retryAfter(wholeMinute + 20 * 86_400_000), 86_400_000);
    assert.equal(retryAfter(wholeMinute - 86_400_000), undefined);
  });

  it('is not read where waiting does not help', () => {
    assert.equal(retryAfterOf({ status: 401, headers: { 'retry-after': '7' } }), undefined);
  });
});

describe('classify: what a writer reads', () => {
  it('is a plain sentence with the status, never the text of the vendor', () => {
    assert.equal(
      renderSentence(classify(http({ status: 401, message: 'key sk-secret' }), [], context).message),
      'The key was refused (HTTP 401).',
    );
    assert.equal(classify(http({ status: 503 }), [], context).status, 503);
  });

  it('of a 404 that names no model also points to the address', () => {
    const wording = (answer: Answer, rules: readonly ErrorRule[] = []) =>
      renderSentence(classify(http({ status: 404, ...answer }), rules, context).message);
    const address =
      'Nothing answers at this address, or the model does not exist (HTTP 404). Many servers want /v1 at the end of the base URL.';
    const model = 'This model does not exist, or your key may not use it (HTTP 404).';
    for (const message of ['Not Found', '<html> 404 Not Found', '404 page not found', '']) {
      assert.equal(wording({ message }), address);
      assert.equal(wording({ message }, [{ status: 404, class: 'modelMissing' }]), address);
      assert.equal(classOf(http({ status: 404, message })), 'modelMissing');
    }
    for (const message of [
      'model "llama" not found',
      'models/gemini-9 is not found',
      '模型不存在',
      'model: claude-x',
    ]) {
      assert.equal(wording({ message }), model);
    }
    assert.equal(wording({ code: 'DeploymentNotFound' }), model);
    assert.equal(wording({ code: 'resource_gone' }, [{ pattern: /resource_gone/, class: 'modelMissing' }]), model);
    assert.equal(renderSentence(classify(inBand({ status: 404 }), [], context).message), model);
  });

  it('tells an answer without an end from a page', () => {
    const protocol = (code: string) => classify(inBand({ type: 'protocol', code }), [], context);
    const overlong = protocol('overlong');
    assert.equal(overlong.class, 'network');
    assert.equal(renderSentence(overlong.message), 'The answer was longer than any script and was cut off.');
    assert.match(renderSentence(protocol('web_page').message), /web page/);
  });

  it('never holds a piece of the body, the code, the type or the headers', () => {
    const secret = 'Zq9Xw7Kv';
    const piece = fc.constantFrom(
      '',
      'rate limit',
      'insufficient_quota',
      "Unsupported parameter: '",
      'model not found ',
      'prompt is too long ',
    );
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), piece, piece, fc.boolean(), (status, before, after, isHttp) => {
        const text = `${before}${secret}${after}`;
        const answer: Answer = { status, code: text, type: text, message: text, headers: { 'retry-after': secret } };
        const failure = classify(isHttp ? http({ ...answer, parameter: text }) : inBand(answer), [], context);
        assert.ok(!JSON.stringify(failure).includes(secret));
        assert.match(renderSentence(failure.message), /^[A-Z].*\.$/);
      }),
    );
  });

  it('never decides by a word in a script: only failures that were reported are judged', () => {
    // The text of an answer is in none of the signals; a broken answer about errors stays a broken answer.
    assert.equal(classOf({ kind: 'truncated', message: 'Error: insufficient_quota' }), 'truncated');
  });

  it('always gives one of the classes, whatever comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), fc.string(), fc.string(), (status, code, message) => {
        for (const signal of [http({ status, code, message }), inBand({ status, code, message })]) {
          assert.ok(failureClasses.includes(classOf(signal)));
        }
      }),
    );
  });
});
