import assert from 'node:assert/strict';
import type { CommandRun } from '../../client/app.ts';
import { checkAllModels, testConnection } from '../../client/features/check-models.ts';
import { chooseStrategy } from '../../client/features/choose-strategy.ts';
import { startDemo, stopDemo } from '../../client/features/demo.ts';
import { pinModel } from '../../client/features/pin-model.ts';
import { removeApiKey } from '../../client/features/remove-api-key.ts';
import { showRequestTrace } from '../../client/features/request-trace.ts';
import { setApiKey } from '../../client/features/set-api-key.ts';
import { type CheckResult, type KeyDestination, noSentence } from '../../server/protocol/index.ts';
import { FakeApp, onlyCall } from './fake-app.ts';
import { choose, type FakeInput, FakePerson, FakeProgress, giveUp, write } from './fake-inputs.ts';
import { fake, type Uri, window, workspace } from './fake-vscode.ts';
import { sampleModel, sampleRequest, sampleSnapshot } from './state-samples.ts';

const destination: KeyDestination = {
  modelId: 'alpha',
  provider: 'deepseek',
  origin: 'https://api.example.com',
  variables: ['VIDEOGENIUS_TEST_KEY', 'VIDEOGENIUS_OTHER_TEST_KEY'],
  keyRequired: true,
  keySource: 'missing',
  keyPage: 'https://example.com/keys',
};

const works: CheckResult = {
  modelId: 'alpha',
  simulated: false,
  outcome: 'ok',
  class: null,
  message: noSentence,
  hint: noSentence,
  totalMs: 80,
  availableModels: [],
};

const models = [
  sampleModel('alpha', { keySource: 'missing', status: 'notConfigured' }),
  sampleModel('beta', { keySource: 'environment' }),
  sampleModel('local', { keySource: 'notNeeded' }),
];

function daemon(change: Partial<KeyDestination> = {}, checks: readonly CheckResult[] = [works]): FakeApp {
  return new FakeApp({
    'state/get': () => sampleSnapshot({ models }),
    'model/destination': ({ modelId }: { modelId: string }) => ({ ...destination, ...change, modelId }),
    'session/secretsChanged': () => ({}),
    'models/check': () => ({ checks }),
  });
}

/** A message, and what it offers. */
const message = (index = 0) => fake.messages.at(index)?.text ?? '';
const offers = (index = 0) => fake.messages.at(index)?.actions ?? [];

let progress = new FakeProgress();
beforeEach(() => {
  fake.reset();
  progress = new FakeProgress();
});
afterEach(() => {
  delete process.env.VIDEOGENIUS_TEST_KEY;
});

describe('Set API Key', () => {
  it('keeps the key for that server alone, uses it at once, tests it and says so', async () => {
    const app = daemon();
    const person = new FakePerson(choose('$(key) alpha'), write('  sk-test-1 '));
    await setApiKey(app.app());
    assert.deepEqual([...app.keyEntries], [['deepseek https://api.example.com', 'sk-test-1']]);
    assert.deepEqual(app.called().slice(-2), ['session/secretsChanged', 'models/check']);
    assert.deepEqual(onlyCall(app, 'models/check'), { modelIds: ['alpha'] });
    assert.match(person.seen[1]?.prompt ?? '', /sent only to https:\/\/api\.example\.com/);
    assert.equal(person.seen[1]?.buttons.length, 1);
    assert.equal(message(), 'The key is kept. alpha: works.');
    assert.deepEqual(offers(), ['Generate Script']);
    assert.equal(fake.contexts.get('videogenius.keyStored'), true);
    assert.doesNotMatch(JSON.stringify([fake.messages, app.calls, progress.titles]), /sk-test/);
  });

  it('offers the models whose key counts, and says how they stand', async () => {
    const person = new FakePerson(giveUp);
    await setApiKey(daemon().app());
    const labels = person.seen[0]?.items.map(({ label }) => label);
    assert.deepEqual(labels, ['$(pass) beta', '$(key) alpha']);
    assert.match(person.seen[0]?.items[0]?.description ?? '', /healthy · key from the environment/);
  });

  it('does not take what cannot be a key, and keeps the question open', async () => {
    const app = daemon();
    const wrong = (input: FakeInput): void => {
      input.type('"sk-quoted"');
      assert.match(input.validationMessage ?? '', /quotation marks/);
      input.enter();
      assert.equal(input.isDone, false);
      input.escape();
    };
    new FakePerson(wrong);
    await setApiKey(app.app(), 'alpha');
    assert.equal(app.keyEntries.size, 0);
    assert.deepEqual(fake.messages, []);
  });

  it('says which environment variable is in use', async () => {
    process.env.VIDEOGENIUS_TEST_KEY = 'x';
    const person = new FakePerson(giveUp);
    await setApiKey(daemon().app(), 'alpha');
    assert.match(person.seen[0]?.prompt ?? '', /in place of the environment variable VIDEOGENIUS_TEST_KEY/);
  });

  it('sends nobody to set a key that would not be used', async () => {
    fake.settings.set('videogenius.models', { globalValue: { alpha: { apiKeyEnv: 'MY_VARIABLE' } } });
    const person = new FakePerson(write('sk-test-1'));
    const app = daemon();
    await setApiKey(app.app(), 'alpha');
    assert.match(message(), /MY_VARIABLE/);
    assert.deepEqual(offers(), ['Open Settings']);
    assert.equal(person.seen.length, 0);
  });

  it('wants an address before it takes a key', async () => {
    await setApiKey(daemon({ origin: null }).app(), 'alpha');
    assert.match(message(), /Set the address of alpha first/);
    await setApiKey(daemon({ origin: null, keyRequired: false }).app(), 'local');
    assert.match(message(1), /local needs no key/);
  });

  it('says when the key was not kept, and tests nothing', async () => {
    const app = daemon();
    app.storing = { ok: false, error: { message: 'The keyring is locked.' } };
    new FakePerson(write('sk-test-1'));
    await setApiKey(app.app(), 'alpha');
    assert.equal(message(), 'The keyring is locked.');
    assert.ok(!app.called().includes('models/check'));
  });

  it('ends the demo first, if the person agrees', async () => {
    const app = daemon();
    app.isDemo = true;
    new FakePerson(giveUp);
    await setApiKey(app.app());
    assert.equal(app.isDemo, true);
    assert.deepEqual(app.calls, []);
    fake.answers = ['End Demo'];
    await setApiKey(app.app());
    assert.equal(app.isDemo, false);
    assert.equal(app.refreshes, 1);
    assert.deepEqual(app.called(), ['state/get']);
  });

  it('knows a model by its name, and says when there is none', async () => {
    await setApiKey(daemon().app(), 'nobody');
    assert.match(message(), /no model named nobody/);
  });
});

describe('Remove API Key', () => {
  const stored = (app: FakeApp) => app.keyEntries.set('deepseek https://api.example.com', 'sk-test-1');

  it('removes the chosen one after a question, and forgets it in the daemon', async () => {
    const app = daemon();
    stored(app);
    new FakePerson(choose('$(key) deepseek'));
    fake.answers = ['Remove'];
    await removeApiKey(app.app());
    assert.equal(app.keyEntries.size, 0);
    assert.equal(app.called().at(-1), 'session/secretsChanged');
    assert.equal(message(1), 'The key of deepseek has been removed.');
  });

  it('keeps it when the person does not agree', async () => {
    const app = daemon();
    stored(app);
    new FakePerson(choose('$(key) deepseek'));
    await removeApiKey(app.app());
    assert.equal(app.keyEntries.size, 1);
    assert.equal(fake.messages.length, 1);
  });

  it('names the variable that is used from now on', async () => {
    process.env.VIDEOGENIUS_TEST_KEY = 'x';
    const app = daemon();
    stored(app);
    new FakePerson(choose('$(key) deepseek'));
    fake.answers = ['Remove'];
    await removeApiKey(app.app());
    assert.match(message(1), /From now on the environment variable VIDEOGENIUS_TEST_KEY is used\./);
  });

  it('says where a key of the environment is removed', async () => {
    process.env.VIDEOGENIUS_TEST_KEY = 'x';
    const app = daemon({ keySource: 'environment' });
    const person = new FakePerson(choose('$(terminal) beta'));
    await removeApiKey(app.app());
    assert.equal(
      person.seen[0]?.items.find(({ label }) => label.includes('beta'))?.description,
      'VIDEOGENIUS_TEST_KEY',
    );
    assert.match(message(), /from the environment variable VIDEOGENIUS_TEST_KEY and can only be removed there/);
  });

  it('works while the daemon does not', async () => {
    const app = new FakeApp();
    app.linkState = { kind: 'failed', message: 'It ended.' };
    stored(app);
    new FakePerson(choose('$(key) deepseek'));
    fake.answers = ['Remove'];
    await removeApiKey(app.app());
    assert.equal(app.keyEntries.size, 0);
  });

  it('says when there is none', async () => {
    await removeApiKey(daemon().app());
    assert.equal(message(), 'No key is set.');
  });
});

describe('Test Connection', () => {
  const failed: CheckResult = { ...works, modelId: 'beta', outcome: 'failed', class: 'auth' };
  const unproven: CheckResult = { ...works, modelId: 'gamma', outcome: 'unchecked', totalMs: null };

  it('tests the one that is named and offers what helps', async () => {
    const app = daemon({}, [failed]);
    await testConnection(app.app(), 'beta');
    assert.deepEqual(onlyCall(app, 'models/check'), { modelIds: ['beta'] });
    assert.equal(message(), 'beta: does not work.');
    assert.equal(fake.messages[0]?.kind, 'warning');
    assert.deepEqual(offers(), ['Set API Key', 'Test Again']);
  });

  it('lists all results, and tests the unproven ones for money only when told to', async () => {
    const app = daemon({}, [works, failed, unproven]);
    const person = new FakePerson(
      choose('$(checklist) All models that are set up'),
      choose('$(beaker) Test the unproven ones with one word each'),
    );
    await testConnection(app.app());
    assert.deepEqual(
      app.calls.filter(({ name }) => name === 'models/check').map(({ input }) => input),
      [{}, { modelIds: ['gamma'], paid: true }],
    );
    assert.equal(person.seen.length, 3);
    assert.match(
      person.seen[1]?.items.find(({ label }) => label.includes('alpha'))?.description ?? '',
      /^works · 80 ms$/,
    );
  });

  it('checks all at once and sums up', async () => {
    await checkAllModels(daemon({}, [works, failed, unproven]).app());
    assert.match(message(), /1 of 3 models work\. Not working: beta\. Not proven by a free test: gamma\./);
    assert.deepEqual(offers(), ['Show Details', 'Open Status Panel']);
    assert.deepEqual(progress.titles, ['Testing all models ...']);
    assert.equal(progress.open, 0);
  });

  it('shows the way in when nothing is set up', async () => {
    await checkAllModels(daemon({}, [{ ...works, outcome: 'notConfigured' }]).app());
    assert.deepEqual(offers(), ['Set API Key', 'Start Demo']);
  });
});

describe('Pin a Model', () => {
  it('pins the chosen one for this window, and lets go of it', async () => {
    const app = daemon();
    new FakePerson(choose('$(pass) beta'), choose('$(sparkle) Automatic'));
    await pinModel(app.app());
    assert.equal(app.pinned, 'beta');
    await pinModel(app.app());
    assert.equal(app.pinned, undefined);
    assert.equal(progress.lines.length, 2);
  });

  it('does nothing when the person gives up', async () => {
    const app = daemon();
    app.pinned = 'beta';
    const person = new FakePerson(giveUp);
    await pinModel(app.app());
    assert.equal(app.pinned, 'beta');
    assert.match(person.seen[0]?.items.find(({ label }) => label.includes('beta'))?.description ?? '', /current/);
  });

  it('pins no model that is not there', async () => {
    const app = daemon();
    await pinModel(app.app(), 'nobody');
    assert.equal(app.pinned, undefined);
    assert.match(message(), /no model named nobody/);
  });
});

describe('Choose Strategy', () => {
  /** A manifest that knows the setting. */
  function withManifest(): ReturnType<FakeApp['app']> {
    const app = new FakeApp().app();
    const properties = { 'videogenius.strategy': { type: 'string', scope: 'window' } };
    Object.assign(app.context.extension.packageJSON, { contributes: { configuration: [{ properties }] } });
    return app;
  }

  it('writes the chosen one into the settings, without the daemon', async () => {
    fake.settings.set('videogenius.strategy', { defaultValue: 'intelligent' });
    const person = new FakePerson(choose('$(blank) Response time'));
    await chooseStrategy(withManifest());
    assert.deepEqual(fake.writes, [{ name: 'videogenius.strategy', value: 'responseTime', target: 1 }]);
    const labels = person.seen[0]?.items.map(({ label }) => label) ?? [];
    assert.equal(labels.length, 6);
    assert.equal(labels[0], '$(check) Intelligent');
    assert.deepEqual(progress.lines, ['Strategy: Response time.']);
  });

  it('changes the settings of the person alone in a folder that is not trusted', async () => {
    fake.isTrusted = false;
    fake.settings.set('videogenius.strategy', { defaultValue: 'intelligent', workspaceValue: 'random' });
    new FakePerson(choose('$(blank) Least connections'));
    await chooseStrategy(withManifest());
    assert.deepEqual(
      fake.writes.map(({ target }) => target),
      [1],
    );
  });

  it('writes nothing when it is chosen already', async () => {
    fake.settings.set('videogenius.strategy', { defaultValue: 'intelligent' });
    new FakePerson(choose('$(check) Intelligent'));
    await chooseStrategy(withManifest());
    assert.deepEqual(fake.writes, []);
  });
});

describe('the demo', () => {
  it('starts with simulated models, opens the panel and writes a script into a new document', async () => {
    const app = daemon();
    await startDemo(app.app());
    assert.equal(app.isDemo, true);
    assert.deepEqual(fake.executed, [
      { command: 'videogenius.openStatusPanel', values: [] },
      {
        command: 'videogenius.generateScript',
        values: [{ brief: { topic: 'How honeybees find their way home' }, ask: false, newDocument: true }],
      },
    ]);
    assert.match(message(), /simulated models: nothing is sent anywhere/);
    assert.deepEqual(offers(), ['End Demo']);
  });

  it('writes about what the person wanted a script about', async () => {
    await startDemo(daemon().app(), { topic: 'Why cats purr' });
    assert.deepEqual(fake.executed[1]?.values, [{ brief: { topic: 'Why cats purr' }, ask: false, newDocument: true }]);
  });

  it('does not stay half started when the daemon cannot be started', async () => {
    const app = new FakeApp();
    app.linkState = { kind: 'failed', message: 'It ended.' };
    await startDemo(app.app());
    assert.equal(app.isDemo, false);
    assert.deepEqual(fake.executed, []);
    assert.equal(message(), 'It ended.');
    assert.deepEqual(offers(), ['Restart', 'Show Log']);
  });

  it('ends with the own models, or with the way to one', async () => {
    const app = daemon();
    app.isDemo = true;
    await stopDemo(app.app());
    assert.equal(app.isDemo, false);
    assert.match(message(), /Your own models write again/);
    const empty = new FakeApp({
      'state/get': () => sampleSnapshot({ models: [sampleModel('local', { keySource: 'notNeeded', attempts: 0 })] }),
    });
    empty.isDemo = true;
    await stopDemo(empty.app());
    assert.deepEqual(offers(1), ['Set API Key']);
    await stopDemo(app.app());
    assert.match(message(2), /not running/);
  });
});

describe('Show Request Trace', () => {
  interface Provider {
    provideTextDocumentContent(uri: Uri): string;
    onDidChange(listener: (uri: Uri) => void): unknown;
  }
  let provider: Provider | undefined;
  const opened: Uri[] = [];
  const { openTextDocument } = workspace;

  beforeEach(() => {
    opened.length = 0;
    workspace.registerTextDocumentContentProvider = (_scheme: string, given: Provider) => {
      provider = given;
      return { dispose: () => undefined };
    };
    workspace.openTextDocument = async (uri: Uri) => {
      opened.push(uri);
      return { uri };
    };
    window.showTextDocument = async () => undefined;
  });
  afterEach(() => Object.assign(workspace, { openTextDocument }));

  const requests = [
    sampleRequest('second', { task: 'keywords', result: 'running', endedAtMs: null, attempts: [] }),
    sampleRequest('first'),
  ];
  const withRequests = () => new FakeApp({ 'state/get': () => sampleSnapshot({ requests }) });
  const textOf = (uri: Uri | undefined) => (uri === undefined ? '' : (provider?.provideTextDocumentContent(uri) ?? ''));

  it('opens the one that is named as a read-only document', async () => {
    await showRequestTrace(withRequests().app(), 'first');
    const [uri] = opened;
    assert.equal(uri?.scheme, 'videogenius-trace');
    assert.match(uri?.path ?? '', /^\/Script [^:/]*\.md$/);
    assert.match(textOf(uri), /^# Request trace: Script\n/);
  });

  it('lists the last ones with their way, the newest first', async () => {
    const person = new FakePerson((input) => input.choose(input.items[1]?.label ?? ''));
    await showRequestTrace(withRequests().app());
    const [newest, oldest] = person.seen[0]?.items ?? [];
    assert.match(newest?.label ?? '', /^\$\(loading~spin\) Keywords · /);
    assert.match(oldest?.description ?? '', /^done · 2\.5 s · alpha$/);
    assert.equal(opened[0]?.query, 'first');
  });

  it('grows as long as its request runs', async () => {
    const app = withRequests();
    await showRequestTrace(app.app(), 'second');
    const changed: Uri[] = [];
    provider?.onDidChange((uri) => changed.push(uri));
    assert.match(textOf(opened[0]), /\*\*Result\*\*: running/);
    app.mirror.replace(sampleSnapshot({ requests: [sampleRequest('second', { task: 'keywords' })] }));
    assert.deepEqual(changed, opened);
    assert.match(textOf(opened[0]), /\*\*Result\*\*: done/);
    app.mirror.replace(sampleSnapshot({ requests: [] }));
    assert.equal(changed.length, 1);
  });

  it('says when a request is forgotten, and remembers the last fifty that were opened', async () => {
    const many = Array.from({ length: 51 }, (_, index) => sampleRequest(`request-${index}`));
    const app = new FakeApp({ 'state/get': () => sampleSnapshot({ requests: many }) }).app();
    await showRequestTrace(app, 'unheard-of');
    assert.match(message(), /no longer known; the last 51 are kept/);
    for (const { requestId } of many) await showRequestTrace(app, requestId);
    assert.match(textOf(opened[0]), /no longer known/);
    assert.match(textOf(opened[1]), /^# Request trace/);
    assert.match(textOf(opened[50]), /^# Request trace/);
  });

  it('is shown as a page, or as text where VS Code has no preview', async () => {
    const shown: unknown[] = [];
    window.showTextDocument = async (document: unknown) => void shown.push(document);
    await showRequestTrace(withRequests().app(), 'first');
    assert.deepEqual(fake.executed, [{ command: 'markdown.showPreview', values: [opened[0]] }]);
    assert.equal(shown.length, 0);
    fake.missing.add('markdown.showPreview');
    await showRequestTrace(withRequests().app(), 'first');
    assert.equal(shown.length, 1);
  });
});

describe('commands about models', () => {
  const all: Readonly<Record<string, CommandRun>> = {
    setApiKey,
    testConnection,
    checkAllModels,
    pinModel,
    showRequestTrace,
  };
  for (const [name, run] of Object.entries(all)) {
    it(`${name} says why when the daemon cannot be reached, and offers what helps`, async () => {
      const app = new FakeApp();
      app.linkState = { kind: 'failed', message: 'It ended again and again.' };
      await run(app.app());
      assert.deepEqual(
        fake.messages.map(({ kind, text, actions }) => [kind, text, ...actions]),
        [['error', 'It ended again and again.', 'Restart', 'Show Log']],
      );
    });
  }

  it('there is no trace when there was no request', async () => {
    await showRequestTrace(daemon().app());
    assert.equal(message(), 'There was no request yet.');
  });
});
