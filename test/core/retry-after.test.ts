import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readRetryAfter } from '../../server/core/index.ts';
import { parseHttpDate, parseIsoMoment } from '../../server/core/moments.ts';

/** 2026-10-21 07:28:00 UTC. */
const nowMs = Date.UTC(2026, 9, 21, 7, 28, 0);
const maxMs = 86_400_000;

function check(name: string, headers: Record<string, string>, message: string, expectedMs: number | undefined): void {
  it(name, () => assert.equal(readRetryAfter(headers, message, nowMs, maxMs), expectedMs));
}

describe('Retry-After in headers', () => {
  check('seconds', { 'retry-after': '20' }, '', 20_000);
  check('fractions of seconds', { 'retry-after': '0.25' }, '', 250);
  check('milliseconds', { 'retry-after-ms': '1234.5' }, '', 1235);
  check('milliseconds win over seconds', { 'retry-after-ms': '900', 'retry-after': '1' }, '', 900);
  check('a span with a unit', { 'retry-after': '30s' }, '', 30_000);
  check('an HTTP date', { 'retry-after': 'Wed, 21 Oct 2026 07:29:30 GMT' }, '', 90_000);
  check('an HTTP date in the past says nothing', { 'retry-after': 'Wed, 21 Oct 2026 07:27:00 GMT' }, '', undefined);
  check('nothing', {}, '', undefined);
  check('zero says nothing', { 'retry-after': '0' }, '', undefined);
  check('negative values are ignored', { 'retry-after': '-1', 'retry-after-ms': '-1' }, '', undefined);
  check('nonsense is ignored', { 'retry-after': 'soon', 'retry-after-ms': '' }, '', undefined);
  check('absurd values are capped', { 'retry-after': '99999999999' }, '', maxMs);
});

describe('Retry-After from rate-limit resets', () => {
  const reset = (value: string) => ({ 'x-ratelimit-reset-requests': value, 'x-ratelimit-remaining-requests': '0' });
  check('1s', reset('1s'), '', 1000);
  check('6m0s', reset('6m0s'), '', 360_000);
  check('120ms', reset('120ms'), '', 120);
  check('plain seconds', reset('42'), '', 42_000);
  check('epoch seconds', reset(String(nowMs / 1000 + 15)), '', 15_000);
  check('epoch milliseconds', reset(String(nowMs + 15_500)), '', 15_500);
  check('RFC 3339', reset('2026-10-21T07:28:12Z'), '', 12_000);
  check('RFC 3339 with an offset', reset('2026-10-21T15:28:12.5+08:00'), '', 12_500);
  check('-1 and 0 are ignored', { 'x-ratelimit-reset-tokens': '-1', 'x-ratelimit-reset-requests': '0' }, '', undefined);
  check('a reset alone, without what remains', { 'x-ratelimit-reset': '9' }, '', 9000);
  check(
    'the name before "reset" too',
    { 'some-ratelimit-tokens-reset': '2026-10-21T07:29:00Z', 'some-ratelimit-tokens-remaining': '0' },
    '',
    60_000,
  );
  check(
    'only the exhausted limit counts',
    { ...reset('3s'), 'x-ratelimit-reset-tokens': '6m0s', 'x-ratelimit-remaining-tokens': '900' },
    '',
    3000,
  );
  check(
    'of several exhausted limits the last decides',
    { ...reset('3s'), 'x-ratelimit-reset-tokens': '6m0s', 'x-ratelimit-remaining-tokens': '0' },
    '',
    360_000,
  );
  check(
    'a limit that is not exhausted says nothing',
    { 'x-ratelimit-reset-tokens': '5s', 'x-ratelimit-remaining-tokens': '7' },
    '',
    undefined,
  );
  check('Retry-After wins', { ...reset('6m0s'), 'retry-after': '2' }, '', 2000);
});

describe('Retry-After in texts', () => {
  check('Please retry in 45.8s', {}, 'You exceeded your current quota. Please retry in 45.8s.', 45_800);
  check('RetryInfo', {}, '{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"37s"}', 37_000);
  check('RetryInfo with fractions', {}, '"retryDelay": "45.837s"', 45_837);
  check('try again in 1m30s', {}, 'Rate limit reached. Please try again in 1m30s. Visit the page.', 90_000);
  check('try again in 520ms', {}, 'Please try again in 520ms.', 520);
  check('retry after 10 seconds', {}, 'Please retry after 10 seconds.', 10_000);
  check('try again in 2 minutes', {}, 'Try again in 2 minutes', 120_000);
  check('try again in 1m20s', {}, 'Limit reached, try again in 1m20s', 80_000);
  check('1 minute and 20 seconds', {}, 'Please try again in 1 minute and 20 seconds.', 80_000);
  check('20 秒后重试', {}, '请求过于频繁，请在 20 秒后重试。', 20_000);
  check('1分20秒后再试', {}, '并发超限，请1分20秒后再试', 80_000);
  check('2分钟以后重新请求', {}, '请 2分钟以后重新请求', 120_000);
  check('请等待 30 秒', {}, '触发限流，请等待 30 秒', 30_000);
  check('500毫秒后重试', {}, '500毫秒后重试', 500);
  check('1小时后再试', {}, '请 1 小时后再试', 3_600_000);
  check('another span in Chinese says nothing', {}, '请求在 30 秒内没有完成', undefined);
  check('请稍后再试', {}, '请稍后再试', undefined);
  check('regain access on a day', {}, 'You will regain access on 2026-10-21 at 09:28 UTC.', 7_200_000);
  check('a day that has passed', {}, 'You will regain access on 2026-10-01 at 00:00 UTC.', undefined);
  check('a day that does not exist', {}, 'You will regain access on 2026-13-01 at 00:00 UTC.', undefined);
  check('a number without a unit says nothing', {}, 'Please retry 3 times', undefined);
  check('other spans say nothing', {}, 'The request ran for 30s and failed.', undefined);
  check('headers win over texts', { 'retry-after': '5' }, 'Please retry in 45.8s', 5000);
});

describe('Retry-After, whatever comes', () => {
  it('is undefined or a positive integer up to the cap', () => {
    const names = fc.constantFrom(
      'retry-after',
      'retry-after-ms',
      'x-ratelimit-reset',
      'x-ratelimit-reset-tokens',
      'x-ratelimit-remaining',
    );
    const values = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.constantFrom('1e9', '1h', '0s', '99h99h', 'NaN', '2026-99-99T99:99:99Z'),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values), fc.string(), (headers, message) => {
        const result = readRetryAfter(headers, message, nowMs, maxMs);
        assert.ok(result === undefined || (Number.isInteger(result) && result > 0 && result <= maxMs), String(result));
      }),
    );
  });

  it('reads every moment as the platform does', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (date) => {
        assert.equal(parseHttpDate(date.toUTCString()), Math.floor(date.getTime() / 1000) * 1000);
        assert.equal(parseIsoMoment(date.toISOString()), date.getTime());
      }),
    );
  });
});
