import * as vscode from 'vscode';

/** The longest topic that the contract allows, in UTF-16 units. */
const longestTopic = 2000;

/** The selected text without the white space around it; undefined when nothing is selected. */
export function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  const text = editor === undefined ? '' : editor.document.getText(editor.selection).trim();
  return text === '' ? undefined : text;
}

/** The selection if it can be a topic, otherwise what the person types; undefined when she gave up. */
export async function topicOrAsk(title: string): Promise<string | undefined> {
  const selected = selectedText();
  if (selected !== undefined && selected.length <= longestTopic) return selected;
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('What is the video about?'),
    placeHolder: vscode.l10n.t('Why cats purr'),
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim().length > longestTopic ? vscode.l10n.t('At most {0} characters.', longestTopic) : undefined,
  });
  const topic = typed?.trim();
  return topic === undefined || topic === '' ? undefined : topic;
}
