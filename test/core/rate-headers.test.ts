import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type RateReport, readRateHeaders } from '../../server/core/rate-headers.ts';

/** 2026-10-21 07:28:00 UTC. */
const nowMs = Date.UTC(2026, 9, 21, 7, 28, 0);

function check(name: string, headers: Record<string, string>, expected: readonly Partial<RateReport>[]): void {
  it(name, () => {
    assert.deepEqual(
      readRateHeaders(headers, nowMs),
      expected.map((report) => ({ name: 'requests', limit: undefined, resetAtMs: undefined, ...report })),
    );
  });
}

describe('rate headers', () => {
  check(
    'OpenAI: requests and tokens, resets as spans',
    {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-requests': '20ms',
      'x-ratelimit-reset-tokens': '6m0s',
    },
    [
      { name: 'requests', limit: 60, remaining: 59, resetAtMs: nowMs + 20 },
      { name: 'tokens', limit: 150_000, remaining: 149_984, resetAtMs: nowMs + 360_000 },
    ],
  );
  check(
    'Claude: four kinds, resets in RFC 3339',
    {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '7',
      'anthropic-ratelimit-requests-reset': '2026-10-21T07:28:30Z',
      'anthropic-ratelimit-input-tokens-limit': '40000',
      'anthropic-ratelimit-input-tokens-remaining': '1000',
      'anthropic-ratelimit-input-tokens-reset': '2026-10-21T07:29:00Z',
    },
    [
      { name: 'requests', limit: 50, remaining: 7, resetAtMs: nowMs + 30_000 },
      { name: 'input-tokens', limit: 40_000, remaining: 1000, resetAtMs: nowMs + 60_000 },
    ],
  );
  check(
    'Moonshot: one limit without a name, in plain seconds',
    { 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '17' },
    [{ limit: 3, remaining: 1, resetAtMs: nowMs + 17_000 }],
  );
  check(
    'the same as epoch seconds',
    { 'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': String(nowMs / 1000 + 17) },
    [{ limit: 3, remaining: 1, resetAtMs: nowMs + 17_000 }],
  );
  check(
    'ERNIE: no reset',
    {
      'x-ratelimit-limit-requests': '300',
      'x-ratelimit-remaining-requests': '299',
      'x-ratelimit-limit-tokens': '300000',
      'x-ratelimit-remaining-tokens': '299000',
    },
    [
      { name: 'requests', limit: 300, remaining: 299 },
      { name: 'tokens', limit: 300_000, remaining: 299_000 },
    ],
  );
  check(
    'Azure: only what remains',
    { 'x-ratelimit-remaining-requests': '119', 'x-ratelimit-remaining-tokens': '9000' },
    [{ remaining: 119 }, { name: 'tokens', remaining: 9000 }],
  );
  check(
    'Azure: -1 and 0 are no figures',
    { 'x-ratelimit-limit-tokens': '-1', 'x-ratelimit-remaining-tokens': '-1', 'x-ratelimit-reset-tokens': '0' },
    [],
  );
  check(
    'a limit of 0 with nothing left is none',
    { 'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0' },
    [],
  );
  check('nothing left of an unknown limit says nothing', { 'x-ratelimit-remaining-requests': '0' }, []);
  check(
    'a limit of -1 makes what remains doubtful',
    { 'x-ratelimit-limit-requests': '-1', 'x-ratelimit-remaining-requests': '5' },
    [],
  );
  check(
    'IETF: without any prefix, a limit with its policy',
    { 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '50', 'ratelimit-reset': '30' },
    [{ limit: 100, remaining: 50, resetAtMs: nowMs + 30_000 }],
  );
  check('a limit alone says nothing', { 'x-ratelimit-limit-requests': '60' }, []);
  check('words are no figures', { 'x-ratelimit-limit-requests': 'many', 'x-ratelimit-remaining-requests': 'some' }, []);
  check('other headers', { 'content-type': 'text/event-stream', 'retry-after': '5' }, []);

  it('is sane whatever comes', () => {
    const names = fc
      .tuple(
        fc.constantFrom('x-ratelimit-', 'anthropic-ratelimit-', 'ratelimit-'),
        fc.constantFrom('limit', 'remaining', 'reset', 'remaining-tokens', 'tokens-limit', 'a-limit-b', ''),
      )
      .map((words) => words.join(''));
    const values = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map(String),
      fc.constantFrom('1e400', '-0', '2099-01-01T00:00:00Z'),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values), (headers) => {
        for (const { limit, remaining, resetAtMs } of readRateHeaders(headers, nowMs)) {
          assert.ok(remaining >= 0);
          assert.ok(limit === undefined || (limit > 0 && limit >= remaining));
          assert.ok(resetAtMs === undefined || resetAtMs > nowMs);
        }
      }),
    );
  });
});
