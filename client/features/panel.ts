import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { HostToPanel } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { failureText } from '../daemon-help.ts';
import { later } from '../later.ts';
import { offerCommand, say } from '../offers.ts';
import { editorActions } from '../panel/editor-actions.ts';
import { panelHost } from '../panel/panel-host.ts';
import { panelHtml } from '../panel/panel-html.ts';
import { PanelRelay } from '../panel/panel-relay.ts';
import { parsePanelMessage } from '../panel/parse-panel.ts';
import { isChinese } from '../words/l10n.ts';

/** Id of the view in the manifest. */
export const panelViewId = 'videogenius.status';

/** Shows the status panel and puts the focus into it. */
export const openStatusPanel: CommandRun = async () => {
  await vscode.commands.executeCommand(`${panelViewId}.focus`);
};

/** The status panel in the sidebar. Opening it needs the daemon; showing it costs nothing while it cannot be seen. */
export function createPanelView(getApp: () => Promise<App>): vscode.WebviewViewProvider {
  return {
    async resolveWebviewView(view) {
      showPanel(view, await getApp());
    },
  };
}

function showPanel(view: vscode.WebviewView, app: App): void {
  const { webview } = view;
  const root = vscode.Uri.joinPath(app.context.extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  let watch: vscode.Disposable | undefined;
  let silences = 0;
  const load = (): void => {
    relay.expectPage();
    webview.html = page(webview, root);
  };
  const relay = new PanelRelay({
    mirror: app.link.mirror,
    later,
    parse: parsePanelMessage,
    perform: editorActions(app),
    post: (message: HostToPanel) => void webview.postMessage(message),
    host: () =>
      panelHost({
        link: app.link.state(),
        isDemo: app.choices.isDemo(),
        isTrusted: vscode.workspace.isTrusted,
        language: vscode.env.language,
      }),
    onSilence() {
      silences += 1;
      app.log.warn('The status panel stayed blank.');
      sayBlank(silences === 1 ? load : undefined);
    },
  });
  const seen = (): void => {
    watch ??= app.link.watch();
    relay.expectPage();
    void startIfNeeded(app);
  };
  const tellHost = (): void => relay.hostChanged();
  const listening = [
    // First of all, because the page may speak as soon as it is set.
    webview.onDidReceiveMessage((message) => relay.receive(message)),
    view.onDidChangeVisibility(() => {
      if (view.visible) return seen();
      relay.leave();
      watch?.dispose();
      watch = undefined;
    }),
    app.link.onDidChangeState(tellHost),
    app.choices.onDidChange(tellHost),
    vscode.workspace.onDidGrantWorkspaceTrust(tellHost),
  ];
  view.onDidDispose(() => {
    for (const each of listening) each.dispose();
    watch?.dispose();
    relay.dispose();
  });
  if (view.visible) seen();
  load();
}

/** A daemon that failed is not tried again by looking at the panel: there is a button for it, with the reason beside it. */
async function startIfNeeded(app: App): Promise<void> {
  if (app.link.state().kind !== 'stopped') return;
  const started = await app.link.start();
  if (!started.ok) app.log.warn(failureText(app, started.error));
}

function page(webview: vscode.Webview, root: vscode.Uri): string {
  const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
  return panelHtml({
    nonce: randomBytes(16).toString('base64'),
    cspSource: webview.cspSource,
    scriptUri: uri('panel.js'),
    styleUri: uri('panel.css'),
    language: isChinese(vscode.env.language) ? 'zh-CN' : 'en',
  });
}

/** VS Code itself can leave a view blank, for instance after an update; then only a new window helps. */
function sayBlank(load: (() => void) | undefined): void {
  const { l10n } = vscode;
  const text = l10n.t('The status panel stayed blank.');
  if (load !== undefined) say('warning', text, { label: l10n.t('Reload'), run: load });
  else say('warning', text, offerCommand(l10n.t('Reload Window'), 'workbench.action.reloadWindow'));
}
