import * as vscode from 'vscode';
import type { CommandRun } from '../app.ts';
import { offerCommand, say } from '../offers.ts';

/** Ends the background process and starts it anew. Requests that run, in all windows that share it, are cancelled. */
export const restartDaemon: CommandRun = async (app) => {
  const title = vscode.l10n.t('Restarting the background process of VideoGenius');
  const restarted = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    app.link.restart(),
  );
  if (restarted.ok) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('VideoGenius was restarted.'), 5000);
    return;
  }
  say('error', restarted.error.message, offerCommand(vscode.l10n.t('Show Log'), 'videogenius.showLog'));
};
