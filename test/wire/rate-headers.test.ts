import assert from 'node:assert/strict';
import { readRateHeaders } from '../../server/core/rate-headers.ts';
import { usefulHeaders } from '../../server/providers/wire/sdk-error.ts';

describe('headers about limits reach the rules, whoever sent them', () => {
  const rows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    openai: {
      'X-RateLimit-Remaining-Requests': '3',
      'X-RateLimit-Limit-Requests': '60',
      'X-RateLimit-Reset-Requests': '1s',
    },
    claude: { 'anthropic-ratelimit-requests-remaining': '3', 'anthropic-ratelimit-requests-limit': '60' },
    moonshot: { 'X-RateLimit-Limit': '60', 'X-RateLimit-Remaining': '3', 'X-RateLimit-Reset': '1' },
    ernie: { 'X-Ratelimit-Limit-Requests': '60', 'X-Ratelimit-Remaining-Requests': '3' },
    gateways: { 'RateLimit-Limit': '60', 'RateLimit-Remaining': '3', 'RateLimit-Reset': '1' },
  };
  for (const [vendor, headers] of Object.entries(rows)) {
    it(vendor, () => {
      const kept = usefulHeaders(Object.entries({ ...headers, 'Set-Cookie': 'session=1', Server: 'nginx' }));
      assert.deepEqual(
        Object.keys(kept),
        Object.keys(headers).map((name) => name.toLowerCase()),
      );
      const [report] = readRateHeaders(kept, 0);
      assert.deepEqual([report?.name, report?.limit, report?.remaining], ['requests', 60, 3]);
    });
  }
});
