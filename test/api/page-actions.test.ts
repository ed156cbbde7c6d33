import assert from 'node:assert/strict';
import { createPageActions } from '../../server/api/page-actions.ts';
import { parseSettings } from '../../server/api/settings-file.ts';
import type { SettingsFile } from '../../server/api/settings-store.ts';
import { createApplication } from '../../server/main.ts';
import {
  type ActionOutcome,
  type CheckResult,
  defaultConfig,
  noSentence,
  type PanelAction,
  type RequestError,
  sentence,
} from '../../server/protocol/index.ts';
import type { MethodClient } from '../../server/rpc/types.ts';
import { SimClock } from '../sim/sim-clock.ts';
import { SimRandom } from '../sim/sim-random.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A settings file in memory that can be made to fail. */
class ScriptedFile implements SettingsFile {
  readonly name = 'settings.json';
  bytes: Uint8Array;
  writes = 0;
  readError: Error | undefined;
  writeError: Error | undefined;
  constructor(text: string) {
    this.bytes = new TextEncoder().encode(text);
  }
  get text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes);
  }
  async read(): Promise<Uint8Array> {
    if (this.readError) throw this.readError;
    return this.bytes;
  }
  async write(text: string): Promise<void> {
    if (this.writeError) throw this.writeError;
    this.writes += 1;
    this.bytes = new TextEncoder().encode(text);
  }
}

const systemError = (code: string) => Object.assign(new Error(`${code}: at /home/me`), { code });

function harness(models: 'configured' | 'simulated', file?: ScriptedFile) {
  const clock = new SimClock();
  const config = file === undefined ? defaultConfig : parseSettings(file.text, '').config;
  const application = createApplication({
    config,
    environment: {},
    models,
    clock,
    random: new SimRandom(3),
    log: silent,
    fetch: async () => assert.fail('nothing may be sent'),
  });
  const { engine, client, preset } = application;
  const actions = createPageActions({
    client,
    configure: (change) => engine.configure(change(engine.config())),
    preset,
    settings: file,
  });
  const perform = (action: PanelAction, locale: 'en' | 'zh-cn' = 'en') =>
    clock.run(() => actions.perform(action, locale));
  const performAll = (all: readonly PanelAction[]) =>
    clock.run(() => Promise.all(all.map((action) => actions.perform(action, 'en'))));
  const model = (modelId: string) => engine.snapshot().models.find((each) => each.modelId === modelId);
  return { engine, perform, performAll, model };
}

const fine: ActionOutcome = { ok: true, message: '' };

describe('actions of the page on the running engine', () => {
  it('change weight, strategy and chain', async () => {
    const { engine, perform, model } = harness('simulated');
    const [first = '', second = ''] = engine.snapshot().models.map(({ modelId }) => modelId);
    assert.deepEqual(await perform({ type: 'setWeight', modelId: first, weight: 1.25 }), fine);
    assert.equal(model(first)?.weight, 1.25);
    assert.deepEqual(await perform({ type: 'setStrategy', strategy: 'roundRobin' }), fine);
    assert.equal(engine.snapshot().strategy, 'roundRobin');
    assert.deepEqual(await perform({ type: 'setFallbackChain', fallbackChain: [second, first] }), fine);
    assert.deepEqual(engine.snapshot().fallbackChain, [second, first]);
    assert.deepEqual(await perform({ type: 'setFallbackChain', fallbackChain: [] }), fine);
    assert.deepEqual(engine.snapshot().fallbackChain, []);
  });

  it('switch a model off and on again, and leave the others alone', async () => {
    const { engine, perform, model } = harness('simulated');
    const [first = '', ...others] = engine.snapshot().models.map(({ modelId }) => modelId);
    const before = engine.config().models;
    assert.deepEqual(await perform({ type: 'setEnabled', modelId: first, enabled: false }), fine);
    assert.equal(model(first)?.enabled, false);
    assert.equal(model(first)?.status, 'disabled');
    assert.ok(others.every((each) => model(each)?.enabled));
    assert.deepEqual(await perform({ type: 'setEnabled', modelId: first, enabled: true }), fine);
    assert.equal(model(first)?.enabled, true);
    assert.deepEqual(engine.config().models, before);
  });

  it('leave a model alone, let it back, and say so', async () => {
    const { engine, perform, model } = harness('simulated');
    const [first = ''] = engine.snapshot().models.map(({ modelId }) => modelId);
    const isolated = await perform({ type: 'isolate', modelId: first, isolated: true });
    assert.deepEqual(isolated, { ok: true, message: `${first} is left alone until you let it back.` });
    assert.equal(model(first)?.status, 'isolated');
    const back = await perform({ type: 'isolate', modelId: first, isolated: false }, 'zh-cn');
    assert.deepEqual(back, { ok: true, message: `${first} 可以再次被请求。` });
    assert.notEqual(model(first)?.status, 'isolated');
  });

  it('check models and sum up what was found', async () => {
    const { engine, perform } = harness('simulated');
    const all = engine.snapshot().models.length;
    assert.deepEqual(await perform({ type: 'check' }), {
      ok: true,
      message: `${all} of ${all} configured models answer.`,
    });
    const nobody = await harness('configured').perform({ type: 'check', modelIds: ['claude', 'qwen'] });
    assert.deepEqual(nobody, { ok: false, message: 'No model is configured, so there is nothing to check.' });
  });

  const unknown: readonly PanelAction[] = [
    { type: 'setWeight', modelId: 'simulated-deepsek', weight: 1 },
    { type: 'setEnabled', modelId: 'simulated-deepsek', enabled: false },
    { type: 'setFallbackChain', fallbackChain: ['simulated-deepsek'] },
    { type: 'isolate', modelId: 'simulated-deepsek', isolated: true },
    { type: 'check', modelIds: ['simulated-deepsek'] },
  ];
  for (const action of unknown) {
    it(`${action.type} names a model that does not exist`, async () => {
      const { engine, perform } = harness('simulated');
      const before = engine.snapshot().sequence;
      const { ok, message } = await perform(action);
      assert.equal(ok, false);
      assert.match(message, /"simulated-deepsek".*Did you mean "simulated-deepseek"/);
      assert.equal(engine.snapshot().sequence, before);
    });
  }

  it('have no commands of the editor', async () => {
    const { perform } = harness('simulated');
    const { ok, message } = await perform({ type: 'command', command: 'showLog' });
    assert.deepEqual([ok, message], [false, 'This can be done in VS Code only.']);
  });
});

describe('actions of the page on a settings file', () => {
  const text = '\uFEFF{\r\n  // mine\r\n  "editor.fontSize": 14, // large\r\n}\r\n';

  it('write what changes, apply it, and take it out when it is the default again', async () => {
    const file = new ScriptedFile(text);
    const { engine, perform, model } = harness('configured', file);
    const changes: readonly PanelAction[] = [
      { type: 'setWeight', modelId: 'claude', weight: 0.4 },
      { type: 'setStrategy', strategy: 'random' },
      { type: 'setFallbackChain', fallbackChain: ['qwen'] },
      { type: 'setEnabled', modelId: 'ernie', enabled: false },
    ];
    for (const action of changes) assert.deepEqual(await perform(action), fine);
    const { config, warnings, errors } = parseSettings(file.text, '');
    assert.deepEqual([...warnings, ...errors], []);
    assert.deepEqual(engine.config(), config);
    assert.deepEqual([config.strategy, config.fallbackChain, config.modelWeights.claude], ['random', ['qwen'], 0.4]);
    assert.deepEqual([config.models.ernie?.enabled, model('ernie')?.enabled], [false, false]);
    assert.ok(file.text.startsWith('\uFEFF{\r\n  // mine\r\n  "editor.fontSize": 14, // large\r\n  "videogenius.'));
    assert.doesNotMatch(file.text, /[^\r]\n/);

    const back: readonly PanelAction[] = [
      { type: 'setWeight', modelId: 'claude', weight: 0.9 },
      { type: 'setStrategy', strategy: 'intelligent' },
      { type: 'setFallbackChain', fallbackChain: [] },
      { type: 'setEnabled', modelId: 'ernie', enabled: true },
    ];
    for (const action of back) assert.deepEqual(await perform(action), fine);
    assert.equal(file.text, text);
    assert.deepEqual(engine.config(), defaultConfig);
  });

  it('keep everything when several come at once', async () => {
    const file = new ScriptedFile('{}');
    const { engine, performAll } = harness('configured', file);
    const ids = ['claude', 'qwen', 'ernie', 'openai'];
    await performAll(ids.map((modelId, index) => ({ type: 'setWeight', modelId, weight: (11 + index) / 10 })));
    const { modelWeights } = parseSettings(file.text, '').config;
    assert.deepEqual(
      ids.map((id) => modelWeights[id]),
      [1.1, 1.2, 1.3, 1.4],
    );
    assert.deepEqual(engine.config().modelWeights, modelWeights);
  });

  it('write nothing that is there already, and nothing about a model that does not exist', async () => {
    const file = new ScriptedFile('{ "videogenius.strategy": "random" }');
    const { perform } = harness('configured', file);
    assert.deepEqual(await perform({ type: 'setStrategy', strategy: 'random' }), fine);
    assert.equal((await perform({ type: 'setWeight', modelId: 'nobody', weight: 1.5 })).ok, false);
    assert.equal((await perform({ type: 'isolate', modelId: 'claude', isolated: true })).ok, true);
    assert.equal(file.writes, 0);
  });

  const failures: readonly (readonly [what: string, spoil: (file: ScriptedFile) => void, en: string, zhCn: string])[] =
    [
      [
        'was broken by hand',
        (file) => {
          file.bytes = new TextEncoder().encode('{\n  "a" 1\n}');
        },
        'settings.json:2:7: This is not valid JSON: a colon was expected. Nothing was changed.',
        '未作任何更改。',
      ],
      [
        'is gone',
        (file) => {
          file.readError = systemError('ENOENT');
        },
        'settings.json cannot be read: there is no such file. Nothing was changed.',
        '未作任何更改。',
      ],
      [
        'cannot be read for another reason',
        (file) => {
          file.readError = new Error('at /home/me');
        },
        'settings.json cannot be read: reading failed. Nothing was changed.',
        '未作任何更改。',
      ],
      [
        'is no text',
        (file) => {
          file.bytes = Uint8Array.of(0x7b, 0xff, 0x7d);
        },
        'settings.json is not UTF-8 text. Save it with the encoding UTF-8 and try again. Nothing was changed.',
        '未作任何更改。',
      ],
      [
        'may not be written',
        (file) => {
          file.writeError = systemError('EACCES');
        },
        'settings.json cannot be written (EACCES). Nothing was changed.',
        '无法写入 settings.json（EACCES）。未作任何更改。',
      ],
    ];
  for (const [what, spoil, en, zhCn] of failures) {
    it(`change nothing when the file ${what}, and work again when that is over`, async () => {
      const file = new ScriptedFile('{}');
      const { engine, perform } = harness('configured', file);
      const good = file.bytes;
      spoil(file);
      const before = engine.config();
      const spoilt = file.bytes;
      assert.deepEqual(await perform({ type: 'setStrategy', strategy: 'random' }), { ok: false, message: en });
      const { message } = await perform({ type: 'setEnabled', modelId: 'claude', enabled: false }, 'zh-cn');
      assert.ok(message.endsWith(zhCn), message);
      assert.equal(file.bytes, spoilt);
      assert.deepEqual(engine.config(), before);
      Object.assign(file, { bytes: good, readError: undefined, writeError: undefined });
      assert.deepEqual(await perform({ type: 'setStrategy', strategy: 'random' }), fine);
    });
  }
});

describe('a check on the page', () => {
  const check = (
    modelId: string,
    outcome: CheckResult['outcome'],
    changes: Partial<CheckResult> = {},
  ): CheckResult => ({
    modelId,
    simulated: false,
    outcome,
    class: outcome === 'failed' ? 'auth' : null,
    message: sentence('{0}.', outcome),
    hint: noSentence,
    totalMs: 5,
    availableModels: [],
    ...changes,
  });

  const said = (checks: readonly CheckResult[], modelIds?: string[], error?: RequestError) => {
    const answer = error === undefined ? { ok: true, value: { checks } } : { ok: false, error };
    const client: MethodClient = {
      // The one place where a test's value is taken for what the contract promises.
      call: async (name) => answer as Awaited<ReturnType<typeof client.call<typeof name>>>,
    };
    const actions = createPageActions({ client, configure: () => undefined, preset: new Set(['ollama']) });
    return actions.perform({ type: 'check', ...(modelIds === undefined ? {} : { modelIds }) }, 'en');
  };

  const absent = check('ollama', 'failed', { class: 'network' });
  const cases: readonly (readonly [
    what: string,
    checks: readonly CheckResult[],
    ids: string[] | undefined,
    ActionOutcome,
  ])[] = [
    ['one that answers', [check('claude', 'ok')], ['claude'], { ok: true, message: 'claude: ok.' }],
    [
      'one that does not, with what to do',
      [check('claude', 'failed', { hint: sentence('Check the key.') })],
      ['claude'],
      { ok: false, message: 'claude: failed. Check the key.' },
    ],
    [
      'one that no free check proves',
      [check('claude', 'unchecked')],
      ['claude'],
      { ok: true, message: 'claude: unchecked.' },
    ],
    [
      'one that is not configured',
      [check('claude', 'notConfigured')],
      ['claude'],
      { ok: false, message: 'claude: notConfigured.' },
    ],
    ['a server that was never started, by name', [absent], ['ollama'], { ok: false, message: 'ollama: failed.' }],
    [
      'several',
      [check('claude', 'ok'), check('qwen', 'failed'), check('ernie', 'disabled'), absent],
      undefined,
      { ok: true, message: '1 of 2 configured models answer. qwen: failed.' },
    ],
    [
      'several of which none answers or fails',
      [check('claude', 'unchecked'), check('qwen', 'unchecked')],
      undefined,
      { ok: true, message: '0 of 2 configured models answer. claude: unchecked. qwen: unchecked.' },
    ],
    [
      'several of which none answers, the first three explained',
      ['a', 'b', 'c', 'd'].map((id) => check(id, 'failed')),
      undefined,
      { ok: false, message: '0 of 4 configured models answer. a: failed. b: failed. c: failed.' },
    ],
    [
      'none that is configured',
      [check('ernie', 'disabled'), absent],
      undefined,
      { ok: false, message: 'No model is configured, so there is nothing to check.' },
    ],
  ];
  for (const [what, checks, modelIds, outcome] of cases) {
    it(`tells of ${what}`, async () => assert.deepEqual(await said(checks, modelIds), outcome));
  }

  it('tells why there was none', async () => {
    const error: RequestError = { code: 'disconnected', message: 'Gone.', hint: 'Again.', attempts: [] };
    assert.deepEqual(await said([], undefined, error), { ok: false, message: 'Gone.' });
  });
});
