import * as vscode from 'vscode';
import type { App, Feature } from '../app.ts';
import { createThrottle } from '../later.ts';
import { showStatusMenu } from '../status/status-menu.ts';
import { statusTooltip, tooltipCommands } from '../status/status-tooltip.ts';
import { type StatusSituation, type StatusView, statusView } from '../status/status-view.ts';
import { createValueFormat } from '../words/value-format.ts';

/** Not in the manifest: it is only reached by clicking. */
const menuCommand = 'videogenius.showStatusMenu';

/** Milliseconds between two looks at the state: nobody reads faster. */
const showEveryMs = 250;

const backgrounds: Readonly<Record<StatusView['level'], vscode.ThemeColor | undefined>> = {
  normal: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** One item at the left: who writes, what today has cost, and a colour when something is wrong. It never asks, it listens. */
export const statusBar: Feature = (app) => {
  const item = vscode.window.createStatusBarItem('videogenius.status', vscode.StatusBarAlignment.Left);
  item.name = 'VideoGenius';
  item.command = menuCommand;
  const format = createValueFormat(vscode.env.language, vscode.l10n);
  const show = (): void => {
    const situation = situationOf(app);
    const view = statusView(situation, vscode.l10n, format);
    const tooltip = new vscode.MarkdownString(statusTooltip(situation, view, vscode.l10n, format), true);
    tooltip.isTrusted = { enabledCommands: Object.values(tooltipCommands) };
    item.text = view.text;
    item.tooltip = tooltip;
    item.backgroundColor = backgrounds[view.level];
    item.accessibilityInformation = { label: view.label, role: 'button' };
  };
  const throttle = createThrottle(show, showEveryMs);
  const changed = (): void => throttle.request();
  const unsubscribe = app.link.mirror.subscribe(changed);
  const parts = vscode.Disposable.from(
    item,
    throttle,
    app.link.watch(),
    app.link.onDidChangeState(changed),
    app.choices.onDidChange(changed),
    new vscode.Disposable(unsubscribe),
    vscode.commands.registerCommand(menuCommand, () => showStatusMenu(situationOf(app))),
  );
  changed();
  item.show();
  return parts;
};

function situationOf({ link, choices }: App): StatusSituation {
  return {
    link: link.state(),
    snapshot: link.mirror.snapshot(),
    pinnedModel: choices.pinnedModel(),
    isDemo: choices.isDemo(),
  };
}
