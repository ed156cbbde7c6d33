import * as vscode from 'vscode';
import { writeOwnFile } from './files.ts';
import { settingsInForce } from './settings.ts';

export interface CommandLineRun {
  /** Title of the terminal. */
  readonly title: string;
  /** The command and its options, such as `['status']`. */
  readonly command: readonly string[];
  /** Free text of a person; it is never taken for an option. */
  readonly topic?: string;
}

/**
 * Runs the bundled command line in a terminal, with the settings of VS Code. VS Code's own program serves as Node. The
 * arguments go to it as a list, so no shell ever reads what a person wrote. Keys come from environment variables.
 */
export function runCommandLine(context: vscode.ExtensionContext, { title, command, topic }: CommandLineRun): void {
  if (vscode.env.remoteName !== undefined && context.extension.extensionKind === vscode.ExtensionKind.UI) {
    // The terminals of such a window run on the other machine, where this program is not.
    const text = vscode.l10n.t(
      'This window works on {0}, but VideoGenius is installed on this computer. Use a local window.',
      vscode.env.remoteName,
    );
    void vscode.window.showWarningMessage(text);
    return;
  }
  const settings = JSON.stringify(settingsInForce(context.extension.packageJSON), null, 2);
  const options = ['--settings', writeOwnFile(context, 'settings.json', settings), '--locale', locale()];
  const terminal = vscode.window.createTerminal({
    name: `VideoGenius: ${title}`,
    iconPath: new vscode.ThemeIcon('sparkle'),
    shellPath: process.execPath,
    shellArgs: [
      context.asAbsolutePath('dist/client/terminal.cjs'),
      vscode.l10n.t('Press Enter to close this terminal.'),
      context.asAbsolutePath('dist/server/videogenius.cjs'),
      ...command,
      ...options,
      ...(topic === undefined ? [] : ['--', topic]),
    ],
    env: { ELECTRON_RUN_AS_NODE: '1' },
    isTransient: true,
  });
  terminal.show();
}

function locale(): string {
  return vscode.env.language.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en';
}
