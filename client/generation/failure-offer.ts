import * as vscode from 'vscode';
import type { ModelStatus, RequestError } from '../../server/protocol/index.ts';
import type { App } from '../app.ts';
import { createSpeaker } from '../words/sentences.ts';
import type { AttemptStory } from './attempt-story.ts';
import { type BlockedModel, type FailureAction, type FailureSurroundings, failureMessage } from './failure-message.ts';
import { requestIdOf } from './request-run.ts';

/** What can follow a script that failed. */
export interface ScriptOffers {
  /** Goes on from the piece of text in the document. */
  readonly goOn: () => Promise<void>;
  /** Puts an outline where the script should have been. */
  readonly insertOutline: () => Promise<void>;
}

/** A request that failed, and what can follow. */
export interface FailedRun {
  readonly error: RequestError;
  readonly story: AttemptStory;
  /** What the script was to be about, so that the demo can show the same. */
  readonly topic?: string | undefined;
  /** Whether a piece of text stays in the document. */
  readonly isTextKept: boolean;
  /** Does the same once more, at the same place. */
  readonly tryAgain: () => Promise<void>;
  /** What else can be done for a script; left out for everything else. */
  readonly script?: ScriptOffers;
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

async function answerOf(app: App, { error, story, topic, isTextKept, tryAgain, script }: FailedRun): Promise<void> {
  const state = app.link.state();
  const around: FailureSurroundings = {
    daemonMessage: state.kind === 'failed' ? state.message : undefined,
    pinnedModel: app.choices.pinnedModel(),
    isTrusted: vscode.workspace.isTrusted,
    isTextKept,
    isScript: script !== undefined,
    blocked: blockedModels(app),
  };
  const message = failureMessage(error, around, vscode.l10n);
  if (message === undefined) return;
  const labels = actionLabels(isTextKept);
  // Nothing has gone wrong for somebody who has only just begun, or has cancelled.
  const isNews = error.code === 'noModelConfigured' || error.code === 'cancelled';
  const show = isNews ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
  const chosen = await show(message.text, ...message.actions.map((action) => labels[action]));
  const action = message.actions.find((each) => labels[each] === chosen);
  if (action === 'tryAgain') await tryAgain();
  else if (action === 'goOn') await script?.goOn();
  else if (action === 'insertOutline') await script?.insertOutline();
  else if (action !== undefined) {
    await vscode.commands.executeCommand(...(await commandFor(action, app, { error, story, topic })));
  }
}

/** What the daemon has told of the models that a request of this window could go to, and why each of them is left out. */
function blockedModels({ link, choices }: App): BlockedModel[] {
  const speaker = createSpeaker(vscode.env.language);
  const pinned = choices.pinnedModel();
  const models = link.mirror.snapshot()?.models ?? [];
  return models
    .filter(({ modelId, status }) => pinned === modelId || (pinned === undefined && !isLeftOut.has(status)))
    .map(({ modelId, reason, weight, circuit }) => ({
      modelId,
      reason:
        weight > 0
          ? speaker.say(reason)
          : vscode.l10n.t('Its weight is 0, so it is never asked. Give it a higher one.'),
      isKeyRefused: circuit.state === 'isolated' && circuit.class === 'auth',
    }))
    .filter(({ reason }) => reason !== '');
}

/** Models of which nobody expects an answer. */
const isLeftOut: ReadonlySet<ModelStatus> = new Set<ModelStatus>(['notConfigured', 'disabled']);

function actionLabels(isTextKept: boolean): Readonly<Record<FailureAction, string>> {
  const { l10n } = vscode;
  return {
    tryAgain: isTextKept ? l10n.t('Retry from the Start') : l10n.t('Retry'),
    goOn: l10n.t('Continue'),
    insertOutline: l10n.t('Insert Offline Outline'),
    setApiKey: l10n.t('Set API Key'),
    startDemo: l10n.t('Start Demo'),
    showTrace: l10n.t('Show Trace'),
    openPanel: l10n.t('Open Status Panel'),
    openSettings: l10n.t('Open Settings'),
    chooseModel: l10n.t('Choose Model'),
    manageTrust: l10n.t('Manage Trust'),
    showLog: l10n.t('Show Log'),
  };
}

async function commandFor(
  action: Exclude<FailureAction, 'tryAgain' | keyof ScriptOffers>,
  app: App,
  { error, story, topic }: Pick<FailedRun, 'error' | 'story' | 'topic'>,
): Promise<[command: string, ...values: unknown[]]> {
  switch (action) {
    case 'setApiKey': {
      const refused =
        error.attempts.find((attempt) => attempt.class === 'auth') ??
        (error.code === 'noModelEligible' ? blockedModels(app).find((model) => model.isKeyRefused) : undefined);
      return ['videogenius.setApiKey', ...(refused === undefined ? [] : [refused.modelId])];
    }
    case 'showTrace': {
      const requestId = await requestIdOf(app, story);
      return ['videogenius.showRequestTrace', ...(requestId === undefined ? [] : [requestId])];
    }
    case 'openSettings':
      return ['workbench.action.openSettings', settingsQuery(error)];
    case 'startDemo':
      return ['videogenius.startDemo', ...(topic === undefined ? [] : [{ topic }])];
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

function settingsQuery({ code }: RequestError): string {
  if (code === 'deadlineExceeded') return 'videogenius.failover.deadlineMs';
  return code === 'budgetReached' ? 'videogenius.money' : '@ext:videogenius.videogenius';
}

/** The log has what the message leaves out: what each model said of itself. Texts of a person are in none of it. */
function logFailure(app: App, { code, attempts }: RequestError): void {
  if (code === 'cancelled') return;
  app.log.warn(`A request failed (${code}).`);
  for (const { modelId, class: failureClass, message } of attempts)
    app.log.warn(`  ${modelId}: ${failureClass}. ${message}`);
}
