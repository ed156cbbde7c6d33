import * as vscode from 'vscode';
import { runCommandLine } from '../command-line.ts';
import { topicOrAsk } from '../topic.ts';

/** Writes a script about the selection, or about what the person types. Giving up does nothing. */
export async function generateScript(context: vscode.ExtensionContext): Promise<void> {
  const title = vscode.l10n.t('Generate Script');
  const topic = await topicOrAsk(title);
  if (topic !== undefined) runCommandLine(context, { title, command: ['script'], topic });
}
