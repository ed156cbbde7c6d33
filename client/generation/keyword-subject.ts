import type * as vscode from 'vscode';
import { briefTextLimits, maxScriptLength } from '../../server/protocol/brief-values.ts';
import { isRecord } from '../../server/protocol/outline.ts';
import { selectedText } from '../topic.ts';
import { bodyOf, readFrontMatter } from './front-matter.ts';

/** Text with at least this many characters is a script to read, not a topic. */
const shortestScript = 200;

/** What keywords are wanted for. */
export interface KeywordSubject {
  readonly topic?: string;
  readonly script?: string;
}

/** What a keybinding or another command asks for; undefined when it names nothing. */
export function subjectOfOrder(value: unknown): KeywordSubject | undefined {
  const { topic, script } = isRecord(value) ? value : {};
  return subject(typeof topic === 'string' ? topic : '', typeof script === 'string' ? script : '');
}

/** What the editor shows: the selection, otherwise the whole document when it is a script; undefined when it is neither. */
export function subjectOfEditor(editor: vscode.TextEditor | undefined): KeywordSubject | undefined {
  if (editor === undefined) return undefined;
  const selected = selectedText(editor);
  if (selected !== undefined)
    return isScript(selected) ? { script: selected.slice(0, maxScriptLength) } : { topic: selected };
  const { document } = editor;
  const text = document.getText();
  const body = bodyOf(text).trim();
  const topic = readFrontMatter(text)?.values.get('topic') ?? '';
  if (isScriptFile(document) && body !== '') return subject(topic, body);
  return isProse(document) && isScript(body) ? subject(topic, body) : undefined;
}

/** The topic in the front matter of a document, where there is one. */
export const topicOfEditor = (editor: vscode.TextEditor | undefined): string | undefined =>
  editor === undefined ? undefined : readFrontMatter(editor.document.getText())?.values.get('topic');

const isScript = (text: string): boolean => text.length >= shortestScript;
const isScriptFile = ({ uri }: vscode.TextDocument): boolean => /\.script\.(?:md|markdown)$/i.test(uri.path);
const isProse = ({ languageId }: vscode.TextDocument): boolean =>
  languageId === 'markdown' || languageId === 'plaintext';

function subject(topic: string, script: string): KeywordSubject | undefined {
  const named = topic.trim();
  const found = {
    ...(named === '' || named.length > briefTextLimits.topic ? {} : { topic: named }),
    ...(script.trim() === '' ? {} : { script: script.slice(0, maxScriptLength) }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}
