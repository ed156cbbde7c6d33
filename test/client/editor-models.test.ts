import assert from 'node:assert/strict';
import { generateWithEditorModel, listEditorModels } from '../../client/features/editor-models.ts';
import { editorFailure } from '../../client/models/editor-failure.ts';
import { EditorFailure, EditorModel, type Part } from '../../server/protocol/index.ts';
import * as vscode from './fake-vscode.ts';

interface Sent {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  isCancelled(): boolean;
}

interface FakeModel {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly family: string;
  readonly maxInputTokens: number;
  readonly sent: Sent[];
}

function model(id: string, answer: () => AsyncIterable<string>, change: Partial<FakeModel> = {}): FakeModel {
  const sent: Sent[] = [];
  const fakeModel = {
    id,
    name: `Model ${id}`,
    vendor: 'copilot',
    family: 'small',
    maxInputTokens: 4096,
    sent,
    async sendRequest(
      messages: Sent['messages'],
      _options: unknown,
      token: { readonly isCancellationRequested: boolean },
    ) {
      sent.push({ messages, isCancelled: () => token.isCancellationRequested });
      return { text: answer() };
    },
    ...change,
  };
  offered.push(fakeModel);
  return fakeModel;
}

let offered: FakeModel[] = [];
const messages = [
  { role: 'system', content: 'rules' },
  { role: 'user', content: 'question' },
  { role: 'assistant', content: 'answer' },
] as const;

async function generate(editorModelId: string, signal = new AbortController().signal) {
  const parts: Part[] = [];
  const answer = await generateWithEditorModel(
    { editorModelId, messages },
    { signal, onPart: (part) => parts.push(part) },
  );
  return { answer, parts };
}

async function* hello() {
  yield 'Hel';
  yield '';
  yield 'lo';
}

describe('chat models of VS Code', () => {
  beforeEach(() => {
    offered = [];
    vscode.lm.selectChatModels = async ({ id }: { id?: string }) =>
      offered.filter((each) => id === undefined || each.id === id);
  });
  afterEach(() => {
    vscode.lm.selectChatModels = async () => [];
  });

  it('are listed as the contract wants them, without our own and without those we may not use', async () => {
    model('a', hello);
    model('b', hello);
    model('c', hello, { vendor: 'videogenius' });
    model('d', hello, { maxInputTokens: Number.NaN });
    model('', hello);
    const listed = await listEditorModels({ canSendRequest: ({ id }) => (id === 'b' ? false : undefined) });
    assert.deepEqual(listed, [{ id: 'a', name: 'Model a', vendor: 'copilot', family: 'small', maxInputTokens: 4096 }]);
    assert.deepEqual(EditorModel.array().parse(listed), listed);
    assert.equal((await listEditorModels()).length, 2);
  });

  it('are none where another extension cannot tell its models', async () => {
    vscode.lm.selectChatModels = async () => {
      throw new Error('broken');
    };
    assert.deepEqual(await listEditorModels(), []);
  });

  it('get the rules as the first words of a person, and their text comes as parts', async () => {
    const asked = model('a', hello);
    const { answer, parts } = await generate('a');
    assert.deepEqual(answer, { kind: 'finished' });
    assert.deepEqual(parts, [
      { type: 'text-delta', text: 'Hel' },
      { type: 'text-delta', text: 'lo' },
    ]);
    assert.deepEqual(
      asked.sent[0]?.messages.map(({ role, content }) => [role, content]),
      [
        ['user', 'rules'],
        ['user', 'question'],
        ['assistant', 'answer'],
      ],
    );
  });

  it('end at once when the call is cancelled, even if they never answer', async () => {
    const silent: () => AsyncIterable<string> = () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    });
    const asked = model('a', silent);
    const abort = new AbortController();
    const running = generate('a', abort.signal);
    for (let turn = 0; turn < 100 && asked.sent.length === 0; turn += 1) await new Promise(setImmediate);
    assert.equal(asked.sent[0]?.isCancelled(), false);
    abort.abort();
    assert.equal((await running).answer.kind, 'failed');
    assert.equal(asked.sent[0]?.isCancelled(), true);
  });

  it('send no part after the call was cancelled', async () => {
    const abort = new AbortController();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    async function* stubborn() {
      yield 'one';
      abort.abort();
      await released;
      yield 'two';
    }
    model('a', stubborn);
    const { parts } = await generate('a', abort.signal);
    release();
    await new Promise(setImmediate);
    assert.deepEqual(parts, [{ type: 'text-delta', text: 'one' }]);
  });

  it('fail with a code and with words that are ours', async () => {
    async function* broken(): AsyncIterable<string> {
      yield 'one';
      throw Object.assign(new Error('secret prompt text'), { code: 'Blocked' });
    }
    model('a', broken);
    const { answer, parts } = await generate('a');
    assert.equal(parts.length, 1);
    assert.ok(answer.kind === 'failed');
    assert.equal(EditorFailure.parse(answer.failure).code, 'blocked');
    assert.ok(!answer.failure.message.includes('secret'));
    const missing = await generate('nobody');
    assert.ok(missing.answer.kind === 'failed' && missing.answer.failure.code === 'notFound');
  });

  const errors: [unknown, EditorFailure['code']][] = [
    [Object.assign(new Error('x'), { code: 'NoPermissions' }), 'noPermission'],
    [Object.assign(new Error('x'), { code: 'Blocked' }), 'blocked'],
    [Object.assign(new Error('x'), { code: 'NotFound' }), 'notFound'],
    [Object.assign(new Error('x'), { code: 'Unknown' }), 'other'],
    [Object.assign(new Error('x', { cause: new Error('HTTP 429') }), { code: 'Unknown' }), 'rateLimited'],
    [Object.assign(new Error('You have hit a rate limit'), { code: 'Blocked' }), 'rateLimited'],
    [new Error('Too Many Requests'), 'rateLimited'],
    ['odd', 'other'],
    [undefined, 'other'],
  ];
  for (const [error, code] of errors) {
    it(`call ${String(error)} ${code}`, () => assert.equal(editorFailure(error, vscode.l10n).code, code));
  }
});
