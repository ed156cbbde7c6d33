import assert from 'node:assert/strict';
import {
  type EditorModel,
  type ModelState,
  methodPrefix,
  type SecretAnswer,
  type SecretQuery,
  windowMethods,
} from '../../server/protocol/index.ts';
import { serveMethods } from '../../server/rpc/index.ts';
import { HandTimers, until } from '../rpc/pair.ts';
import { type House, house, nobodyElse, patience, type Window } from './house.ts';
import { type VendorServer, vendorServer } from './vendor-server.ts';

const brief = { topic: 'The sea at night', paragraphs: 1 } as const;
const stored = (key: string): SecretAnswer => ({ kind: 'found', key, source: 'stored' });
const none: SecretAnswer = { kind: 'none' };

/** Lets a window answer questions for keys; `asked` holds each question. */
function keyStore(window: Window, answer: (query: SecretQuery) => SecretAnswer) {
  const asked: (readonly SecretQuery[])[] = [];
  const store = { answer };
  serveMethods(
    window.peer,
    ['secrets/read'],
    async (_name, input) => {
      const { queries } = windowMethods['secrets/read'].params.parse(input);
      asked.push(queries);
      return { ok: true, value: { answers: queries.map(store.answer) } };
    },
    { prefix: methodPrefix, setTimer: new HandTimers().setTimer },
  );
  return { asked, store };
}

describe('keys that a session asks its window for', () => {
  let home: House;
  let vendor: VendorServer;
  beforeEach(async () => {
    home = house();
    vendor = await vendorServer();
  });
  afterEach(async () => {
    await home.close();
    await vendor.close();
  });

  const settings = (origin: string) => ({
    ...patience,
    'videogenius.models': { ...nobodyElse, deepseek: { baseUrl: origin } },
  });
  const configure = (window: Window, origin = vendor.origin) =>
    window.configure({ settings: settings(origin), hasSecrets: true });
  const deepseek = async (window: Window): Promise<ModelState> => {
    const result = await window.client.call('state/get', {});
    assert.ok(result.ok);
    const model = result.value.models.find(({ modelId }) => modelId === 'deepseek');
    assert.ok(model);
    return model;
  };
  const write = (window: Window) => window.client.call('script/generate', { brief });
  const changed = (window: Window) => window.client.call('session/secretsChanged', {});

  it('reach the vendor that they are for, and nobody else', async () => {
    const window = home.window();
    const { asked } = keyStore(window, ({ provider }) => (provider === 'deepseek' ? stored('key-of-mine') : none));
    await configure(window);
    const model = await deepseek(window);
    assert.deepEqual([model.keySource, model.status], ['stored', 'unknown']);
    const destination = await window.client.call('model/destination', { modelId: 'deepseek' });
    assert.ok(destination.ok);
    assert.deepEqual([destination.value.origin, destination.value.keySource], [vendor.origin, 'stored']);

    const result = await write(window);
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual([result.value.model, result.value.simulated], ['deepseek', false]);
    assert.deepEqual(
      vendor.asked.map(({ authorization }) => authorization),
      ['Bearer key-of-mine'],
    );
    assert.deepEqual(
      asked.flat().filter(({ origin }) => origin === vendor.origin),
      [{ provider: 'deepseek', origin: vendor.origin, variables: ['DEEPSEEK_API_KEY'], stored: true }],
    );
    assert.equal(asked.length, 1, 'the window was asked once');
    const seen = [result, await window.client.call('state/get', {}), home.logged, window.told];
    assert.ok(!JSON.stringify(seen).includes('key-of-mine'));
  });

  it('are gone when they were removed, and there again when they are set again; the model keeps its history', async () => {
    const window = home.window();
    const { store, asked } = keyStore(window, () => stored('first-key'));
    await configure(window);
    assert.equal((await write(window)).ok, true);

    store.answer = () => none;
    const before = asked.length;
    await changed(window);
    assert.equal(asked.length, before + 1, 'one question is enough');
    const without = await deepseek(window);
    assert.deepEqual([without.keySource, without.status], ['missing', 'notConfigured']);
    const refused = await write(window);
    assert.equal(refused.ok ? 'ok' : refused.error.code, 'noModelConfigured');
    assert.equal(vendor.asked.length, 1, 'nothing was sent without a key');

    store.answer = () => stored('second-key');
    await changed(window);
    const again = await deepseek(window);
    assert.deepEqual([again.keySource, again.attempts], ['stored', 1]);
    assert.notEqual(again.firstTokenMs, null, 'what was learnt of the server is still true');
    assert.equal((await write(window)).ok, true);
    assert.deepEqual(
      vendor.asked.map(({ authorization }) => authorization),
      ['Bearer first-key', 'Bearer second-key'],
    );
  });

  it('do not follow a changed address: the window is asked for the new server, and says for which it has one', async () => {
    const elsewhere = await vendorServer();
    const window = home.window();
    const { asked } = keyStore(window, ({ origin }) =>
      origin === vendor.origin ? stored('key-of-mine') : { kind: 'none', otherOrigin: vendor.origin },
    );
    await configure(window);
    await configure(window, elsewhere.origin);
    assert.ok(asked.flat().some(({ origin }) => origin === elsewhere.origin));
    const model = await deepseek(window);
    assert.equal(model.keySource, 'missing');
    assert.match(JSON.stringify(model.reason), /belongs to/);
    assert.equal((await write(window)).ok, false);
    assert.deepEqual([elsewhere.asked, vendor.asked], [[], []]);
    await elsewhere.close();
  });

  it('that are long in coming keep nobody waiting, and count as soon as they are there', async () => {
    const window = home.window();
    let unlock = () => {};
    const unlocked = new Promise<void>((resolve) => {
      unlock = resolve;
    });
    serveMethods(
      window.peer,
      ['secrets/read'],
      async (_name, input) => {
        const { queries } = windowMethods['secrets/read'].params.parse(input);
        await unlocked;
        return { ok: true, value: { answers: queries.map(() => stored('key-of-mine')) } };
      },
      { prefix: methodPrefix, setTimer: new HandTimers().setTimer },
    );
    assert.equal((await configure(window)).ok, true);
    assert.equal((await deepseek(window)).keySource, 'missing');
    await window.watch();
    unlock();
    const model = () => window.mirror.snapshot()?.models.find(({ modelId }) => modelId === 'deepseek');
    await until(() => model()?.keySource === 'stored');
    assert.equal((await write(window)).ok, true);
  });

  it('go with the window that has lent them', async () => {
    const [window, other] = [home.window(), home.window()];
    keyStore(window, () => stored('key-of-mine'));
    await configure(window);
    await other.configure({ settings: settings(vendor.origin) });
    assert.equal((await write(other)).ok, true, 'a key serves every window while it is there');
    await window.leave();
    const refused = await write(other);
    assert.equal(refused.ok, false);
    assert.deepEqual(
      vendor.asked.map(({ authorization }) => authorization),
      ['Bearer key-of-mine'],
    );
  });

  it('are not asked for where nobody can answer, and an answer that is none is no key', async () => {
    const [silent, odd] = [home.window(), home.window()];
    const { asked } = keyStore(silent, () => stored('key-of-mine'));
    await silent.configure({ settings: settings(vendor.origin), hasSecrets: false });
    assert.deepEqual(asked, []);
    odd.peer.onRequest(`${methodPrefix}secrets/read`, async () => ({ ok: true, value: { answers: 'key-of-mine' } }));
    assert.equal((await configure(odd)).ok, true);
    assert.equal((await deepseek(odd)).keySource, 'missing');
  });

  it('what the environment of the process has is used without any window, and that of a window wins', async () => {
    const own = house({ DEEPSEEK_API_KEY: 'key-of-the-process' });
    const [first, second] = [own.window(), own.window()];
    await first.configure({ settings: settings(vendor.origin) });
    assert.equal((await deepseek(first)).keySource, 'environment');
    assert.equal((await write(first)).ok, true);
    keyStore(second, () => stored('key-of-the-window'));
    await configure(second);
    assert.equal((await write(first)).ok, true);
    await own.close();
    assert.deepEqual(
      vendor.asked.map(({ authorization }) => authorization),
      ['Bearer key-of-the-process', 'Bearer key-of-the-window'],
    );
  });
});

describe("VS Code's own models in a session", () => {
  let home: House;
  beforeEach(() => {
    home = house();
  });
  afterEach(() => home.close());

  const offered: EditorModel = { id: 'big', name: 'Big', vendor: 'copilot', family: 'big', maxInputTokens: 8000 };
  const settings = { ...patience, 'videogenius.models': nobodyElse };

  /** A window with a chat model that writes as `answer` says. */
  function chatWindow(answer: (text: (piece: string) => void, signal: AbortSignal) => Promise<unknown>) {
    const window = home.window();
    const asked: unknown[] = [];
    serveMethods(
      window.peer,
      ['editor/generate'],
      async (_name, input, { onPart, signal }) => {
        asked.push(windowMethods['editor/generate'].params.parse(input).editorModelId);
        return { ok: true, value: await answer((text) => onPart({ type: 'text-delta', text }), signal) };
      },
      { prefix: methodPrefix, setTimer: new HandTimers().setTimer },
    );
    return { window, asked, configure: () => window.configure({ settings, editorModels: [offered] }) };
  }
  const writes = (text: string) => async (onText: (piece: string) => void) => {
    for (const word of text.match(/\S+\s*/g) ?? []) onText(word);
    return { kind: 'finished' };
  };
  const status = async (window: Window) => {
    const state = await window.client.call('state/get', {});
    return state.ok ? state.value.models.find(({ modelId }) => modelId === 'editor')?.status : undefined;
  };

  it('are not there as long as no window offers any', async () => {
    const window = home.window();
    await window.configure({ settings });
    assert.equal(await status(window), 'notConfigured');
  });

  it('write in the window that asks', async () => {
    const left = chatWindow(writes('The left sea is wide and old. It keeps what it is told.'));
    const right = chatWindow(writes('The right sea is wide and old. It keeps what it is told.'));
    await left.configure();
    await right.configure();
    assert.equal(await status(left.window), 'unknown');
    for (const [{ window }, word] of [
      [left, /left/],
      [right, /right/],
    ] as const) {
      const result = await window.client.call('script/generate', { brief });
      assert.ok(result.ok, JSON.stringify(result));
      assert.equal(result.value.model, 'editor');
      assert.match(result.value.text, word);
    }
    assert.deepEqual([left.asked.length, right.asked.length], [1, 1]);
  });

  it('end when the request is cancelled: the window is told', async () => {
    let signal: AbortSignal | undefined;
    const { window, configure } = chatWindow((_text, given) => {
      signal = given;
      return new Promise(() => {});
    });
    await configure();
    const controller = new AbortController();
    const result = window.client.call('script/generate', { brief }, { signal: controller.signal });
    await until(() => signal !== undefined);
    controller.abort();
    const answer = await result;
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'cancelled');
    await until(() => signal?.aborted === true);
  });

  it('a refusal of the editor is told in its own words', async () => {
    const failure = { code: 'noPermission', message: 'The person did not agree.' };
    const { window, configure } = chatWindow(async () => ({ kind: 'failed', failure }));
    await configure();
    const result = await window.client.call('script/generate', { brief });
    assert.ok(!result.ok);
    assert.deepEqual(
      result.error.attempts.map(({ modelId, class: failureClass }) => [modelId, failureClass]),
      [['editor', 'auth']],
    );
  });
});
