import * as vscode from 'vscode';
import { Block } from './block.ts';
import { surfaceOf } from './editor-surface.ts';
import { readFrontMatter } from './front-matter.ts';

/** Where text goes. `block`: as a paragraph of its own; `inline`: exactly there. */
export interface Place {
  readonly document: vscode.TextDocument;
  readonly offset: number;
  readonly spacing: 'block' | 'inline';
}

/** A place that moves along while its document changes. */
export interface Bookmark extends vscode.Disposable {
  place(): Place;
}

/** The editor in which a person writes; undefined when it takes no text, such as that of a comparison or of an output. */
export async function writableEditor(): Promise<vscode.TextEditor | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
  if (input instanceof vscode.TabInputTextDiff) return undefined;
  return (await isWritable(editor.document.uri)) ? editor : undefined;
}

/** Documents that can be written although VS Code does not always say so of their file systems. */
const writableSchemes: readonly string[] = ['vscode-remote', 'vscode-vfs'];

async function isWritable(uri: vscode.Uri): Promise<boolean> {
  const { fs } = vscode.workspace;
  if (uri.scheme === 'untitled') return true;
  if ((fs.isWritableFileSystem(uri.scheme) ?? writableSchemes.includes(uri.scheme)) !== true) return false;
  try {
    const { permissions = 0 } = await fs.stat(uri);
    return (permissions & vscode.FilePermission.Readonly) === 0;
  } catch {
    // A file that is not there yet can be written.
    return true;
  }
}

/** A new untitled Markdown document in the active editor, with a text. */
export async function newDocument(content = ''): Promise<Place> {
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: false });
  return { document, offset: content.length, spacing: 'block' };
}

/** A document for a text of its own: an empty one that is open and has no file, so that no empty one is left behind; else a new one. */
export async function freshDocument(content: string): Promise<Place> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isUnused(editor.document)) return newDocument(content);
  const { document } = editor;
  const isWritten = content === '' || (await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content)));
  return isWritten ? { document, offset: document.getText().length, spacing: 'block' } : newDocument(content);
}

const isUnused = (document: vscode.TextDocument): boolean =>
  document.isUntitled && document.languageId === 'markdown' && document.getText() === '';

/** Where a script goes: below the paragraph that is selected, otherwise at the caret, never into the front matter. */
export function placeForScript({ document, selection }: vscode.TextEditor): Place {
  const offset = selection.isEmpty ? document.offsetAt(selection.active) : endOfBlock(document, selection);
  return { document, offset: Math.max(offset, readFrontMatter(document.getText())?.end ?? 0), spacing: 'block' };
}

/** Where keywords go: below the paragraph that is selected, otherwise exactly at the caret. */
export function placeForKeywords(editor: vscode.TextEditor): Place {
  if (!editor.selection.isEmpty) return placeForScript(editor);
  return { document: editor.document, offset: editor.document.offsetAt(editor.selection.active), spacing: 'inline' };
}

/** The end of the last line of the paragraph in which a selection ends. */
function endOfBlock(document: vscode.TextDocument, { start, end }: vscode.Selection): number {
  const hasWholeLines = end.character === 0 && end.line > start.line;
  let line = hasWholeLines ? end.line - 1 : end.line;
  const isBlank = (index: number): boolean => document.lineAt(index).text.trim() === '';
  if (!isBlank(line)) while (line + 1 < document.lineCount && !isBlank(line + 1)) line += 1;
  return document.offsetAt(document.lineAt(line).range.end);
}

/** Keeps a place while other things happen to its document. */
export function bookmark({ document, offset, spacing }: Place): Bookmark {
  const surface = surfaceOf(document);
  const block = new Block(offset, surface.lineEnd());
  const listener = surface.onDidChange(({ changes }) => {
    for (const change of changes) block.follow(change);
  });
  return { place: () => ({ document, offset: block.offset, spacing }), dispose: () => listener.dispose() };
}
