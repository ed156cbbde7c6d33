import assert from 'node:assert/strict';
import { type ActionTools, createPanelActions } from '../../client/panel/panel-actions.ts';
import { editorCommands, panelHost } from '../../client/panel/panel-host.ts';
import { type PanelAction, PanelHost, panelCommands } from '../../server/protocol/index.ts';
import { brokenConnection } from './fake-app.ts';

function setUp(change: Partial<ActionTools> = {}) {
  const done: string[] = [];
  const note = (name: string, ...values: readonly unknown[]) => void done.push(`${name} ${JSON.stringify(values)}`);
  const perform = createPanelActions({
    isDemo: () => false,
    setWeights: () => ({ beta: 0.5 }),
    async changeSettings(changes) {
      note('settings', changes);
      return undefined;
    },
    async setModelEnabled(modelId, isEnabled) {
      note('enabled', modelId, isEnabled);
      return undefined;
    },
    async updateRouting(routing) {
      note('routing', routing);
      return { ok: true, value: undefined };
    },
    async isolate(modelId, isIsolated) {
      note('isolate', modelId, isIsolated);
      return { ok: true, value: undefined };
    },
    async check(modelIds) {
      note('check', modelIds);
      return { ok: true, value: { checks: [] } };
    },
    execute: (command, ...values) => note(command, ...values),
    explain: ({ code }) => `because: ${code}`,
    summarize: () => ({ ok: true, message: 'Summary.' }),
    demoModelsStayOn: 'They stay on.',
    ...change,
  });
  return { perform, done };
}

describe('actions of the panel', () => {
  const cases: [PanelAction, string][] = [
    [
      { type: 'setWeight', modelId: 'alpha', weight: 1.5 },
      'settings [{"videogenius.modelWeights":{"beta":0.5,"alpha":1.5}}]',
    ],
    [{ type: 'setEnabled', modelId: 'alpha', enabled: false }, 'enabled ["alpha",false]'],
    [{ type: 'setStrategy', strategy: 'random' }, 'settings [{"videogenius.strategy":"random"}]'],
    [{ type: 'setFallbackChain', fallbackChain: ['beta'] }, 'settings [{"videogenius.fallbackChain":["beta"]}]'],
    [{ type: 'isolate', modelId: 'alpha', isolated: true }, 'isolate ["alpha",true]'],
    [{ type: 'command', command: 'setApiKey', modelId: 'alpha' }, 'videogenius.setApiKey ["alpha"]'],
    [{ type: 'command', command: 'setApiKey' }, 'videogenius.setApiKey []'],
    [{ type: 'command', command: 'showTrace', requestId: 'r1' }, 'videogenius.showRequestTrace ["r1"]'],
    [{ type: 'command', command: 'openSettings' }, 'workbench.action.openSettings ["@ext:videogenius.videogenius"]'],
    [
      { type: 'command', command: 'openSettings', setting: 'modelWeights' },
      'workbench.action.openSettings ["videogenius.modelWeights"]',
    ],
    [
      { type: 'command', command: 'openSettings', setting: 'videogenius.models' },
      'workbench.action.openSettings ["videogenius.models"]',
    ],
    [{ type: 'command', command: 'manageTrust' }, 'workbench.trust.manage []'],
  ];
  for (const [action, expected] of cases) {
    it(`${JSON.stringify(action)} comes to ${expected}`, async () => {
      const { perform, done } = setUp();
      assert.deepEqual(await perform(action), { ok: true, message: '' });
      assert.deepEqual(done, [expected]);
    });
  }

  it('say what a test found out', async () => {
    const { perform, done } = setUp();
    assert.deepEqual(await perform({ type: 'check', modelIds: ['alpha'] }), { ok: true, message: 'Summary.' });
    assert.deepEqual(done, ['check [["alpha"]]']);
  });

  it('say why they failed', async () => {
    const broken = async () => ({ ok: false, error: brokenConnection }) as const;
    const { perform } = setUp({ isolate: broken, check: broken, changeSettings: async () => 'The file is damaged.' });
    const expected = { ok: false, message: 'because: disconnected' };
    assert.deepEqual(await perform({ type: 'isolate', modelId: 'alpha', isolated: true }), expected);
    assert.deepEqual(await perform({ type: 'check' }), expected);
    assert.deepEqual(await perform({ type: 'setStrategy', strategy: 'random' }), {
      ok: false,
      message: 'The file is damaged.',
    });
  });

  it('change settings one after the other, so that quick changes add up', async () => {
    let weights: Readonly<Record<string, unknown>> = {};
    const { perform } = setUp({
      setWeights: () => weights,
      async changeSettings(changes) {
        await new Promise(setImmediate);
        const value = changes['videogenius.modelWeights'];
        if (typeof value === 'object' && value !== null) weights = { ...value };
        return undefined;
      },
    });
    await Promise.all(
      ['alpha', 'beta', 'gamma'].map((modelId) => perform({ type: 'setWeight', modelId, weight: 0.5 })),
    );
    assert.deepEqual(weights, { alpha: 0.5, beta: 0.5, gamma: 0.5 });
  });

  it('leave the settings alone in the demo', async () => {
    const { perform, done } = setUp({ isDemo: () => true });
    await perform({ type: 'setWeight', modelId: 'simulated-alpha', weight: 2 });
    await perform({ type: 'setStrategy', strategy: 'random' });
    await perform({ type: 'setFallbackChain', fallbackChain: ['simulated-alpha'] });
    assert.deepEqual(await perform({ type: 'setEnabled', modelId: 'simulated-alpha', enabled: false }), {
      ok: false,
      message: 'They stay on.',
    });
    assert.deepEqual(done, [
      'routing [{"modelWeights":{"simulated-alpha":2}}]',
      'routing [{"strategy":"random"}]',
      'routing [{"fallbackChain":["simulated-alpha"]}]',
    ]);
  });
});

describe('the host of the panel', () => {
  const situation = { link: { kind: 'running' }, isDemo: false, isTrusted: true, language: 'en' } as const;

  it('keeps to the contract in every state', () => {
    for (const link of [
      { kind: 'stopped' },
      { kind: 'starting' },
      { kind: 'running' },
      { kind: 'failed', message: 'It ended.' },
    ] as const) {
      const host = PanelHost.parse(panelHost({ ...situation, link }));
      assert.equal(host.connection, link.kind);
      assert.equal(host.message, link.kind === 'failed' ? 'It ended.' : '');
    }
  });

  it('offers every command of the contract', () => {
    assert.deepEqual([...panelHost(situation).commands].sort(), [...panelCommands].sort());
    for (const command of Object.values(editorCommands)) assert.match(command, /^(?:videogenius|workbench)\./);
  });

  it('tells demo, trust and language', () => {
    const host = panelHost({ ...situation, isDemo: true, isTrusted: false, language: 'zh-cn' });
    assert.deepEqual([host.fleet, host.changes, host.trusted, host.locale], ['simulated', 'session', false, 'zh-cn']);
  });
});
