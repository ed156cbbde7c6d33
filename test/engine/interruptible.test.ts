import assert from 'node:assert/strict';
import { interruptibleReader } from '../../server/engine/interruptible.ts';

describe('interruptible reader', () => {
  it('gives up at once on a source that never answers', async () => {
    async function* deaf(): AsyncGenerator<number> {
      yield 1;
      await new Promise(() => undefined);
    }
    const controller = new AbortController();
    const reader = interruptibleReader(deaf(), controller.signal);
    assert.deepEqual(await reader.read(), { kind: 'item', item: 1 });
    const waiting = reader.read();
    controller.abort();
    assert.deepEqual(await waiting, { kind: 'interrupted' });
    assert.deepEqual(await reader.read(), { kind: 'end' });
  });

  it('hands on what a source threw as a value', async () => {
    const broken: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('boom')) }),
    };
    const read = await interruptibleReader(broken, new AbortController().signal).read();
    assert.equal(read.kind, 'threw');
  });

  it('ends with the source', async () => {
    async function* short(): AsyncGenerator<number> {
      yield 7;
    }
    const reader = interruptibleReader(short(), new AbortController().signal);
    assert.deepEqual(await reader.read(), { kind: 'item', item: 7 });
    assert.deepEqual(await reader.read(), { kind: 'end' });
  });
});
