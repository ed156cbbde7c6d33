import * as vscode from 'vscode';
import { runCommandLine } from '../command-line.ts';

/** Asks every configured vendor whether it can be reached and accepts the key. Costs nothing. */
export async function testConnection(context: vscode.ExtensionContext): Promise<void> {
  runCommandLine(context, { title: vscode.l10n.t('Test Connection'), command: ['check'] });
}
