import * as vscode from 'vscode';
import { runCommandLine } from '../command-line.ts';

/** Shows every model with its health and why it is as it is. */
export async function showModelStatus(context: vscode.ExtensionContext): Promise<void> {
  runCommandLine(context, { title: vscode.l10n.t('Model Status'), command: ['status'] });
}
