import assert from 'node:assert/strict';
import { fingerprint, sessionConfiguration } from '../../client/session-configuration.ts';
import { settingNames, settingScope, settingsInForce } from '../../client/settings.ts';
import { changeSettings, setModelEnabled } from '../../client/write-settings.ts';
import { ConfigurationTarget, env, fake, Uri, window, workspace } from './fake-vscode.ts';

const manifest = {
  contributes: {
    configuration: [
      {
        properties: {
          'videogenius.strategy': { scope: 'window' },
          'videogenius.modelWeights': { scope: 'window' },
          'videogenius.models': { scope: 'machine' },
        },
      },
      { properties: { 'videogenius.writing.language': { scope: 'resource' }, 'videogenius.failover.enabled': {} } },
    ],
  },
  capabilities: {
    untrustedWorkspaces: { restrictedConfigurations: ['videogenius.strategy', 'videogenius.modelWeights'] },
  },
};
const app = { context: { extension: { packageJSON: manifest } } };
const { Global, Workspace, WorkspaceFolder } = ConfigurationTarget;

describe('settings', () => {
  afterEach(() => fake.reset());

  it('are those of the manifest, with their scopes', () => {
    assert.equal(settingNames(manifest).length, 5);
    assert.equal(settingScope(manifest, 'videogenius.models'), 'machine');
    assert.equal(settingScope(manifest, 'videogenius.failover.enabled'), 'window');
    assert.equal(settingScope(manifest, 'videogenius.nonsense'), undefined);
    assert.deepEqual(settingNames({ contributes: 'broken' }), []);
  });

  it('are told when somebody has set them, and left out otherwise', () => {
    fake.settings.set('videogenius.strategy', { defaultValue: 'intelligent', workspaceValue: 'random' });
    fake.settings.set('videogenius.writing.language', { defaultValue: 'auto' });
    fake.settings.set('videogenius.models', { defaultValue: {}, globalValue: { claude: { enabled: false } } });
    assert.deepEqual(settingsInForce(manifest), {
      'videogenius.strategy': 'random',
      'videogenius.models': { claude: { enabled: false } },
    });
  });

  it('of a folder that is not trusted have no say over routing', () => {
    fake.isTrusted = false;
    fake.settings.set('videogenius.strategy', { workspaceValue: 'random' });
    fake.settings.set('videogenius.modelWeights', {
      defaultValue: { claude: 0.9, qwen: 0.8 },
      globalValue: { qwen: 2 },
      workspaceValue: { qwen: 0 },
    });
    fake.settings.set('videogenius.writing.language', { workspaceFolderValue: 'Deutsch' });
    assert.deepEqual(settingsInForce(manifest), {
      'videogenius.modelWeights': { claude: 0.9, qwen: 2 },
      'videogenius.writing.language': 'Deutsch',
    });
  });
});

describe('the configuration of a session', () => {
  afterEach(() => fake.reset());

  it('holds language, network and fleet of the window', () => {
    env.language = 'zh-TW';
    fake.settings.set('http.proxy', { globalValue: 'http://proxy.example:3128' });
    fake.settings.set('http.noProxy', { globalValue: ['*.example'] });
    fake.settings.set('http.proxySupport', { globalValue: 'off' });
    fake.settings.set('http.proxyStrictSSL', { globalValue: false });
    assert.deepEqual(sessionConfiguration({ manifest, isDemo: true, editorModels: [] }), {
      settings: {},
      fleet: 'simulated',
      locale: 'zh-cn',
      network: {
        proxy: 'http://proxy.example:3128',
        noProxy: ['*.example'],
        useProxy: false,
        strictCertificates: false,
        systemCertificates: true,
      },
      editorModels: [],
      hasSecrets: true,
    });
  });

  it('takes no proxy and no certificate checks from a folder, trusted or not', () => {
    fake.settings.set('http.proxy', { globalValue: 'http://mine.example:3128', workspaceValue: 'http://evil.example' });
    fake.settings.set('http.noProxy', { workspaceFolderValue: ['api.deepseek.com'] });
    fake.settings.set('http.proxySupport', { defaultValue: 'override', workspaceValue: 'off' });
    fake.settings.set('http.proxyStrictSSL', { defaultValue: true, workspaceValue: false });
    fake.settings.set('http.systemCertificates', { globalValue: false, workspaceFolderValue: true });
    for (const isTrusted of [true, false]) {
      fake.isTrusted = isTrusted;
      assert.deepEqual(sessionConfiguration({ manifest, isDemo: false, editorModels: [] }).network, {
        proxy: 'http://mine.example:3128',
        useProxy: true,
        strictCertificates: true,
        systemCertificates: false,
      });
    }
  });

  it('is the same in whatever order it was written', () => {
    assert.equal(fingerprint({ a: 1, b: { c: [1, 2], d: 2 } }), fingerprint({ b: { d: 2, c: [1, 2] }, a: 1 }));
    assert.notEqual(fingerprint({ a: [1, 2] }), fingerprint({ a: [2, 1] }));
  });
});

describe('changing settings', () => {
  afterEach(() => fake.reset());

  it('happens where a setting stands now, the innermost place first', async () => {
    fake.settings.set('videogenius.strategy', { globalValue: 'random', workspaceValue: 'roundRobin' });
    await changeSettings(app, { 'videogenius.strategy': 'intelligent', 'videogenius.failover.enabled': false });
    assert.deepEqual(fake.writes, [
      { name: 'videogenius.strategy', value: 'intelligent', target: Workspace },
      { name: 'videogenius.failover.enabled', value: false, target: Global },
    ]);
  });

  it('goes to one of several folders only for what a folder may decide', async () => {
    workspace.workspaceFolders = [{ uri: Uri.file('/one') }, { uri: Uri.file('/two') }];
    window.activeTextEditor = { document: { uri: Uri.file('/one/a.md') } };
    fake.settings.set('videogenius.writing.language', { workspaceFolderValue: 'en' });
    fake.settings.set('videogenius.strategy', { workspaceFolderValue: 'random' });
    await changeSettings(app, { 'videogenius.writing.language': 'de', 'videogenius.strategy': 'random' });
    assert.deepEqual(
      fake.writes.map(({ target }) => target),
      [WorkspaceFolder, Global],
    );
  });

  it('of what belongs to the machine never goes to a workspace', async () => {
    fake.settings.set('videogenius.models', { workspaceValue: { evil: {} } });
    await changeSettings(app, { 'videogenius.models': {} });
    assert.equal(fake.writes[0]?.target, Global);
  });

  it('goes to the person where the folder is not trusted', async () => {
    fake.isTrusted = false;
    fake.settings.set('videogenius.strategy', { workspaceValue: 'random' });
    await changeSettings(app, { 'videogenius.strategy': 'intelligent' });
    assert.equal(fake.writes[0]?.target, Global);
  });

  it('removes one, and refuses all when there is one that does not exist', async () => {
    fake.settings.set('videogenius.strategy', { globalValue: 'random' });
    assert.ok((await changeSettings(app, { 'videogenius.strategy': undefined })).ok);
    assert.deepEqual(settingsInForce(manifest), {});
    const refused = await changeSettings(app, { 'videogenius.strategy': 'random', 'editor.fontSize': 3 });
    assert.ok(!refused.ok && refused.error.message.includes('editor.fontSize'));
    assert.equal(fake.writes.length, 1);
  });

  it('says what VS Code says when it cannot write', async () => {
    const getConfiguration = workspace.getConfiguration;
    workspace.getConfiguration = () => ({
      inspect: () => undefined,
      update: () => Promise.reject(new Error('Unable to write into user settings.')),
    });
    try {
      const answer = await changeSettings(app, { 'videogenius.strategy': 'random' });
      assert.ok(!answer.ok && answer.error.message.includes('Unable to write into user settings.'));
    } finally {
      workspace.getConfiguration = getConfiguration;
    }
  });
});

describe('switching a model on and off', () => {
  afterEach(() => fake.reset());
  const models = (): unknown => fake.settings.get('videogenius.models')?.globalValue;

  it('keeps the rest of its entry', async () => {
    fake.settings.set('videogenius.models', {
      globalValue: { mine: { provider: 'openai', enabled: true }, other: {} },
    });
    await setModelEnabled(app, 'mine', false);
    assert.deepEqual(models(), { mine: { provider: 'openai', enabled: false }, other: {} });
    await setModelEnabled(app, 'mine', true);
    assert.deepEqual(models(), { mine: { provider: 'openai' }, other: {} });
  });

  it('leaves nothing behind of an entry that says nothing', async () => {
    await setModelEnabled(app, 'claude', false);
    assert.deepEqual(models(), { claude: { enabled: false } });
    await setModelEnabled(app, 'claude', true);
    assert.equal(models(), undefined);
  });

  it('loses none of several switches at once', async () => {
    await Promise.all(['claude', 'qwen', 'openai'].map((modelId) => setModelEnabled(app, modelId, false)));
    assert.deepEqual(Object.keys(Object(models())).sort(), ['claude', 'openai', 'qwen']);
  });

  it('does not touch what it does not understand', async () => {
    for (const value of [[], 'x', { claude: 'off' }]) {
      fake.settings.set('videogenius.models', { globalValue: value });
      assert.equal((await setModelEnabled(app, 'claude', false)).ok, false);
      assert.deepEqual(models(), value);
    }
    assert.deepEqual(fake.writes, []);
  });
});
