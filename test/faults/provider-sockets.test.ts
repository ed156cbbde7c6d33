import assert from 'node:assert/strict';
import type { ProviderPart } from '../../server/ports/index.ts';
import { call, collect, manualClock, provider, ready, summary } from '../wire/setup.ts';
import { type FaultScript, faults, openAiSse, refusedUrl } from './fault-server.ts';
import { attemptAt, dialects, nextTurn, pieces, text } from './one-provider.ts';
import { serversOfTest } from './servers-of-test.ts';

describe('one provider and its sockets', () => {
  const { serve } = serversOfTest();

  for (const { id, sse, first } of dialects) {
    describe(id, () => {
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
