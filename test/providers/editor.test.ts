import assert from 'node:assert/strict';
import { classify } from '../../server/core/index.ts';
import type { EditorCall, EditorEnd, EditorGateway, ProviderCall, ProviderPart } from '../../server/ports/index.ts';
import { type EditorFailure, type EditorModel, ModelSettings, renderSentence } from '../../server/protocol/index.ts';
import { createEditorProvider } from '../../server/providers/editor.ts';

const offered = (id: string, changes: Partial<EditorModel> = {}): EditorModel => ({
  id,
  name: `Name of ${id}`,
  vendor: 'copilot',
  family: `family-${id}`,
  maxInputTokens: 8000,
  ...changes,
});

/** A gateway of which the test itself is the window. */
function gateway(models: readonly EditorModel[] = [offered('big'), offered('small')]) {
  const calls: {
    call: EditorCall;
    onText: (text: string) => void;
    signal: AbortSignal;
    end: (end: EditorEnd) => void;
  }[] = [];
  const editor: EditorGateway = {
    models: () => models,
    generate: (call, onText, signal) =>
      new Promise((end) => {
        calls.push({ call, onText, signal, end });
      }),
  };
  return { editor, calls };
}

const settings = (changes: Partial<ModelSettings> = {}) => ({ ...ModelSettings.parse({}), ...changes });

function started(models?: readonly EditorModel[], changes: Partial<ProviderCall> = {}) {
  const { editor, calls } = gateway(models);
  const provider = createEditorProvider(editor);
  const resolution = provider.resolve('editor', settings());
  assert.ok(resolution.kind === 'ready');
  const controller = new AbortController();
  const call: ProviderCall = {
    attemptId: 'attempt-1',
    target: resolution.target,
    messages: [{ role: 'user', content: 'The sea.' }],
    maxOutputTokens: 100,
    expectedOutputTokens: 50,
    omitParameters: [],
    ...changes,
  };
  const parts = provider.stream(call, controller.signal)[Symbol.asyncIterator]();
  const next = async (): Promise<ProviderPart | undefined> => {
    const read = await parts.next();
    return read.done === true ? undefined : read.value;
  };
  const rest = async () => {
    const all: ProviderPart[] = [];
    for (let part = await next(); part !== undefined; part = await next()) all.push(part);
    return all;
  };
  const window = async () => {
    assert.equal((await next())?.type, 'response-start');
    const [only] = calls;
    assert.ok(only);
    return only;
  };
  return { provider, controller, next, rest, window };
}

const text = (value: string): ProviderPart => ({ type: 'text-delta', text: value });
const finish: ProviderPart = { type: 'finish', unified: 'stop', raw: 'stop' };

describe("VS Code's own models: which of them is used", () => {
  const resolve = (models: readonly EditorModel[], changes: Partial<ModelSettings> = {}) =>
    createEditorProvider(gateway(models).editor).resolve('editor', settings(changes));

  it('the first one, or the one that the settings name by id, family or name', () => {
    const models = [offered('big'), offered('small', { vendor: 'else', maxInputTokens: 500 })];
    for (const [model, wanted] of [
      [undefined, 'big'],
      [' ', 'big'],
      ['small', 'small'],
      ['family-small', 'small'],
      ['Name of small', 'small'],
    ] as const) {
      const resolution = resolve(models, model === undefined ? {} : { model });
      assert.ok(resolution.kind === 'ready');
      assert.equal(resolution.target.model, wanted);
    }
    const small = resolve(models, { model: 'small', maxConcurrent: 2 });
    assert.ok(small.kind === 'ready');
    const { maxConcurrent, quotaDomain, keySource, keyRequired, simulated, contextTokens } = small.target;
    assert.deepEqual(
      [maxConcurrent, quotaDomain, keySource, keyRequired, simulated],
      [2, 'editor|else', 'notNeeded', false, false],
    );
    assert.ok(contextTokens > 500, 'the answer has room of its own');
  });

  it('none where the editor offers none, and none under a name that it does not know: both say what to do', () => {
    const none = resolve([]);
    assert.ok(none.kind === 'notConfigured');
    assert.deepEqual([none.cause, renderSentence(none.reason)], ['environment', 'VS Code offers no chat models here.']);
    const unknown = resolve([offered('big')], { model: 'huge' });
    assert.ok(unknown.kind === 'notConfigured');
    assert.deepEqual(
      [unknown.cause, renderSentence(unknown.reason), renderSentence(unknown.hint)],
      ['settings', 'VS Code offers no chat model "huge".', 'Use one of: big.'],
    );
  });

  it('has no free check', async () => {
    const { provider } = started();
    const resolution = provider.resolve('editor', settings());
    assert.ok(resolution.kind === 'ready');
    assert.deepEqual(await provider.probe(resolution.target, new AbortController().signal), { kind: 'unsupported' });
  });
});

describe("VS Code's own models: an answer", () => {
  it('comes piece by piece, as it is written', async () => {
    const { next, rest, window } = started(undefined, { requester: 'window-1' });
    const { call, onText, end } = await window();
    assert.deepEqual(
      [call.editorModelId, call.requester, call.messages],
      ['big', 'window-1', [{ role: 'user', content: 'The sea.' }]],
    );
    onText('The ');
    assert.deepEqual(await next(), text('The '));
    const later = next();
    onText('sea');
    assert.deepEqual(await later, text('sea'));
    onText(' is');
    onText(' wide.');
    end({ kind: 'finished', usage: { inputTokens: 3, outputTokens: 4 } });
    assert.deepEqual(await rest(), [
      text(' is'),
      text(' wide.'),
      { type: 'usage', usage: { inputTokens: 3, outputTokens: 4 } },
      finish,
    ]);
  });

  it('ends with exactly one end, and nothing comes after it', async () => {
    const { rest, window } = started();
    const { onText, end } = await window();
    onText('All.');
    end({ kind: 'finished' });
    await Promise.resolve();
    onText('too late');
    end({ kind: 'failed', failure: { code: 'other', message: 'too late' } });
    assert.deepEqual(await rest(), [text('All.'), finish]);
  });

  it('that is broken off keeps what was said before the failure', async () => {
    const { rest, window } = started();
    const { onText, end } = await window();
    onText('Half a');
    end({ kind: 'failed', failure: { code: 'other', message: 'The window went away.' } });
    assert.deepEqual(await rest(), [
      text('Half a'),
      { type: 'error', signal: { kind: 'network', message: 'The window went away.' } },
    ]);
  });
});

describe("VS Code's own models: a failure", () => {
  const cases: readonly (readonly [EditorFailure['code'], string])[] = [
    ['noPermission', 'auth'],
    ['blocked', 'rateLimit'],
    ['rateLimited', 'rateLimit'],
    ['notFound', 'modelMissing'],
    ['other', 'network'],
  ];
  for (const [code, failureClass] of cases) {
    it(`"${code}" is judged as ${failureClass}, and the words of the editor stay`, async () => {
      const { rest, window } = started();
      const { end } = await window();
      end({ kind: 'failed', failure: { code, message: 'Words of the editor.' } });
      const [part, ...more] = await rest();
      assert.deepEqual(more, []);
      assert.ok(part?.type === 'error' && 'message' in part.signal);
      assert.equal(part.signal.message, 'Words of the editor.');
      assert.equal(classify(part.signal, [], { nowMs: 0, maxRetryAfterMs: 1000 }).class, failureClass);
    });
  }
});

describe("VS Code's own models: the end comes from us", () => {
  const cancelled: ProviderPart = { type: 'error', signal: { kind: 'cancelled' } };

  it('a request that is cancelled ends at once, even when the window never answers', async () => {
    const { controller, next, rest, window } = started();
    const { signal } = await window();
    const waiting = next();
    controller.abort();
    assert.equal(signal.aborted, true, 'the window is told');
    assert.deepEqual(await waiting, cancelled);
    assert.deepEqual(await rest(), []);
  });

  it('what had been said but not read is not read any more', async () => {
    const { controller, rest, window } = started();
    const { onText } = await window();
    onText('said');
    controller.abort();
    onText('and more');
    assert.deepEqual(await rest(), [cancelled]);
  });

  it('a request that was cancelled before it began does not wait either', async () => {
    const { controller, rest } = started();
    controller.abort();
    assert.deepEqual((await rest()).at(-1), cancelled);
  });

  it('a reader that leaves early leaves nothing behind that could hold it', async () => {
    const { editor, calls } = gateway();
    const provider = createEditorProvider(editor);
    const resolution = provider.resolve('editor', settings());
    assert.ok(resolution.kind === 'ready');
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...given);
    };
    const call = {
      attemptId: 'a',
      target: resolution.target,
      messages: [],
      maxOutputTokens: 1,
      expectedOutputTokens: 1,
      omitParameters: [],
    };
    for await (const part of provider.stream(call, signal)) {
      if (part.type === 'response-start') calls[0]?.onText('one');
      else break;
    }
    assert.equal(listeners, 0);
  });
});
