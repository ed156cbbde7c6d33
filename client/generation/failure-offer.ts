import * as vscode from 'vscode';
import type { RequestError } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import type { AttemptStory } from './attempt-story.ts';
import { type FailureAction, failureMessage } from './failure-message.ts';
import { requestIdOf } from './request-run.ts';

/** A request that failed, and what can follow. */
export interface FailedRun {
  readonly error: RequestError;
  readonly story: AttemptStory;
  /** Whether a piece of text stays in the document. */
  readonly isTextKept: boolean;
  /** Does the same once more, at the same place. */
  readonly tryAgain: () => Promise<void>;
  /** Called when the message is gone and nothing more can follow from it. */
  readonly onDone?: () => void;
}

/** Says why a request failed and does what the person chooses then. Nobody has to wait for that. */
export function offerAfterFailure(app: App, run: FailedRun): void {
  logFailure(app, run.error);
  answerOf(app, run)
    .finally(run.onDone)
    .catch((error: unknown) => app.log.error(error instanceof Error ? error : String(error)));
}

async function answerOf(app: App, { error, story, isTextKept, tryAgain }: FailedRun): Promise<void> {
  const state = app.link.state();
  const around = {
    daemonMessage: state.kind === 'failed' ? state.message : undefined,
    pinnedModel: app.choices.pinnedModel(),
    isTrusted: vscode.workspace.isTrusted,
    isTextKept,
  };
  const message = failureMessage(error, around, vscode.l10n);
  if (message === undefined) return;
  const labels = actionLabels();
  const chosen = await vscode.window.showErrorMessage(message.text, ...message.actions.map((action) => labels[action]));
  const action = message.actions.find((each) => labels[each] === chosen);
  if (action === 'tryAgain') await tryAgain();
  else if (action !== undefined) {
    await vscode.commands.executeCommand(...(await commandFor(action, app, error, story)));
  }
}

function actionLabels(): Readonly<Record<FailureAction, string>> {
  const { l10n } = vscode;
  return {
    tryAgain: l10n.t('Try Again'),
    setApiKey: l10n.t('Set API Key'),
    startDemo: l10n.t('Start Demo'),
    showTrace: l10n.t('Show Request Trace'),
    openPanel: l10n.t('Open Status Panel'),
    openSettings: l10n.t('Open Settings'),
    chooseModel: l10n.t('Choose Model'),
    manageTrust: l10n.t('Manage Trust'),
    showLog: l10n.t('Show Log'),
  };
}

async function commandFor(
  action: Exclude<FailureAction, 'tryAgain'>,
  app: App,
  error: RequestError,
  story: AttemptStory,
): Promise<[command: string, ...values: string[]]> {
  switch (action) {
    case 'setApiKey': {
      const refused = error.attempts.find((attempt) => attempt.class === 'auth');
      return ['videogenius.setApiKey', ...(refused === undefined ? [] : [refused.modelId])];
    }
    case 'showTrace': {
      const requestId = await requestIdOf(app, story);
      return ['videogenius.showRequestTrace', ...(requestId === undefined ? [] : [requestId])];
    }
    case 'openSettings':
      return ['workbench.action.openSettings', settingsQuery(error)];
    case 'startDemo':
      return ['videogenius.startDemo'];
    case 'openPanel':
      return ['videogenius.openStatusPanel'];
    case 'chooseModel':
      return ['videogenius.pinModel'];
    case 'manageTrust':
      return ['workbench.trust.manage'];
    case 'showLog':
      return ['videogenius.showLog'];
  }
}

const settingsQuery = ({ code }: RequestError): string =>
  code === 'deadlineExceeded' ? 'videogenius.failover.deadlineMs' : '@ext:videogenius.videogenius';

/** The log has what the message leaves out: what each model said of itself. Texts of a person are in none of it. */
function logFailure(app: App, { code, attempts }: RequestError): void {
  if (code === 'cancelled') return;
  app.log.warn(`A request failed (${code}).`);
  for (const { modelId, class: failureClass, message } of attempts)
    app.log.warn(`  ${modelId}: ${failureClass}. ${message}`);
}
