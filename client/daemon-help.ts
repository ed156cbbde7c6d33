import * as vscode from 'vscode';
import type { RequestError, Snapshot } from '../server/protocol/index.ts';
import type { App } from './app.ts';
import { offerCommand, say } from './offers.ts';
import { errorWords } from './words/request-words.ts';

/** Why a call failed, in the person's language. What only the log needs to know is not in it. */
export function failureText(app: App, error: RequestError): string {
  const state = app.link.state();
  if (error.code === 'disconnected' && state.kind === 'failed') return state.message;
  return errorWords(vscode.l10n)[error.code];
}

/** Says that a call failed, and offers what helps. A call that a person cancelled needs no word. */
export function sayFailure(app: App, error: RequestError): void {
  if (error.code === 'cancelled') return;
  app.log.warn(`A call failed (${error.code}).`);
  const { l10n } = vscode;
  const restart = offerCommand(l10n.t('Restart'), 'videogenius.restartDaemon');
  const log = offerCommand(l10n.t('Show Log'), 'videogenius.showLog');
  const settings = offerCommand(
    l10n.t('Open Settings'),
    'workbench.action.openSettings',
    '@ext:videogenius.videogenius',
  );
  say('error', failureText(app, error), ...(error.code === 'invalidSettings' ? [settings, log] : [restart, log]));
}

/** The state of all models; when the daemon cannot tell it, the person is told why and gets undefined. */
export async function readState(app: App): Promise<Snapshot | undefined> {
  const state = await app.link.call('state/get', {});
  if (state.ok) return state.value;
  sayFailure(app, state.error);
  return undefined;
}
