import * as vscode from 'vscode';
import { until } from './browser.ts';
import { closeNotifications } from './documents.ts';
import { manifest } from './extension.ts';

/** Runs one command of the manifest after the other and gives up whatever it asks. Each has to answer; `check` may look at how. */
export async function everyCommandAnswers(check: (command: string) => Promise<void> = async () => {}): Promise<void> {
  for (const { command } of manifest().contributes.commands) {
    if (/startDemo|restartDaemon/.test(command)) continue;
    let answered = false;
    const run = Promise.resolve(vscode.commands.executeCommand(command)).finally(() => {
      answered = true;
    });
    await until(`${command} answers`, async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return answered;
    });
    await run;
    await check(command);
    await closeNotifications();
  }
}
