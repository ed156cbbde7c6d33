import {
  EndOfLine,
  EventEmitter,
  Position,
  Range,
  Selection,
  Uri,
  type WorkspaceEdit,
  window,
  workspace,
} from './fake-vscode.ts';

/** One change, as VS Code tells it. */
interface Change {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** One step of Ctrl+Z: the text before it. */
interface UndoStep {
  readonly before: string;
  isOpen: boolean;
}

const apply = (text: string, { offset, length, text: inserted }: Change): string =>
  text.slice(0, offset) + inserted + text.slice(offset + length);

/** Two texts as one change, as small as possible. */
function changeBetween(before: string, after: string): Change {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  return { offset: start, length: before.length - end - start, text: after.slice(start, after.length - end) };
}

/** Whether a place is between the halves of a character or of a line end, where no caret can be. */
export const isInsideCharacter = (text: string, offset: number): boolean =>
  /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(Math.max(0, offset - 1), offset + 1));

const changeEvents = new EventEmitter<unknown>();
const visibleEvents = new EventEmitter<unknown>();

/**
 * A document as VS Code keeps it: once in the window, where people type, and once where extensions run, which hears of every change
 * a little later. Both talk through two queues that tests empty step by step. A change that was made from an older version is
 * refused. Ctrl+Z takes back whole steps.
 */
export class FakeDocument {
  readonly uri: Uri;
  languageId = 'markdown';
  isUntitled = false;
  isClosed = false;
  eol: number;
  /** The text in the window. */
  text: string;
  private version = 1;
  private known: string;
  private knownVersion = 1;
  readonly undoSteps: UndoStep[] = [];
  /** What is on its way to the window, and what on its way to the extension. */
  readonly toWindow: (() => void)[] = [];
  readonly toExtension: (() => void)[] = [];
  /** Changes that came from an extension, with the text before each. */
  readonly written: { readonly before: string; readonly after: string }[] = [];
  isReadOnly = false;
  isApplyRefused = false;

  constructor(text: string, path = '/notes.md') {
    this.text = text;
    this.known = text;
    this.eol = text.includes('\r\n') ? EndOfLine.CRLF : EndOfLine.LF;
    this.uri = Uri.file(path);
  }

  get lineEnd(): string {
    return this.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  }

  // What an extension sees.

  get lineCount(): number {
    return this.known.split(this.lineEnd).length;
  }

  getText(range?: Range): string {
    return range === undefined ? this.known : this.known.slice(this.offsetAt(range.start), this.offsetAt(range.end));
  }

  positionAt(offset: number): Position {
    const before = this.known.slice(0, Math.max(0, Math.min(offset, this.known.length))).split(this.lineEnd);
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }

  offsetAt({ line, character }: Position): number {
    const lines = this.known.split(this.lineEnd);
    const before = lines.slice(0, line).reduce((sum, each) => sum + each.length + this.lineEnd.length, 0);
    return before + Math.min(character, lines[line]?.length ?? 0);
  }

  lineAt(line: number): { readonly text: string; readonly range: Range } {
    const text = this.known.split(this.lineEnd)[line] ?? '';
    return { text, range: new Range(new Position(line, 0), new Position(line, text.length)) };
  }

  // What happens in the window.

  /** A person types, pastes or deletes. What she types next belongs to the same undo step, unless something ends it. */
  type(offset: number, length: number, text: string): void {
    this.undoStop();
    this.change({ offset, length, text });
  }

  undo(): void {
    const step = this.undoSteps.pop();
    if (step === undefined) throw new Error('there is nothing to undo');
    const change = changeBetween(this.text, step.before);
    this.text = apply(this.text, change);
    this.tell([change]);
  }

  changeLineEnds(lineEnd: '\n' | '\r\n'): void {
    const length = this.text.length;
    this.text = this.text.replaceAll(/\r\n|\n/g, lineEnd);
    const eol = lineEnd === '\n' ? EndOfLine.LF : EndOfLine.CRLF;
    this.tell([{ offset: 0, length, text: this.text }], () => {
      this.eol = eol;
    });
  }

  undoStop(): void {
    const last = this.undoSteps.at(-1);
    if (last !== undefined) last.isOpen = false;
  }

  private change(change: Change): void {
    if (this.undoSteps.at(-1)?.isOpen !== true) this.undoSteps.push({ before: this.text, isOpen: true });
    this.text = apply(this.text, change);
    for (const editor of this.editors) editor.push(change);
    this.tell([change]);
  }

  private tell(changes: readonly Change[], also: () => void = () => undefined): void {
    this.version += 1;
    const { version } = this;
    this.toExtension.push(() => {
      also();
      this.known = changes.reduce(apply, this.known);
      this.knownVersion = version;
      const contentChanges = changes.map(({ offset, length, text }) => ({
        rangeOffset: offset,
        rangeLength: length,
        text,
      }));
      changeEvents.fire({ document: this, contentChanges });
    });
  }

  readonly editors = new Set<FakeEditor>();

  /** An extension asks for a change; the answer comes through the queues. */
  request(change: Change | undefined, stops: { undoStopBefore: boolean; undoStopAfter: boolean }): Promise<boolean> {
    const version = this.knownVersion;
    const ends = change === undefined ? [] : [change.offset, change.offset + change.length];
    for (const end of ends) if (isInsideCharacter(this.known, end)) throw new Error(`${end} is inside of a character`);
    return new Promise((resolve) => {
      this.toWindow.push(() => {
        const isAccepted = version === this.version;
        if (isAccepted && !this.isReadOnly) {
          if (stops.undoStopBefore) this.undoStop();
          if (change !== undefined) {
            const before = this.text;
            this.change(change);
            this.written.push({ before, after: this.text });
          }
          if (stops.undoStopAfter) this.undoStop();
        }
        this.toExtension.push(() => resolve(isAccepted));
      });
    });
  }

  /** One thing that is on its way arrives; false when nothing is. */
  async step(queue: 'toWindow' | 'toExtension'): Promise<boolean> {
    const next = this[queue].shift();
    next?.();
    await settle();
    return next !== undefined;
  }

  /** Everything that is on its way arrives. */
  async drain(): Promise<void> {
    await settle();
    while ((await this.step('toWindow')) || (await this.step('toExtension')));
  }
}

/** Lets everything run that is ready to. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An editor that shows a document. */
export class FakeEditor {
  readonly document: FakeDocument;
  caret: number;
  anchor: number;
  isClosed = false;
  /** Offsets that were brought into sight. */
  readonly revealed: number[] = [];

  constructor(document: FakeDocument, caret = 0, anchor = caret) {
    this.document = document;
    this.caret = caret;
    this.anchor = anchor;
    document.editors.add(this);
  }

  get selection(): Selection & { isEmpty: boolean } {
    return new Selection(this.document.positionAt(this.anchor), this.document.positionAt(this.caret));
  }

  set selection(selection: Selection) {
    this.caret = this.document.offsetAt(selection.active);
    this.anchor = this.document.offsetAt(selection.anchor);
  }

  /** What a change does to caret and anchor: text that is inserted at a caret pushes it along. */
  push({ offset, length, text }: Change): void {
    const moved = (at: number): number => {
      if (at < offset) return at;
      if (at >= offset + length)
        return length > 0 && at === offset + length
          ? offset + Math.min(length, text.length)
          : at + text.length - length;
      return Math.min(at, offset + text.length);
    };
    this.caret = moved(this.caret);
    this.anchor = moved(this.anchor);
  }

  revealRange(range: Range): void {
    this.revealed.push(this.document.offsetAt(range.start));
  }

  async edit(
    build: (builder: unknown) => void,
    stops = { undoStopBefore: true, undoStopAfter: true },
  ): Promise<boolean> {
    if (this.isClosed) throw new Error('TextEditor#edit not possible on closed editors');
    const changes: Change[] = [];
    let hasLineEnds = false;
    const { document } = this;
    const put = (range: Range, text: string): void => {
      const offset = document.offsetAt(range.start);
      changes.push({ offset, length: document.offsetAt(range.end) - offset, text });
    };
    build({
      insert: (at: Position, text: string) => put(new Range(at, at), text),
      replace: put,
      setEndOfLine: () => {
        hasLineEnds = true;
      },
    });
    if (changes.length > 1) throw new Error('the stand-in takes one change at a time');
    if (changes.length === 0 && !hasLineEnds) return true;
    return document.request(changes[0], stops);
  }
}

/** Puts documents and editors into the stand-in for VS Code. */
export class FakeWindow {
  readonly documents: FakeDocument[] = [];
  visible: FakeEditor[] = [];
  /** Documents that were opened by an extension. */
  readonly opened: FakeDocument[] = [];

  constructor() {
    workspace.textDocuments = this.documents;
    workspace.onDidChangeTextDocument = changeEvents.event;
    window.onDidChangeVisibleTextEditors = visibleEvents.event;
    workspace.applyEdit = async (edit: WorkspaceEdit): Promise<boolean> => {
      const [only, ...others] = edit.replacements;
      const document = this.documents.find(({ uri }) => uri === only?.uri);
      if (only === undefined || others.length > 0 || document === undefined || document.isApplyRefused) return false;
      const offset = document.offsetAt(only.range.start);
      const change = { offset, length: document.offsetAt(only.range.end) - offset, text: only.text };
      return document.request(change, { undoStopBefore: true, undoStopAfter: true });
    };
    workspace.openTextDocument = async ({ content = '' }: { content?: string }): Promise<FakeDocument> => {
      const document = new FakeDocument(content, `/Untitled-${this.opened.length + 1}`);
      this.opened.push(document);
      this.documents.push(document);
      return document;
    };
    window.showTextDocument = async (document: FakeDocument): Promise<FakeEditor> => this.show(document);
    workspace.fs = { isWritableFileSystem: (scheme: string) => scheme === 'file', stat: async () => ({}) };
    window.tabGroups = { activeTabGroup: {} };
    this.refresh();
  }

  open(text: string, caret = 0, anchor = caret, path?: string): FakeEditor {
    const document = new FakeDocument(text, path);
    this.documents.push(document);
    return this.show(document, caret, anchor);
  }

  show(document: FakeDocument, caret = 0, anchor = caret): FakeEditor {
    const editor = new FakeEditor(document, caret, anchor);
    this.visible = [...this.visible, editor];
    this.refresh();
    return editor;
  }

  /** The tab is no longer in front; the document stays open. */
  hide(editor: FakeEditor): void {
    editor.isClosed = true;
    editor.document.editors.delete(editor);
    this.visible = this.visible.filter((each) => each !== editor);
    this.refresh();
  }

  close(document: FakeDocument): void {
    for (const editor of [...document.editors]) this.hide(editor);
    document.isClosed = true;
    this.documents.splice(this.documents.indexOf(document), 1);
  }

  /** The document is saved under another name: another one with its text takes its place. */
  saveAs(document: FakeDocument, path: string, text = document.text): FakeDocument {
    this.close(document);
    const saved = new FakeDocument(text, path);
    this.documents.push(saved);
    this.show(saved);
    return saved;
  }

  /** Everything that is on its way in every document arrives. */
  async drain(): Promise<void> {
    for (let isBusy = true; isBusy; ) {
      await settle();
      isBusy = false;
      for (const document of [...this.documents]) {
        if (document.toWindow.length + document.toExtension.length === 0) continue;
        isBusy = true;
        await document.drain();
      }
    }
  }

  private refresh(): void {
    window.visibleTextEditors = this.visible;
    window.activeTextEditor = this.visible.at(-1);
    visibleEvents.fire(undefined);
  }
}
