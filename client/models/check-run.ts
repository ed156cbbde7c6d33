import * as vscode from 'vscode';
import type { CheckResult, MethodInput } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import { sayFailure } from '../daemon-help.ts';

/** Tests models with a progress that can be cancelled. Undefined when it was cancelled or could not be done, which is said. */
export async function runCheck(
  app: App,
  title: string,
  input: MethodInput<'models/check'>,
): Promise<readonly CheckResult[] | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const checked = await vscode.window.withProgress(options, async (_progress, token) => {
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      return await app.link.call('models/check', input, { signal: abort.signal });
    } finally {
      listening.dispose();
    }
  });
  if (checked.ok) return checked.value.checks;
  sayFailure(app, checked.error);
  return undefined;
}

/** Tests one model and says what came of it; the model may ask for a second test that costs a little. */
export async function checkOne(app: App, modelId: string, isPaid = false): Promise<CheckResult | undefined> {
  const title = vscode.l10n.t('Testing {0} ...', modelId);
  const checks = await runCheck(app, title, { modelIds: [modelId], ...(isPaid ? { paid: true } : {}) });
  return checks?.find((check) => check.modelId === modelId);
}
