import * as vscode from 'vscode';
import type { LedgerReport } from '../../server/protocol/index.ts';
import type { App, CommandRun } from '../app.ts';
import { sayFailure } from '../daemon-help.ts';
import { costsDocument } from '../trace/costs-document.ts';
import { createValueFormat } from '../words/value-format.ts';

const scheme = 'videogenius-costs';

const groupings = ['day', 'model', 'task'] as const satisfies readonly LedgerReport['by'][];

/** Opens what was spent in the last days as a document to read. Asked again, it is brought up to date. */
export const showCosts: CommandRun = async (app) => {
  const { l10n, env } = vscode;
  const reports: LedgerReport[] = [];
  for (const by of groupings) {
    const report = await app.link.call('ledger/report', { by });
    if (!report.ok) return sayFailure(app, report.error);
    reports.push(report.value);
  }
  const text = costsDocument(reports, l10n, createValueFormat(env.language, l10n));
  await pageOf(app).open(text, l10n.t('Costs'));
};

const pages = new WeakMap<App, CostsPage>();

function pageOf(app: App): CostsPage {
  const known = pages.get(app);
  if (known !== undefined) return known;
  const page = new CostsPage();
  pages.set(app, page);
  app.context.subscriptions.push(page);
  return page;
}

/** One read-only document, which keeps what it showed last. */
class CostsPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changes.event;
  private readonly parts = vscode.Disposable.from(
    this.changes,
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
  );
  private text = '';

  async open(text: string, title: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    this.text = text;
    this.changes.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The preview belongs to an extension of VS Code that can be switched off.
      await vscode.window.showTextDocument(document, { preview: true });
    }
  }

  provideTextDocumentContent(): string {
    return this.text === '' ? `${vscode.l10n.t('Run the command {0} again.', 'VideoGenius: Show Costs')}\n` : this.text;
  }

  dispose(): void {
    this.parts.dispose();
  }
}
