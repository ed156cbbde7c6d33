import * as vscode from 'vscode';
import type { App, CommandRun, KeyStore } from '../app.ts';
import { diagnosticsText } from '../diagnostics-text.ts';
import { recentLines } from '../recent-log.ts';
import { settingSummary } from '../setting-summary.ts';
import { settingsInForce } from '../settings.ts';
import { versionFacts } from '../version-facts.ts';

/** How long a daemon that is busy or stuck may hold up the report. */
const askLimitMs = 2000;

/** Puts a report for whoever helps on the clipboard. Works without a daemon, and starts none. */
export const copyDiagnostics: CommandRun = async (app) => {
  const manifest: unknown = app.context.extension.packageJSON;
  const isRunning = app.link.state().kind === 'running';
  const signal = AbortSignal.timeout(askLimitMs);
  const [daemon, snapshot, secrets] = await Promise.all([
    isRunning ? app.link.call('daemon/status', {}, { signal }) : undefined,
    isRunning ? app.link.call('state/get', {}, { signal }) : undefined,
    storedKeys(app.keys),
  ]);
  const text = diagnosticsText({
    atMs: Date.now(),
    versions: versionFacts(app.context),
    link: linkLine(app, daemon?.ok === false),
    daemon: daemon?.ok ? daemon.value : undefined,
    settings: settingSummary(settingsInForce(manifest)),
    snapshot: snapshot?.ok ? snapshot.value : app.link.mirror.snapshot(),
    logLines: recentLines(app.log),
    secrets,
  });
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'A report without keys, prompts and scripts is on the clipboard. Look through it before you send it.',
    ),
  );
};

function linkLine(app: App, isSilent: boolean): string {
  const state = app.link.state();
  const what = state.kind === 'failed' ? `failed: ${state.message}` : state.kind;
  return `The connection is ${what}${isSilent ? '; it did not answer' : ''}. Demo: ${app.choices.isDemo() ? 'yes' : 'no'}. Pinned model: ${app.choices.pinnedModel() ?? 'none'}.`;
}

async function storedKeys(keys: KeyStore): Promise<readonly string[]> {
  const { providerIds } = await import('../../server/protocol/ids.ts');
  const found = await Promise.all(
    providerIds.map(async (provider) => {
      const origins = await keys.origins(provider);
      return Promise.all(origins.map((origin) => keys.read(provider, origin)));
    }),
  );
  return found.flat().filter((key) => key !== undefined);
}
