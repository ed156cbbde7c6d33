import * as vscode from 'vscode';
import { build } from '../server/version.ts';
import type { App } from './app.ts';
import { commands, isCommandId } from './commands.ts';
import { ReconnectingLink } from './daemon-link.ts';
import { EditorModelList } from './editor-model-list.ts';
import { budgetNotices } from './features/budget-notices.ts';
import { generateWithEditorModel, listEditorModels, onDidChangeEditorModels } from './features/editor-models.ts';
import { modelNotices } from './features/model-notices.ts';
import { createPanelView } from './features/panel.ts';
import { statusBar } from './features/status-bar.ts';
import { createKeyStore } from './key-store.ts';
import { createThrottle, later } from './later.ts';
import { createConnect } from './link/connector.ts';
import type { DaemonMode } from './link/session.ts';
import { offerCommand, say } from './offers.ts';
import { editorActions } from './panel/editor-actions.ts';
import { parsePanelAction } from './panel/parse-panel.ts';
import { keepRecentLines } from './recent-log.ts';
import { sessionConfiguration } from './session-configuration.ts';
import { SettingProblems } from './setting-problems.ts';
import { settingSummary } from './setting-summary.ts';
import { settingsInForce } from './settings.ts';
import { versionFacts } from './version-facts.ts';
import { windowAnswers } from './window-answers.ts';
import { createWindowChoices } from './window-choices.ts';

/** The extension once it is in use. */
export interface Running {
  readonly app: App;
  readonly panel: vscode.WebviewViewProvider;
  /** Runs a command of the manifest. */
  run(id: string, values: readonly unknown[]): Promise<void>;
  /** Says goodbye to the daemon, which goes on for other windows. */
  end(): Promise<void>;
}

/** Changes that come close together, as when a person types in settings.json, are told once. */
const refreshPauseMs = 200;

/** Puts the parts together. Nothing is started yet: the first call over the link does that. */
export function createApp(context: vscode.ExtensionContext): Running {
  const manifest: unknown = context.extension.packageJSON;
  const channel = vscode.window.createOutputChannel('VideoGenius', { log: true });
  const log = keepRecentLines(channel, Date.now);
  for (const [name, value] of versionFacts(context)) log.info(`${name}: ${value}`);
  const keys = createKeyStore(context.secrets);
  const choices = createWindowChoices(context.workspaceState);
  const problems = new SettingProblems(context.globalStorageUri);
  const editorModels = new EditorModelList(
    () => listEditorModels(context.languageModelAccessInformation),
    () => void link.refresh(),
    later,
  );
  const link = new ReconnectingLink({
    connect: createConnect({
      program: { path: context.asAbsolutePath('dist/server/videogenius.cjs'), build },
      answers: windowAnswers({
        keys,
        environment: process.env,
        generate: generateWithEditorModel,
        parseAction: parsePanelAction,
        act: (action) => editorActions(app)(action),
      }),
      log,
      tellNewer: once(tellNewer),
    }),
    async configuration() {
      const models = await editorModels.read();
      return sessionConfiguration({ manifest, isDemo: choices.isDemo(), editorModels: models });
    },
    mode: wantedMode,
    tellProblems: (found) => void problems.show(found),
    tellFailure,
    log,
    later,
    nowMs: () => performance.now(),
  });
  const app: App = { context, link, keys, choices, log };
  context.subscriptions.push(
    channel,
    keys,
    choices,
    problems,
    statusBar(app),
    modelNotices(app),
    budgetNotices(app),
    keepTold(app),
  );
  logSettings(app);
  return {
    app,
    panel: createPanelView(async () => app),
    async run(id, values) {
      if (isCommandId(id)) await commands[id](app, ...values);
    },
    end: () => link.dispose(),
  };
}

/** Whatever the daemon was told at the start is told again when it has changed. */
function keepTold(app: App): vscode.Disposable {
  const refresh = createThrottle(() => void app.link.refresh(), refreshPauseMs);
  // The first of several changes waits for the others, too.
  const soon = (): void => {
    app.link.expectRefresh();
    later(refresh.request, refreshPauseMs);
  };
  return vscode.Disposable.from(
    refresh,
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('videogenius')) logSettings(app);
      if (change.affectsConfiguration('videogenius') || change.affectsConfiguration('http')) soon();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    // Folders of one workspace may have writing settings of their own.
    vscode.window.onDidChangeActiveTextEditor(() => {
      if ((vscode.workspace.workspaceFolders?.length ?? 0) > 1) soon();
    }),
    app.choices.onDidChange(() => void app.link.refresh()),
    onDidChangeEditorModels(soon),
    app.keys.onDidChange(() => {
      if (app.link.state().kind === 'running') void app.link.call('session/secretsChanged', {});
    }),
  );
}

function logSettings({ context, log }: App): void {
  const lines = settingSummary(settingsInForce(context.extension.packageJSON));
  log.info(lines.length === 0 ? 'Settings: all have their defaults.' : `Settings: ${lines.join('; ')}`);
}

function wantedMode(): DaemonMode {
  const mode = vscode.workspace.getConfiguration('videogenius').get<unknown>('daemon.mode');
  return mode === 'perWindow' ? 'perWindow' : 'shared';
}

function tellFailure(message: string): void {
  const { l10n } = vscode;
  const restart = offerCommand(l10n.t('Restart'), 'videogenius.restartDaemon');
  say('error', message, restart, offerCommand(l10n.t('Show Log'), 'videogenius.showLog'));
}

function tellNewer(version: string): void {
  const { l10n } = vscode;
  const text = l10n.t(
    'VideoGenius {0} is installed and already runs. Reload this window to use it here, too.',
    version,
  );
  say('info', text, offerCommand(l10n.t('Reload Window'), 'workbench.action.reloadWindow'));
}

/** The first call counts; what is said once is not said again after every restart. */
function once(tell: (version: string) => void): (version: string) => void {
  let wasTold = false;
  return (version) => {
    if (wasTold) return;
    wasTold = true;
    tell(version);
  };
}
