import assert from 'node:assert/strict';
import { collect, manualClock, summary, testKey } from '../wire/setup.ts';
import { type FaultScript, faults, refusedUrl } from './fault-server.ts';
import { attemptAt, dialects, text } from './one-provider.ts';
import { serversOfTest } from './servers-of-test.ts';

describe('one provider against a server with faults', () => {
  const { serve } = serversOfTest();

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
    });
  }
});
