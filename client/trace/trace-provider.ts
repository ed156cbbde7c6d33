import * as vscode from 'vscode';
import type { RequestState } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import { createThrottle } from '../later.ts';
import { createSpeaker } from '../words/sentences.ts';
import { createValueFormat } from '../words/value-format.ts';
import { traceDocument } from './trace-document.ts';

const scheme = 'videogenius-trace';

/** Milliseconds between two looks at a request that runs. */
const followEveryMs = 500;

/** Traces that can be read anew. */
const mostShown = 50;

/** Opens traces as read-only documents, which grow as long as their request runs. */
export class TraceProvider implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly app: App;
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  /** What is shown or was lately, by the request's id: VS Code closes the document of a preview and opens it again as it likes. */
  private readonly shown = new Map<string, { readonly uri: vscode.Uri; request: RequestState }>();
  private readonly throttle = createThrottle(() => this.follow(), followEveryMs);
  private readonly parts: vscode.Disposable;

  constructor(app: App) {
    this.app = app;
    const unsubscribe = app.link.mirror.subscribe(() => {
      if (this.hasRunning()) this.throttle.request();
    });
    this.parts = vscode.Disposable.from(
      this.changes,
      this.throttle,
      new vscode.Disposable(unsubscribe),
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    );
  }

  async open(request: RequestState, title: string): Promise<void> {
    // The id decides which document it is; the rest of the address is what the tab shows.
    const known = this.shown.get(request.requestId);
    const uri = known?.uri ?? vscode.Uri.from({ scheme, path: `/${title}.md`, query: request.requestId });
    this.shown.delete(request.requestId);
    this.shown.set(request.requestId, { uri, request });
    const [oldest] = this.shown.keys();
    if (this.shown.size > mostShown && oldest !== undefined) this.shown.delete(oldest);
    this.changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      // Its tables are for reading; in a narrow editor their source would be broken into pieces.
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The preview belongs to an extension of VS Code that can be switched off.
      await vscode.window.showTextDocument(document, { preview: true });
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { l10n, env } = vscode;
    const request = this.shown.get(uri.query)?.request;
    if (request === undefined) return `${l10n.t('This request is no longer known. Choose another one.')}\n`;
    const words = { l10n, speaker: createSpeaker(env.language), format: createValueFormat(env.language, l10n) };
    return traceDocument(request, Date.now(), words);
  }

  dispose(): void {
    this.parts.dispose();
  }

  private hasRunning(): boolean {
    return [...this.shown.values()].some(({ request }) => request.result === 'running');
  }

  /** Looks at the requests that were running anew; what is over stays as it is. */
  private follow(): void {
    const requests = this.app.link.mirror.snapshot()?.requests ?? [];
    for (const entry of this.shown.values()) {
      if (entry.request.result !== 'running') continue;
      const now = requests.find(({ requestId }) => requestId === entry.request.requestId);
      if (now === undefined || now === entry.request) continue;
      entry.request = now;
      this.changes.fire(entry.uri);
    }
  }
}
