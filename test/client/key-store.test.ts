import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createKeyStore } from '../../client/key-store.ts';
import { env, fake, UIKind } from './fake-vscode.ts';

const origin = 'https://api.deepseek.com';

/** VS Code's key store. `forgets` is one that takes everything and keeps nothing, as without a keyring. */
function secretStorage(kind: 'works' | 'forgets' | 'throws' = 'works') {
  const entries = new Map<string, string>();
  const changes = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  const storage: vscode.SecretStorage = {
    onDidChange: changes.event,
    get: async (name) => entries.get(name),
    async store(name, value) {
      if (kind === 'throws') throw new Error(`cannot store ${value}`);
      if (kind === 'works') entries.set(name, value);
      changes.fire({ key: name });
    },
    async delete(name) {
      entries.delete(name);
      changes.fire({ key: name });
    },
  };
  return { storage, entries };
}

describe('the key store', () => {
  afterEach(() => fake.reset());

  it('keeps a key for one vendor and one server, trimmed, under one name', async () => {
    const { storage, entries } = secretStorage();
    const keys = createKeyStore(storage);
    assert.deepEqual(await keys.store('deepseek', origin, '  first-key \n'), { ok: true, value: undefined });
    await keys.store('deepseek', 'https://proxy.example', 'second-key');
    assert.equal(await keys.read('deepseek', origin), 'first-key');
    assert.equal(await keys.read('deepseek', 'https://proxy.example'), 'second-key');
    assert.equal(await keys.read('deepseek', 'https://evil.example'), undefined);
    assert.equal(await keys.read('openai', origin), undefined);
    assert.deepEqual(await keys.origins('deepseek'), [origin, 'https://proxy.example']);
    assert.deepEqual([...entries.keys()], ['videogenius.key.deepseek']);
  });

  it('loses none of several keys that are stored at once', async () => {
    const keys = createKeyStore(secretStorage().storage);
    const origins = Array.from({ length: 5 }, (_, index) => `https://server-${index}.example`);
    await Promise.all(origins.map((each) => keys.store('openai-compatible', each, 'some-key')));
    assert.deepEqual((await keys.origins('openai-compatible')).toSorted(), origins);
  });

  it('refuses an empty key and keeps the one that is there', async () => {
    const keys = createKeyStore(secretStorage().storage);
    await keys.store('claude', origin, 'good-key');
    const answer = await keys.store('claude', origin, ' \t\n');
    assert.equal(answer.ok, false);
    assert.equal(await keys.read('claude', origin), 'good-key');
  });

  it('removes one server or all of them, and says whether there was something', async () => {
    const { storage, entries } = secretStorage();
    const keys = createKeyStore(storage);
    await keys.store('qwen', origin, 'key-one-long');
    await keys.store('qwen', 'https://other.example', 'key-two-long');
    assert.equal(await keys.remove('qwen', 'https://nowhere.example'), false);
    assert.equal(await keys.remove('qwen', origin), true);
    assert.deepEqual(await keys.origins('qwen'), ['https://other.example']);
    assert.equal(await keys.remove('qwen'), true);
    assert.equal(await keys.remove('qwen'), false);
    assert.equal(entries.size, 0);
  });

  for (const kind of ['forgets', 'throws'] as const) {
    it(`says what to do when the key store ${kind}, without the key`, async () => {
      const keys = createKeyStore(secretStorage(kind).storage);
      const answer = await keys.store('gemini', origin, 'a-secret-key-of-mine');
      assert.ok(!answer.ok);
      assert.match(answer.error.message, /was not kept/);
      assert.match(answer.error.message, /environment variable/);
      assert.doesNotMatch(answer.error.message, /a-secret-key-of-mine/);
    });
  }

  it('has advice of its own for VS Code in a browser', async () => {
    env.uiKind = UIKind.Web;
    try {
      const answer = await createKeyStore(secretStorage('forgets').storage).store('gemini', origin, 'key');
      assert.ok(!answer.ok);
      assert.match(answer.error.message, /in a browser/);
    } finally {
      env.uiKind = UIKind.Desktop;
    }
  });

  it('takes an entry that is none for no keys', async () => {
    for (const text of ['', 'not json', '[]', '{"https://a.example": 5}', 'null']) {
      const { storage, entries } = secretStorage();
      entries.set('videogenius.key.openai', text);
      const keys = createKeyStore(storage);
      assert.deepEqual(await keys.origins('openai'), [], text);
      assert.equal(await keys.read('openai', 'toString'), undefined);
      assert.ok((await keys.store('openai', origin, 'new-key')).ok, text);
      assert.equal(await keys.read('openai', origin), 'new-key');
    }
  });

  it('has no keys when the key store cannot be read', async () => {
    const { storage } = secretStorage();
    const broken = { ...storage, get: () => Promise.reject(new Error('locked')) };
    assert.equal(await createKeyStore(broken).read('openai', origin), undefined);
    assert.deepEqual(await createKeyStore(broken).origins('openai'), []);
  });

  it('tells of changes of our own entries only', async () => {
    const { storage } = secretStorage();
    const keys = createKeyStore(storage);
    let changes = 0;
    keys.onDidChange(() => {
      changes += 1;
    });
    await storage.store('someone-else', 'x');
    assert.equal(changes, 0);
    await keys.store('openai', origin, 'new-key');
    assert.equal(changes, 1);
  });
});
