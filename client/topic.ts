import type * as vscode from 'vscode';
import { briefTextLimits } from '../server/protocol/brief-values.ts';

/** The selected text without the white space around it; undefined when nothing is selected. */
export function selectedText(editor: vscode.TextEditor | undefined): string | undefined {
  const text = editor === undefined ? '' : editor.document.getText(editor.selection).trim();
  return text === '' ? undefined : text;
}

/** The selection, if it can be a topic. */
export function selectedTopic(editor: vscode.TextEditor | undefined): string | undefined {
  const text = selectedText(editor);
  return text === undefined || text.length > briefTextLimits.topic ? undefined : text;
}
