import * as vscode from 'vscode';
import type { StatusSituation } from './status-view.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
}

/** What a click on the status bar offers. */
export async function showStatusMenu(situation: StatusSituation): Promise<void> {
  const picked = await vscode.window.showQuickPick(menuItems(situation), { title: 'VideoGenius' });
  if (picked?.command !== undefined) await vscode.commands.executeCommand(picked.command);
}

function menuItems({ isDemo, pinnedModel }: StatusSituation): MenuItem[] {
  const { l10n } = vscode;
  const entry = (icon: string, label: string, command: string, description = ''): MenuItem => ({
    label: `$(${icon}) ${label}`,
    command: `videogenius.${command}`,
    description,
  });
  const group = (label: string): MenuItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  return [
    entry('sparkle', l10n.t('Generate Script'), 'generateScript'),
    entry('tag', l10n.t('Generate Keywords'), 'generateKeywords'),
    isDemo ? entry('stop-circle', l10n.t('End Demo'), 'stopDemo') : entry('play', l10n.t('Start Demo'), 'startDemo'),
    group(l10n.t('Models')),
    entry('pulse', l10n.t('Open Status Panel'), 'openStatusPanel'),
    entry('pinned', l10n.t('Pin a Model'), 'pinModel', pinnedModel ?? ''),
    entry('settings', l10n.t('Choose Strategy'), 'chooseStrategy'),
    entry('checklist', l10n.t('Check All Models Now'), 'checkAllModels'),
    entry('list-tree', l10n.t('Show Request Trace'), 'showRequestTrace'),
    group(l10n.t('Money')),
    entry('credit-card', l10n.t('Set Budget'), 'setBudget'),
    entry('graph', l10n.t('Show Costs'), 'showCosts'),
    group(l10n.t('Keys')),
    entry('key', l10n.t('Set API Key'), 'setApiKey'),
    entry('trash', l10n.t('Remove API Key'), 'removeApiKey'),
    entry('plug', l10n.t('Test Connection'), 'testConnection'),
    group(l10n.t('Background process')),
    entry('refresh', l10n.t('Restart'), 'restartDaemon'),
    entry('output', l10n.t('Show Log'), 'showLog'),
  ];
}
