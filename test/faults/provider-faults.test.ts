import assert from 'node:assert/strict';
import type { ProviderPart } from '../../server/ports/index.ts';
import type { ModelSettings, ProviderId } from '../../server/protocol/index.ts';
import { call, collect, manualClock, provider, ready, type Setup, summary, testKey } from '../wire/setup.ts';
import {
  anthropicSse,
  type FaultScript,
  type FaultServer,
  faults,
  openAiChunk,
  openAiSse,
  refusedUrl,
  startFaultServer,
} from './fault-server.ts';

const pieces = ['The sea ', 'is quiet. ', '海很安静。'];
const text = pieces.join('');

const dialects = [
  { id: 'openai-compatible', sse: openAiSse(pieces), first: openAiChunk('The sea ') },
  {
    id: 'claude',
    sse: anthropicSse(pieces),
    first: anthropicSse(['The sea ']).split('event: content_block_stop')[0] ?? '',
  },
] as const;

/** A provider that talks to the server, and one attempt with it. */
const attemptAt = (
  id: ProviderId,
  url: string,
  signal: AbortSignal,
  setup: Setup = {},
  fields: Partial<ModelSettings> = {},
) => {
  const vendor = provider(id, setup);
  return vendor.stream(call(ready(vendor, { baseUrl: url, ...fields })), signal);
};

describe('one provider against a server with faults', () => {
  const servers: FaultServer[] = [];
  const rejections: unknown[] = [];
  const noteRejection = (reason: unknown) => rejections.push(reason);

  before(() => process.on('unhandledRejection', noteRejection));
  after(() => process.off('unhandledRejection', noteRejection));
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(rejections.splice(0), [], 'no unhandled rejection');
  });

  const serve = async (...scripts: readonly FaultScript[]): Promise<FaultServer> => {
    const server = await startFaultServer(...scripts);
    servers.push(server);
    return server;
  };

  for (const { id, sse, first } of dialects) {
    describe(id, () => {
      const once = async (script: FaultScript) => {
        const server = await serve(script);
        const parts = await collect(attemptAt(id, server.url, new AbortController().signal));
        assert.equal(server.requests.length, 1, 'exactly one request: nobody retries here');
        return { ...summary(parts), parts };
      };

      it('a good answer, also drop by drop', async () => {
        for (const script of [faults.answer(sse), faults.drip(sse, 7)]) {
          const answer = await once(script);
          assert.deepEqual([answer.text, answer.error], [text, undefined]);
          assert.equal(answer.parts[0]?.type, 'response-start');
        }
      });

      it('refused', async () => {
        const { error } = summary(await collect(attemptAt(id, await refusedUrl(), new AbortController().signal)));
        assert.deepEqual(error, {
          kind: 'network',
          code: 'ECONNREFUSED',
          message: 'The server refused the connection.',
        });
      });

      it('reset before an answer', async () => {
        assert.equal((await once(faults.reset())).error?.kind, 'network');
      });

      it('not HTTP', async () => {
        assert.equal((await once((wire) => wire.raw('SSH-2.0-OpenSSH_9.9\r\n\r\n'))).error?.kind, 'network');
      });

      it('every status, with its headers', async () => {
        for (const status of [400, 401, 402, 403, 404, 413, 422, 429, 500, 502, 503, 504, 529]) {
          const body = { error: { message: 'no', type: 'some_error' } };
          const { error } = await once(faults.status(status, body, { 'Retry-After': '7', 'Set-Cookie': 'a=b' }));
          assert.ok(error?.kind === 'http', JSON.stringify(error));
          assert.deepEqual([error.status, error.type, error.message], [status, 'some_error', 'no']);
          assert.deepEqual(error.headers, { 'content-type': 'application/json', 'retry-after': '7' });
        }
      });

      it('an error event first, second, and after text', async () => {
        const error =
          'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';
        for (const [stream, shown] of [
          [error, ''],
          [first + error, 'The sea '],
        ] as const) {
          const answer = await once(faults.answer(stream));
          assert.ok(answer.error?.kind === 'inBand');
          assert.deepEqual([answer.error.type, answer.text, answer.finish], ['overloaded_error', shown, undefined]);
        }
      });

      it('an empty 200, and one with a length of nothing', async () => {
        assert.equal((await once(faults.answer(''))).error?.kind, 'truncated');
        assert.equal(
          (await once(faults.status(200, '', { 'content-type': 'text/event-stream' }))).error?.kind,
          'truncated',
        );
      });

      it('a page in a 200 and in a 502', async () => {
        const { error } = await once(faults.html());
        assert.deepEqual(error?.kind === 'inBand' ? error.code : error, 'web_page');
        const gateway = await once(faults.html(502));
        assert.deepEqual(gateway.error?.kind === 'http' ? gateway.error.status : gateway.error, 502);
      });

      it('cut after some bytes, and reset after some text: never complete', async () => {
        for (const bytes of [1, 40, 200, Buffer.byteLength(first)]) {
          const { error, finish } = await once(faults.cut(sse, bytes));
          assert.ok(error?.kind === 'network' || error?.kind === 'truncated', `${bytes}: ${JSON.stringify(error)}`);
          assert.equal(finish, undefined);
        }
        const { error } = await once(faults.textThenReset(first));
        assert.equal(error?.kind, 'network');
      });

      it('cut after the mark of completeness: complete', async () => {
        const mark = id === 'claude' ? 'event: message_stop' : 'data: {"choices":[]';
        const answer = await once(faults.cut(sse, Buffer.byteLength(sse.split(mark)[0] ?? '')));
        assert.deepEqual([answer.text, answer.error], [text, undefined]);
      });

      it('a huge line is refused in bounded memory, and its connection let go', async () => {
        const server = await serve(faults.hugeLine(8_000_000));
        const clock = manualClock();
        const parts = await collect(attemptAt(id, server.url, new AbortController().signal, { clock }));
        const { error } = summary(parts);
        assert.equal(error?.kind === 'inBand' ? error.code : error, 'overlong');
        clock.fire();
        await server.requests[0]?.closed;
      });

      it('an answer that never ends is given up, and its socket closed at once', async () => {
        const filling = first.replace('The sea ', 'x'.repeat(65_536));
        const server = await serve(async (wire, request) => {
          wire.head(200, { 'content-type': 'text/event-stream' });
          while (!request.isClosed()) {
            wire.chunk(filling);
            await wire.flush();
          }
        });
        const parts = await collect(attemptAt(id, server.url, new AbortController().signal));
        const { error } = summary(parts);
        assert.equal(error?.kind === 'inBand' ? error.code : error, 'overlong');
        await server.requests[0]?.closed;
      });

      const hangs: readonly (readonly [string, FaultScript])[] = [
        ['before any answer', faults.hang()],
        ['after the headers', faults.headersThenHang()],
        ['after keep-alives', faults.keepAliveThenHang()],
        ['after some text', faults.textThenHang(first)],
        ['in an error body', (wire) => wire.head(500, { 'content-type': 'application/json' })],
      ];
      for (const [name, script] of hangs) {
        it(`a hang ${name} ends with the caller's abort, and the socket is closed`, async () => {
          const server = await serve(script);
          const abort = new AbortController();
          const seen: ProviderPart[] = [];
          const reading = (async () => {
            for await (const part of attemptAt(id, server.url, abort.signal)) {
              seen.push(part);
            }
          })();
          const request = await server.nextRequest();
          if (name === 'after some text') while (!seen.some(({ type }) => type === 'text-delta')) await nextTurn();
          else if (name.startsWith('after')) while (seen.length === 0) await nextTurn();
          assert.equal(request.isClosed(), false);
          abort.abort();
          await reading;
          await request.closed;
          assert.deepEqual(seen.at(-1), { type: 'error', signal: { kind: 'cancelled' } });
        });
      }

      it('an abort between two reads ends the stream, whatever is still in the pipe', async () => {
        const server = await serve(faults.answer(sse));
        const abort = new AbortController();
        const types: string[] = [];
        for await (const part of attemptAt(id, server.url, abort.signal)) {
          types.push(part.type === 'error' ? part.signal.kind : part.type);
          if (part.type === 'response-start') abort.abort();
        }
        assert.deepEqual(types, ['response-start', 'cancelled']);
      });

      it('an abort before the start sends nothing', async () => {
        const server = await serve(faults.answer(sse));
        const parts = await collect(attemptAt(id, server.url, AbortSignal.abort()));
        assert.deepEqual(parts, [{ type: 'error', signal: { kind: 'cancelled' } }]);
        assert.equal(server.requests.length, 0);
      });

      for (const place of ['response-start', 'text-delta']) {
        it(`a reader that walks away at ${place} lets go of the socket`, async () => {
          const server = await serve(faults.textThenHang(first));
          const clock = manualClock();
          for await (const part of attemptAt(id, server.url, new AbortController().signal, { clock })) {
            if (part.type === place) break;
          }
          clock.fire();
          await server.requests[0]?.closed;
        });
      }

      it('after a reader walked away the rest is read, and the connection used again', async () => {
        let walkedAway = (): void => undefined;
        const gone = new Promise<void>((resolve) => {
          walkedAway = resolve;
        });
        const server = await serve(async (wire) => {
          wire.head(200, { 'content-type': 'text/event-stream' });
          wire.chunk(first);
          await gone;
          wire.chunk(sse);
          wire.end();
        }, faults.answer(sse));
        const clock = manualClock();
        const vendor = provider(id, { clock });
        const target = ready(vendor, { baseUrl: server.url });
        for await (const part of vendor.stream(call(target), new AbortController().signal)) {
          if (part.type === 'text-delta') break;
        }
        assert.equal(clock.pending(), 1, 'the rest is not waited for without end');
        walkedAway();
        while (clock.pending() > 0) await nextTurn();
        await nextTurn();
        await collect(vendor.stream(call(target), new AbortController().signal));
        // One promise per connection.
        assert.equal(server.requests[1]?.closed, server.requests[0]?.closed);
        assert.equal(server.requests[0]?.isClosed(), false);
      });

      it('nothing is passed on after the abort, even of what has arrived', async () => {
        const server = await serve(faults.answer(sse));
        const abort = new AbortController();
        const shown: string[] = [];
        for await (const part of attemptAt(id, server.url, abort.signal)) {
          if (part.type === 'text-delta') {
            shown.push(part.text);
            abort.abort();
          } else if (part.type === 'error') shown.push(part.signal.kind);
        }
        assert.deepEqual(shown, [pieces[0], 'cancelled']);
      });

      it('a connection is used again after a whole answer', async () => {
        const server = await serve(faults.answer(sse));
        const vendor = provider(id);
        const target = ready(vendor, { baseUrl: server.url });
        for (let round = 0; round < 3; round += 1) {
          const answer = summary(await collect(vendor.stream(call(target), new AbortController().signal)));
          assert.equal(answer.text, text);
          await nextTurn();
        }
        assert.equal(server.requests.length, 3);
        assert.equal(server.requests[0]?.isClosed(), false);
      });

      it('a redirect is not followed: the key stays where it belongs', async () => {
        const other = await serve(faults.answer(sse));
        const { error } = await once(faults.status(307, '', { location: `${other.url}/elsewhere` }));
        assert.ok(error?.kind === 'http' && error.status === 307);
        assert.equal(other.requests.length, 0);
      });

      it('the key is in one header of the request and nowhere in what comes back', async () => {
        const echo: FaultScript = (wire, request) =>
          faults.status(400, { error: { message: `bad headers ${JSON.stringify(request.headers)}` } })(wire, request);
        const server = await serve(echo);
        const parts = await collect(attemptAt(id, server.url, new AbortController().signal));
        assert.ok(JSON.stringify(server.requests[0]?.headers).includes(testKey));
        assert.ok(!JSON.stringify(parts).includes(testKey));
      });

      it('a stream that is complete but never ends is ended after a grace', async () => {
        const complete = id === 'claude' ? sse.split('event: message_stop')[0] : sse.split('data: {"choices":[]')[0];
        const server = await serve(faults.textThenHang(complete ?? ''));
        const clock = manualClock();
        const reading = collect(attemptAt(id, server.url, new AbortController().signal, { clock }));
        while (clock.pending() === 0) await nextTurn();
        clock.fire();
        const answer = summary(await reading);
        assert.deepEqual([answer.text, answer.error], [text, undefined]);
        await server.requests[0]?.closed;
      });
    });
  }

  it('100 streams at once through one provider all arrive whole', async () => {
    const server = await serve(faults.drip(openAiSse(pieces), 60));
    const vendor = provider('openai-compatible');
    const target = ready(vendor, { baseUrl: server.url });
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () =>
        summary(await collect(vendor.stream(call(target), new AbortController().signal))),
      ),
    );
    assert.deepEqual([...new Set(answers.map((answer) => answer.text))], [text]);
    assert.equal(server.requests.length, 100);
  });

  it('an Ollama server that is not there is a refused connection for the probe too', async () => {
    const vendor = provider('ollama', { key: undefined });
    const result = await vendor.probe(ready(vendor, { baseUrl: await refusedUrl() }), new AbortController().signal);
    assert.ok(result.kind === 'failed' && result.signal.kind === 'network');
    assert.equal(result.signal.code, 'ECONNREFUSED');
  });
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
