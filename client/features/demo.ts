import * as vscode from 'vscode';
import { runCommandLine } from '../command-line.ts';

/** Shows routing and failover with simulated models. Needs no key and no network. */
export async function startDemo(context: vscode.ExtensionContext): Promise<void> {
  runCommandLine(context, { title: vscode.l10n.t('Demo'), command: ['demo'] });
}
