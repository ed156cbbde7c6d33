import * as vscode from 'vscode';
import { startDemo } from './features/demo.ts';
import { generateKeywords } from './features/generate-keywords.ts';
import { generateScript } from './features/generate-script.ts';
import { showModelStatus } from './features/model-status.ts';
import { testConnection } from './features/test-connection.ts';
import { removeOwnFiles } from './files.ts';

/** Every command of the manifest. A command is one file under features/. */
const commands: Readonly<Record<string, (context: vscode.ExtensionContext) => Promise<void>>> = {
  'videogenius.generateScript': generateScript,
  'videogenius.generateKeywords': generateKeywords,
  'videogenius.startDemo': startDemo,
  'videogenius.showModelStatus': showModelStatus,
  'videogenius.testConnection': testConnection,
};

/** Registers the commands and nothing else: work begins when a person asks for it. */
export function activate(context: vscode.ExtensionContext): void {
  for (const [id, run] of Object.entries(commands)) {
    const command = vscode.commands.registerCommand(id, () => answer(run, context));
    context.subscriptions.push(command);
  }
  context.subscriptions.push({ dispose: () => removeOwnFiles(context) });
}

/** A command never ends in silence: what went wrong is said in plain words. */
async function answer(
  run: (context: vscode.ExtensionContext) => Promise<void>,
  context: vscode.ExtensionContext,
): Promise<void> {
  try {
    await run(context);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('VideoGenius could not start: {0}', cause));
  }
}
