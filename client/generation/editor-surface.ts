import * as vscode from 'vscode';
import type { LineEnd, TextChange } from './text-change.ts';
import { withLineFeeds } from './text-change.ts';
import type { EditOptions, SurfaceChange, TextSurface, WriteOutcome } from './text-surface.ts';

/** A change that is on its way into the document. */
interface Sent {
  readonly change: TextChange;
  readonly author: object;
  isTaken: boolean;
}

/** Text shorter than this may stand at the same place of another document by chance. */
const shortestSign = 8;

const surfaces = new WeakMap<vscode.TextDocument, EditorSurface>();

/** The surface of a document; all who write into it share one, so that each knows the changes of the others from the writer's. */
export function surfaceOf(document: vscode.TextDocument): TextSurface {
  const known = surfaces.get(document) ?? new EditorSurface(document);
  surfaces.set(document, known);
  return known;
}

class EditorSurface implements TextSurface {
  private readonly document: vscode.TextDocument;
  private readonly sent = new Set<Sent>();
  private readonly listeners = new Set<(change: SurfaceChange) => void>();
  /** Documents that were open when somebody began to write here, this one among them. */
  private others: WeakSet<vscode.TextDocument> = new WeakSet();
  private subscription: vscode.Disposable | undefined;

  constructor(document: vscode.TextDocument) {
    this.document = document;
  }

  lineEnd(): LineEnd {
    return this.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  }

  text(): string {
    return this.document.getText();
  }

  isOpen(): boolean {
    return !this.document.isClosed && vscode.workspace.textDocuments.includes(this.document);
  }

  successor({ offset, text }: { readonly offset: number; readonly text: string }): TextSurface | undefined {
    if (this.isOpen() || text.length < shortestSign) return undefined;
    const { textDocuments } = vscode.workspace;
    const found = textDocuments.findLast((other) => this.isNew(other) && other.getText().startsWith(text, offset));
    return found === undefined ? undefined : surfaceOf(found);
  }

  /** Whether a document was opened since somebody writes here, and nobody writes into it. */
  private isNew(other: vscode.TextDocument): boolean {
    return !this.others.has(other) && !other.isClosed && surfaces.get(other)?.isInUse !== true;
  }

  get isInUse(): boolean {
    return this.listeners.size > 0;
  }

  onDidChange(listener: (change: SurfaceChange) => void): vscode.Disposable {
    if (!this.isInUse) this.others = new WeakSet(vscode.workspace.textDocuments);
    this.listeners.add(listener);
    this.subscription ??= vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === this.document) this.tell(event.contentChanges);
    });
    return new vscode.Disposable(() => {
      this.listeners.delete(listener);
      if (this.isInUse) return;
      this.subscription?.dispose();
      this.subscription = undefined;
    });
  }

  onDidShow(listener: () => void): vscode.Disposable {
    return vscode.window.onDidChangeVisibleTextEditors(() => {
      if (this.editor() !== undefined || !this.isOpen()) listener();
    });
  }

  async edit(change: TextChange, options: EditOptions): Promise<WriteOutcome> {
    const editor = this.editor();
    if (editor === undefined) return this.isOpen() ? 'hidden' : 'closed';
    const { isEmpty, active } = editor.selection;
    const isFollowing = isEmpty && this.document.offsetAt(active) === options.caret.from;
    const { sent, isAccepted } = await this.send(change, options.author, () =>
      editor.edit((builder) => write(builder, change, this.rangeOf(change)), {
        undoStopBefore: options.undoStopBefore,
        undoStopAfter: false,
      }),
    );
    if (isAccepted === undefined) return 'hidden';
    if (!isAccepted) return 'refused';
    // An editor that is read-only answers as if it had taken the text.
    if (!sent.isTaken) return 'locked';
    if (isFollowing) this.followWith(editor, change, options.caret.to);
    else if (options.reveal) editor.revealRange(this.placeAt(change.offset));
    return 'written';
  }

  async apply(change: TextChange, author: object): Promise<WriteOutcome> {
    if (!this.isOpen()) return 'closed';
    const { isAccepted } = await this.send(change, author, () => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(this.document.uri, this.rangeOf(change), change.text);
      return vscode.workspace.applyEdit(edit);
    });
    return isAccepted === true ? 'written' : 'refused';
  }

  async endUndoStep(): Promise<void> {
    const editor = this.editor();
    // An edit of nothing would not be sent at all; line ends that are as they were change nothing, and are.
    const edit = editor?.edit((builder) => builder.setEndOfLine(this.document.eol), {
      undoStopBefore: false,
      undoStopAfter: true,
    });
    await Promise.resolve(edit).catch(() => false);
  }

  /** An editor that shows the document, the one with the caret first. */
  private editor(): vscode.TextEditor | undefined {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const isOurs = (editor: vscode.TextEditor | undefined): boolean => editor?.document === this.document;
    return isOurs(activeTextEditor) ? activeTextEditor : visibleTextEditors.find(isOurs);
  }

  /** `isAccepted` is undefined when the editor has been closed. */
  private async send(
    change: TextChange,
    author: object,
    start: () => Thenable<boolean>,
  ): Promise<{ readonly sent: Sent; readonly isAccepted: boolean | undefined }> {
    const sent: Sent = { change, author, isTaken: false };
    this.sent.add(sent);
    try {
      return { sent, isAccepted: await start() };
    } catch {
      return { sent, isAccepted: undefined };
    } finally {
      this.sent.delete(sent);
    }
  }

  private tell(contentChanges: readonly vscode.TextDocumentContentChangeEvent[]): void {
    if (contentChanges.length === 0) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => {
      return { offset: rangeOffset, length: rangeLength, text };
    });
    const [only] = changes;
    const sent =
      changes.length > 1 ? undefined : [...this.sent].find((each) => !each.isTaken && isSameChange(each.change, only));
    if (sent !== undefined) sent.isTaken = true;
    for (const listener of [...this.listeners]) listener({ changes, author: sent?.author });
  }

  /** A caret that stood at the end of the text stays there, in sight. Inserted text has pushed it along; replaced text has not. */
  private followWith(editor: vscode.TextEditor, change: TextChange, to: number): void {
    const place = this.placeAt(to);
    const at = this.document.offsetAt(editor.selection.active);
    const isPushedAlong = change.length === 0 && change.offset + change.text.length === to;
    const isUntouched = at >= change.offset && at <= change.offset + change.text.length;
    if (!isPushedAlong && isUntouched) editor.selection = new vscode.Selection(place.start, place.start);
    editor.revealRange(place);
  }

  private placeAt(offset: number): vscode.Range {
    const position = this.document.positionAt(offset);
    return new vscode.Range(position, position);
  }

  private rangeOf({ offset, length }: TextChange): vscode.Range {
    return new vscode.Range(this.document.positionAt(offset), this.document.positionAt(offset + length));
  }
}

function write(builder: vscode.TextEditorEdit, { length, text }: TextChange, range: vscode.Range): void {
  if (length === 0) builder.insert(range.start, text);
  else builder.replace(range, text);
}

/** The editor may write line ends in its own way. */
function isSameChange(sent: TextChange, seen: TextChange | undefined): boolean {
  return (
    seen !== undefined &&
    sent.offset === seen.offset &&
    sent.length === seen.length &&
    withLineFeeds(sent.text) === withLineFeeds(seen.text)
  );
}
