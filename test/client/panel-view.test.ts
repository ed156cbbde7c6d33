import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createPanelView } from '../../client/features/panel.ts';
import { panelHtml } from '../../client/panel/panel-html.ts';
import { FakeApp } from './fake-app.ts';
import { EventEmitter, fake, type Uri } from './fake-vscode.ts';
import { sampleSnapshot } from './state-samples.ts';

/** A view that notes in which order it was set up. */
function fakeView() {
  const messages = new EventEmitter<unknown>();
  const visibility = new EventEmitter<void>();
  const disposal = new EventEmitter<void>();
  const log: string[] = [];
  const posted: { readonly type: string }[] = [];
  const webview = {
    options: {},
    cspSource: 'https://files.example',
    asWebviewUri: (uri: Uri) => `https://files.example${uri.path}`,
    onDidReceiveMessage(listener: (message: unknown) => unknown) {
      log.push('listens');
      return messages.event(listener);
    },
    set html(html: string) {
      log.push('html');
      pages.push(html);
    },
    async postMessage(message: { readonly type: string }) {
      posted.push(message);
      return true;
    },
  };
  const pages: string[] = [];
  const view = { visible: true, webview, onDidChangeVisibility: visibility.event, onDidDispose: disposal.event };
  return { view, webview, messages, visibility, disposal, log, posted, pages };
}

async function open(fakeApp: FakeApp) {
  const fakes = fakeView();
  const provider = createPanelView(async () => fakeApp.app());
  await provider.resolveWebviewView(
    fakes.view as never as vscode.WebviewView,
    {} as vscode.WebviewViewResolveContext,
    {} as vscode.CancellationToken,
  );
  return fakes;
}

/** Until the panel has said something for the `count`th time. */
async function said(posted: readonly unknown[], count: number): Promise<void> {
  for (let turn = 0; turn < 10_000 && posted.length < count; turn += 1) await new Promise(setImmediate);
}

describe('the panel in the sidebar', () => {
  let app = new FakeApp();
  beforeEach(() => {
    fake.reset();
    app = new FakeApp();
  });

  it('listens before the page is there, and lets it load nothing but its own files', async () => {
    const { log, webview, pages, disposal } = await open(app);
    assert.deepEqual(log, ['listens', 'html']);
    const { localResourceRoots, ...options } = webview.options as vscode.WebviewOptions;
    assert.deepEqual(options, { enableScripts: true });
    assert.deepEqual(
      localResourceRoots?.map(({ path }) => path),
      ['/extension/dist/webview'],
    );
    assert.match(pages[0] ?? '', /src="https:\/\/files\.example\/extension\/dist\/webview\/panel\.js"/);
    disposal.fire();
  });

  it('needs the daemon: opening it starts one that was not running, but not one that failed', async () => {
    app.linkState = { kind: 'stopped' };
    (await open(app)).disposal.fire();
    assert.equal(app.starts, 1);
    app.linkState = { kind: 'failed', message: 'It ended.' };
    const { messages, posted, disposal } = await open(app);
    assert.equal(app.starts, 1);
    messages.fire({ type: 'ready' });
    await said(posted, 1);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['host'],
    );
    disposal.fire();
  });

  it('watches only while it can be seen', async () => {
    app.mirror.replace(sampleSnapshot());
    const { view, visibility, messages, posted, disposal } = await open(app);
    assert.equal(app.watchers, 1);
    messages.fire({ type: 'ready' });
    await said(posted, 2);
    view.visible = false;
    visibility.fire();
    assert.equal(app.watchers, 0);
    app.mirror.replace(sampleSnapshot({ sequence: 5 }));
    view.visible = true;
    visibility.fire();
    assert.equal(app.watchers, 1);
    assert.equal(posted.length, 2);
    messages.fire({ type: 'ready' });
    await said(posted, 4);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['host', 'snapshot', 'host', 'snapshot'],
    );
    disposal.fire();
    assert.equal(app.watchers, 0);
  });

  it('tells the page when connection, demo or trust change', async () => {
    const { messages, posted, disposal } = await open(app);
    messages.fire({ type: 'ready' });
    await said(posted, 1);
    app.become({ kind: 'starting' });
    await app.app().choices.setDemo(true);
    fake.trustGranted.fire();
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['host', 'host', 'host', 'host'],
    );
    disposal.fire();
    app.become({ kind: 'running' });
    assert.equal(posted.length, 4);
  });

  it('carries out what the page asks for', async () => {
    app.answers = { 'model/isolate': () => ({ status: 'isolated' }) };
    const { messages, posted, disposal } = await open(app);
    messages.fire({ type: 'ready' });
    messages.fire({ type: 'action', id: 7, action: { type: 'isolate', modelId: 'alpha', isolated: true } });
    await said(posted, 2);
    assert.deepEqual(posted[1], { type: 'result', id: 7, ok: true, message: '' });
    assert.deepEqual(app.calls, [{ name: 'model/isolate', input: { modelId: 'alpha', isolated: true } }]);
    disposal.fire();
  });
});

describe('the page of the panel', () => {
  const page = { cspSource: 'https://files.example', scriptUri: 'a.js', styleUri: 'a.css', language: 'zh-CN' } as const;

  it('runs one script, by its nonce, and reaches nobody', () => {
    const html = panelHtml({ ...page, nonce: 'bm9uY2U=' });
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'nonce-bm9uY2U='(?:;|$)/);
    assert.doesNotMatch(policy, /unsafe|connect-src|\*/);
    assert.deepEqual(html.match(/<script[^>]*>/g), ['<script src="a.js" nonce="bm9uY2U=">']);
    assert.match(html, /<html lang="zh-CN">/);
  });

  it('has another nonce each time', async () => {
    const nonces = new Set<string | undefined>();
    for (let time = 0; time < 3; time += 1) {
      const { pages, disposal } = await open(new FakeApp());
      nonces.add(/nonce-([A-Za-z0-9+/]{22}==)'/.exec(pages[0] ?? '')?.[1]);
      disposal.fire();
    }
    assert.equal(nonces.size, 3);
    assert.ok(!nonces.has(undefined));
  });
});
