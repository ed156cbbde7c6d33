import * as vscode from 'vscode';
import { runCommandLine } from '../command-line.ts';
import { writeOwnFile } from '../files.ts';
import { selectedText, topicOrAsk } from '../topic.ts';

/** Text with at least this many characters is a script to read, not a topic. */
const shortestScript = 200;

/** Keywords for stock footage: of the selected script, of a selected topic, or of what the person types. */
export async function generateKeywords(context: vscode.ExtensionContext): Promise<void> {
  const title = vscode.l10n.t('Generate Keywords');
  const selected = selectedText();
  if (selected !== undefined && selected.length >= shortestScript) {
    const script = writeOwnFile(context, 'script.txt', selected);
    return runCommandLine(context, { title, command: ['keywords', '--script', script] });
  }
  const topic = await topicOrAsk(title);
  if (topic !== undefined) runCommandLine(context, { title, command: ['keywords'], topic });
}
