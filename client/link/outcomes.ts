import * as vscode from 'vscode';
import type { RequestError, Result } from '../../server/protocol/index.ts';
import type { StartPhase } from './session.ts';

/** It worked, and there is nothing more to say. */
export const done: Result<void> = { ok: true, value: undefined };

/** There is no daemon to ask; `message` says why in the person's language. */
export function disconnected(message: string): { readonly ok: false; readonly error: RequestError } {
  const hint = vscode.l10n.t('Try again; the log says more.');
  return { ok: false, error: { code: 'disconnected', message, hint, attempts: [] } };
}

/** The person has changed her mind. */
export function cancelled(): { readonly ok: false; readonly error: RequestError } {
  return { ok: false, error: { code: 'cancelled', message: vscode.l10n.t('Cancelled.'), hint: '', attempts: [] } };
}

/** What a start that took too long was doing. */
export function tooSlow(phase: StartPhase, limitMs: number): string {
  const seconds = Math.round(limitMs / 1000);
  switch (phase) {
    case 'finding':
    case 'starting':
      return vscode.l10n.t('The background process of VideoGenius did not start within {0} seconds.', seconds);
    case 'greeting':
    case 'initializing':
      return vscode.l10n.t('The background process of VideoGenius did not answer within {0} seconds.', seconds);
    case 'configuring':
      return vscode.l10n.t(
        'The background process of VideoGenius did not take the settings within {0} seconds.',
        seconds,
      );
  }
}

/** It started and ended, again and again. */
export function endedAgain(): string {
  return vscode.l10n.t('The background process of VideoGenius ended several times in a row.');
}

/** The window closes. */
export function ending(): string {
  return vscode.l10n.t('VideoGenius is ending.');
}

/** Something of our own or of a library broke. */
export function unexpected(error: unknown): Result<never, { readonly message: string }> {
  const cause = error instanceof Error ? error.message : String(error);
  return {
    ok: false,
    error: { message: vscode.l10n.t('The background process of VideoGenius could not be connected to: {0}', cause) },
  };
}

/** The promise, or `otherwise` as soon as the signal fires. */
export function unlessAborted<Value, Other>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  otherwise: () => Other,
): Promise<Value | Other> {
  if (signal === undefined) return promise;
  if (signal.aborted) return Promise.resolve(otherwise());
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(otherwise());
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
