import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { createThrottle, type Later, later } from '../later.ts';
import { type Offer, offerCommand, say } from '../offers.ts';
import { type ModelNotice, ModelNotices } from '../status/model-notices.ts';

/** Milliseconds between two looks at the state. */
const lookEveryMs = 1000;

/** Says, rarely, what nobody would notice otherwise: all models are down, or one waits for the person. */
export function modelNotices(app: App, wait: Later = later): vscode.Disposable {
  const notices = new ModelNotices(() => performance.now());
  const throttle = createThrottle(
    () => {
      const snapshot = app.link.mirror.snapshot();
      if (snapshot === undefined) return notices.forget();
      const notice = notices.next(snapshot);
      if (notice !== undefined) say('warning', textOf(notice), ...offersOf(notice));
    },
    lookEveryMs,
    wait,
  );
  return vscode.Disposable.from(
    throttle,
    app.choices.onDidChange(() => notices.forget()),
    new vscode.Disposable(app.link.mirror.subscribe(() => throttle.request())),
  );
}

function textOf(notice: ModelNotice): string {
  const { l10n } = vscode;
  switch (notice.kind) {
    case 'allDown':
      return l10n.t('None of your models works at the moment. They are tried again by themselves.');
    case 'refusedKey':
      return l10n.t('The API key of {0} was refused. The other models go on without it.', notice.modelId);
    case 'emptyAccount':
      return l10n.t('The account of {0} has no money left. The other models go on without it.', notice.modelId);
  }
}

function offersOf(notice: ModelNotice): readonly Offer[] {
  const { l10n } = vscode;
  const panel = offerCommand(l10n.t('Open Status Panel'), 'videogenius.openStatusPanel');
  switch (notice.kind) {
    case 'allDown':
      return [offerCommand(l10n.t('Check All Models Now'), 'videogenius.checkAllModels'), panel];
    case 'refusedKey':
      return [offerCommand(l10n.t('Set API Key'), 'videogenius.setApiKey', notice.modelId), panel];
    case 'emptyAccount':
      return [panel];
  }
}
