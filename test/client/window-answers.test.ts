import assert from 'node:assert/strict';
import { parsePanelAction } from '../../client/panel/parse-panel.ts';
import { type WindowParts, windowAnswers } from '../../client/window-answers.ts';
import { panelCommands } from '../../server/protocol/index.ts';

const origin = 'https://api.deepseek.com';
const call = { signal: new AbortController().signal, onPart: () => undefined };

function answersOf(change: Partial<WindowParts> = {}) {
  return windowAnswers({
    keys: { read: async () => undefined, origins: async () => [] },
    environment: {},
    generate: async () => ({ kind: 'finished' }),
    parseAction: parsePanelAction,
    act: async () => ({ ok: true, message: '' }),
    ...change,
  });
}

function stored(entries: Readonly<Record<string, string>>): Pick<WindowParts, 'keys'> {
  return {
    keys: {
      read: async (provider, at) => entries[`${provider} ${at}`],
      origins: async (provider) =>
        Object.keys(entries).flatMap((entry) =>
          entry.startsWith(`${provider} `) ? [entry.slice(provider.length + 1)] : [],
        ),
    },
  };
}

const query = { provider: 'deepseek', origin, variables: ['FIRST_KEY', 'SECOND_KEY'], stored: true };

describe('keys that the daemon asks for', () => {
  const environment = { FIRST_KEY: '  ', SECOND_KEY: ' from-environment \n' };

  it('come from the key store first, then from the environment in the order of the variables', async () => {
    const entries = stored({ [`deepseek ${origin}`]: 'from-store' });
    const { answer } = answersOf({ ...entries, environment });
    const queries = [query, { ...query, stored: false }, { ...query, provider: 'openai', variables: ['NONE'] }];
    assert.deepEqual(await answer('secrets/read', { queries }, call), {
      ok: true,
      value: {
        answers: [
          { kind: 'found', key: 'from-store', source: 'stored' },
          { kind: 'found', key: 'from-environment', source: 'environment', variable: 'SECOND_KEY' },
          { kind: 'none' },
        ],
      },
    });
  });

  it('never go to another server; that there is one for it is said', async () => {
    const { answer } = answersOf(stored({ 'deepseek https://proxy.example': 'for-the-proxy' }));
    const found = await answer('secrets/read', { queries: [query, { ...query, stored: false }] }, call);
    assert.deepEqual(found, {
      ok: true,
      value: { answers: [{ kind: 'none', otherOrigin: 'https://proxy.example' }, { kind: 'none' }] },
    });
    assert.doesNotMatch(JSON.stringify(found), /for-the-proxy/);
  });
});

describe('what the daemon asks the window', () => {
  it('is refused when it is not what was agreed', async () => {
    const { answer } = answersOf({ generate: () => assert.fail(), act: () => assert.fail() });
    for (const name of ['secrets/read', 'editor/generate', 'panel/act'] as const) {
      for (const input of [undefined, null, {}, { queries: [{}] }, { settings: [] }, { messages: 'x' }]) {
        const answered = await answer(name, input, call);
        assert.ok(isError(answered, 'invalidRequest'), `${name} ${JSON.stringify(input)}`);
      }
    }
  });

  it('is a text of one of the models of the editor, with its parts', async () => {
    const parts: unknown[] = [];
    const { answer } = answersOf({
      async generate({ editorModelId, messages }, { onPart }) {
        onPart({ type: 'text-delta', text: `${editorModelId}: ${messages[0]?.content}` });
        return { kind: 'finished' };
      },
    });
    const input = { editorModelId: 'copilot', messages: [{ role: 'user', content: 'Hello' }] };
    const answered = await answer('editor/generate', input, { ...call, onPart: (part) => parts.push(part) });
    assert.deepEqual(answered, { ok: true, value: { kind: 'finished' } });
    assert.deepEqual(parts, [{ type: 'text-delta', text: 'copilot: Hello' }]);
  });

  it('is an action of the panel on a page', async () => {
    const actions: unknown[] = [];
    const { answer } = answersOf({
      async act(action) {
        actions.push(action);
        return { ok: true, message: 'done' };
      },
    });
    const action = { type: 'setStrategy', strategy: 'random' };
    assert.deepEqual(await answer('panel/act', { action }, call), { ok: true, value: { ok: true, message: 'done' } });
    assert.deepEqual(actions, [action]);
    assert.ok(isError(await answer('panel/act', { action: { type: 'nonsense' } }, call), 'invalidRequest'));
  });

  it('is never a command of the editor: no page starts one', async () => {
    const { answer } = answersOf({ act: () => assert.fail() });
    for (const command of panelCommands) {
      const answered = await answer('panel/act', { action: { type: 'command', command } }, call);
      const message = 'This can be done in VS Code only.';
      assert.deepEqual(answered, { ok: true, value: { ok: false, message } }, command);
    }
  });

  it('fails without telling what the failure held', async () => {
    const { answer } = answersOf({ generate: () => Promise.reject(new Error('text with my-secret-prompt')) });
    const answered = await answer('editor/generate', { editorModelId: 'x', messages: [] }, call);
    assert.ok(isError(answered, 'internal'));
    assert.doesNotMatch(JSON.stringify(answered), /secret/);
  });
});

function isError(answered: unknown, code: string): boolean {
  return JSON.stringify(answered).includes(`"ok":false`) && JSON.stringify(answered).includes(`"code":"${code}"`);
}
