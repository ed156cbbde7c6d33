import assert from 'node:assert/strict';
import * as z from 'zod';
import { classify } from '../../server/core/classify.ts';
import { FailureClass } from '../../server/protocol/index.ts';
import { vendors } from '../../server/providers/index.ts';
import {
  answerOf,
  call,
  collect,
  fixture,
  jsonFixture,
  networkVendors,
  provider,
  ready,
  summary,
  testKey,
} from './setup.ts';

const ErrorFixtures = z.array(
  z.strictObject({
    name: z.string(),
    status: z.number(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown(),
    class: FailureClass,
    parameter: z.string().optional(),
    /** `null`: no pause that can be trusted. */
    retryAfterMs: z.number().nullish(),
  }),
);

const context = { nowMs: 1_795_000_000_000, maxRetryAfterMs: 86_400_000 };

const rulesOf = (id: string) => vendors.find((vendor) => vendor.id === id)?.errorRules ?? [];

describe('errors as the vendors write them', () => {
  for (const vendor of networkVendors) {
    for (const expected of ErrorFixtures.parse(jsonFixture(`${vendor}/errors.json`))) {
      it(`${vendor}: ${expected.status} ${expected.name} -> ${expected.class}`, async () => {
        const { status, headers = {} } = expected;
        const { error, text } = await answerOf(vendor, [JSON.stringify(expected.body)], {
          status,
          headers: { 'content-type': 'application/json', ...headers },
        });
        assert.equal(text, '');
        assert.ok(error?.kind === 'http', JSON.stringify(error));
        assert.equal(error.status, status);
        for (const [name, value] of Object.entries(headers)) assert.equal(error.headers[name], value);
        const judged = classify(error, rulesOf(vendor), context);
        assert.equal(judged.class, expected.class, JSON.stringify(error));
        assert.equal(judged.parameter, expected.parameter);
        if (expected.retryAfterMs !== undefined) assert.equal(judged.retryAfterMs ?? null, expected.retryAfterMs);
      });
    }
  }

  const inBand: readonly (readonly [Parameters<typeof answerOf>[0], string, FailureClass])[] = [
    ['deepseek', 'interrupted.txt', 'overload'],
    ['azure', 'in-band-429.txt', 'overload'],
    ['azure', 'filtered.txt', 'contentFilter'],
    ['qwen', 'inspection.txt', 'contentFilter'],
    ['ernie', 'in-band.txt', 'rateLimit'],
    ['ernie', 'limit-in-200.json', 'rateLimit'],
    ['ernie', 'legacy-limit-in-200.json', 'rateLimit'],
    ['claude', 'overloaded-first.txt', 'overload'],
    ['claude', 'refusal.txt', 'contentFilter'],
    ['gemini', 'blocked.txt', 'contentFilter'],
    ['gemini', 'empty.txt', 'empty'],
    ['ollama', 'in-band.txt', 'overload'],
  ];
  for (const [vendor, file, expected] of inBand) {
    it(`${vendor}: ${file} inside a 200 -> ${expected}`, async () => {
      const headers = { 'content-type': file.endsWith('.json') ? 'application/json' : 'text/event-stream' };
      const { error } = await answerOf(vendor, [fixture(`${vendor}/${file}`)], { headers });
      assert.ok(error);
      assert.equal(classify(error, rulesOf(vendor), context).class, expected, JSON.stringify(error));
    });
  }

  it('a refused key of a vendor with two platforms says which key belongs where', async () => {
    const body = { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } };
    const { error } = await answerOf('moonshot', [JSON.stringify(body)], { status: 401 });
    assert.ok(error?.kind === 'http');
    assert.match(error.message, /^Invalid Authentication .*platform\.kimi\.ai.*"intl"/);
  });
});

describe('what an error message may hold', () => {
  const messageOf = async (message: string, vendor: 'openai' | 'claude' = 'openai') => {
    const { error } = await answerOf(vendor, [JSON.stringify({ error: { message, type: 'x' } })], { status: 400 });
    assert.ok(error?.kind === 'http');
    return error.message;
  };

  it('never the key, plain, URL-encoded or at the cut', async () => {
    for (const vendor of ['openai', 'claude'] as const) {
      const message = await messageOf(`bad key ${testKey} at https://h.example/?key=${testKey}&x=1`, vendor);
      assert.ok(!message.includes(testKey), message);
      assert.match(message, /^bad key \*\*\*/);
    }
    const long = await messageOf(`${'x'.repeat(1990)} ${testKey}`);
    assert.ok(long.length <= 2000);
    assert.ok(!long.includes(testKey.slice(0, 8)), long.slice(-40));
  });

  const echoed = {
    object: JSON.stringify({ error: { message: `m ${testKey}`, code: `c-${testKey}`, type: `t-${testKey}` } }),
    'top level': JSON.stringify({ code: `c-${testKey}`, type: `t-${testKey}`, message: `m ${testKey}` }),
    'legacy fields': JSON.stringify({ error_code: `c-${testKey}`, error_msg: `m ${testKey}` }),
  };
  for (const [shape, body] of Object.entries(echoed)) {
    for (const vendor of ['openai', 'claude'] as const) {
      it(`${vendor}: never the key when a 200 echoes it in any field (${shape})`, async () => {
        for (const [text, type] of [
          [body, 'application/json'],
          [`event: error\ndata: ${body}\n\n`, 'text/event-stream'],
        ] as const) {
          const { error } = await answerOf(vendor, [text], { headers: { 'content-type': type } });
          assert.ok(error?.kind === 'inBand', JSON.stringify(error));
          assert.equal(error.code, 'c-***');
          if (shape !== 'legacy fields') assert.equal(error.type, 't-***');
          assert.equal(error.message, 'm ***');
        }
      });

      it(`${vendor}: never the key in any field of a refusal (${shape})`, async () => {
        const { error } = await answerOf(vendor, [body], { status: 400, headers: {} });
        assert.ok(error?.kind === 'http', JSON.stringify(error));
        assert.deepEqual([error.code, error.message], ['c-***', 'm ***']);
      });
    }
  }

  it('never the key where a parameter is named, nor in plain words in the middle of a stream', async () => {
    const body = JSON.stringify({ error: { message: 'no', param: `p-${testKey}` } });
    for (const vendor of ['openai', 'claude'] as const) {
      const { error } = await answerOf(vendor, [body], { status: 400, headers: {} });
      assert.equal(error?.kind === 'http' ? error.parameter : error, 'p-***');
      const plain = await answerOf(vendor, [`event: error\ndata: bad key ${testKey}\n\n`]);
      assert.equal(plain.error?.kind === 'inBand' ? plain.error.message : plain.error, 'bad key ***');
    }
  });

  it('nothing that looks like a key of someone else', async () => {
    const secrets = [
      'sk-proj-aaaaaaaaaaaaaaaa',
      'AIzaSyA0000000000000000000000000',
      'bce-v3/ALTAK-aaaaaaaa/bbbbbbbbbbbb',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    ];
    for (const secret of secrets) assert.ok(!(await messageOf(`used ${secret} here`)).includes(secret), secret);
    assert.ok(!(await messageOf('Authorization: Bearer abcdefghijklmnop1234')).includes('abcdefghijklmnop1234'));
    assert.ok(!(await messageOf('GET https://user:hunter2@h.example/v1')).includes('hunter2'));
    assert.ok(!(await messageOf('token?access_token=24.abcdefabcdef&x=1')).includes('24.abcdefabcdef'));
  });

  it('plain words stay as they are', async () => {
    const text = "This model's maximum context length is 8192 tokens. The basic tier has no key for it.";
    assert.equal(await messageOf(text), text);
  });

  it('at most 2,000 characters, of a body of any size and kind', async () => {
    const { error } = await answerOf('openai', ['y'.repeat(3_000_000)], { status: 500, headers: {} });
    assert.ok(error?.kind === 'http');
    assert.equal(error.message.length, 2000);
  });

  /** A body without an end; counts the bytes that were taken, and whether it was let go. */
  const flood = (status: number, type: string, piece: string) => {
    const seen = { bytes: 0, cancelled: false };
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          const bytes = new Uint8Array(Buffer.from(seen.bytes === 0 && type.includes('json') ? `{${piece}` : piece));
          seen.bytes += bytes.byteLength;
          if (seen.bytes > 64_000_000) controller.error(new Error('too much was read'));
          else controller.enqueue(bytes);
        },
        cancel: () => {
          seen.cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    const response = () => new Response(body, { status, headers: { 'content-type': type } });
    return { seen, fetch: async () => response() };
  };
  const oneCall = async (id: 'openai' | 'claude', fetch: typeof globalThis.fetch) => {
    const vendor = provider(id, { fetch });
    return summary(await collect(vendor.stream(call(ready(vendor)), new AbortController().signal)));
  };

  for (const vendor of ['openai', 'claude'] as const) {
    it(`${vendor}: of an error without an end no more than 64 KiB is read`, async () => {
      const server = flood(500, 'text/plain', 'y'.repeat(1024));
      const { error } = await oneCall(vendor, server.fetch);
      assert.deepEqual([error?.kind === 'http' && error.status, server.seen.cancelled], [500, true]);
      assert.ok(server.seen.bytes > 65_536 && server.seen.bytes <= 65_536 + 2048, `${server.seen.bytes}`);
    });

    it(`${vendor}: of a document without an end no more than 4 MiB is read`, async () => {
      const server = flood(200, 'application/json', ' '.repeat(65_536));
      const { error } = await oneCall(vendor, server.fetch);
      assert.equal(error?.kind === 'inBand' ? error.code : error, 'overlong');
      assert.equal(server.seen.cancelled, true);
      assert.ok(server.seen.bytes >= 4_194_304 && server.seen.bytes <= 4_194_304 + 2 * 65_537, `${server.seen.bytes}`);
    });
  }

  it('of a page no more than its title', async () => {
    const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>secret words</body></html>';
    const { error } = await answerOf('claude', [page], { status: 502, headers: { 'content-type': 'text/html' } });
    assert.deepEqual(error?.kind === 'http' ? [error.status, error.message] : error, [502, '<html> 502 Bad Gateway']);
  });

  it('an error without a body has a sentence all the same', async () => {
    const { error } = await answerOf('deepseek', [], { status: 503, headers: {} });
    assert.ok(error?.kind === 'http');
    assert.equal(error.message, 'The server answered with status 503.');
  });

  it('a redirect is not followed and is named', async () => {
    const { error } = await answerOf('qwen', [], { status: 302, headers: { location: 'https://elsewhere.example/' } });
    assert.ok(error?.kind === 'http');
    assert.deepEqual(
      [error.status, error.message],
      [302, 'The server redirects to another address. Check the base URL.'],
    );
  });
});
