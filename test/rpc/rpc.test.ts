import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod';
import type { Part } from '../../server/protocol/index.ts';
import { batchMs, createCaller, type ServedCall, serveMethods } from '../../server/rpc/index.ts';
import { connectedPair, type End, HandTimers, settled, until } from './pair.ts';

const prefix = 'test/';
const table = {
  'text/stream': {
    parts: true,
    params: z.strictObject({ pieces: z.array(z.string()) }),
    result: z.strictObject({ pieces: z.number() }),
  },
  'text/length': {
    parts: false,
    params: z.strictObject({ text: z.string() }),
    result: z.strictObject({ length: z.number() }),
  },
} as const;

const text = (value: string): Part => ({ type: 'text-delta', text: value });
const rewind = (offset: number): Part => ({ type: 'text-rewind', offset });
const textOf = (parts: readonly Part[]) => parts.map((part) => (part.type === 'text-delta' ? part.text : '|')).join('');

const invalid = { ok: false, error: { code: 'invalidRequest', message: 'No.', hint: '', attempts: [] } } as const;

/** Lets an end answer `text/stream` as the test says, and `text/length` by counting. */
function serve(end: End, stream: (pieces: readonly string[], call: ServedCall) => Promise<unknown>) {
  const timers = new HandTimers();
  serveMethods(
    end.peer,
    ['text/stream', 'text/length'],
    async (name, input, call) => {
      if (name === 'text/stream') {
        const parsed = table[name].params.safeParse(input);
        return parsed.success ? stream(parsed.data.pieces, call) : invalid;
      }
      const parsed = table[name].params.safeParse(input);
      return parsed.success ? { ok: true, value: { length: parsed.data.text.length } } : invalid;
    },
    { prefix, setTimer: timers.setTimer },
  );
  return timers;
}

const call = (end: End) => createCaller<typeof table>(end.peer, prefix);

/** A promise that somebody else fulfils. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('a call over a connection', () => {
  it('brings the result back', async () => {
    const { near, far } = connectedPair();
    serve(far, async () => invalid);
    assert.deepEqual(await call(near).call('text/length', { text: 'four' }), { ok: true, value: { length: 4 } });
  });

  it('brings parts in order, all of them before the result', async () => {
    const { near, far } = connectedPair();
    serve(far, async (pieces, { onPart }) => {
      for (const piece of pieces) onPart(piece === '' ? rewind(0) : text(piece));
      return { ok: true, value: { pieces: pieces.length } };
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', '', '語', 'x\n'), { maxLength: 40 }), async (pieces) => {
        const parts: Part[] = [];
        const result = await call(near).call('text/stream', { pieces }, { onPart: (part) => parts.push(part) });
        // Looked at in the same turn in which the result is there.
        assert.equal(textOf(parts), pieces.map((piece) => (piece === '' ? '|' : piece)).join(''));
        assert.deepEqual(result, { ok: true, value: { pieces: pieces.length } });
      }),
      { numRuns: 50 },
    );
  });

  it('shows the first part at once, and joins the text that comes within a moment after it', async () => {
    const pair = connectedPair();
    const { near, far } = pair;
    const end = gate();
    const timers = serve(far, async (pieces, { onPart }) => {
      for (const piece of pieces) onPart(piece === '' ? rewind(1) : text(piece));
      await end.opened;
      onPart(text('the end'));
      return { ok: true, value: { pieces: pieces.length } };
    });
    const parts: Part[] = [];
    const result = call(near).call(
      'text/stream',
      { pieces: ['one ', 'two ', 'three ', '', 'four ', 'five '] },
      { onPart: (part) => parts.push(part) },
    );
    await until(() => parts.length > 0);
    await settled(pair);
    assert.deepEqual(parts, [text('one ')], 'the others wait for the moment to pass');
    assert.deepEqual(timers.delaysMs, [batchMs]);
    timers.fire();
    await until(() => parts.length > 1);
    assert.deepEqual(parts.slice(1), [text('two three '), rewind(1), text('four five ')]);
    end.open();
    assert.equal((await result).ok, true);
    assert.deepEqual(parts.at(-1), text('the end'), 'the rest does not wait for a timer');
    assert.deepEqual(timers.delaysMs, [], 'no timer outlives its call');
  });

  it('without a listener for parts sends none', async () => {
    const pair = connectedPair();
    const seen: unknown[] = [];
    pair.near.peer.onProgress(`${prefix}1`, (value) => seen.push(value));
    serve(pair.far, async (_, { onPart }) => {
      onPart(text('nobody listens'));
      return { ok: true, value: { pieces: 0 } };
    });
    assert.equal((await call(pair.near).call('text/stream', { pieces: [] })).ok, true);
    await settled(pair);
    assert.deepEqual(seen, []);
  });

  it('takes no batch twice, and nothing that is no batch', async () => {
    const { near, far } = connectedPair();
    far.peer.onRequest(`${prefix}text/stream`, async (params) => {
      const token = z.object({ partialResultToken: z.string() }).parse(params).partialResultToken;
      const batch = (sequence: number, piece: string) => far.peer.progress(token, { sequence, parts: [text(piece)] });
      batch(1, 'a');
      batch(1, 'a');
      batch(2, 'b');
      batch(1, 'a');
      for (const garbage of [null, 7, 'x', [], { sequence: 3 }, { sequence: 3, parts: 7 }, { sequence: 3, parts: [7] }])
        far.peer.progress(token, garbage);
      batch(3, 'c');
      return { ok: true, value: { pieces: 3 } };
    });
    const parts: Part[] = [];
    await call(near).call('text/stream', { pieces: [] }, { onPart: (part) => parts.push(part) });
    assert.equal(textOf(parts), 'abc');
  });
});

describe('cancelling a call', () => {
  it('fires the signal of the handler, and the result says so', async () => {
    const { near, far } = connectedPair();
    let started = false;
    serve(far, async (_, { signal }) => {
      started = true;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return { ok: false, error: { code: 'cancelled', message: 'Stopped.', hint: '', attempts: [] } };
    });
    const controller = new AbortController();
    const result = call(near).call('text/stream', { pieces: [] }, { signal: controller.signal });
    await until(() => started);
    controller.abort();
    const answer = await result;
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'cancelled');
  });

  it('is an answer of its own kind when the other side only breaks off', async () => {
    const { near, far } = connectedPair();
    let started = false;
    far.peer.onRequest(`${prefix}text/stream`, async (_, signal) => {
      started = true;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      throw new Error('broken off');
    });
    const controller = new AbortController();
    const result = call(near).call('text/stream', { pieces: [] }, { signal: controller.signal });
    await until(() => started);
    controller.abort();
    const answer = await result;
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'cancelled');
  });

  it('before it was sent sends nothing', async () => {
    const { near, far } = connectedPair();
    let calls = 0;
    serve(far, async () => {
      calls += 1;
      return { ok: true, value: { pieces: 0 } };
    });
    const answer = await call(near).call('text/stream', { pieces: [] }, { signal: AbortSignal.abort() });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'cancelled');
    assert.equal((await call(near).call('text/stream', { pieces: [] })).ok, true);
    assert.equal(calls, 1);
  });

  it('ends one call and leaves the others alone', async () => {
    const { near, far } = connectedPair();
    const end = gate();
    let running = 0;
    serve(far, async ([piece], { signal }) => {
      running += 1;
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await Promise.race([aborted, end.opened]);
      return signal.aborted ? invalid : { ok: true, value: { pieces: Number(piece) } };
    });
    const controllers = Array.from({ length: 10 }, () => new AbortController());
    const results = controllers.map(({ signal }, index) =>
      call(near).call('text/stream', { pieces: [String(index)] }, { signal }),
    );
    await until(() => running === 10);
    controllers[3]?.abort();
    assert.equal((await results[3])?.ok, false);
    end.open();
    const others = (await Promise.all(results)).filter(({ ok }) => ok);
    assert.equal(others.length, 9);
  });
});

describe('the end of a connection', () => {
  it('is the result `disconnected` for the caller and fires the signal of the handler', async () => {
    const pair = connectedPair();
    let signal: AbortSignal | undefined;
    serve(pair.far, (_, served) => {
      signal = served.signal;
      return new Promise(() => {});
    });
    const parts: Part[] = [];
    const result = call(pair.near).call('text/stream', { pieces: [] }, { onPart: (part) => parts.push(part) });
    await until(() => signal !== undefined);
    assert.equal(signal?.aborted, false);
    pair.cut();
    const answer = await result;
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'disconnected');
    await until(() => signal?.aborted === true);
  });

  it('a call that comes after it is `disconnected`, too, and nothing that is sent then throws', async () => {
    const pair = connectedPair();
    serve(pair.far, async () => invalid);
    pair.cut();
    await until(() => pair.near.closed.aborted);
    const answer = await call(pair.near).call('text/length', { text: 'x' });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'disconnected');
    pair.near.peer.notify('test/notice', {});
    pair.near.peer.progress('token', {});
    let told = 0;
    pair.near.peer.onClose(() => {
      told += 1;
    });
    assert.equal(told, 1, 'who listens too late is told at once');
  });

  it('is not told to somebody who has stopped listening', async () => {
    const pair = connectedPair();
    const told: string[] = [];
    const stop = pair.near.peer.onClose(() => told.push('stopped'));
    pair.near.peer.onClose(() => told.push('listening'));
    stop();
    pair.cut();
    await until(() => pair.near.closed.aborted);
    assert.deepEqual(told, ['listening']);
  });

  it('an answer that is none is `disconnected`, not a result', async () => {
    const { near, far } = connectedPair();
    const answers: unknown[] = [null, 7, 'ok', {}, { ok: true }, { ok: false }, []];
    for (const each of answers) {
      far.peer.onRequest(`${prefix}text/length`, async () => each);
      const answer = await call(near).call('text/length', { text: 'x' });
      assert.equal(answer.ok ? 'ok' : answer.error.code, 'disconnected', JSON.stringify(each));
    }
    const unknown = createCaller<typeof table>(near.peer, 'nobody-serves-this/');
    const answer = await unknown.call('text/length', { text: 'x' });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'disconnected');
  });
});

describe('many calls on one connection', () => {
  it('a hundred at once, in both directions, lose no part and double none', async () => {
    const pair = connectedPair();
    const gates = Array.from({ length: 8 }, gate);
    const stream =
      (end: string) =>
      async (pieces: readonly string[], { onPart }: ServedCall) => {
        for (const [index, piece] of pieces.entries()) {
          // Everyone waits at the same places, so that the parts of all calls are mixed.
          await gates[index]?.opened;
          onPart(text(`${end}${piece};`));
        }
        return { ok: true, value: { pieces: pieces.length } };
      };
    const timers = [serve(pair.near, stream('near ')), serve(pair.far, stream('far '))];
    const results = Array.from({ length: 100 }, async (_, index) => {
      const [from, end] = index % 2 === 0 ? ([pair.near, 'far '] as const) : ([pair.far, 'near '] as const);
      const pieces = gates.map((_, part) => `${index}.${part}`);
      const parts: Part[] = [];
      const result = await call(from).call('text/stream', { pieces }, { onPart: (part) => parts.push(part) });
      assert.deepEqual(result, { ok: true, value: { pieces: pieces.length } });
      assert.equal(textOf(parts), pieces.map((piece) => `${end}${piece};`).join(''), `call ${index}`);
      return index;
    });
    for (const { open } of gates) {
      open();
      await settled(pair);
      for (const each of timers) each.fire();
    }
    assert.equal((await Promise.all(results)).length, 100);
    assert.deepEqual(
      timers.flatMap(({ delaysMs }) => delaysMs),
      [],
    );
  });
});

describe('what does not fit the table', () => {
  it('is refused by the handler and harms nobody', async () => {
    const { near, far } = connectedPair();
    serve(far, async () => ({ ok: true, value: { pieces: 0 } }));
    const byName = [
      undefined,
      null,
      {},
      { input: null },
      { input: { pieces: 7 } },
      { input: {}, partialResultToken: 7 },
    ];
    const byPosition = [[], [1], [1, 2, 3], [null, {}], 7, 'x'];
    for (const params of [...byName, ...byPosition]) {
      assert.deepEqual(await near.raw(`${prefix}text/stream`, params), invalid, JSON.stringify(params));
    }
    assert.equal((await call(near).call('text/length', { text: 'alive' })).ok, true);
  });
});
