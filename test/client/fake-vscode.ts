/**
 * A small stand-in for the module `vscode`, for tests outside VS Code. It keeps what was shown and written in `fake`, which tests
 * read and reset. Real behaviour is proven in the real editor; here are only the shapes that our sources touch.
 */

export class Disposable {
  private readonly call: () => unknown;
  constructor(call: () => unknown) {
    this.call = call;
  }
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
  dispose(): unknown {
    return this.call();
  }
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();
  readonly event = (
    listener: (value: T) => unknown,
    _this?: unknown,
    disposables?: { dispose(): unknown }[],
  ): Disposable => {
    const own = (value: T) => listener(value);
    this.listeners.add(own);
    const disposable = new Disposable(() => this.listeners.delete(own));
    disposables?.push(disposable);
    return disposable;
  };
  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

export class CancellationTokenSource {
  private readonly emitter = new EventEmitter<void>();
  private cancelled = false;
  readonly token: { readonly isCancellationRequested: boolean; onCancellationRequested: EventEmitter<void>['event'] };
  constructor() {
    const isCancelled = () => this.cancelled;
    this.token = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: this.emitter.event,
    };
  }
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.emitter.fire();
  }
  dispose(): void {
    this.emitter.dispose();
  }
}

export class Position {
  readonly line: number;
  readonly character: number;
  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
  isEqual(other: Position): boolean {
    return this.line === other.line && this.character === other.character;
  }
  isBefore(other: Position): boolean {
    return this.line < other.line || (this.line === other.line && this.character < other.character);
  }
  isAfter(other: Position): boolean {
    return other.isBefore(this);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: Position | number, end: Position | number, endLine?: number, endCharacter?: number) {
    this.start = typeof start === 'number' ? new Position(start, Number(end)) : start;
    this.end = typeof end === 'number' ? new Position(endLine ?? 0, endCharacter ?? 0) : end;
  }
  get isEmpty(): boolean {
    return this.start.isEqual(this.end);
  }
}

export class Selection extends Range {
  get anchor(): Position {
    return this.start;
  }
  get active(): Position {
    return this.end;
  }
}

export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  constructor(scheme: string, authority: string, path: string, query = '') {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
    this.query = query;
  }
  static from(parts: { scheme: string; path?: string; query?: string }): Uri {
    return new Uri(parts.scheme, '', parts.path ?? '', parts.query);
  }
  static file(path: string): Uri {
    return new Uri('file', '', path);
  }
  static parse(text: string): Uri {
    const [, scheme = '', authority = '', path = ''] = /^([a-z][\w+.-]*):(?:\/\/([^/]*))?(.*)$/i.exec(text) ?? [];
    return new Uri(scheme, authority, decodeURIComponent(path));
  }
  static joinPath(base: Uri, ...segments: readonly string[]): Uri {
    const names: string[] = [];
    for (const name of [...base.path.split('/'), ...segments.flatMap((each) => each.split('/'))]) {
      if (name === '..') names.pop();
      else if (name !== '' && name !== '.') names.push(name);
    }
    return new Uri(base.scheme, base.authority, `/${names.join('/')}`);
  }
  get fsPath(): string {
    return this.path;
  }
  with(change: { scheme?: string; path?: string }): Uri {
    return new Uri(change.scheme ?? this.scheme, this.authority, change.path ?? this.path);
  }
  toString(): string {
    const hasSlashes = this.authority !== '' || this.scheme === 'file';
    return `${this.scheme}:${hasSlashes ? `//${this.authority}` : ''}${this.path}`;
  }
}

export class MarkdownString {
  value: string;
  supportThemeIcons: boolean;
  isTrusted: unknown;
  constructor(value = '', supportThemeIcons = false) {
    this.value = value;
    this.supportThemeIcons = supportThemeIcons;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class ThemeIcon {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class Diagnostic {
  range: Range;
  message: string;
  severity: number;
  source: string | undefined;
  code: unknown;
  constructor(range: Range, message: string, severity = 0) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class LanguageModelError extends Error {
  readonly code: string;
  constructor(message: string, code = '') {
    super(message);
    this.code = code;
  }
}

export class LanguageModelTextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export class LanguageModelChatMessage {
  readonly role: string;
  readonly content: string;
  constructor(role: string, content: string) {
    this.role = role;
    this.content = content;
  }
  static User(content: string): LanguageModelChatMessage {
    return new LanguageModelChatMessage('user', content);
  }
  static Assistant(content: string): LanguageModelChatMessage {
    return new LanguageModelChatMessage('assistant', content);
  }
}

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 } as const;
export const ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 } as const;
export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 } as const;
export const StatusBarAlignment = { Left: 1, Right: 2 } as const;
export const ExtensionKind = { UI: 1, Workspace: 2 } as const;
export const UIKind = { Desktop: 1, Web: 2 } as const;
export const EndOfLine = { LF: 1, CRLF: 2 } as const;
export const ViewColumn = { Active: -1, Beside: -2, One: 1 } as const;
export const TextEditorRevealType = { Default: 0, InCenter: 1, InCenterIfOutsideViewport: 2, AtTop: 3 } as const;
export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;
export const LogLevel = { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 } as const;
export const version = '1.104.0';

/** One value of a setting in each place where it can stand. */
export interface FakeSetting {
  defaultValue?: unknown;
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

export interface ShownMessage {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly string[];
}

/** What tests prepare, and what the sources under test have shown and done. */
export const fake = {
  settings: new Map<string, FakeSetting>(),
  /** Every write, in order. */
  writes: [] as { name: string; value: unknown; target: unknown }[],
  messages: [] as ShownMessage[],
  /** Which button of the next message is pressed; nothing when it is empty. */
  answers: [] as string[],
  executed: [] as { command: string; values: readonly unknown[] }[],
  /** Commands that this VS Code does not have. */
  missing: new Set<string>(),
  /** Context keys that were set. */
  contexts: new Map<string, unknown>(),
  clipboard: '',
  diagnostics: new Map<string, readonly Diagnostic[]>(),
  configurationChange: new EventEmitter<{ affectsConfiguration(section: string): boolean }>(),
  trustGranted: new EventEmitter<void>(),
  isTrusted: true,
  reset(): void {
    this.settings.clear();
    this.writes = [];
    this.messages = [];
    this.answers = [];
    this.executed = [];
    this.missing.clear();
    this.contexts.clear();
    this.clipboard = '';
    this.diagnostics.clear();
    this.isTrusted = true;
    workspace.workspaceFolders = undefined;
    workspace.workspaceFile = undefined;
    workspace.textDocuments = [];
    window.activeTextEditor = undefined;
    env.language = 'en';
  },
};

function shown(kind: ShownMessage['kind']) {
  return async (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
    const actions = rest.filter((each) => typeof each === 'string');
    fake.messages.push({ kind, text, actions });
    const answer = fake.answers[0];
    if (answer === undefined || !actions.includes(answer)) return undefined;
    fake.answers.shift();
    return answer;
  };
}

const never = new EventEmitter<never>();

export const window: Record<string, unknown> = {
  activeTextEditor: undefined,
  visibleTextEditors: [],
  showInformationMessage: shown('information'),
  showWarningMessage: shown('warning'),
  showErrorMessage: shown('error'),
  setStatusBarMessage: () => new Disposable(() => undefined),
  onDidChangeActiveTextEditor: never.event,
};

/** The part of VS Code's configuration that we use: four places, the innermost one wins. */
class FakeConfiguration {
  private readonly section: string | undefined;
  constructor(section: string | undefined) {
    this.section = section;
  }
  get(name: string, fallback?: unknown): unknown {
    const places = fake.settings.get(this.full(name)) ?? {};
    const { defaultValue, globalValue, workspaceValue, workspaceFolderValue } = places;
    return workspaceFolderValue ?? workspaceValue ?? globalValue ?? defaultValue ?? fallback;
  }
  inspect(name: string): FakeSetting & { key: string } {
    return { key: this.full(name), ...fake.settings.get(this.full(name)) };
  }
  async update(name: string, value: unknown, target: unknown): Promise<void> {
    const full = this.full(name);
    const place = { 1: 'globalValue', 2: 'workspaceValue', 3: 'workspaceFolderValue' }[Number(target)];
    if (place === undefined) throw new Error('no such place');
    const { [place]: _old, ...others }: Record<string, unknown> = { ...fake.settings.get(full) };
    fake.settings.set(full, value === undefined ? others : { ...others, [place]: value });
    fake.writes.push({ name: full, value, target });
    fake.configurationChange.fire({ affectsConfiguration: (section) => `${full}.`.startsWith(`${section}.`) });
  }
  private full(name: string): string {
    return this.section === undefined ? name : `${this.section}.${name}`;
  }
}

export const workspace: Record<string, unknown> = {
  get isTrusted() {
    return fake.isTrusted;
  },
  workspaceFolders: undefined,
  workspaceFile: undefined,
  textDocuments: [],
  getConfiguration: (section?: string) => new FakeConfiguration(section),
  onDidChangeConfiguration: fake.configurationChange.event,
  onDidGrantWorkspaceTrust: fake.trustGranted.event,
  onDidChangeTextDocument: never.event,
  onDidOpenTextDocument: never.event,
  onDidCloseTextDocument: never.event,
};

export const commands = {
  async executeCommand(command: string, ...values: readonly unknown[]): Promise<unknown> {
    if (command === 'setContext') fake.contexts.set(String(values[0]), values[1]);
    else if (fake.missing.has(command)) throw new Error(`command '${command}' not found`);
    else fake.executed.push({ command, values });
    return undefined;
  },
  registerCommand: () => new Disposable(() => undefined),
};

export const languages = {
  createDiagnosticCollection: () => ({
    set(uri: Uri, diagnostics: readonly Diagnostic[]): void {
      fake.diagnostics.set(uri.toString(), diagnostics);
    },
    delete: (uri: Uri): boolean => fake.diagnostics.delete(uri.toString()),
    clear: (): void => fake.diagnostics.clear(),
    dispose: (): void => fake.diagnostics.clear(),
  }),
};

export const env: Record<string, unknown> = {
  language: 'en',
  appName: 'Visual Studio Code',
  uiKind: UIKind.Desktop,
  remoteName: undefined,
  clipboard: {
    async writeText(text: string): Promise<void> {
      fake.clipboard = text;
    },
    readText: async (): Promise<string> => fake.clipboard,
  },
};

export const l10n = {
  t: (template: string, ...values: readonly unknown[]): string =>
    template.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place)),
};

export const lm: Record<string, unknown> = {
  selectChatModels: async () => [],
  onDidChangeChatModels: never.event,
};

export const extensions = { all: [] };

export interface FakeReplacement {
  readonly uri: Uri;
  readonly range: Range;
  readonly text: string;
}

export class WorkspaceEdit {
  readonly replacements: FakeReplacement[] = [];
  replace(uri: Uri, range: Range, text: string): void {
    this.replacements.push({ uri, range, text });
  }
}

export class TabInputTextDiff {}
export const FilePermission = { Readonly: 1 } as const;
export const QuickInputButtons = { Back: { iconPath: new ThemeIcon('back') } } as const;

/** What the language client derives classes from, or reads while it starts; none of it is used by our sources. */
export class CallHierarchyItem {}
export class CodeLens {}
export class CompletionItem {}
export class DocumentLink {}
export class InlayHint {}
export class SymbolInformation {}
export class TypeHierarchyItem {}
export class CodeAction {}
export class CancellationError extends Error {}
export const CodeActionKind = { Empty: {} } as const;
