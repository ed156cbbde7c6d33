import * as vscode from 'vscode';
import { isRecord } from '../../server/protocol/outline.ts';
import type { App, CommandRun } from '../app.ts';
import { askTopic } from '../generation/brief-input.ts';
import { DocumentStream } from '../generation/document-stream.ts';
import { noteCancelled, noteKeywords } from '../generation/done-notice.ts';
import { surfaceOf } from '../generation/editor-surface.ts';
import { offerAfterFailure } from '../generation/failure-offer.ts';
import { keywordsChange, readFrontMatter } from '../generation/front-matter.ts';
import { type ChosenKeywords, chooseKeywords, type KeywordTarget } from '../generation/keyword-choice.ts';
import { type KeywordSubject, subjectOfEditor, subjectOfOrder, topicOfEditor } from '../generation/keyword-subject.ts';
import { bookmark, newDocument, type Place, placeForKeywords, writableEditor } from '../generation/place.ts';
import { routingFor, runRequest, tell } from '../generation/request-run.ts';
import { shortened } from '../generation/text-length.ts';
import { later } from '../later.ts';

/**
 * Keywords for stock footage: of the selection, of the script that is open, or of a topic that the person types. `insert: true` in the
 * argument puts them in without asking.
 */
export const generateKeywords: CommandRun = async (app, value) => {
  const title = vscode.l10n.t('Generate Keywords');
  const isSure = isRecord(value) && value.insert === true;
  const source = vscode.window.activeTextEditor;
  const subject = subjectOfOrder(value) ?? subjectOfEditor(source) ?? (await askSubject(title, topicOfEditor(source)));
  if (subject === undefined) return;
  await findKeywords(app, subject, await writableEditor(), isSure);
};

async function askSubject(title: string, given: string | undefined): Promise<KeywordSubject | undefined> {
  const topic = await askTopic(title, given);
  return topic === undefined ? undefined : { topic };
}

async function findKeywords(
  app: App,
  subject: KeywordSubject,
  editor: vscode.TextEditor | undefined,
  isSure: boolean,
): Promise<void> {
  const { l10n } = vscode;
  const { topic } = subject;
  const mark = editor === undefined ? undefined : bookmark(placeForKeywords(editor));
  const { result, story } = await runRequest(
    app,
    'keywords/generate',
    { ...subject, routing: routingFor(app, editor?.document) },
    { title: topic === undefined ? l10n.t('Keywords for the script') : l10n.t('Keywords: {0}', shortened(topic)) },
  );
  if (!result.ok) {
    mark?.dispose();
    if (result.error.code === 'cancelled') return noteCancelled(app);
    const tryAgain = (): Promise<void> => findKeywords(app, subject, editor, isSure);
    offerAfterFailure(app, { error: result.error, story, isTextKept: false, tryAgain });
    return;
  }
  noteKeywords(app, result.value);
  const { keywords } = result.value;
  const chosen = isSure
    ? { keywords, target: 'insert' as const }
    : await chooseKeywords(keywords, targetsFor(mark?.place().document));
  if (chosen !== undefined) await put(app, chosen, mark?.place());
  mark?.dispose();
}

/** A script document has a place of its own for keywords. */
function targetsFor(document: vscode.TextDocument | undefined): readonly KeywordTarget[] {
  const hasFrontMatter = document !== undefined && readFrontMatter(document.getText()) !== undefined;
  return hasFrontMatter ? ['frontMatter', 'insert', 'copy'] : ['insert', 'copy'];
}

async function put(app: App, { keywords, target }: ChosenKeywords, place: Place | undefined): Promise<void> {
  const { l10n } = vscode;
  if (target === 'insert') return insert(keywords, place);
  if (target === 'frontMatter' && place !== undefined && (await putIntoFrontMatter(keywords, place.document))) return;
  await vscode.env.clipboard.writeText(keywords.join(', '));
  tell(app, l10n.t('The keywords are in the clipboard.'), 'check');
}

async function putIntoFrontMatter(keywords: readonly string[], document: vscode.TextDocument): Promise<boolean> {
  const change = keywordsChange(document.getText(), keywords);
  if (change === undefined || document.isClosed) return false;
  const edit = new vscode.WorkspaceEdit();
  const { offset, length, text } = change;
  edit.replace(document.uri, new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)), text);
  return vscode.workspace.applyEdit(edit);
}

/** Puts keywords where the caret was, as one undo step. What cannot be put there goes into a new document. */
async function insert(keywords: readonly string[], place: Place | undefined): Promise<void> {
  const text = keywords.join(', ');
  if (place === undefined) return void (await newDocument(text));
  const { document, offset, spacing } = place;
  const stream = new DocumentStream({
    surface: surfaceOf(document),
    offset,
    spacing,
    later,
    onRemoved: () => undefined,
  });
  const end = await stream.finish(text);
  if (end.kind === 'lost') await newDocument(text);
}
