import assert from 'node:assert/strict';
import { WindowModels } from '../../server/daemon/window-models.ts';
import type { EditorModel, Part, Result } from '../../server/protocol/index.ts';
import type { CallOptions, WindowClient } from '../../server/rpc/index.ts';

const model = (id: string): EditorModel => ({ id, name: id, vendor: 'copilot', family: id, maxInputTokens: 1000 });

/** A window that answers with its own name, or as `answer` says. */
function window(name: string, answer?: (options: CallOptions) => Promise<Result<unknown>>) {
  const calls: unknown[] = [];
  const client: WindowClient = {
    async call(method, input, options = {}) {
      calls.push({ method, input });
      options.onPart?.({ type: 'text-delta', text: name });
      const result = answer === undefined ? { ok: true, value: { kind: 'finished' } } : await answer(options);
      // The one place where a test's value is taken for what the contract promises.
      return result as Awaited<ReturnType<typeof client.call<typeof method>>>;
    },
  };
  return { client, calls };
}

const messages = [{ role: 'user', content: 'Hello.' }] as const;

async function generate(models: WindowModels, editorModelId: string, requester?: string, signal?: AbortSignal) {
  let text = '';
  const end = await models.generate(
    { editorModelId, messages, requester },
    (piece) => {
      text += piece;
    },
    signal ?? new AbortController().signal,
  );
  return { text, end };
}

describe("VS Code's own models of all windows", () => {
  const two = () => {
    const models = new WindowModels();
    const [first, second] = [window('first'), window('second')];
    models.add('1', first.client);
    models.add('2', second.client);
    return { models, first, second };
  };

  it('are listed once each, in the order of the editor', () => {
    const { models } = two();
    models.set('1', [model('big'), model('small')]);
    models.set('2', [model('small'), model('other')]);
    assert.deepEqual(
      models.models().map(({ id }) => id),
      ['big', 'small', 'other'],
    );
  });

  it('say whether anything has changed', () => {
    const { models } = two();
    assert.deepEqual(
      [
        models.set('1', []),
        models.set('1', [model('big')]),
        models.set('1', [model('big')]),
        models.set('nobody', [model('big')]),
      ],
      [false, true, false, false],
    );
  });

  it('a request goes to the window that asked for it', async () => {
    const { models, first, second } = two();
    for (const id of ['1', '2']) models.set(id, [model('big')]);
    assert.deepEqual(await generate(models, 'big', '1'), { text: 'first', end: { kind: 'finished' } });
    assert.deepEqual(await generate(models, 'big', '2'), { text: 'second', end: { kind: 'finished' } });
    assert.deepEqual(first.calls, [{ method: 'editor/generate', input: { editorModelId: 'big', messages } }]);
    assert.equal(second.calls.length, 1);
  });

  it('to another window only when the own one does not have the model, or nobody in particular asks', async () => {
    const { models } = two();
    models.set('1', [model('big')]);
    models.set('2', [model('small')]);
    assert.equal((await generate(models, 'big', '2')).text, 'first');
    assert.equal((await generate(models, 'small', 'gone')).text, 'second');
    assert.equal((await generate(models, 'small')).text, 'second');
  });

  it('a model that no window has is not found, and a window that has gone has none', async () => {
    const { models } = two();
    models.set('1', [model('big')]);
    models.remove('1');
    assert.deepEqual(models.models(), []);
    const { end, text } = await generate(models, 'big', '1');
    assert.ok(end.kind === 'failed');
    assert.deepEqual([end.failure.code, text], ['notFound', '']);
  });

  it('hands on what the window says: its failure, its usage', async () => {
    const failure = { code: 'rateLimited', message: 'Slow down.' } as const;
    const ends = [
      { kind: 'failed', failure },
      { kind: 'finished', usage: { inputTokens: 1, outputTokens: 2 } },
    ] as const;
    for (const value of ends) {
      const models = new WindowModels();
      models.add('1', window('w', async () => ({ ok: true, value })).client);
      models.set('1', [model('big')]);
      assert.deepEqual((await generate(models, 'big')).end, value);
    }
  });

  it('a window that goes away while it answers is a failure, and a cancelled request is cancelled', async () => {
    const models = new WindowModels();
    const gone = async (): Promise<Result<unknown>> => ({
      ok: false,
      error: { code: 'disconnected', message: '', hint: '', attempts: [] },
    });
    models.add('1', window('', gone).client);
    models.set('1', [model('big')]);
    const failed = (await generate(models, 'big')).end;
    assert.ok(failed.kind === 'failed' && failed.failure.code === 'other');
    assert.deepEqual((await generate(models, 'big', '1', AbortSignal.abort())).end, { kind: 'cancelled' });
  });

  it('passes the signal on, and only text of what comes back', async () => {
    const models = new WindowModels();
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    const parts: Part[] = [
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'text-delta', text: '!' },
      { type: 'text-rewind', offset: 0 },
    ];
    const answer = async (options: CallOptions): Promise<Result<unknown>> => {
      signal = options.signal;
      for (const part of parts) options.onPart?.(part);
      return { ok: true, value: { kind: 'finished' } };
    };
    models.add('1', window('text', answer).client);
    models.set('1', [model('big')]);
    assert.equal((await generate(models, 'big', '1', controller.signal)).text, 'text!');
    controller.abort();
    assert.equal(signal?.aborted, true);
  });
});
